"""Markdown as a person would type it into an e-mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
_EMPHASIS = re.compile(r"(\*\*|__|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|`|~~)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|>~-])")
_HEADING = re.compile(r"^\s*#{1,6}\s+")
_NUMBERING = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]|§\s?\d+\.?)\s+")
_QUOTATION = re.compile(r"^\s*>+\s?", re.MULTILINE)
_ITEM = re.compile(r"^\s*[-*+•]\s+")
_STEP = re.compile(r"^\s*(\d{1,2})[.)]\s+")
_PRIVATE_USE = 0xE000
_HIDDEN = re.compile("[\ue021-\ue07e]")
_EMPTY_CELLS = frozenset({"", "-", "–", "—"})


def plain(markdown: str, *, links: bool = True) -> str:
    """The same words in the same order, without markup; full links stay, in brackets."""
    text = _ESCAPED.sub(_hidden, _QUOTATION.sub("", markdown))
    text = _IMAGE.sub(r"\1", text)
    text = _LINK.sub(_with_address if links else r"\1", text)
    return _HIDDEN.sub(_shown, " ".join(_EMPHASIS.sub("", text).split()))


def plain_heading(markdown: str) -> str:
    """A heading without its marks and its number."""
    return _NUMBERING.sub("", plain(_HEADING.sub("", markdown), links=False))


def plain_item(markdown: str) -> str:
    """A list item with a plain dash or its number in front."""
    step = _STEP.match(markdown)
    if step:
        return f"{step.group(1)}. {plain(markdown[step.end() :])}"
    return f"- {plain(_ITEM.sub('', markdown))}"


def plain_row(cells: Sequence[str], names: Sequence[str], columns: Sequence[int]) -> str:
    """`Ireland – Standard delivery time: 4–6 working days` from a row; no names, no labels."""
    first, *_ = (plain(cell, links=False) for cell in cells)
    told = [
        f"{plain(names[n], links=False)}: {cell}" if names else cell
        for n in columns
        if (cell := plain(cells[n], links=False)) not in _EMPTY_CELLS
    ]
    return " – ".join(part for part in (first, "; ".join(told)) if part)


def _hidden(escaped: re.Match[str]) -> str:
    """An escaped character as one that no Markdown pattern knows."""
    return chr(_PRIVATE_USE + ord(escaped[1]))


def _shown(hidden: re.Match[str]) -> str:
    return chr(ord(hidden[0]) - _PRIVATE_USE)


def _with_address(found: re.Match[str]) -> str:
    words, target = found.groups()
    if not target.startswith(("http://", "https://")) or target == words:
        return words
    return f"{words} ({target})"
