"""Tickets nobody would send, and some do: a sensible outcome, no exception, in little time."""

from __future__ import annotations

import random
import time

import pytest
from pydantic import ValidationError

from cx_assistant import Assistant, Clarification, Escalation, Message, Reply, Ticket
from cx_assistant.models import Attachment
from tests.conftest import NOW

LIMIT_SECONDS = 2.0  # of processor time: other programs' load is not the ticket's
DELIVERY = "How long does delivery to Ireland take?"
QUOTED = """On Mon, 8 Jun 2026 at 16:02, Nordlicht Outdoor <help@nordlicht-outdoor.example> wrote:
> Hi Helen,
>
> where is your order? We do not know either.
"""


def written(*texts: str, **values) -> Ticket:
    return Ticket(id="odd", now=NOW, messages=tuple(Message(text=t) for t in texts), **values)


def answered(assistant: Assistant, ticket: Ticket) -> Reply | Clarification | Escalation:
    begun = time.process_time()
    outcome = assistant.answer(ticket)
    assert time.process_time() - begun < LIMIT_SECONDS
    assert outcome.ticket_id == "odd"
    return outcome


@pytest.fixture(scope="module", autouse=True)
def warm(assistant: Assistant) -> None:
    assistant.answer(written(DELIVERY))


@pytest.mark.parametrize(
    "ticket",
    [
        Ticket(id="odd", now=NOW),
        written(""),
        written(" \n\t \u200b\ufeff "),
        written("\N{POUTING FACE}" * 3 + "\N{FIRE}"),
        written("!!! ??? ..."),
        written(QUOTED),
        written("<div><p>&nbsp;</p><img src='cid:1'></div>"),
        Ticket(id="odd", now=NOW, messages=(Message(attachments=(Attachment(name="a.jpg"),)),)),
        written(" " * 5_000_000),
        written("> quoted\n" * 500_000),
        written("<div>" * 1_000_000),
    ],
    ids=[
        "no message",
        "empty",
        "invisible",
        "emoji",
        "punctuation",
        "only a quotation",
        "empty HTML",
        "only an attachment",
        "5 MB of blanks",
        "4.5 MB of quotation",
        "5 MB of open tags",
    ],
)
def test_a_ticket_without_words_is_asked_what_it_is_about(
    assistant: Assistant, ticket: Ticket
) -> None:
    outcome = answered(assistant, ticket)

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "message"
    assert outcome.text.startswith("Hello,")


def test_five_megabytes_around_a_question_still_get_its_answer(assistant: Assistant) -> None:
    filler = "I have been thinking about the mountains for a long time. " * 90_000

    outcome = answered(assistant, written(f"{filler}\n\n{DELIVERY}"))

    assert isinstance(outcome, Reply)
    assert "4–6 working days" in outcome.text
    assert any("cut" in note for note in outcome.trace.notes)


def test_five_megabytes_of_one_question_are_answered_or_handed_over(assistant: Assistant) -> None:
    outcome = answered(assistant, written("Where is my order? " * 260_000))

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "verification"


@pytest.mark.parametrize(
    "text",
    [
        bytes(range(256)).decode("latin-1") * 400,
        random.Random(5).randbytes(100_000).decode("utf-8", "replace"),
        "\x00\x01\x02PK\x03\x04" * 5000,
        "x" * 5_000_000,
        "7" * 100_000,
        "\ud800\udfff where \udead is it",
        "a\u0301" * 50_000,
        "ﷺ" * 50_000,
        "{{7*7}} ${jndi:ldap://x} %s%n <script>alert(1)</script> '; DROP TABLE cx_orders; --",
    ],
    ids=["bytes", "random", "zip", "x", "digits", "surrogates", "accents", "ligatures", "code"],
)
def test_junk_is_never_answered_with_facts(assistant: Assistant, text: str) -> None:
    outcome = answered(assistant, written(text, customer_id="C-1001", verification="signed_in"))

    if isinstance(outcome, Reply):
        assert not outcome.citations
    outcome.model_dump_json()


@pytest.mark.parametrize(
    "customer_id", ["C-9999", "'; DROP TABLE cx_orders; --", "C-10%", "c-1001"]
)
def test_an_unknown_customer_has_no_orders_and_no_name(
    assistant: Assistant, customer_id: str
) -> None:
    ticket = written("Where is my order?", customer_id=customer_id, verification="signed_in")

    outcome = answered(assistant, ticket)

    assert isinstance(outcome, Clarification)
    assert outcome.missing == "own_order"
    assert outcome.text.startswith("Hello,")
    assert "NL-" not in outcome.model_dump_json()


def test_four_hundred_messages_are_read_as_one_ticket(assistant: Assistant) -> None:
    unanswered = written(*(f"Message {n}: {DELIVERY}" for n in range(400)))
    answered_once = [Message(text=f"{n}: is it still raining?") for n in range(398)]
    thread = (*answered_once, Message(author="assistant", text="Yes."), Message(text=DELIVERY))

    whole = answered(assistant, unanswered)
    last = answered(assistant, Ticket(id="odd", now=NOW, messages=thread))

    assert isinstance(whole, Reply)
    assert isinstance(last, Reply)
    assert "4–6 working days" in last.text
    assert "rain" not in last.text


def test_four_hundred_long_messages_take_no_longer_than_one_ticket_may(
    assistant: Assistant,
) -> None:
    outcome = answered(assistant, written(*[f"{DELIVERY} " * 500] * 400))

    assert isinstance(outcome, Reply | Escalation)


def test_a_moment_without_an_offset_is_refused() -> None:
    with pytest.raises(ValidationError, match="timezone"):
        Ticket(id="odd", now=NOW.replace(tzinfo=None))
    with pytest.raises(ValidationError, match="timezone"):
        written("hi").model_validate(
            {"id": "odd", "now": NOW, "messages": [{"text": "hi", "at": "2026-06-10T10:00:00"}]}
        )


@pytest.mark.parametrize("year", [1, 1970, 9999])
def test_a_ticket_from_any_year_is_answered(assistant: Assistant, year: int) -> None:
    ticket = Ticket(
        id="odd",
        now=NOW.replace(year=year),
        customer_id="C-1001",
        verification="signed_in",
        messages=(Message(text="Where is my order NL-20417? Can I return it?"),),
    )

    assert answered(assistant, ticket).outcome in {"reply", "clarification", "escalation"}
