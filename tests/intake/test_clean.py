import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from cx_assistant.intake.clean import MAX_CHARACTERS, clean_ticket
from cx_assistant.intake.language import detect_language
from cx_assistant.intake.personal_data import without_payment_numbers
from cx_assistant.intake.questions import split_questions
from cx_assistant.models import Message, Ticket

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)


def ticket(*texts: str, **values) -> Ticket:
    messages = tuple(Message(text=text) for text in texts)
    return Ticket(id="t", now=NOW, messages=messages, **values)


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("Hi,\n\nwhere is my order?\n\nThanks\nAna", ["where is my order?"]),
        (
            "How long does delivery take and what does it cost?",
            ["How long does delivery take", "what does it cost?"],
        ),
        (
            "1) How much is delivery to Austria?\n2) Can I change the address?",
            ["How much is delivery to Austria?", "Can I change the address?"],
        ),
        ("hi! is the tent waterproof", ["is the tent waterproof"]),
        ("Wo ist mein Paket und wann kommt es?", ["Wo ist mein Paket", "wann kommt es?"]),
        ("The zip is broken. I would like a new one.", ["I would like a new one."]),
        ("it doesn't work. Please advise.", ["it doesn't work. Please advise."]),
        (
            "I want my £165 back today. By whom?? In which century?",
            ["I want my £165 back today."],
        ),
        ("My parcel is late, e.g. by 3 days. Why is that so?", ["Why is that so?"]),
        ("", []),
        ("Hello,", []),
    ],
)
def test_a_message_splits_into_what_is_asked(text, questions):
    assert [question.text for question in split_questions(text)] == questions


def test_a_question_that_leans_on_earlier_words_is_searched_with_them():
    questions = split_questions("I bought the green tent. It leaks. Can I still return it?")

    assert "green tent" in questions[0].search_text


def test_a_question_that_stands_alone_is_searched_alone():
    text = "I have a dog. How much is standard delivery to northern Austria?"

    assert "dog" not in split_questions(text)[0].search_text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where is my order?", "en"),
        ("hi", "en"),
        ("NL-20417", "en"),
        ("Wo bleibt meine Bestellung?", "de"),
        ("ich will mein geld zurück", "de"),
        ("Bonjour, où est ma commande ?", "fr"),
        ("Dónde está mi pedido, por favor", "es"),
        ("", "en"),
        ("😀😀", "en"),
    ],
)
def test_the_language_is_told_from_few_words(text, language):
    assert detect_language(text, expected=("en", "de")) == language


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("my card 4111 1111 1111 1111 ok", "my card [number ending 1111] ok"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [bank account]."),
        ("security code: 123", "security code: [removed]"),
        ("tracking 00340434377161434797", "tracking 00340434377161434797"),
        ("order NL-20417 for 1234 5678", "order NL-20417 for 1234 5678"),
    ],
)
def test_payment_numbers_are_masked_and_other_numbers_are_not(text, readable):
    assert without_payment_numbers(text)[0] == readable


def test_html_mail_is_read_without_its_markup_and_quotation():
    html = "<div>Where is <b>it</b>?<br>Ana</div><blockquote>We pay 90 days</blockquote>"

    clean = clean_ticket(ticket(html))

    assert clean.text == "Where is it?\nAna"
    assert "90 days" in clean.quoted_text


@pytest.mark.parametrize("element", ["<div>", "<blockquote>", "<table><tr><td>", "<b>"])
def test_thousands_of_nested_elements_cost_no_more_than_many(element):
    nested = element * (MAX_CHARACTERS // len(element) - 10) + "Where is it?"
    begun = time.process_time()

    clean = clean_ticket(ticket(nested))

    assert "Where is it?" in clean.text + clean.quoted_text
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "piece",
    ["x", "1", "-", "1" * 290 + "\n", "On 1/1/1 " + "a@b." * 60 + "\n", "e.g. ", "Where is it? "],
)
def test_no_pattern_takes_long_over_any_text(piece):
    detect_language("a first look loads the language model")
    begun = time.process_time()

    clean_ticket(ticket(piece * (MAX_CHARACTERS // len(piece))))

    assert time.process_time() - begun < 1


def test_a_quotation_within_a_quotation_is_quoted_once():
    html = "<p>Any news?</p><blockquote>We wrote<blockquote>You wrote</blockquote></blockquote>"

    clean = clean_ticket(ticket(html))

    assert clean.text == "Any news?"
    assert clean.quoted_text.split("\n") == ["> We wrote", "> You wrote"]


def test_only_messages_since_the_last_answer_are_open():
    messages = (
        Message(text="Do you ship to Norway?"),
        Message(author="staff", text="Yes."),
        Message(text="How long does that take?"),
    )

    clean = clean_ticket(Ticket(id="t", now=NOW, messages=messages))

    assert clean.text == "How long does that take?"
    assert not clean.staff_replied_last


def test_the_subject_speaks_when_the_body_is_empty():
    assert clean_ticket(ticket("", subject="Re: AW: Where is my order?")).text == (
        "Where is my order?"
    )


def test_a_thread_without_own_words_is_empty_even_with_a_subject():
    body = "On 1 Jun 2026, Shop <a@b.example> wrote:\n> 90 days"

    assert clean_ticket(ticket(body, subject="Re: Return")).is_empty


def test_five_megabytes_are_cut_in_the_middle_and_said_so():
    clean = clean_ticket(ticket("Where is it? " + "x " * 2_500_000 + " NL-20417"))

    assert len(clean.text) <= MAX_CHARACTERS + 2
    assert clean.text.endswith("NL-20417")
    assert "cut" in clean.notes[0]


def test_a_datetime_without_offset_is_refused():
    with pytest.raises(ValidationError, match="timezone"):
        Ticket(id="t", now=datetime(2026, 6, 10))


@pytest.mark.parametrize(
    "values",
    [{"verified": "yes"}, {"verified": True, "verification": "none"}],
)
def test_an_unclear_verification_is_refused(values):
    with pytest.raises(ValidationError, match="verif"):
        Ticket(id="t", now=NOW, **values)


@given(st.text(max_size=400))
def test_any_text_is_cleaned_without_an_error(text):
    clean = clean_ticket(ticket(text))

    assert "\x00" not in clean.text
    assert clean.language
