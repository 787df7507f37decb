"""An HTML element as Markdown-like text: headings, paragraphs, lists, tables, links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4.element import NavigableString, PageElement, Tag

from cx_assistant.knowledge_base.readers.html_tables import table_rows
from cx_assistant.knowledge_base.readers.links import link_text
from cx_assistant.knowledge_base.readers.normalise import one_line
from cx_assistant.knowledge_base.readers.tables import markdown_table

_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl",
     "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
     "h6", "header", "hr", "html", "li", "main", "ol", "p", "pre", "section", "summary", "table",
     "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)  # fmt: skip
_HEADING = re.compile("h[1-6]")
# Deeper than any page people write; what lies below is still read, as one run of text.
_MAX_DEPTH = 100
_MAX_ALT_WORDS = 6
_BREAK = "\v"


def render(content: Tag, *, base: str = "") -> str:
    """The text of this element; without a `base`, relative links lose their address."""
    return "\n\n".join(block for block in _blocks(content, base, 0) if block.strip())


def _blocks(parent: Tag, base: str, depth: int) -> Iterator[str]:
    """The blocks below this element; inline runs between them become paragraphs."""
    run: list[PageElement] = []
    for child in parent.children:
        if isinstance(child, Tag) and _holds_blocks(child, depth):
            yield _paragraph(run, base)
            run = []
            yield from _block(child, base, depth)
        else:
            run.append(child)
    yield _paragraph(run, base)


def _holds_blocks(element: Tag, depth: int) -> bool:
    if element.name in _BLOCKS:
        return True
    return depth < _MAX_DEPTH and element.find(lambda tag: tag.name in _BLOCKS) is not None


def _block(element: Tag, base: str, depth: int) -> Iterator[str]:
    name = element.name
    if depth >= _MAX_DEPTH:
        yield one_line(element.get_text(" "))
    elif _HEADING.fullmatch(name):
        yield f"{'#' * int(name[1])} {one_line(_inline(element, base))}"
    elif name == "summary":
        yield f"#### {one_line(_inline(element, base))}"
    elif name in {"ul", "ol"}:
        yield "\n".join(_items(element, base, depth))
    elif name == "dl":
        yield "\n".join(_definitions(element, base))
    elif name == "pre":
        yield f"```\n{element.get_text().strip()}\n```"
    elif name == "table":
        yield from _table(element, base, depth)
    else:
        yield from _blocks(element, base, depth + 1)


def _paragraph(run: list[PageElement], base: str) -> str:
    text = "".join(_inline_of(piece, base, 0) for piece in run)
    return "\n".join(line for line in map(one_line, text.split(_BREAK)) if line)


def _inline(element: Tag, base: str) -> str:
    return "".join(_inline_of(piece, base, 0) for piece in element.children)


def _inline_of(piece: PageElement, base: str, depth: int) -> str:
    if not isinstance(piece, Tag):
        return str(piece).replace(_BREAK, " ") if type(piece) is NavigableString else ""
    if piece.name == "br":
        return _BREAK
    if piece.name == "img":
        alt = one_line(str(piece.get("alt") or ""))
        return f" {alt} " if len(alt.split()) <= _MAX_ALT_WORDS else ""
    if depth >= _MAX_DEPTH:
        return piece.get_text(" ")
    inner = "".join(_inline_of(child, base, depth + 1) for child in piece.children)
    if piece.name == "a":
        return _link(inner, str(piece.get("href") or ""), base)
    return f" {inner} " if piece.name in _BLOCKS else inner


def _link(text: str, target: str, base: str) -> str:
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{link_text(text.replace(_BREAK, ' '), target, base=base)}{after}"


def _items(element: Tag, base: str, depth: int) -> Iterator[str]:
    number = _start(element)
    for item in element.children:
        if not isinstance(item, Tag):
            continue
        marker = f"{number}." if element.name == "ol" else "-"
        lines = [line for block in _blocks(item, base, depth + 1) for line in block.split("\n")]
        lines = [line for line in lines if line.strip()]
        if lines:
            indent = " " * (len(marker) + 1)
            yield f"{marker} " + f"\n{indent}".join(lines)
            number += 1


def _start(element: Tag) -> int:
    start = str(element.get("start") or "1")
    return int(start) if start.isdecimal() and len(start) < 6 else 1


def _definitions(element: Tag, base: str) -> Iterator[str]:
    term = ""
    for part in element.find_all(["dt", "dd"]):
        text = one_line(_inline(part, base).replace(_BREAK, " "))
        if part.name == "dt":
            if term:
                yield f"- {term}"
            term = text
        elif text:
            yield f"- {term}: {text}" if term else f"  {text}"
            term = ""
    if term:
        yield f"- {term}"


def _table(element: Tag, base: str, depth: int) -> Iterator[str]:
    rows = table_rows(element, lambda cell: _inline(cell, base).replace(_BREAK, " "))
    if rows is None:  # used for layout
        yield from _blocks(element, base, depth + 1)
        return
    caption = element.find("caption")
    if isinstance(caption, Tag):
        yield one_line(_inline(caption, base))
    yield markdown_table(rows)
