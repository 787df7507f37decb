"""The pieces of a section that a splitter may part: as large as fits, down to a sentence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cx_assistant.knowledge_base.blocks import (
    Block,
    BlockKind,
    Line,
    starts_item,
)
from cx_assistant.knowledge_base.sentences import sentence_spans

# Long tokens (addresses, codes) and scripts without blanks cost an embedder as much as many words.
_UNSPACED_RANGE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[^\s|{_UNSPACED_RANGE}]{{1,12}}")
_UNSPACED = re.compile(f"[{_UNSPACED_RANGE}]")
_TOKEN = re.compile(rf"(?:[{_UNSPACED_RANGE}]{{1,2}}|[^\s{_UNSPACED_RANGE}]{{1,12}})\s*")


@dataclasses.dataclass(frozen=True, slots=True)
class Unit:
    """A span that stays together if it fits; else its `parts` are used.

    `context` is what a part needs in front of it to be understood alone: the header row of its
    table, the line that leads into its list. `is_prose`: may be repeated as an overlap.
    """

    start: int
    end: int
    words: int
    parts: tuple[Unit, ...] = ()
    context: str = ""
    is_prose: bool = False


def count_words(text: str) -> int:
    """About how much of an embedder's window this takes, in words of usual length."""
    unspaced = 0 if text.isascii() else (len(_UNSPACED.findall(text)) + 1) // 2
    return unspaced + len(_WORD.findall(text))


def units_of(text: str, blocks: Sequence[Block], *, limit: int) -> list[Unit]:
    """The units of these blocks in order; a lead-in line is one unit with what it introduces."""
    units: list[Unit] = []
    for before, block in pairwise([None, *blocks]):
        if block is None:
            continue
        unit = _unit(text, block, limit)
        if before is not None and _leads_into(text, before, block):
            units[-1] = _joined(text, units[-1], unit)
        else:
            units.append(unit)
    return units


def _unit(text: str, block: Block, limit: int) -> Unit:
    start, end = trimmed(text, block.start, block.end)
    words = count_words(text[start:end])
    if words <= limit:
        return Unit(start, end, words, is_prose=block.kind is BlockKind.PARAGRAPH)
    if block.kind is BlockKind.TABLE:
        parts = _rows(text, block, limit)
    elif block.kind is BlockKind.LIST:
        parts = _items(text, block, limit)
    else:
        parts = _sentences(text, start, end, limit)
    is_prose = block.kind is BlockKind.PARAGRAPH
    return Unit(start, end, words, parts=tuple(parts), is_prose=is_prose)


def _leads_into(text: str, before: Block, block: Block) -> bool:
    if before.kind is not BlockKind.PARAGRAPH or block.kind is BlockKind.PARAGRAPH:
        return False
    return text[before.start : before.end].rstrip().endswith((":", "："))


def _joined(text: str, lead: Unit, unit: Unit) -> Unit:
    """The lead-in and what it introduces; taken apart, it goes with the first part."""
    words = lead.words + unit.words
    first, *rest = unit.parts or (unit,)
    last_lead = (lead.parts or (lead,))[-1]
    line = " ".join(text[last_lead.start : last_lead.end].split())
    opening = Unit(last_lead.start, first.end, last_lead.words + first.words, (last_lead, first))
    following = [
        dataclasses.replace(part, context=f"{line}\n{part.context}".rstrip()) for part in rest
    ]
    parts = (*lead.parts[:-1], opening, *following)
    return Unit(lead.start, unit.end, words, parts)


def _rows(text: str, block: Block, limit: int) -> Iterator[Unit]:
    """Rows, the header together with the first of them."""
    body = 2 if block.header and len(block.lines) > 2 else 0
    for index, line in enumerate(block.lines[body:]):
        first = block.lines[0] if body and index == 0 else line
        yield from _bounded(text, [first, line], limit, "" if index == 0 else block.header)


def _items(text: str, block: Block, limit: int) -> Iterator[Unit]:
    """Whole items with what is indented below them."""
    indent = _indent(block.lines[0])
    item: list[Line] = []
    for line in block.lines:
        if item and starts_item(line.text) and _indent(line) <= indent:
            yield from _bounded(text, item, limit, "")
            item = []
        item.append(line)
    yield from _bounded(text, item, limit, "")


def _bounded(text: str, lines: Sequence[Line], limit: int, context: str) -> Iterator[Unit]:
    start, end = trimmed(text, lines[0].start, lines[-1].end)
    if start == end:
        return
    words = count_words(text[start:end])
    parts = tuple(_sentences(text, start, end, limit)) if words > limit else ()
    yield Unit(start, end, words, parts=parts, context=context)


def _sentences(text: str, start: int, end: int, limit: int) -> Iterator[Unit]:
    for first, last in sentence_spans(text, start, end):
        words = count_words(text[first:last])
        if words <= limit:
            yield Unit(first, last, words, is_prose=True)
        else:
            yield from _cut(text, first, last, limit)


def _cut(text: str, start: int, end: int, limit: int) -> Iterator[Unit]:
    """A sentence that is too long by itself, cut between words, or inside one without end."""
    begin = start
    words = 0
    for token in _TOKEN.finditer(text, start, end):
        more = count_words(token[0])
        if words and words + more > limit:
            yield _leaf(text, begin, token.start())
            begin, words = token.start(), 0
        words += more
    yield _leaf(text, begin, end)


def _leaf(text: str, start: int, end: int) -> Unit:
    start, end = trimmed(text, start, end)
    return Unit(start, end, count_words(text[start:end]))


def _indent(line: Line) -> int:
    return len(line.text) - len(line.text.lstrip())


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the blanks at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
