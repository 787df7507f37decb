"""Where a span stands in an article: its headings, its block, the sentences next to it."""

from __future__ import annotations

from functools import lru_cache

from cx_assistant.knowledge_base.blocks import Block, BlockKind, parse_blocks
from cx_assistant.knowledge_base.citations.folding import Span
from cx_assistant.knowledge_base.sentences import sentence_spans

_CONTEXT_CHARACTERS = 240


@lru_cache(maxsize=64)
def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order."""
    return tuple(parse_blocks(text))


@lru_cache(maxsize=64)
def sentences_of(text: str) -> tuple[Span, ...]:
    """The sentences, list items, table rows and headings of a text, in order."""
    return tuple(Span(start, end) for start, end in sentence_spans(text, 0, len(text)))


def heading_path(text: str, span: Span, title: str) -> tuple[str, ...]:
    """The headings above the span; one that repeats the title is left out."""
    above: list[Block] = []
    for block in blocks_of(text):
        if block.start >= span.start:
            break
        if block.kind is BlockKind.HEADING:
            above = [each for each in above if each.level < block.level] + [block]
    same = title.strip().casefold()
    return tuple(each.title for each in above if each.title.strip().casefold() != same)


def section_of(text: str, span: Span) -> Span:
    """From the heading above the span to the next one below it, both left out."""
    headings = [block for block in blocks_of(text) if block.kind is BlockKind.HEADING]
    above = [block.end for block in headings if block.end <= span.start]
    below = [block.start for block in headings if block.start >= span.end]
    return Span(above[-1] if above else 0, below[0] if below else len(text))


def surroundings(text: str, span: Span) -> tuple[str, ...]:
    """What a reader takes in with the span: its paragraph or list; of a table, its header."""
    return tuple(
        " ".join(_around(text, block, span).split())
        for block in blocks_of(text)
        if block.start < span.end and span.start < block.end
    )


def whole_sentences(text: str, span: Span) -> Span:
    """The span grown to the ends of the sentences it touches."""
    touched = [each for each in sentences_of(text) if each.meets(span)]
    if not touched:
        return span
    return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))


def context(text: str, span: Span) -> tuple[str, str]:
    """The text before and after the span, both ending where sentences do."""
    sentences = sentences_of(text)
    starts = [each.start for each in sentences if each.start <= span.start]
    ends = [
        each.end
        for each in sentences
        if each.end >= span.end and not each.of(text).startswith("#")  # of the next section
    ]
    near = [each for each in starts if span.start - each <= _CONTEXT_CHARACTERS]
    far = [each for each in ends if each - span.end <= _CONTEXT_CHARACTERS]
    start = near[0] if near else max(0, span.start - _CONTEXT_CHARACTERS)
    end = far[-1] if far else span.end + _CONTEXT_CHARACTERS
    return text[start : span.start], text[span.end : max(end, span.end)]


def _around(text: str, block: Block, span: Span) -> str:
    if block.kind is not BlockKind.TABLE:
        return text[block.start : block.end]
    rows = [line.text for line in block.lines if Span(line.start, line.end).meets(span)]
    return "\n".join([block.header, *rows])
