"""Builds the three outcomes from what the steps found."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cx_assistant.drafting.tone import Tone
from cx_assistant.drafting.writer import Written
from cx_assistant.escalation.gate import Decision, Missing
from cx_assistant.escalation.handoff import Handoff, build_packet, holding_reply
from cx_assistant.escalation.routing import route
from cx_assistant.finding import Findings
from cx_assistant.knowledge_base.citations.pointing import with_span
from cx_assistant.models import (
    Clarification,
    CleanTicket,
    Draft,
    Escalation,
    Evidence,
    Permission,
    Reply,
    Sentence,
    SentenceRole,
    Signal,
    Ticket,
    Trace,
)
from cx_assistant.phrases import filled, phrases_for
from cx_assistant.settings.schema import Settings

_CHOICES = 5


@dataclass(frozen=True)
class Case:
    """One ticket with everything the steps have found out about it."""

    ticket: Ticket
    clean: CleanTicket
    signals: tuple[Signal, ...]
    findings: Findings
    written: Written = field(default_factory=Written)

    def with_written(self, written: Written) -> Case:
        """The same ticket with a draft."""
        return replace(self, written=written)


def build_reply(case: Case, draft: Draft, decision: Decision, trace: Trace) -> Reply:
    """A reply with the evidence its sentences cite, and where in its articles they cite it."""
    cited = {c.evidence_id for sentence in draft.sentences for c in sentence.citations}
    evidence = {item.id: item for item in case.findings.evidence if item.id in cited}
    return Reply(
        ticket_id=case.ticket.id,
        text=draft.text,
        language=draft.language,
        sentences=tuple(_pointed(sentence, evidence) for sentence in draft.sentences),
        evidence=tuple(evidence.values()),
        confidence=case.findings.confidence,
        permission=decision.permission,
        proposals=case.findings.orders.proposals,
        trace=trace,
    )


def pointing(
    writing: Generator[Sentence, None, Written], evidence: Sequence[Evidence]
) -> Generator[Sentence, None, Written]:
    """The sentences as they come, each saying where in its articles it cites; then the rest."""
    known = {item.id: item for item in evidence}
    while True:
        try:
            sentence = next(writing)
        except StopIteration as finished:
            written: Written = finished.value
            return written
        yield _pointed(sentence, known)


def _pointed(sentence: Sentence, evidence: Mapping[str, Evidence]) -> Sentence:
    citations = (
        with_span(each, evidence[each.evidence_id]) if each.evidence_id in evidence else each
        for each in sentence.citations
    )
    return sentence.model_copy(update={"citations": tuple(citations)})


def build_clarification(
    case: Case, decision: Decision, trace: Trace, *, tone: Tone
) -> Clarification:
    """One question back, in the shop's voice."""
    missing = case.findings.missing or Missing.DETAILS
    language = case.clean.language
    question = _question(missing, case.findings, language)
    sentences = (
        tone.greeting(case.findings.orders.customer_name, language),
        Sentence(text=question, role=SentenceRole.COURTESY, separator="\n\n"),
        *tone.closing(language)[1:],
    )
    return Clarification(
        ticket_id=case.ticket.id,
        text=Draft(sentences=sentences, language=language, drafter="").text,
        question=question,
        missing=missing.value,
        language=language,
        permission=Permission.SUGGEST,
        proposals=case.findings.orders.proposals,
        trace=trace,
    )


def build_escalation(
    case: Case, decision: Decision, trace: Trace, *, settings: Settings
) -> Escalation:
    """A handoff with packet, team, due time and holding reply."""
    routing = route(
        decision.reasons,
        language=case.clean.language,
        now=case.ticket.now,
        teams=settings.teams,
    )
    handoff = Handoff(
        ticket=case.clean,
        reasons=decision.reasons,
        signals=case.signals,
        findings=case.findings.questions,
        draft=case.written.draft,
        problems=case.written.problems,
        proposals=case.findings.orders.proposals,
    )
    return Escalation(
        ticket_id=case.ticket.id,
        reason=decision.reasons[0],
        reasons=decision.reasons,
        team=routing.team.name,
        priority=routing.priority,
        due=routing.due,
        packet=build_packet(handoff),
        holding_reply=holding_reply(
            routing,
            decision.reasons,
            language=case.clean.language,
            name=case.findings.orders.customer_name.partition(" ")[0],
        ),
        language=case.clean.language,
        rejected_draft=case.written.draft,
        problems=case.written.problems,
        trace=trace,
    )


def _question(missing: Missing, findings: Findings, language: str) -> str:
    phrases = phrases_for(language)
    if missing is Missing.OWN_ORDER and findings.orders.asked_order:
        return filled(phrases.ask_own_order, order=findings.orders.asked_order)
    if missing is Missing.ORDER_CHOICE:
        return "\n".join([phrases.ask_order_choice, *_listed(findings.orders.choices)])
    return {
        Missing.OTHERS: phrases.refuse_others,
        Missing.VERIFICATION: phrases.ask_verification,
        Missing.MESSAGE: phrases.ask_message,
    }.get(missing, phrases.ask_details)


def _listed(choices: Sequence[str]) -> list[str]:
    return [f"- {choice}" for choice in choices[:_CHOICES]]
