"""What a message asks, what each question is searched with, and what was said before it."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.intake.clean import clean_ticket
from cx_assistant.intake.questions import MAX_LISTED, MAX_QUESTIONS, split_questions
from cx_assistant.models import Author, Message, Ticket

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)


def asked(text: str) -> list[str]:
    return [question.text for question in split_questions(text)]


def searched(text: str, **values: str) -> list[str]:
    return [question.search_text for question in split_questions(text, **values)]


def thread(*turns: tuple[str, str]) -> Ticket:
    messages = tuple(Message(author=Author(who), text=text) for who, text in turns)
    return Ticket(id="t", now=NOW, messages=messages)


def said(ticket: Ticket) -> list[str]:
    return [message.text for message in clean_ticket(ticket).history]


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        (
            "how much is a key ring and when will it come and can i pay later",
            ["how much is a key ring", "when will it come", "can i pay later"],
        ),
        (
            "I'd like to know how long it takes and also whether you wrap gifts.",
            ["I'd like to know how long it takes", "whether you wrap gifts."],
        ),
        ("Can I return it and get a voucher?", ["Can I return it and get a voucher?"]),
        ("When and how do I pay?", ["When and how do I pay?"]),
        (
            "It came late and is damaged, may I keep it?",
            ["It came late and is damaged, may I keep it?"],
        ),
        (
            "Am I right that I can keep it, and what's the last day?",
            ["Am I right that I can keep it", "what's the last day?"],
        ),
        ("how long + how much", ["how long", "how much"]),
        ("I lost my card, what now", ["I lost my card, what now"]),
        ("My questions:\n- opening hours\n- parking", ["opening hours", "parking"]),
        ("It came with:\n- a lid\n- a pot\n\nIs there a spoon?", ["Is there a spoon?"]),
        ("Two things: 1) is it red 2) is it blue", ["is it red", "is it blue"]),
        ("do you gift wrap\ncan you add a card", ["do you gift wrap", "can you add a card"]),
        ("Is it red?\nThanks a lot", ["Is it red?"]),
        (
            "Please cancel order 5512. When is the sale?",
            ["Please cancel order 5512.", "When is the sale?"],
        ),
        ("Wo ist es und ab wann kann man es kaufen?", ["Wo ist es", "ab wann kann man es kaufen?"]),
        ("请问可以退货吗？退货多少钱？", ["请问可以退货吗？", "退货多少钱？"]),
    ],
)
def test_each_thing_that_is_asked_becomes_one_question(text, questions):
    assert asked(text) == questions


@pytest.mark.parametrize(
    "text",
    [
        "How are you?",
        "Could you please help me?",
        "Is this a joke?",
        "Können Sie mir bitte helfen?",
        "Pouvez-vous m'aider ?",
        "When I opened it I was sad.",
        "What a pity.",
        'Your colleague asked me "Is the light red?" and it is.',
        "Please advise.",
        "I can see the parcel in the app.",
        "I have a theory of which I am fond.",
    ],
)
def test_courtesy_rhetoric_and_reports_are_no_questions(text):
    assert asked(f"{text} Do you repair lamps?") == ["Do you repair lamps?"]


def test_a_message_of_courtesy_alone_is_taken_whole():
    assert asked("Could you help me?") == ["Could you help me?"]


def test_lines_that_a_mail_program_wrapped_are_read_as_one_sentence():
    text = "I would like to know whether the green chair in your window can be\nordered in blue."

    assert asked(text) == [text.replace("\n", " ")]


@pytest.mark.parametrize(
    ("text", "needed", "left_out"),
    [
        (
            "My dog loves Sundays. I got the green tent on 13 May. It leaks. Can I return it?",
            "green tent",
            ["dog", "13 May"],
        ),
        ("Do you sell the Vento lamp? How heavy is it?", "Vento lamp", []),
        ("How much is delivery to Malta? And to Crete?", "How much is delivery", []),
        ("I pay by bank transfer. Which reference should I write?", "bank transfer", []),
    ],
)
def test_a_question_takes_from_before_only_what_it_points_to(text, needed, left_out):
    last = searched(text)[-1]

    assert needed in last
    assert not [words for words in left_out if words in last]


@pytest.mark.parametrize(
    "question",
    [
        "What does it cost to repair a broken zip?",
        "Is it possible to pay by invoice from Malta?",
        "Kann ich den Rucksack auch samstags umtauschen?",
        "Liefern Sie nach Liechtenstein und Monaco?",
        "and can i pay by paypal",
    ],
)
def test_a_question_that_points_at_nothing_is_searched_alone(question):
    assert searched(f"I have the red kettle. How long is delivery? {question}")[-1] == question


def test_the_subject_names_what_the_body_only_points_to():
    assert searched("Can I return it?", subject="Water filter") == ["Water filter Can I return it?"]


def test_more_questions_than_are_searched_for_are_kept_open():
    text = " ".join(f"Do you have lamp number {n}?" for n in range(9))
    clean = clean_ticket(Ticket.from_text(text, now=NOW))

    assert len(clean.questions) == MAX_QUESTIONS == 6
    assert clean.further_questions == tuple(f"Do you have lamp number {n}?" for n in (6, 7, 8))
    assert clean.notes == ("3 question(s) beyond the first 6 left open",)


def test_a_flood_of_questions_ends_somewhere():
    assert len(split_questions("Is it red? " * 5000)) == MAX_LISTED


@pytest.mark.parametrize(
    "piece",
    [
        "and is it ",
        "i'd like to know ",
        ", can i ",
        "\n- ",
        "tell me ",
        "a) ",
        ': "a?',
        "the ",
        "¿",
    ],
)
def test_no_text_takes_long_to_split(piece):
    text = (piece * 40_000)[:40_000]
    start = time.perf_counter()

    split_questions(text)

    assert time.perf_counter() - start < 5


@given(st.text(alphabet="aI t?.,:;-\n1)¿and is it the", max_size=300))
def test_every_question_is_made_of_its_message_in_order(text):
    for question in split_questions(text):
        assert question.text.strip()
        left = iter(text)
        assert all(character in left for character in "".join(question.text.split()))


def test_what_was_said_before_is_the_history():
    ticket = thread(
        ("customer", "Is the kettle red?"),
        ("assistant", "It is blue."),
        ("customer", "And the pot?"),
    )

    clean = clean_ticket(ticket)

    assert [(m.author, m.text) for m in clean.history] == [
        (Author.CUSTOMER, "Is the kettle red?"),
        (Author.ASSISTANT, "It is blue."),
    ]
    assert clean.text == "And the pot?"


def test_all_open_messages_are_the_question_and_none_is_history():
    ticket = thread(
        ("customer", "Hi"),
        ("staff", "Hello Ann"),
        ("customer", "Is it red?"),
        ("customer", "Or blue?"),
    )

    assert said(ticket) == ["Hi", "Hello Ann"]


def test_a_single_message_and_an_active_colleague_leave_no_history():
    assert said(thread(("customer", "Is it red?"))) == []
    assert said(thread(("customer", "Is it red?"), ("staff", "Let me look."))) == []
    assert clean_ticket(Ticket(id="t", now=NOW)).history == ()


def test_history_is_cleaned_like_the_message_itself():
    answer = "<p>It is <b>blue</b>.</p>"
    quoting = "My card is 4111 1111 1111 1111.\n\nOn 1 Jun 2026, Shop <a@b.example> wrote:\n> Hello"
    ticket = thread(("customer", quoting), ("staff", answer), ("customer", "And the pot?"))

    first, second = said(ticket)

    assert "4111" not in first
    assert "Hello" not in first
    assert second == "It is blue."


def test_history_is_short_and_the_newest_of_it():
    turns = [("staff" if n % 2 else "customer", f"turn {n} " + "word " * 60) for n in range(30)]
    ticket = thread(*turns, ("staff", "So it is."), ("customer", "And the pot?"))

    history = said(ticket)

    assert len(history) <= 6
    assert sum(map(len, history)) <= 2000
    assert history[-1] == "So it is."
    assert history[-2].startswith("turn 29")


def test_one_long_answer_does_not_push_out_the_question_it_answered():
    ticket = thread(
        ("customer", "Is the kettle red?"), ("staff", "x " * 9000), ("customer", "And the pot?")
    )

    question, answer = said(ticket)

    assert question == "Is the kettle red?"
    assert len(answer) <= 700
