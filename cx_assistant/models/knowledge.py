"""Articles as read from files, and the passages they are split into."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import Field

from cx_assistant.models.base import Model
from cx_assistant.models.evidence import Visibility


class Article(Model):
    """One article, read from one file (or one table row), as plain Markdown-like text.

    `text` is what every span points into. Headings are Markdown headings (`## …`), tables are
    Markdown tables, list items keep their markers, whatever the source format was.
    """

    path: str = Field(description="stable name: path below the knowledge folder, POSIX separators")
    title: str
    text: str
    content_hash: str = Field(description="sha256 of title, text and front matter")
    url: str | None = None
    updated: datetime | None = None
    visibility: Visibility = Visibility.PUBLIC
    language: str = "en"
    valid_from: date | None = None
    valid_until: date | None = Field(default=None, description="last day on which it holds")
    products: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Passage(Model):
    """A piece of an article, small enough to embed: `article.text[start:end] == text`.

    `embedded_text` is what the embedder and the lexical index see: title and heading path in
    front; for a piece of a table, its header row.
    """

    id: str = Field(description="content-derived: same path and text, same id")
    path: str
    heading_path: tuple[str, ...] = ()
    text: str
    embedded_text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class StoredPassage(Model):
    """A passage with what search must know of its article."""

    passage: Passage
    title: str
    url: str | None = None
    updated: datetime | None = None
    visibility: Visibility
    language: str
    valid_from: date | None = None
    valid_until: date | None = None
    revision: str = Field(description="content hash of the article")


class Hit(Model):
    """A passage or order id that an index found; `score` only compares within one index."""

    id: str
    score: float


class IngestFailure(Model):
    """A file that could not be read, and why."""

    path: str
    reason: str


class IngestReport(Model):
    """What an ingest did. The first four lists are article paths."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    failed: tuple[IngestFailure, ...] = ()
    passages: int = Field(default=0, description="passages in the store afterwards")
    embedded: int = Field(default=0, description="texts embedded in this run")
    seconds: float = 0.0


def holds_on(article: Article | StoredPassage, day: date) -> bool:
    """True from its first day to its last, both included; without one it has always held."""
    has_begun = article.valid_from is None or article.valid_from <= day
    has_ended = article.valid_until is not None and article.valid_until < day
    return has_begun and not has_ended
