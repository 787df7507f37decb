"""Whether a fact taken from a table belongs to the row and column the sentence speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cx_assistant.grounding.facts import Fact, extract_facts
from cx_assistant.grounding.lexicon import telling_stems
from cx_assistant.grounding.text import clean_text, without_markdown

_RULE = frozenset("|-: \t")
_NAME_END = re.compile(r",\s|/|;|\(|\b(?:and|und|including|einschließlich)\b")
_UNITED_KINGDOM = re.compile(r"\b(?:United Kingdom|Great Britain)\b")
_ANY_DAY = date(2000, 1, 1)  # names of rows and columns hold no dates that depend on today


class Cell(NamedTuple):
    """One cell, with the words and numbers that name its row and its column."""

    text: str
    row: tuple[frozenset[str], ...]  # "Germany, Austria" has two names
    column: frozenset[str]


class Table(NamedTuple):
    """The cells of one table, the names of its rows, and the heading above it."""

    heading: str
    row_names: tuple[str, ...]
    cells: tuple[Cell, ...]


@lru_cache(maxsize=2048)
def read_tables(text: str) -> tuple[Table, ...]:
    """The Markdown tables of a text."""
    return tuple(_read_table(heading, rows) for heading, rows in _blocks(clean_text(text)))


def _blocks(text: str) -> Iterator[tuple[str, list[list[str]]]]:
    heading, rows = "", list[list[str]]()
    for line in (*text.split("\n"), ""):
        if line.lstrip().startswith("|"):
            if not set(line) <= _RULE:
                plain = without_markdown(line).strip().strip("|")
                rows.append([cell.strip() for cell in plain.split("|")])
            continue
        if rows:
            yield heading, rows
            rows = []
        if line.lstrip().startswith("#"):
            heading = line.lstrip("# ").strip()


def _read_table(heading: str, rows: Sequence[Sequence[str]]) -> Table:
    header, *body = rows
    columns = [_naming(name) for name in header]
    cells = [
        Cell(text, _names(row[0]), column)
        for row in body
        for text, column in zip(row[1:], columns[1:], strict=False)
    ]
    return Table(heading, tuple(row[0] for row in body if row), tuple(cells))


def _names(text: str) -> tuple[frozenset[str], ...]:
    return tuple(filter(None, map(_naming, _NAME_END.split(text))))


@lru_cache(maxsize=4096)
def _naming(text: str) -> frozenset[str]:
    numbers = {fact.value for fact in extract_facts(text, "en", _ANY_DAY)}
    return telling_stems(_UNITED_KINGDOM.sub("UK", text)) | numbers


def find_swapped_cell(claim: str, evidence_texts: Sequence[str]) -> str:
    """What is mixed up, as a detail for the drafter; '' if every table fact is in its place."""
    for text in evidence_texts:
        if "|" not in text:
            continue
        cells = [cell for table in read_tables(text) for cell in table.cells]
        prose = "\n".join(line for line in text.split("\n") if not line.lstrip().startswith("|"))
        told = _values(prose)
        for fact in extract_facts(claim, "en", _ANY_DAY):
            found = "" if _value(fact) in told else _misplaced(fact, _naming(claim), cells)
            if found:
                return found
    return ""


def _misplaced(fact: Fact, said: frozenset[str], cells: Sequence[Cell]) -> str:
    holders = [cell for cell in cells if _value(fact) in _values(cell.text)]
    if not holders:
        return ""
    spoken = {name for cell in cells for name in cell.row if name <= said - {fact.value}}
    # A longer name wins: "Northern Ireland" also holds the word of "Ireland".
    spoken = {name for name in spoken if not any(name < other for other in spoken)}
    named = {cell.row for cell in cells if not spoken.isdisjoint(cell.row)}
    if named and not named & {cell.row for cell in holders}:
        return f"In the table “{fact.text}” belongs to another row than the sentence names."
    in_row = [cell for cell in holders if not named or cell.row in named]
    siblings = [cell for cell in cells if cell.row in {one.row for one in in_row}]
    if in_row and all(_names_other_column(one, said, siblings) for one in in_row):
        return f"In the table “{fact.text}” stands in another column than the sentence names."
    return ""


def _names_other_column(holder: Cell, said: frozenset[str], siblings: Iterable[Cell]) -> bool:
    """ "Express delivery cost" where the holder's column is "Standard delivery cost"."""
    return any(
        holder.column & other.column
        and said & (other.column - holder.column)
        and not said & (holder.column - other.column)
        for other in siblings
    )


def _value(fact: Fact) -> tuple[str, str, str]:
    return (fact.kind, fact.value, fact.unit)


@lru_cache(maxsize=4096)
def _values(text: str) -> frozenset[tuple[str, str, str]]:
    return frozenset(_value(fact) for fact in extract_facts(text, "en", _ANY_DAY))
