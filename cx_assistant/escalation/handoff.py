"""What goes with a ticket to a human, and what the customer hears meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, get_day_names

from cx_assistant.escalation.routing import Routing
from cx_assistant.models import (
    ActionProposal,
    CleanTicket,
    Draft,
    EscalationReason,
    Evidence,
    EvidenceKind,
    HandoffPacket,
    Model,
    Problem,
    QuestionEvidence,
    Signal,
)
from cx_assistant.phrases import filled, phrases_for

_REQUEST_CHARACTERS = 240
_MAX_FACTS = 8

_NEXT_STEP = {
    EscalationReason.SELF_HARM: "Read it now; follow the shop's procedure for people at risk.",
    EscalationReason.SAFETY: "Call or write now: is anyone hurt, and is the product still in use?",
    EscalationReason.ACCOUNT_SECURITY: "Secure the account first, then write to the customer.",
    EscalationReason.LEGAL_THREAT: "Reply only after the responsible person has read it.",
    EscalationReason.PAYMENT_DISPUTE: "Check the payment with the provider before replying.",
    EscalationReason.PRIVACY_REQUEST: "Confirm receipt and start the data request procedure.",
    EscalationReason.ASKS_FOR_HUMAN: "Answer personally; the customer asked for a person.",
    EscalationReason.MISSING_KNOWLEDGE: "Answer it, then add the answer to the knowledge base.",
    EscalationReason.UNGROUNDED: "Check the rejected draft's marked sentences before using it.",
    EscalationReason.PROMPT_INJECTION: "Read with care; the message tries to steer the software.",
    EscalationReason.STAFF_ACTIVE: "Carry on; the assistant stays out of this conversation.",
    EscalationReason.STALE_DATA: "Look the order up in the shop's system; ours is out of date.",
    EscalationReason.POLICY_CONFLICT: "Settle which rule holds; correct the article or cx.toml.",
    EscalationReason.SYSTEM_FAILURE: "Answer by hand; the assistant could not finish.",
}


class Handoff(Model):
    """What is known about a ticket at the moment it is handed over."""

    ticket: CleanTicket
    reasons: tuple[EscalationReason, ...]
    signals: tuple[Signal, ...] = ()
    findings: tuple[QuestionEvidence, ...] = ()
    draft: Draft | None = None
    problems: tuple[Problem, ...] = ()
    proposals: tuple[ActionProposal, ...] = ()


def build_packet(handoff: Handoff) -> HandoffPacket:
    """The packet: only the customer's own words and evidence with its sources."""
    draft, findings = handoff.draft, handoff.findings
    return HandoffPacket(
        request=_in_one_line(handoff.ticket),
        facts=_most_useful(findings),
        tried=_tried(draft, handoff.problems),
        unknown=draft.unanswered if draft else _questions(handoff.ticket, findings),
        next_step=_NEXT_STEP.get(handoff.reasons[0], "Read the ticket and reply."),
        mood=_mood(handoff.signals),
        risks=tuple(f"{signal.reason.value}: “{signal.quote}”" for signal in handoff.signals),
        proposals=handoff.proposals,
    )


def holding_reply(
    routing: Routing, reasons: Sequence[EscalationReason], *, language: str, name: str
) -> str:
    """What the customer hears now. Empty while a colleague is already in the conversation."""
    if EscalationReason.STAFF_ACTIVE in reasons:
        return ""
    phrases = phrases_for(language)
    greeting = (
        filled(phrases.greeting, name=name) if name.strip() else phrases.greeting_without_name
    )
    return f"{greeting}\n\n{phrases.holding} {_when(routing, language)}"


def _when(routing: Routing, language: str) -> str:
    phrases = phrases_for(language)
    if routing.is_open:
        return filled(phrases.holding_open, hours=_local_hours(routing, language))
    opens = routing.opens.astimezone(ZoneInfo(routing.team.timezone))
    weekday = format_date(opens, "EEEE", locale=language)
    day = format_skeleton("MMMMd", opens, locale=language)
    when = f"{weekday}, {day}, {opens:%H:%M}"
    return filled(phrases.holding_closed, when=when)


def _local_hours(routing: Routing, language: str) -> str:
    """The team's hours with the days' names in the customer's language."""
    names = get_day_names("abbreviated", locale=language)
    hours = routing.team.hours
    for number, english in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")):
        hours = re.sub(english, names[number], hours, flags=re.IGNORECASE)
    return hours.replace("-", "–")


def _in_one_line(ticket: CleanTicket) -> str:
    text = " / ".join(question.text for question in ticket.questions) or ticket.text
    line = " ".join(text.split())
    if len(line) <= _REQUEST_CHARACTERS:
        return line
    return line[:_REQUEST_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _most_useful(findings: Sequence[QuestionEvidence]) -> tuple[Evidence, ...]:
    unique = {item.id: item for found in findings for item in found.evidence}
    orders = [item for item in unique.values() if item.kind is not EvidenceKind.ARTICLE]
    articles = [item for item in unique.values() if item.kind is EvidenceKind.ARTICLE]
    return (*orders[:_MAX_FACTS], *articles[:3])


def _tried(draft: Draft | None, problems: Sequence[Problem]) -> tuple[str, ...]:
    if draft is None:
        return ()
    steps = [f"a draft by {draft.drafter} with {len(draft.sentences)} sentences"]
    steps += [f"rejected: {problem.detail}" for problem in problems]
    return tuple(steps)


def _questions(ticket: CleanTicket, findings: Sequence[QuestionEvidence]) -> tuple[str, ...]:
    if not findings:
        return tuple(question.text for question in ticket.questions)
    return tuple(found.question.text for found in findings if not found.evidence)


def _mood(signals: Sequence[Signal]) -> str:
    reasons = {signal.reason for signal in signals}
    if EscalationReason.SELF_HARM in reasons:
        return "at risk"
    if EscalationReason.ANGER in reasons:
        return "angry"
    return "neutral"
