"""What can be told of an article by itself: that it has expired, is stale, too long or empty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from cx_assistant.knowledge_base.blocks import BlockKind, parse_blocks
from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    Severity,
    whole_article,
)
from cx_assistant.knowledge_base.units import count_words
from cx_assistant.models import Article
from cx_assistant.models.knowledge import holds_on

LONG_WORDS = 1500
LONG_WITHOUT_HEADINGS_WORDS = 400
THIN_WORDS = 8
STALE_DAYS = 730


def find_expired(articles: Iterable[Article], *, today: date, days: int) -> Iterator[Finding]:
    """Articles that have ended, and those that end within so many days."""
    for article in articles:
        end = article.valid_until
        if end is None or end > today + timedelta(days=days):
            continue
        left, day = (end - today).days, f"{end.day} {end:%B %Y}"
        if left < 0:
            told = f"ended on {day} and is no longer found; remove it or extend its date"
            severity = Severity.MEDIUM
        else:
            when = "today" if left == 0 else f"in {left} day{'' if left == 1 else 's'}"
            told = f"ends {when}, on {day}; write what holds afterwards or extend its date"
            severity = Severity.HIGH if left <= 7 else Severity.MEDIUM
        yield _about(article, FindingKind.EXPIRED, severity, told)


def find_stale(articles: Iterable[Article], *, today: date, days: int) -> Iterator[Finding]:
    """Articles that say they were last updated more than so many days ago."""
    for article in articles:
        if article.updated is None or article.valid_until is not None:
            continue
        age = (today - article.updated.date()).days
        if age > days:
            told = f"was last updated {age} days ago; read it again and renew its date"
            yield _about(article, FindingKind.STALE, Severity.LOW, told)


def find_badly_sized(articles: Iterable[Article]) -> Iterator[Finding]:
    """Articles that hold next to nothing, too much, or much without a heading to find it by."""
    for article in articles:
        blocks = parse_blocks(article.text)
        body = [block for block in blocks if block.kind is not BlockKind.HEADING]
        words = sum(count_words(article.text[block.start : block.end]) for block in body)
        headings = len(blocks) - len(body)
        is_table = all(block.kind is BlockKind.TABLE for block in body)
        told, severity = _size(words, headings, is_table=is_table)
        if told:
            yield _about(article, FindingKind.LENGTH, severity, told)


def _size(words: int, headings: int, *, is_table: bool) -> tuple[str, Severity]:
    if words == 0:
        return "is nothing but headings; write the answer below them or delete it", Severity.HIGH
    if words < THIN_WORDS:
        return f"holds {words} words; write the answer or delete it", Severity.MEDIUM
    if words > LONG_WORDS:
        return f"has {words} words; split it into articles of one question each", Severity.LOW
    # One heading is the title.
    if words > LONG_WITHOUT_HEADINGS_WORDS and headings <= 1 and not is_table:
        return f"has {words} words and no headings; add some, or split it", Severity.LOW
    return "", Severity.LOW


def _about(article: Article, kind: FindingKind, severity: Severity, told: str) -> Finding:
    message = f"“{article.title}” {told}."
    return Finding(kind=kind, severity=severity, message=message, sides=(whole_article(article),))


def valid_on(articles: Sequence[Article], today: date) -> list[Article]:
    """Those that search may show on this day."""
    return [article for article in articles if holds_on(article, today)]
