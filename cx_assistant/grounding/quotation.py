"""Whether a sentence is its evidence word for word: whole sentences, or one row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from cx_assistant.grounding.text import squeeze, stands_whole_in
from cx_assistant.models import Evidence

_RULE = re.compile(r"^\s*\|?[\s:|-]{3,}\|?\s*$")
_CELL_END = re.compile(r"(?<!\\)\|")
_LIST_MARK = re.compile(r"^[-*+•]\s+")
_AFTER_NAME = " - "  # dashes are squeezed to this

Cells = tuple[str, ...]


def is_quotation(sentence: str, items: Sequence[Evidence]) -> bool:
    """True if one of these says exactly this, or all of them together hold it as a table row.

    A row may leave columns out: "Ireland – Delivery time: 4–6 days; Cost: €8.90". Every cell must
    stand under its own column name, so nothing can be moved to another row or column.
    """
    if any(stands_whole_in(sentence, item.text) for item in items):
        return True
    if " – " not in sentence:
        return False
    told = squeeze(_LIST_MARK.sub("", sentence))
    headers = [header for item in items for header in _headers(item.text)]
    return any(_tells(told, row, headers) for item in items for row in _rows(item.text))


def _tells(told: str, row: Cells, headers: Iterable[Cells]) -> bool:
    if not told.startswith(row[0] + _AFTER_NAME):
        return False
    rest = told[len(row[0] + _AFTER_NAME) :]
    if len(row) == 2 and rest == row[1]:
        return True
    return any(
        _is_made_of(rest, [f"{name}: {cell}" for name, cell in zip(header, row, strict=True)][1:])
        for header in headers
        if len(header) == len(row)
    )


def _is_made_of(rest: str, parts: Sequence[str]) -> bool:
    """True if `rest` is some of these parts in their order, with "; " between them."""
    if rest in parts:
        return True
    return any(
        rest.startswith(f"{part}; ") and _is_made_of(rest[len(part) + 2 :], parts[n + 1 :])
        for n, part in enumerate(parts)
    )


@lru_cache(maxsize=2048)
def _rows(text: str) -> tuple[Cells, ...]:
    return tuple(_cells(line) for line in _table_lines(text) if not _RULE.match(line))


@lru_cache(maxsize=2048)
def _headers(text: str) -> tuple[Cells, ...]:
    lines = list(_table_lines(text))
    return tuple(_cells(lines[n - 1]) for n, line in enumerate(lines) if n and _RULE.match(line))


def _table_lines(text: str) -> Iterator[str]:
    return (line for line in text.split("\n") if line.lstrip().startswith("|"))


def _cells(line: str) -> Cells:
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(squeeze(cell.replace("\\|", "|")) for cell in _CELL_END.split(inner))
