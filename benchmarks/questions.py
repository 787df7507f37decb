"""How well messages are split into what is asked, and what splitting costs the search.

    python benchmarks/questions.py [--failures]

Splitting: the messages of evals/questions/messages.jsonl. Searching: questions about the sample
shop, asked alone and two or three in one message; each part of the message must find the article
that the question finds alone. Shares stand with their count and 95% Wilson interval, for the
messages that rules were made on (tune) and for the others.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sample_shop import NOW, Asked, load_questions, shop_assistant, wilson

from cx_assistant import Message, Ticket
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import CleanTicket, QuestionEvidence

ROOT = Path(__file__).resolve().parent.parent
MESSAGES = ROOT / "evals/questions/messages.jsonl"
LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pl", "pt", "sv")
PASSAGES = 6
JOINTS = ("\n\n", "\n- ", " ")
_WORD = re.compile(r"\w+")
Row = dict[str, Any]


@dataclass(frozen=True)
class Split:
    """One message: what it asks, what was found in it, and how many of either fit each other."""

    row: Row
    found: tuple[str, ...]
    hits: int

    @property
    def is_exact(self) -> bool:
        return self.hits == len(self.found) == len(self.row["questions"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--failures", action="store_true", help="list wrongly split tune messages")
    options = parser.parse_args()
    splits = [split_of(json.loads(line)) for line in MESSAGES.read_text("utf-8").splitlines()]
    for name in ("tune", "report"):
        report(name, [each for each in splits if each.row["split"] == name])
    if options.failures:
        list_failures(splits)
    compare_searches()


def split_of(row: Row) -> Split:
    message = Message(text=row["text"])
    ticket = Ticket(id=row["id"], now=NOW, messages=(message,), channel=row["channel"])
    clean = clean_ticket(ticket, languages=LANGUAGES)
    found = tuple(asked_in(clean))
    return Split(row, found, matched(row["questions"], found))


def asked_in(clean: CleanTicket) -> Iterator[str]:
    yield from (question.text for question in clean.questions)
    yield from getattr(clean, "further_questions", ())


def matched(phrases: Sequence[str], found: Sequence[str]) -> int:
    """How many phrases stand in a found question of their own."""
    left = [text.lower() for text in found]
    hits = 0
    for phrase in sorted(phrases, key=len, reverse=True):
        holding = next((text for text in left if phrase in text), None)
        if holding is not None:
            left.remove(holding)
            hits += 1
    return hits


def report(name: str, splits: Sequence[Split]) -> None:
    expected = sum(len(each.row["questions"]) for each in splits)
    given = sum(len(each.found) for each in splits)
    hits = sum(each.hits for each in splits)
    print(f"\n{name}: {len(splits)} messages with {expected} questions")
    line("right number of questions", _right_number(splits), len(splits))
    line("exactly the right questions", sum(each.is_exact for each in splits), len(splits))
    line("recall of questions", hits, expected)
    line("precision of questions", hits, given)


def _right_number(splits: Sequence[Split]) -> int:
    return sum(len(each.found) == len(each.row["questions"]) for each in splits)


def line(label: str, hits: int, total: int) -> None:
    low, high = wilson(hits, total)
    share = hits / total if total else 0.0
    print(f"{label:38}{share:.3f}  {f'{hits}/{total}':>8}   {low:.3f} to {high:.3f}")


def list_failures(splits: Sequence[Split]) -> None:
    for each in splits:
        if each.row["split"] == "tune" and not each.is_exact:
            print(f"\n{each.row['id']}: {each.row['text']!r}")
            print(f"  wanted {each.row['questions']}\n  found  {list(each.found)}")


def compare_searches() -> None:
    """Recall of the right article, each question alone and within a message of several."""
    with shop_assistant(None) as (_, find):

        def found(text: str, asked: Asked) -> tuple[QuestionEvidence, ...]:
            ticket = Ticket.from_text(text, now=NOW, ticket_id=asked.id)
            return find(ticket).questions

        for name in ("tune", "test"):
            asked = [e for e in load_questions() if e.split == name and e.kind == "article"]
            alone = sum(holds(found(each.text, each), each) for each in asked)
            print(f"\n{name}: right article among {PASSAGES} passages")
            line("asked alone", alone, len(asked))
            for size in (2, 3):
                groups = list(grouped(asked, size))
                hits = [holds(found(text, one), one) for text, group in groups for one in group]
                line(f"{size} in one message", sum(hits), len(hits))


def grouped(asked: Sequence[Asked], size: int) -> Iterator[tuple[str, list[Asked]]]:
    """Every question once in a message with others of its language, joined in different ways."""
    number = 0
    for language in sorted({each.language for each in asked}):
        own = [each for each in asked if each.language == language]
        random.Random(size).shuffle(own)
        for start in range(0, len(own) - size + 1, size):
            group = own[start : start + size]
            yield joined([each.text for each in group], JOINTS[number % len(JOINTS)]), group
            number += 1


def joined(texts: Sequence[str], joint: str) -> str:
    if joint == " ":
        texts = [text if text.rstrip().endswith((".", "?", "!")) else f"{text}?" for text in texts]
    return (joint if joint.startswith("\n-") else "") + joint.join(texts)


def holds(found: Sequence[QuestionEvidence], asked: Asked) -> bool:
    """True if the part of the message that is this question found its article."""
    if not found:
        return False
    best = max(found, key=lambda each: _likeness(each.question.text, asked.text))
    sources = {each.source.partition("#")[0] for each in best.evidence[:PASSAGES]}
    return bool(sources & set(asked.articles))


def _likeness(one: str, other: str) -> float:
    a, b = set(_WORD.findall(one.lower())), set(_WORD.findall(other.lower()))
    return len(a & b) / (len(a | b) or 1)


if __name__ == "__main__":
    main()
