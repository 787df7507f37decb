from datetime import datetime

import pytest

from cx_assistant.escalation.handoff import Handoff, build_packet, holding_reply
from cx_assistant.escalation.routing import route
from cx_assistant.models import (
    CleanTicket,
    Draft,
    EscalationReason,
    Evidence,
    EvidenceKind,
    Priority,
    Problem,
    ProblemKind,
    Question,
    QuestionEvidence,
    Sentence,
    Signal,
)
from cx_assistant.settings.schema import TeamSettings

WEDNESDAY = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
SUNDAY = datetime.fromisoformat("2026-06-14T10:00:00+02:00")
TEAMS = (
    TeamSettings(name="support", fallback=True, timezone="Europe/Berlin"),
    TeamSettings(name="legal", reasons=("legal_threat",), timezone="Europe/Berlin"),
    TeamSettings(name="safety-en", reasons=("safety",), languages=("en",), hours="24/7"),
    TeamSettings(name="safety-de", reasons=("safety",), languages=("de",), hours="24/7"),
)


def to(*reasons: str, language: str = "en", now: datetime = WEDNESDAY):
    return route(
        [EscalationReason(reason) for reason in reasons], language=language, now=now, teams=TEAMS
    )


@pytest.mark.parametrize(
    ("reasons", "language", "team", "priority"),
    [
        (("legal_threat",), "en", "legal", Priority.HIGH),
        (("safety",), "de", "safety-de", Priority.URGENT),
        (("safety",), "fr", "safety-en", Priority.URGENT),
        (("missing_knowledge",), "en", "support", Priority.NORMAL),
        (("anger", "legal_threat"), "en", "legal", Priority.HIGH),
        ((), "en", "support", Priority.NORMAL),
    ],
)
def test_a_ticket_goes_to_the_team_for_its_reason(reasons, language, team, priority):
    routing = to(*reasons, language=language)

    assert routing.team.name == team
    assert routing.priority is priority


def test_without_teams_there_is_still_a_team():
    routing = route([EscalationReason.SAFETY], language="en", now=WEDNESDAY, teams=())

    assert routing.team.name == "support"


def test_out_of_hours_the_customer_hears_when_somebody_is_back():
    reply = holding_reply(
        to("legal_threat", now=SUNDAY), [EscalationReason.LEGAL_THREAT], language="de", name="Ana"
    )

    assert reply.startswith("Hallo Ana,")
    assert "Montag, 15. Juni, 09:00" in reply


def test_in_hours_the_days_are_named_in_the_customers_language():
    reply = holding_reply(to(), [EscalationReason.MISSING_KNOWLEDGE], language="de", name="")

    assert "Mo.–Fr. 09:00–17:00" in reply


def test_nothing_is_said_over_a_colleague_who_is_already_writing():
    assert holding_reply(to(), [EscalationReason.STAFF_ACTIVE], language="en", name="Ana") == ""


def test_the_packet_holds_the_request_the_facts_and_why_the_draft_was_rejected():
    fact = Evidence(id="order:1:status", kind=EvidenceKind.ORDER, source="1", text="Shipped.")
    question = Question(text="Where is it?", search_text="Where is it?")
    handoff = Handoff(
        ticket=CleanTicket(text="Hi. Where is it?", questions=(question,), language="en"),
        reasons=(EscalationReason.UNGROUNDED,),
        signals=(Signal(reason=EscalationReason.ANGER, score=0.6, quote="fed up"),),
        findings=(QuestionEvidence(question=question, evidence=(fact,)),),
        draft=Draft(sentences=(Sentence(text="Tomorrow."),), language="en", drafter="offline"),
        problems=(Problem(kind=ProblemKind.UNSUPPORTED_FACT, detail="no date is known"),),
    )

    packet = build_packet(handoff)

    assert packet.request == "Where is it?"
    assert packet.facts == (fact,)
    assert packet.tried[-1] == "rejected: no date is known"
    assert packet.mood == "angry"
    assert "fed up" in packet.risks[0]
