"""Rows of cells as a Markdown table."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.knowledge_base.readers.normalise import one_line


def markdown_table(rows: Sequence[Sequence[str]]) -> str:
    """A table whose first row is its header; short rows are filled up with empty cells."""
    width = max(len(row) for row in rows)
    lines = [_line(row, width) for row in rows]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


def _line(row: Sequence[str], width: int) -> str:
    cells = [one_line(cell).replace("|", "\\|") for cell in row]
    return "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"
