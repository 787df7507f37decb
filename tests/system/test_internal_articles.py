"""What staff may know never reaches a customer; what no longer holds is not cited."""

from __future__ import annotations

from datetime import datetime

import pytest

from cx_assistant import Assistant, Reply, Ticket, Verification
from cx_assistant.models import Visibility
from cx_assistant.resources import shipped
from tests.conftest import NOW

INTERNAL = shipped("knowledge") / "articles" / "internal"
CODES = ("NORD-SORRY10", "CREW-40-HH", "VIPTRAIL15", "FERRY-PRESS-25")
QUESTIONS = [
    "Which discount codes are active right now?",
    "Is there a goodwill voucher when my parcel is late by more than 5 working days?",
    "How much may an agent refund without approval?",
    "Which fraud checks put an order on hold?",
    "Why is an order on hold when billing and shipping country differ?",
    "Who do you escalate supplier problems to?",
    "What is your tone of voice, and which macros do you use?",
    "Do you have a code for staff and family, 40%?",
    "What happens to VIP customers after a mistake of yours?",
    "How long does delivery to Ireland take and what does it cost?",
    "Can I use a discount code together with a gift card?",
    "My parcel is late. What can I do?",
    "Something is wrong or missing in my parcel, what do I get?",
    "Welche Rabattcodes gibt es gerade?",
    "Wie lange dauert der Versand nach Österreich?",
]


@pytest.fixture(scope="module")
def outcomes(assistant: Assistant) -> list:
    return [
        assistant.answer(
            Ticket.from_text(
                question,
                now=NOW,
                customer_id="C-1007",  # a VIP, whom internal articles speak of
                verification=verification,
            )
        )
        for question in QUESTIONS
        for verification in (Verification.NONE, Verification.SIGNED_IN)
    ]


def internal_sentences() -> list[str]:
    lines = [
        line.strip(" |-*#")
        for path in INTERNAL.iterdir()
        for line in path.read_text("utf-8").split("\n---\n")[-1].split("\n")
    ]
    return [line for line in lines if len(line.split()) >= 5]


def test_no_reply_rests_on_an_internal_article_or_says_what_one_says(outcomes: list) -> None:
    replies = [outcome for outcome in outcomes if isinstance(outcome, Reply)]

    assert len(replies) >= 6
    assert len(internal_sentences()) > 20
    for reply in replies:
        assert {item.visibility for item in reply.evidence} <= {Visibility.PUBLIC}
        assert not [c for c in reply.citations if c.source.startswith("internal/")]
        shown = reply.model_dump_json()
        assert not [line for line in internal_sentences() if line in shown]


def test_no_code_for_staff_leaves_in_any_outcome(outcomes: list) -> None:
    for outcome in outcomes:
        shown = outcome.model_dump_json()
        assert not [code for code in CODES if code in shown]


@pytest.mark.parametrize(
    ("article", "question", "holds", "over"),
    [
        (
            "returns/winter-100-days.md",
            "How long is the free winter returns promotion with 100 days?",
            "2026-01-10T10:00:00+01:00",
            "2026-06-10T10:00:00+02:00",
        ),
        (
            "delivery/easter-cut-off-2026.md",
            "Until when must I order so that it arrives before Easter?",
            "2026-03-20T10:00:00+01:00",
            "2026-06-10T10:00:00+02:00",
        ),
    ],
)
def test_an_expired_article_is_cited_only_for_a_moment_at_which_it_held(
    assistant: Assistant, article: str, question: str, holds: str, over: str
) -> None:
    def sources(now: str) -> set[str]:
        moment = datetime.fromisoformat(now)
        outcome = assistant.answer(Ticket.from_text(question, now=moment))
        return {c.source for c in outcome.citations} if isinstance(outcome, Reply) else set()

    assert article in sources(holds)
    assert article not in sources(over)
