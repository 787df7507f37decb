"""The messages of evals/questions are well formed, and splitting them stays as good as measured."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import Message, Ticket

FILE = Path(__file__).parents[2] / "evals/questions/messages.jsonl"
ROWS = [json.loads(line) for line in FILE.read_text("utf-8").splitlines()]
NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pl", "pt", "sv")


def found_in(row: dict) -> list[str]:
    ticket = Ticket(
        id=row["id"], now=NOW, channel=row["channel"], messages=(Message(text=row["text"]),)
    )
    clean = clean_ticket(ticket, languages=LANGUAGES)
    return [*(question.text for question in clean.questions), *clean.further_questions]


def is_split_right(row: dict) -> bool:
    left = [text.lower() for text in found_in(row)]
    for phrase in sorted(row["questions"], key=len, reverse=True):
        holding = next((text for text in left if phrase in text), None)
        if holding is None:
            return False
        left.remove(holding)
    return not left


def test_no_id_and_no_text_stands_twice():
    assert max(Counter(row["id"] for row in ROWS).values()) == 1
    assert max(Counter(" ".join(row["text"].split()) for row in ROWS).values()) == 1


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_every_expected_question_stands_in_its_message(row):
    text = " ".join(row["text"].lower().split())

    assert row["questions"]
    assert [phrase for phrase in row["questions"] if phrase not in text] == []
    assert row["split"] in {"tune", "report"}


@pytest.mark.parametrize(("split", "at_least"), [("tune", 0.97), ("report", 0.87)])
def test_splitting_is_as_good_as_measured(split, at_least):
    rows = [row for row in ROWS if row["split"] == split]

    right = sum(is_split_right(row) for row in rows)

    assert right / len(rows) >= at_least
