"""The gate: one pure function from everything known about a ticket to what happens with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from pydantic import Field

from cx_assistant.models import (
    FLOOR_REASONS,
    EscalationReason,
    Model,
    Permission,
    Problem,
    Signal,
)


class Action(StrEnum):
    """What the gate can decide."""

    REPLY = "reply"
    CLARIFY = "clarify"
    ESCALATE = "escalate"


class Missing(StrEnum):
    """The one thing that would settle a ticket, if the customer gave it."""

    VERIFICATION = "verification"  # who is writing
    OTHERS = "others"  # it is about somebody else, who must ask themselves
    OWN_ORDER = "own_order"  # the order named is not among this customer's
    ORDER_CHOICE = "order_choice"  # several of their orders fit
    DETAILS = "details"  # too little was said to search for
    MESSAGE = "message"  # nothing was said at all


class GateInput(Model):
    """Everything the decision depends on, and nothing else."""

    signals: tuple[Signal, ...] = ()
    staff_replied_last: bool = False
    missing: Missing | None = None
    has_draft: bool = False
    problems: tuple[Problem, ...] = ()
    answerabilities: tuple[float, ...] = Field(default=(), description="one per question")
    unanswered: tuple[str, ...] = ()
    confidence: float = 0.0
    minimum_answerability: float = 0.5
    minimum_confidence_to_send: float = 0.8
    auto_send: bool = False


class Decision(Model):
    """What happens, why, and which rules said so, in the order they were asked."""

    action: Action
    reasons: tuple[EscalationReason, ...] = ()
    permission: Permission = Permission.SUGGEST
    rules: tuple[str, ...]


# A floor signal counts from even odds: a missed one costs far more than a needless handoff.
FLOOR_SCORE = 0.5
# Everything else needs to be fairly clear before a person is taken from other work.
HANDOFF_SCORE = 0.7

# The gravest reason names the escalation and picks the team.
_BY_GRAVITY = (
    EscalationReason.SELF_HARM,
    EscalationReason.SAFETY,
    EscalationReason.ACCOUNT_SECURITY,
    EscalationReason.LEGAL_THREAT,
    EscalationReason.PAYMENT_DISPUTE,
    EscalationReason.PRIVACY_REQUEST,
    EscalationReason.ASKS_FOR_HUMAN,
)

# These raise a ticket to a human; the others only keep a reply from being sent by itself.
_HANDOFF_REASONS = frozenset(
    {
        EscalationReason.ANGER,
        EscalationReason.REPEATED_CONTACT,
        EscalationReason.MEDIA_THREAT,
        EscalationReason.VULNERABLE_CUSTOMER,
        EscalationReason.OUT_OF_SCOPE,
        EscalationReason.PROMPT_INJECTION,
        EscalationReason.POLICY_LIMIT,
        EscalationReason.POLICY_CONFLICT,
        EscalationReason.UNSUPPORTED_LANGUAGE,
        EscalationReason.STALE_DATA,
        EscalationReason.SYSTEM_FAILURE,
    }
)


def decide(known: GateInput) -> Decision:
    """The first rule that applies decides; the order below is the policy.

    1. a colleague is already on it; 2. the floor, which nothing can switch off; 3. other
    reasons for a human; 4. one thing is missing that the customer can give; 5. the shop's
    knowledge does not answer; 6. the draft failed its checks; 7. send, or suggest to staff.
    """
    for rule in _RULES:
        decision = rule(known)
        if decision is not None:
            return decision
    return _reply(known)


def _staff_is_on_it(known: GateInput) -> Decision | None:
    if not known.staff_replied_last:
        return None
    return _escalate("a colleague wrote last", [EscalationReason.STAFF_ACTIVE])


def _floor(known: GateInput) -> Decision | None:
    return _from_signals("floor", known.signals, FLOOR_REASONS, FLOOR_SCORE)


def _other_handoff(known: GateInput) -> Decision | None:
    return _from_signals("signal", known.signals, _HANDOFF_REASONS, HANDOFF_SCORE)


def _something_is_missing(known: GateInput) -> Decision | None:
    if known.missing is None:
        return None
    return Decision(action=Action.CLARIFY, rules=(f"missing: {known.missing.value}",))


def _nothing_answers(known: GateInput) -> Decision | None:
    best = max(known.answerabilities, default=0.0)
    if best >= known.minimum_answerability:
        return None
    rule = f"best answerability {best:.2f} is under {known.minimum_answerability:.2f}"
    return _escalate(rule, [EscalationReason.MISSING_KNOWLEDGE])


def _no_checked_draft(known: GateInput) -> Decision | None:
    if known.has_draft and not known.problems:
        return None
    kinds = sorted({problem.kind.value for problem in known.problems}) or ["no draft"]
    return _escalate(f"checks: {', '.join(kinds)}", [EscalationReason.UNGROUNDED])


_RULES: tuple[Callable[[GateInput], Decision | None], ...] = (
    _staff_is_on_it,
    _floor,
    _other_handoff,
    _something_is_missing,
    _nothing_answers,
    _no_checked_draft,
)


def _reply(known: GateInput) -> Decision:
    holds = tuple(_reasons_to_wait(known))
    permission = Permission.SUGGEST if holds else Permission.SEND
    return Decision(
        action=Action.REPLY,
        permission=permission,
        rules=holds or (f"confidence {known.confidence:.2f}, auto_send is on",),
    )


def _reasons_to_wait(known: GateInput) -> Iterable[str]:
    if not known.auto_send:
        yield "auto_send is off"
    if known.confidence < known.minimum_confidence_to_send:
        yield f"confidence {known.confidence:.2f} under {known.minimum_confidence_to_send:.2f}"
    if known.unanswered:
        yield f"{len(known.unanswered)} question(s) left open"
    if any(score < known.minimum_answerability for score in known.answerabilities):
        yield "one question has weak evidence"
    yield from (f"signal: {signal.reason.value}" for signal in known.signals)


def _from_signals(
    name: str,
    signals: Iterable[Signal],
    reasons: frozenset[EscalationReason],
    threshold: float,
) -> Decision | None:
    strong = [s for s in signals if s.reason in reasons and s.score >= threshold]
    if not strong:
        return None
    strong.sort(key=lambda signal: (_gravity(signal.reason), -signal.score))
    found = list(dict.fromkeys(signal.reason for signal in strong))
    return _escalate(f"{name}: {', '.join(found)}", found)


def _gravity(reason: EscalationReason) -> int:
    return _BY_GRAVITY.index(reason) if reason in _BY_GRAVITY else len(_BY_GRAVITY)


def _escalate(rule: str, reasons: Iterable[EscalationReason]) -> Decision:
    return Decision(action=Action.ESCALATE, reasons=tuple(reasons), rules=(rule,))
