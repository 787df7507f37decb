"""Addresses that open a page at the words cited (`#:~:text=`)."""

from __future__ import annotations

import re
from urllib.parse import quote as percent

from cx_assistant.grounding.text import without_markdown

_WHOLE_CHARACTERS = 120
_END_WORDS = 5
_MARKER = re.compile(r"^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|(?:[-*+•]|\d{1,9}[.)])[ \t]+)?")


def link_to(url: str | None, text: str) -> str | None:
    """The address of the page with the words of `text` marked; None without a web address."""
    if not url or not url.startswith(("https://", "http://")):
        return None
    fragment = _fragment(_pieces(text))
    if not fragment:
        return url
    page, mark, anchor = url.partition("#")
    return f"{page}#{anchor if mark else ''}:~:text={fragment}"


def _pieces(text: str) -> list[str]:
    """Lines and table cells as a page shows them; browsers match within one of them only."""
    pieces = []
    for line in text.splitlines():
        for cell in without_markdown(_MARKER.sub("", line)).replace("`", "").split("|"):
            shown = " ".join(cell.split())
            if re.search(r"\w", shown):
                pieces.append(shown)
    return pieces


def _fragment(pieces: list[str]) -> str:
    if not pieces:
        return ""
    first, last = pieces[0], pieces[-1]
    if len(pieces) == 1 and len(first) <= _WHOLE_CHARACTERS:
        return _encoded(first)
    start, end = first.split()[:_END_WORDS], last.split()[-_END_WORDS:]
    return f"{_encoded(' '.join(start))},{_encoded(' '.join(end))}"


def _encoded(words: str) -> str:
    return percent(words, safe="").replace("-", "%2D")
