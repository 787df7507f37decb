"""The headings, paragraphs, lists, tables and code of an article's text, as spans of it."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

_HEADING = re.compile(r"(#{1,6})[ \t]+(.*?)[ \t#]*")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S")
_FENCE = re.compile(r"\s*(```+|~~~+)")
_SEPARATOR = re.compile(r"\s*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-*:?[ \t]*)*")


class BlockKind(StrEnum):
    """What a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """One line of the text, without its line end."""

    start: int
    end: int
    text: str

    @property
    def is_blank(self) -> bool:
        """Only blanks, or nothing."""
        return not self.text.strip()


@dataclasses.dataclass(frozen=True, slots=True)
class Block:
    """`lines` of one kind; `level` and `title` are a heading's."""

    kind: BlockKind
    lines: tuple[Line, ...]
    level: int = 0
    title: str = ""

    @property
    def start(self) -> int:
        """Where the block begins."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Where the block ends."""
        return self.lines[-1].end

    @property
    def header(self) -> str:
        """The header row of a table, else nothing."""
        has_header = self.kind is BlockKind.TABLE and len(self.lines) > 1
        return self.lines[0].text if has_header and is_separator(self.lines[1].text) else ""


def parse_blocks(text: str) -> list[Block]:
    """Every line of the text that is not blank, in exactly one block, in order."""
    lines = list(_lines(text))
    blocks: list[Block] = []
    position = 0
    while position < len(lines):
        if lines[position].is_blank:
            position += 1
            continue
        block = _block_at(lines, position)
        blocks.append(block)
        position += len(block.lines)
    return blocks


def is_separator(line: str) -> bool:
    """Is this the line of dashes below a table's header?"""
    return "-" in line and "|" in line and _SEPARATOR.fullmatch(line) is not None


def starts_item(line: str) -> bool:
    """Does a list item begin here?"""
    return _ITEM.match(line) is not None


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for line in text.split("\n"):
        yield Line(start, start + len(line), line)
        start += len(line) + 1


def _block_at(lines: list[Line], position: int) -> Block:
    first = lines[position].text
    heading = _HEADING.fullmatch(first)
    if heading and heading[2]:
        title = heading[2]
        return Block(BlockKind.HEADING, (lines[position],), len(heading[1]), title)
    if _FENCE.match(first):
        return Block(BlockKind.CODE, _until_fence(lines, position))
    if first.lstrip().startswith("|"):
        return Block(
            BlockKind.TABLE, _while(lines, position, lambda line: line.lstrip()[:1] == "|")
        )
    if starts_item(first):
        return Block(BlockKind.LIST, _list_lines(lines, position))
    return Block(BlockKind.PARAGRAPH, _while(lines, position, _continues_paragraph))


def _while(lines: list[Line], position: int, belongs: Callable[[str], bool]) -> tuple[Line, ...]:
    end = position + 1
    while end < len(lines) and not lines[end].is_blank and belongs(lines[end].text):
        end += 1
    return tuple(lines[position:end])


def _continues_paragraph(line: str) -> bool:
    heading = _HEADING.fullmatch(line)
    is_table = line.lstrip().startswith("|")
    return not (is_table or starts_item(line) or _FENCE.match(line) or (heading and heading[2]))


def _until_fence(lines: list[Line], position: int) -> tuple[Line, ...]:
    opening = _FENCE.match(lines[position].text)
    mark = opening[1] if opening else "```"
    for end in range(position + 1, len(lines)):
        if lines[end].text.strip().startswith(mark):
            return tuple(lines[position : end + 1])
    # Never closed: the fence stands for itself, or it would swallow the rest of the article.
    return (lines[position],)


def _list_lines(lines: list[Line], position: int) -> tuple[Line, ...]:
    """Items, what is indented below them, and blank lines between them."""
    end = position + 1
    for index in range(position + 1, len(lines)):
        line = lines[index]
        if line.is_blank:
            continue
        is_indented = line.text[:1].isspace()
        is_lazy = not lines[index - 1].is_blank and _continues_paragraph(line.text)
        if not (is_indented or starts_item(line.text) or is_lazy):
            break
        end = index + 1
    return tuple(lines[position:end])
