"""Splits an article into passages along its headings, each an exact span of its text."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate

from cx_assistant.knowledge_base.blocks import is_separator
from cx_assistant.knowledge_base.sections import Section, merge_small, sections_of
from cx_assistant.knowledge_base.sentences import sentence_spans
from cx_assistant.knowledge_base.units import Unit, count_words, trimmed, units_of
from cx_assistant.models import Article, Passage

# Raise it when the same text is split otherwise: everything is then split again.
SPLITTER_VERSION = "1"


@dataclasses.dataclass(frozen=True, slots=True)
class _Span:
    start: int
    end: int
    context: str = ""


def split_article(
    article: Article, *, max_words: int = 180, overlap_words: int = 30, min_words: int = 25
) -> list[Passage]:
    """The passages of this article in order; together they hold all of its text.

    A section stays whole up to `max_words`. A longer one is cut into parts of about one size
    between blocks, rows, items or sentences; prose then repeats up to `overlap_words` of what
    stands before. Sections below `min_words` join a neighbour under the same heading.
    """
    sections = merge_small(
        sections_of(article.text, article.title), max_words=max_words, min_words=min_words
    )
    spans = [
        (section.path, span)
        for section in sections
        for span in _spans(article.text, section, max_words, overlap_words)
    ]
    return list(_passages(article, spans))


def _spans(text: str, section: Section, max_words: int, overlap_words: int) -> Iterator[_Span]:
    if section.words <= max_words:
        yield _Span(section.start, section.end)
        return
    limit = max(1, max_words - overlap_words)
    units = list(_fitting(units_of(text, section.blocks, limit=limit), limit))
    before: list[Unit] = []
    for group in _packed(units, limit):
        start = _overlap_start(text, before, group[0], overlap_words)
        yield _Span(start, group[-1].end, group[0].context)
        before = group


def _fitting(units: Sequence[Unit], limit: int) -> Iterator[Unit]:
    for unit in units:
        if unit.words > limit and unit.parts:
            yield from _fitting(unit.parts, limit)
        else:
            yield unit


def _packed(units: Sequence[Unit], limit: int) -> Iterator[list[Unit]]:
    """Groups of about one size, none above the limit unless a single unit is."""
    left = sum(unit.words for unit in units)
    aim = left / -(-left // limit)
    group: list[Unit] = []
    words = 0
    for unit in units:
        is_overfull = words + unit.words > limit
        # Going past the aim is fine if stopping short of it would be further off.
        is_enough = words + unit.words - aim > aim - words
        if group and (is_overfull or is_enough):
            yield group
            left -= words
            aim = left / -(-left // limit)
            group, words = [], 0
        group.append(unit)
        words += unit.words
    yield group


def _overlap_start(text: str, before: Sequence[Unit], first: Unit, overlap_words: int) -> int:
    """Where to begin so that the last sentences before are repeated; only prose is."""
    if not before or not first.is_prose or not before[-1].is_prose:
        return first.start

    last = before[-1]
    sentences = list(sentence_spans(text, last.start, last.end))[::-1]
    sizes = accumulate(count_words(text[start:end]) for start, end in sentences)
    repeated = [span for span, size in zip(sentences, sizes, strict=True) if size <= overlap_words]
    return repeated[-1][0] if repeated else first.start


def _passages(
    article: Article, spans: Sequence[tuple[tuple[str, ...], _Span]]
) -> Iterator[Passage]:
    seen: Counter[tuple[tuple[str, ...], str]] = Counter()
    for path, span in spans:
        start, end = trimmed(article.text, span.start, span.end)
        text = article.text[start:end]
        occurrence = seen[path, text]
        seen[path, text] += 1
        yield Passage(
            id=_id(article.path, path, text, occurrence),
            path=article.path,
            heading_path=path,
            text=text,
            embedded_text=_embedded(article.title, path, span.context, text),
            start=start,
            end=end,
        )


def _id(article_path: str, path: tuple[str, ...], text: str, occurrence: int) -> str:
    parts = (article_path, *path, text, str(occurrence))
    said = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def _embedded(title: str, path: tuple[str, ...], context: str, text: str) -> str:
    """What search sees: the way to the passage, then the passage without table rules."""
    lines = [*context.split("\n"), *text.split("\n")]
    body = "\n".join(line for line in lines if line.strip() and not is_separator(line))
    return "\n".join(part for part in (title, " > ".join(path), body or text) if part)
