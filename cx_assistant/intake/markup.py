"""Readable text from an HTML message; plain text passes through unchanged."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import Tag
    from bs4.element import PageElement

_TAG = re.compile(
    r"<(?:html|body|div|p|br|span|table|td|a|b|i|strong|em|ul|ol|li|blockquote|font|h[1-6])"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_UNREAD = frozenset({"script", "style", "head", "title", "template", "noscript"})
_BLOCKS = frozenset(
    {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "blockquote"}
)


def text_of(message: str) -> str:
    """The message without markup, one line per block; quoted parts as `> ` lines."""
    if not _TAG.search(message):
        return message
    from bs4 import BeautifulSoup

    lines = (" ".join(line.split()) for line in _text(BeautifulSoup(message, "lxml")).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _text(root: Tag, *, in_quotation: bool = False) -> str:
    """All text below, in one pass: a hostile message nests thousands of elements."""
    from bs4 import Tag
    from bs4.element import PreformattedString  # comments, doctypes and the like

    pieces: list[str] = []
    waiting: list[PageElement | str] = [*reversed(root.contents)]
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Tag):
            pieces.append("" if isinstance(node, PreformattedString) else str(node))
        elif node.name == "br":
            pieces.append("\n")
        elif _is_quotation(node) and not in_quotation:
            pieces.append(_quoted(_text(node, in_quotation=True)))
        elif node.name not in _UNREAD:
            if node.name == "blockquote":
                pieces.append("\n")
            if node.name in _BLOCKS:
                waiting.append("\n")
            waiting.extend(reversed(node.contents))
    return "".join(pieces)


def _is_quotation(element: Tag) -> bool:
    if element.name == "div":
        return "gmail_quote" in " ".join(element.get("class") or ())
    return element.name == "blockquote"


def _quoted(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n" + "\n".join(f"> {line}" for line in lines if line) + "\n"
