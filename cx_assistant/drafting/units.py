"""Takes a passage apart into what can be quoted: sentences, list items, table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from cx_assistant.models import Evidence

SHORTEST_QUOTE = 8  # shorter ones cannot be cited

_HEADING = re.compile(r"^#{1,6}\s+(.*)")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_STEP = re.compile(r"^\s*\d{1,2}[.)]\s+")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}[\s:|-]*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[^a-zà-ÿ\s])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.\s?b|d\.\s?h|bzw|ca|nr|no|mr|mrs|ms|dr|st|approx|inkl|etc|usw|vs)"
    r"|\b\d{1,2}|\b(?-i:[a-z]))\.$",
    re.IGNORECASE,
)
_LEADS_IN = re.compile(r":[*_\s]*$")
_ASKS = re.compile(r"\?[*_\s]*$")


class UnitKind(StrEnum):
    """How a unit reads."""

    SENTENCE = "sentence"
    ITEM = "item"
    STEP = "step"
    ROW = "row"


@dataclass(frozen=True)
class Header:
    """A table's column names, and the evidence they stand in."""

    names: tuple[str, ...]
    line: str  # verbatim
    evidence: Evidence


@dataclass(frozen=True)
class Unit:
    """A verbatim piece of a passage. Units of one paragraph, list or table share a `block`."""

    evidence: Evidence
    rank: int  # of the passage among those found, 0 = best
    block: int
    kind: UnitKind
    text: str  # verbatim
    heading: str = ""
    lead_in: str = ""  # the sentence that opens the list or table ("You need:")
    header: Header | None = None

    @property
    def place(self) -> tuple[str, int]:
        """Names its block among the blocks of all evidence."""
        return (self.evidence.id, self.block)

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split())


def units_of(evidence: Evidence, rank: int = 0) -> list[Unit]:
    """The passage's units in reading order.

    A sentence that ends in a colon is the lead-in of what follows, and a question in a paragraph
    of its own is the heading of its answer; neither is a unit itself.
    """
    reading = _Reading(evidence, rank)
    return [unit for kind, lines in _groups(evidence.text) for unit in reading.read(kind, lines)]


class _Reading:
    """Remembers what a group of lines needs from the ones before it."""

    def __init__(self, evidence: Evidence, rank: int) -> None:
        self._evidence = evidence
        self._rank = rank
        self._block = 0
        self._heading = evidence.heading_path[-1] if evidence.heading_path else ""
        self._lead_in = ""

    def read(self, kind: str, lines: Sequence[str]) -> Iterator[Unit]:
        self._block += 1
        lead_in, self._lead_in = self._lead_in, ""
        if kind == "heading":
            found = _HEADING.match(lines[-1])
            self._heading = found.group(1) if found else ""
        elif kind == "table":
            yield from self._rows(lines, lead_in)
        elif kind == "list":
            yield from self._items(lines, lead_in)
        else:
            yield from self._sentences(lines)

    def _sentences(self, lines: Sequence[str]) -> Iterator[Unit]:
        sentences = _long_enough(split_verbatim("\n".join(lines)))
        if sentences and _LEADS_IN.search(sentences[-1]):
            self._lead_in = sentences.pop()
            if sentences and _ASKS.search(sentences[-1]):
                self._lead_in = f"{sentences.pop()} {self._lead_in}"
        elif len(sentences) == 1 and _ASKS.search(sentences[0]):
            self._heading = sentences.pop()  # a question in a line of its own heads its answer
        for sentence in sentences:
            yield self._unit(UnitKind.SENTENCE, sentence)

    def _items(self, lines: Sequence[str], lead_in: str) -> Iterator[Unit]:
        items: list[str] = []
        for line in lines:
            if _ITEM.match(line) or not items:
                items.append(line)
            else:
                items[-1] += f"\n{line}"
        kind = UnitKind.STEP if _STEP.match(items[0]) else UnitKind.ITEM
        for item in items:
            yield self._unit(kind, item.strip(), lead_in=lead_in)

    def _rows(self, lines: Sequence[str], lead_in: str) -> Iterator[Unit]:
        header = None
        if len(lines) > 1 and _TABLE_RULE.match(lines[1]):
            header = Header(tuple(cells_of(lines[0])), lines[0].strip(), self._evidence)
            lines = lines[2:]
        for line in lines:
            if not _TABLE_RULE.match(line):
                yield self._unit(UnitKind.ROW, line.strip(), lead_in=lead_in, header=header)

    def _unit(
        self, kind: UnitKind, text: str, *, lead_in: str = "", header: Header | None = None
    ) -> Unit:
        return Unit(
            evidence=self._evidence,
            rank=self._rank,
            block=self._block,
            kind=kind,
            text=text,
            heading=self._heading,
            lead_in=lead_in,
            header=header,
        )


def _groups(text: str) -> Iterator[tuple[str, list[str]]]:
    """Runs of lines that belong together: a heading, a table, a list, a paragraph."""
    marked: list[tuple[str, int, str]] = []
    kind, paragraph = "", 0
    for line in text.split("\n"):
        if not line.strip():
            paragraph += 1
            # Blank lines between items do not end a list.
            kind = kind if kind == "list" else ""
            continue
        kind = _kind_of(line, before=kind)
        number = 0 if kind == "list" else paragraph
        marked.append((kind, number, line))
    for (kind, _), lines in groupby(marked, key=lambda mark: (mark[0], mark[1])):
        yield kind, [line for _, _, line in lines]


def _kind_of(line: str, *, before: str) -> str:
    if _HEADING.match(line):
        return "heading"
    if line.lstrip().startswith("|"):
        return "table"
    if _ITEM.match(line) or (before == "list" and line[:1].isspace()):
        return "list"
    return "text"


def _long_enough(sentences: Sequence[str]) -> list[str]:
    """The same with "Yes." joined to what it says yes to."""
    joined: list[str] = []
    for sentence in sentences:
        if joined and min(len(joined[-1]), len(sentence)) < SHORTEST_QUOTE:
            joined[-1] = f"{joined[-1]} {sentence}"
        else:
            joined.append(sentence)
    return joined


def split_verbatim(text: str) -> list[str]:
    """The sentences of a paragraph, unchanged."""
    sentences: list[str] = []
    start = 0
    for end in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : end.start()]):
            continue
        sentences.append(text[start : end.end()].strip())
        start = end.end()
    return [*sentences, text[start:].strip()] if text[start:].strip() else sentences


def cells_of(row: str) -> list[str]:
    """The cells of a Markdown table row."""
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]
