"""What comes out: a reply, a question back, or a handoff to a human."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from cx_assistant.models.actions import ActionProposal
from cx_assistant.models.base import Model
from cx_assistant.models.draft import Draft, Problem, Sentence
from cx_assistant.models.evidence import Citation, Evidence


class EscalationReason(StrEnum):
    """Why a human should see the ticket. The first seven are the floor nobody can switch off."""

    ASKS_FOR_HUMAN = "asks_for_human"
    LEGAL_THREAT = "legal_threat"
    SAFETY = "safety"
    SELF_HARM = "self_harm"
    ACCOUNT_SECURITY = "account_security"
    PAYMENT_DISPUTE = "payment_dispute"
    PRIVACY_REQUEST = "privacy_request"
    ANGER = "anger"
    REPEATED_CONTACT = "repeated_contact"
    MEDIA_THREAT = "media_threat"
    VULNERABLE_CUSTOMER = "vulnerable_customer"
    OUT_OF_SCOPE = "out_of_scope"
    PROMPT_INJECTION = "prompt_injection"
    UNVERIFIED_PERSONAL_DATA = "unverified_personal_data"
    OTHER_CUSTOMER_DATA = "other_customer_data"
    MISSING_KNOWLEDGE = "missing_knowledge"
    UNGROUNDED = "ungrounded"
    POLICY_LIMIT = "policy_limit"
    POLICY_CONFLICT = "policy_conflict"
    VIP = "vip"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    STAFF_ACTIVE = "staff_active"
    STALE_DATA = "stale_data"
    SYSTEM_FAILURE = "system_failure"


FLOOR_REASONS = frozenset(
    {
        EscalationReason.ASKS_FOR_HUMAN,
        EscalationReason.LEGAL_THREAT,
        EscalationReason.SAFETY,
        EscalationReason.SELF_HARM,
        EscalationReason.ACCOUNT_SECURITY,
        EscalationReason.PAYMENT_DISPUTE,
        EscalationReason.PRIVACY_REQUEST,
    }
)


class Signal(Model):
    """One sign that a human should look, with the customer's words it rests on."""

    reason: EscalationReason
    score: float = Field(ge=0.0, le=1.0)
    quote: str = ""


class Permission(StrEnum):
    """What may happen with a reply: go out by itself, or wait for a support agent."""

    SEND = "send"
    SUGGEST = "suggest"


class Priority(StrEnum):
    """How soon a human should look."""

    URGENT = "urgent"
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Trace(Model):
    """How an outcome came about; enough to explain it and to replay it."""

    drafter: str = ""
    model: str | None = None
    prompt_hash: str | None = None
    index_revision: str = ""
    policy_hash: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    cost: Decimal | None = Field(default=None, description="in US dollars; None if prices unknown")
    milliseconds: dict[str, float] = Field(default_factory=dict, description="per step")
    signals: tuple[Signal, ...] = ()
    decided_by: tuple[str, ...] = Field(default=(), description="the gate's rules that fired")
    notes: tuple[str, ...] = Field(default=(), description="fallbacks taken, text cut, …")


class Reply(Model):
    """A checked reply. `permission` says whether it may go out without a human."""

    outcome: Literal["reply"] = "reply"
    ticket_id: str
    text: str
    language: str
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    confidence: float = Field(ge=0.0, le=1.0)
    permission: Permission
    proposals: tuple[ActionProposal, ...] = Field(
        default=(), description="for staff; nothing of them has been done"
    )
    trace: Trace

    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of every sentence, each once, in reading order."""
        return tuple(dict.fromkeys(c for sentence in self.sentences for c in sentence.citations))


class Clarification(Model):
    """One question back to the customer, because one thing is missing."""

    outcome: Literal["clarification"] = "clarification"
    ticket_id: str
    text: str = Field(description="the whole message to the customer, the question in it")
    question: str
    missing: str = Field(description="what is missing, e.g. 'order_number'")
    language: str
    permission: Permission
    proposals: tuple[ActionProposal, ...] = Field(
        default=(), description="for staff; nothing of them has been done"
    )
    trace: Trace


class HandoffPacket(Model):
    """What a human needs to take over in twenty seconds."""

    request: str = Field(description="what the customer wants, in one line, in their words")
    facts: tuple[Evidence, ...] = ()
    tried: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    next_step: str = ""
    mood: str = ""
    risks: tuple[str, ...] = ()
    proposals: tuple[ActionProposal, ...] = Field(
        default=(), description="for staff; nothing of them has been done"
    )


class Escalation(Model):
    """A handoff to a human, with everything they need and a holding reply for the customer."""

    outcome: Literal["escalation"] = "escalation"
    ticket_id: str
    reason: EscalationReason
    reasons: tuple[EscalationReason, ...] = ()
    team: str
    priority: Priority
    due: AwareDatetime | None = None
    packet: HandoffPacket
    holding_reply: str
    language: str
    rejected_draft: Draft | None = None
    problems: tuple[Problem, ...] = ()
    trace: Trace

    @property
    def proposals(self) -> tuple[ActionProposal, ...]:
        """What could be done, as the packet has it."""
        return self.packet.proposals


Outcome = Annotated[Reply | Clarification | Escalation, Field(discriminator="outcome")]
