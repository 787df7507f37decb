"""The sentences, list items and table cells of an article, each with what it stands under."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cx_assistant.knowledge_base.blocks import Block, BlockKind, Line, is_separator, parse_blocks
from cx_assistant.knowledge_base.sentences import sentence_spans
from cx_assistant.models import Article

_MARKER = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_CELL = re.compile(r"(?<!\\)\|")
_PROGRAM = re.compile(r"[{}=;<>\\]|\(\s?\)|\bdef |_")
_MUCH_PROGRAM = 3
_LEAD_WORDS = 6
_LONGEST_LEAD = 120
_LONGEST = 600  # what is longer is no sentence, and costs the fact patterns dearly


@dataclass(frozen=True, slots=True)
class Statement:
    """`text` says something of its own; `lead` is the nearest it stands under, then `headings`.

    For a table cell the lead is the names of its row and column, and the span is the row's.
    `block` numbers the paragraph, list or table it stands in.
    """

    article: Article
    start: int
    end: int
    text: str
    block: int
    headings: tuple[str, ...] = ()
    lead: str = ""

    @property
    def context(self) -> str:
        """All it stands under, widest first."""
        return "\n".join(part for part in (self.article.title, *self.headings, self.lead) if part)


def statements_of(article: Article) -> list[Statement]:
    """Every statement of the article in reading order."""
    found: list[Statement] = []
    headings: list[Block] = []
    lead = ""
    for number, block in enumerate(parse_blocks(article.text)):
        if block.kind is BlockKind.HEADING:
            headings = [one for one in headings if one.level < block.level] + [block]
            lead = ""
            continue
        if block.kind is BlockKind.CODE:
            continue
        path = tuple(one.title for one in headings if one.title != article.title)
        found += _of_block(article, block, number, path, lead)
        lead = _lead_out(article.text, block)
    return found


def _of_block(
    article: Article, block: Block, number: int, path: tuple[str, ...], lead: str
) -> Iterator[Statement]:
    if block.kind is BlockKind.TABLE:
        pieces = _cells(block)
    elif block.kind is BlockKind.LIST:
        pieces = _items(article.text, block, lead)
    else:
        pieces = _sentences(article.text, block.start, block.end, "")
    for start, end, text, under in pieces:
        if len(text) <= _LONGEST and len(_PROGRAM.findall(text)) < _MUCH_PROGRAM:
            yield Statement(article, start, end, text, number, path, under)


def _lead_out(text: str, block: Block) -> str:
    """The line that leads into what follows, if this paragraph ends with one."""
    last = text[block.start : block.end].rstrip()
    if block.kind is not BlockKind.PARAGRAPH or not last.endswith((":", "：")):
        return ""
    spans = list(sentence_spans(text, block.start, block.end))
    return text[spans[-1][0] : spans[-1][1]] if spans else ""


def _items(text: str, block: Block, lead: str) -> Iterator[tuple[int, int, str, str]]:
    """Items with the items they are indented below as their lead."""
    above: list[tuple[int, str]] = []
    for line in block.lines:
        marker = _MARKER.match(line.text)
        start = line.start + (marker.end() if marker else 0)
        indent = len(line.text) - len(line.text.lstrip())
        above = [one for one in above if one[0] < indent]
        under = " ".join((lead, *(name for _, name in above))).strip()
        yield from _sentences(text, start, line.end, under)
        if marker:
            above.append((indent, text[start : line.end].strip()[:_LONGEST_LEAD]))


def _sentences(text: str, start: int, end: int, lead: str) -> Iterator[tuple[int, int, str, str]]:
    spans = list(sentence_spans(text, start, end))
    # "When do I pay? By card." and "First use. Soak it.": the opening names what follows.
    opening = text[spans[0][0] : spans[0][1]] if len(spans) > 1 else ""
    under = opening if len(opening.split()) <= _LEAD_WORDS or opening.endswith("?") else ""
    for position, (first, last) in enumerate(spans):
        part = f"{lead} {under}".strip() if position else lead
        yield first, last, text[first:last], part


def _cells(block: Block) -> Iterator[tuple[int, int, str, str]]:
    rows = [(line, _split(line)) for line in block.lines if not is_separator(line.text)]
    header = rows[0][1] if block.header else []
    body = rows[1:] if block.header else rows
    names = _row_names([cells for _, cells in body])
    for (line, cells), name in zip(body, names, strict=True):
        for column, cell in enumerate(cells):
            if cell and column >= 1:
                heading = header[column] if column < len(header) else ""
                yield line.start, line.end, cell, f"{name}: {heading}".strip(": ")


def _split(line: Line) -> list[str]:
    return [cell.strip() for cell in _CELL.split(line.text.strip().strip("|"))]


def _row_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """The first cell of each row, with the second where the first alone is not unique."""
    seen = Counter(cells[0] for cells in rows if cells)
    return [
        ", ".join(cells[:2]) if cells and seen[cells[0]] > 1 else (cells[0] if cells else "")
        for cells in rows
    ]
