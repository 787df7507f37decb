"""The assistant as a LangChain `Runnable` and as a tool for an agent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import Runnable, RunnableLambda
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from cx_assistant.models import Outcome, Ticket, Verification
from cx_assistant.results import result_of

if TYPE_CHECKING:
    from cx_assistant.assistant import Assistant

_DESCRIPTION = (
    "Answers a customer's question from the shop's knowledge base and, if they are signed in, "
    "from their own orders. The text it returns has been checked; pass it on unchanged."
)


class SupportQuestion(BaseModel):
    """What an agent may decide. Who is asking is not among it."""

    question: str = Field(description="The customer's message, in their own words.")


def as_runnable(assistant: Assistant) -> Runnable[Any, Outcome]:
    """Takes a `Ticket`, a dictionary of its fields, or just the customer's words."""

    def answer(given: Ticket | dict[str, Any] | str) -> Outcome:
        return assistant.answer(_ticket(given))

    return RunnableLambda(answer, name="cx_assistant")


def as_tool(
    assistant: Assistant,
    *,
    customer_id: str | None = None,
    verification: Verification = Verification.NONE,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BaseTool:
    """A tool for one conversation; its artifact is the whole `Outcome`.

    The identity is fixed here, in code: whatever the agent was told, it cannot ask on anybody
    else's behalf.
    """

    def answer(question: str) -> tuple[str, Outcome]:
        ticket = Ticket.from_text(
            question, customer_id=customer_id, verification=verification, now=clock()
        )
        outcome = assistant.answer(ticket)
        return result_of(outcome).text, outcome

    return StructuredTool.from_function(
        func=answer,
        name="customer_support",
        description=_DESCRIPTION,
        args_schema=SupportQuestion,
        response_format="content_and_artifact",
    )


def _ticket(given: Ticket | dict[str, Any] | str) -> Ticket:
    if isinstance(given, Ticket):
        return given
    if isinstance(given, str):
        return Ticket.from_text(given)
    return Ticket.model_validate({"now": datetime.now(UTC), **given})
