"""What is read as a request, and what is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx_assistant.actions.requests import RequestReader
from cx_assistant.models import ActionKind

SETS = Path(__file__).parents[2] / "evals" / "actions"


def rows(name: str) -> list[dict[str, object]]:
    lines = (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def kinds(reader: RequestReader, text: str) -> list[str]:
    return [request.kind.value for request in reader.read(text)]


def test_no_scenario_is_in_two_sets() -> None:
    scenarios = [{row["scenario"] for row in rows(name)} for name in ("train", "test")]

    assert scenarios[0].isdisjoint(scenarios[1])
    assert {row["text"] for row in rows("train")}.isdisjoint(row["text"] for row in rows("test"))


def test_look_alikes_of_unseen_scenarios_are_left_alone(reader: RequestReader) -> None:
    alike = [row for row in rows("test") if not row["kinds"]]

    left = [row for row in alike if not kinds(reader, str(row["text"]))]

    assert len(left) / len(alike) >= 0.85


def test_everyday_mails_that_ask_for_nothing_are_left_alone(reader: RequestReader) -> None:
    mails = [row for row in rows("test") if "ask-for-nothing" in str(row["scenario"])]

    left = [row for row in mails if not kinds(reader, str(row["text"]))]

    assert len(mails) > 80
    assert len(left) / len(mails) >= 0.92


def test_everyday_mails_that_ask_are_read(reader: RequestReader) -> None:
    mails = [row for row in rows("test") if "clearly-ask" in str(row["scenario"])]

    right = [row for row in mails if kinds(reader, str(row["text"])) == row["kinds"]]

    assert len(right) / len(mails) >= 0.75


@pytest.mark.parametrize(
    "text",
    [
        "I want to cancel my gym membership.",
        "Please delete my customer account.",
        "I need an invoice for order NL-20417.",
        "I returned the boots last week, when do I get the money?",
        "I want to order a second tent for my sister.",
        "Which ways to pay do you accept?",
        "Ich möchte mein Passwort ändern.",
        "Was kostet eine Stornierung?",
    ],
)
def test_other_matters_are_no_requests_about_orders(reader: RequestReader, text: str) -> None:
    assert kinds(reader, text) == []


def test_clear_words_are_read_in_six_more_languages(reader: RequestReader) -> None:
    clear = [row for row in rows("test") if row["language"] not in {"en", "de"} and row["kinds"]]

    right = [row for row in clear if kinds(reader, str(row["text"])) == row["kinds"]]

    assert len(right) / len(clear) >= 0.8


def test_several_wishes_of_one_sentence_keep_their_own_words(reader: RequestReader) -> None:
    found = reader.read("I want to return the water bottle, and exchange the chair for a red one.")

    assert [(request.kind, request.text) for request in found] == [
        (ActionKind.RETURN, "I want to return the water bottle"),
        (ActionKind.EXCHANGE, "exchange the chair for a red one."),
    ]


def test_what_is_said_after_a_wish_belongs_to_it(reader: RequestReader) -> None:
    found = reader.read("Please change the lamp to black. If there are several, I prefer matt.")

    assert [request.kind for request in found] == [ActionKind.EXCHANGE]
    assert "matt" in found[0].details


def test_a_fallback_is_marked_as_one(reader: RequestReader) -> None:
    found = reader.read("Change the jacket to M. If that is not possible, cancel the order.")

    assert [(r.kind, r.only_if) for r in found] == [
        (ActionKind.EXCHANGE, False),
        (ActionKind.CANCEL, True),
    ]


@pytest.mark.parametrize("text", ["", "   ", "?!", "a" * 20_000, "\N{PILE OF POO}" * 50])
def test_odd_texts_ask_for_nothing(reader: RequestReader, text: str) -> None:
    assert reader.read(text) == ()
