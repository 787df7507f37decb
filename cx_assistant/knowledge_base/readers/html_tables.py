"""The cells of an HTML table, merged cells filled in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bs4 import Tag

from cx_assistant.knowledge_base.readers.normalise import one_line

_LAYOUT_PARTS = ["table", "h1", "h2", "h3", "pre", "section", "article"]
_MAX_SPAN = 50
_MAX_COLUMNS = 100

_Hanging = dict[int, tuple[int, str]]  # column: rows still to fill, and with what


def table_rows(table: Tag, cell_text: Callable[[Tag], str]) -> list[list[str]] | None:
    """The rows of this table, or None if it only lays out a page.

    A cell that spans rows or columns stands in each of them, so that every row can be read alone.
    """
    if table.get("role") in {"presentation", "none"}:
        return None
    cells_by_row = [row.find_all(["td", "th"], recursive=False) for row in table.find_all("tr")]
    width = max((len(cells) for cells in cells_by_row), default=0)
    if width < 2 or len(cells_by_row) < 2 or _lays_out(table):
        return None
    rows = _filled(cells_by_row, cell_text)
    return [row for row in rows if any(row)] or None


def _lays_out(table: Tag) -> bool:
    return table.find(_LAYOUT_PARTS) is not None


def _filled(
    cells_by_row: Sequence[Sequence[Tag]], cell_text: Callable[[Tag], str]
) -> list[list[str]]:
    rows: list[list[str]] = []
    hanging: _Hanging = {}
    for cells in cells_by_row:
        row: list[str] = []
        below: _Hanging = {}
        for cell in cells:
            _fill_hanging(row, hanging, below)
            text = one_line(cell_text(cell))
            height = _span(cell, "rowspan")
            for _ in range(_span(cell, "colspan")):
                if height > 1:
                    below[len(row)] = (height - 1, text)
                row.append(text)
        _fill_hanging(row, hanging, below)
        hanging = below
        rows.append(row[:_MAX_COLUMNS])
    return rows


def _fill_hanging(row: list[str], hanging: _Hanging, below: _Hanging) -> None:
    while len(row) in hanging:
        left, text = hanging[len(row)]
        if left > 1:
            below[len(row)] = (left - 1, text)
        row.append(text)


def _span(cell: Tag, name: str) -> int:
    span = str(cell.get(name) or "1")
    return min(int(span), _MAX_SPAN) if span.isdecimal() and int(span) > 0 else 1
