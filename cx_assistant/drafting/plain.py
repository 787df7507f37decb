"""Markdown as a person would type it into an e-mail."""

from __future__ import annotations

import re

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`|~~)")
_ITEM = re.compile(r"^\s*[-*+•]\s+")
_STEP = re.compile(r"^\s*(\d{1,2})[.)]\s+")


def plain(markdown: str) -> str:
    """The same words in the same order, without markup and with full links only."""
    text = _IMAGE.sub(r"\1", markdown)
    text = _LINK.sub(_link, text)
    return " ".join(_EMPHASIS.sub("", text).split())


def plain_item(markdown: str) -> str:
    """A list item with a plain dash or its number in front."""
    step = _STEP.match(markdown)
    if step:
        return f"{step.group(1)}. {plain(markdown[step.end() :])}"
    return f"- {plain(_ITEM.sub('', markdown))}"


def plain_row(cells: list[str], header: tuple[str, ...]) -> str:
    """`Ireland: 4–6 working days; Standard: €8.90` from a table row and its column names."""
    cells = [plain(cell) for cell in cells]
    if not header or len(header) != len(cells):
        return " – ".join(cell for cell in cells if cell)
    named = [
        f"{plain(name)}: {cell}" for name, cell in zip(header[1:], cells[1:], strict=True) if cell
    ]
    return f"{cells[0]} – {'; '.join(named)}" if named else cells[0]


def _link(found: re.Match[str]) -> str:
    words, target = found.groups()
    if not target.startswith(("http://", "https://")) or target == words:
        return words
    return f"{words} ({target})"
