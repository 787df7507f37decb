"""Finds what a reply may rest on: the customer's own orders, and passages for each question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.escalation.gate import Missing
from cx_assistant.intake.intents import QuestionReader, Reading, Topic
from cx_assistant.knowledge_base.answerability import answerability
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import (
    CleanTicket,
    Customer,
    EscalationReason,
    Evidence,
    Model,
    Order,
    Question,
    QuestionEvidence,
    Signal,
    Ticket,
)
from cx_assistant.orders.identity import VerifiedIdentity, identity_of
from cx_assistant.protocols import Embedder

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors


class Findings(Model):
    """All evidence for one ticket, and what is missing to answer it."""

    questions: tuple[QuestionEvidence, ...] = ()
    customer_id: str | None = Field(default=None, description="only when verified")
    customer_name: str = ""
    own_order_ids: tuple[str, ...] = ()
    missing: Missing | None = None
    asked_order: str = Field(default="", description="an order number that is not theirs")
    choices: tuple[str, ...] = Field(default=(), description="own orders it may be about")
    signals: tuple[Signal, ...] = ()
    notes: tuple[str, ...] = ()
    index_revision: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence of all questions, each once, in order."""
        unique = {item.id: item for found in self.questions for item in found.evidence}
        return tuple(unique.values())

    @property
    def confidence(self) -> float:
        """The calibrated chance that the evidence answers the hardest question."""
        return min((found.answerability for found in self.questions), default=0.0)
