"""Takes a passage apart into what can be quoted: sentences, list items, table rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from cx_assistant.models import Evidence

_HEADING = re.compile(r"^#{1,6}\s+(.*)")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,2}[.)])\s+")
_STEP = re.compile(r"^\s*\d{1,2}[.)]\s+")
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?=[^a-zà-ÿ\s])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|z\.\s?b|d\.\s?h|bzw|ca|nr|no|mr|mrs|ms|dr|st|approx|inkl|etc|usw|vs)"
    r"|\b\d{1,2})\.$",
    re.IGNORECASE,
)


class UnitKind(StrEnum):
    """How a unit reads."""

    SENTENCE = "sentence"
    ITEM = "item"
    STEP = "step"
    ROW = "row"


@dataclass(frozen=True)
class Unit:
    """A verbatim piece of a passage. Units of one paragraph, list or table share a `block`."""

    evidence: Evidence
    rank: int  # of the passage among those found, 0 = best
    block: int
    kind: UnitKind
    text: str  # verbatim
    heading: str = ""
    lead_in: str = ""  # the sentence that opens the list ("You need:")
    header: tuple[str, ...] = ()  # a table's column names


def units_of(evidence: Evidence, rank: int = 0) -> list[Unit]:
    """The passage's units in reading order."""
    units: list[Unit] = []
    state = _Reading(evidence, rank)
    for block in re.split(r"\n\s*\n|\n(?=#)|(?<=\n)(?=#)", evidence.text):
        units += state.read(block.strip("\n"))
    return units


class _Reading:
    """Remembers what a block needs from the ones before it."""

    def __init__(self, evidence: Evidence, rank: int) -> None:
        self._evidence = evidence
        self._rank = rank
        self._block = 0
        self._heading = evidence.heading_path[-1] if evidence.heading_path else ""
        self._lead_in = ""

    def read(self, block: str) -> list[Unit]:
        lines = [line for line in block.split("\n") if line.strip()]
        while lines and (heading := _HEADING.match(lines[0])):
            self._heading, self._lead_in = heading.group(1), ""
            lines = lines[1:]
        units: list[Unit] = []
        for group in _grouped(lines):
            self._block += 1
            units += self._of_group(group)
        return units

    def _of_group(self, lines: list[str]) -> list[Unit]:
        if lines[0].lstrip().startswith("|"):
            return self._rows(lines)
        if _ITEM.match(lines[0]):
            return self._items(lines)
        sentences = split_verbatim("\n".join(lines))
        units = [self._unit(UnitKind.SENTENCE, sentence) for sentence in sentences]
        self._lead_in = sentences[-1] if sentences[-1].rstrip("*_ ").endswith(":") else ""
        return units

    def _items(self, lines: list[str]) -> list[Unit]:
        items: list[str] = []
        for line in lines:
            if _ITEM.match(line) or not items:
                items.append(line)
            else:
                items[-1] += f"\n{line}"
        kind = UnitKind.STEP if _STEP.match(items[0]) else UnitKind.ITEM
        units = [self._unit(kind, item.strip(), lead_in=self._lead_in) for item in items]
        self._lead_in = ""
        return units

    def _rows(self, lines: list[str]) -> list[Unit]:
        header: tuple[str, ...] = ()
        if len(lines) > 1 and _TABLE_RULE.match(lines[1]):
            header, lines = tuple(cells_of(lines[0])), lines[2:]
        rows = [line.strip() for line in lines if not _TABLE_RULE.match(line)]
        return [self._unit(UnitKind.ROW, row, header=header) for row in rows]

    def _unit(
        self, kind: UnitKind, text: str, *, lead_in: str = "", header: tuple[str, ...] = ()
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


def _grouped(lines: list[str]) -> list[list[str]]:
    """Runs of table lines, of list lines, and of running text."""
    groups: list[list[str]] = []
    last = ""
    for line in lines:
        kind = "table" if line.lstrip().startswith("|") else "list" if _ITEM.match(line) else "text"
        if kind == "text" and last == "list" and line[:1].isspace():
            kind = "list"  # an item that goes on
        if kind == last:
            groups[-1].append(line)
        else:
            groups.append([line])
        last = kind
    return groups


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
    return [
        cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))
    ]
