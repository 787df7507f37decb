"""Reads bytes as if they lay in a file of this name."""

from __future__ import annotations

from cx_assistant.knowledge_base.readers import read
from cx_assistant.knowledge_base.source import Source, SourceKind, kind_of
from cx_assistant.models import Article


def read_all(
    name: str, content: str | bytes, *, is_internal: bool = False, url: str | None = None
) -> list[Article]:
    raw = content.encode() if isinstance(content, str) else content
    kind = kind_of(name) or SourceKind.HTML
    source = Source("/kb", name, kind, lambda: raw, is_internal=is_internal, url=url)
    return read(source)


def read_one(
    name: str, content: str | bytes, *, is_internal: bool = False, url: str | None = None
) -> Article:
    [article] = read_all(name, content, is_internal=is_internal, url=url)
    return article
