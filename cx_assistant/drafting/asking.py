"""Asks a chat model for a reply in JSON, by schema where it has that, else by instruction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from cx_assistant.drafting.calling import CallLimits, HangingCalls, ModelCall
from cx_assistant.drafting.chat_model import takes_timeout, with_schema
from cx_assistant.drafting.failures import FailureReason, ModelFailedError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk

    from cx_assistant.drafting.chat_model import Askable

Messages = Sequence[tuple[str, str]]
Item = TypeVar("Item")


class ModelAsker:
    """One chat model, asked within limits. Safe to use from several threads.

    `plain` asks for text instead of a reply in JSON.
    """

    def __init__(
        self, model: BaseChatModel, name: str, limits: CallLimits, *, plain: bool = False
    ) -> None:
        self._plain: Askable = model
        self._structured = None if plain else with_schema(model)
        self._takes_timeout = takes_timeout(model)
        self._name = name
        self._limits = limits
        self._hanging = HangingCalls()

    def start(self) -> ModelCall:
        """A new request; its deadline runs from now."""
        return ModelCall(self._name, self._limits, self._hanging)

    def message(self, call: ModelCall, messages: Messages) -> AIMessage:
        """The model's whole message; raises `ModelFailedError` if none came."""

        def invoke(model: Askable, seconds: float) -> Iterator[AIMessage]:
            yield model.invoke(list(messages), **self._options(seconds))

        return next(self._asked(call, invoke))

    def chunks(self, call: ModelCall, messages: Messages) -> Iterator[AIMessageChunk]:
        """The pieces of the model's message; raises `ModelFailedError` if they break off."""

        def stream(model: Askable, seconds: float) -> Iterator[Any]:
            yield from model.stream(list(messages), **self._options(seconds))

        return self._asked(call, stream)

    def _asked(
        self, call: ModelCall, ask: Callable[[Askable, float], Iterator[Item]]
    ) -> Iterator[Item]:
        if self._structured is None:
            yield from call.items(_untraced(ask, self._plain))
            return
        try:
            yield from call.items(_untraced(ask, self._structured))
        except ModelFailedError as error:
            if error.reason is not FailureReason.NO_SCHEMA_SUPPORT:
                raise
            # Many servers speak the protocol without this part of it.
            yield from call.items(_untraced(ask, self._plain))

    def _options(self, seconds: float) -> dict[str, Any]:
        return {"timeout": seconds} if self._takes_timeout else {}


def _untraced(
    ask: Callable[[Askable, float], Iterator[Item]], model: Askable
) -> Callable[[float], Iterator[Item]]:
    """The same question, asked without telling LangSmith.

    LangChain sends whole prompts there as soon as an environment variable says so; customer text
    leaves only for the model that is configured.
    """

    def asked(seconds: float) -> Iterator[Item]:
        from langsmith import tracing_context

        with tracing_context(enabled=False):
            yield from ask(model, seconds)

    return asked
