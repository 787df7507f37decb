"""Puts finding, reading and splitting together, the way a shop configured them."""

from __future__ import annotations

from functools import partial

from cx_assistant.knowledge_base.readers import READER_VERSION, read
from cx_assistant.knowledge_base.sources import find_sources
from cx_assistant.knowledge_base.split import SPLITTER_VERSION, split_article
from cx_assistant.knowledge_base.sync import Reading
from cx_assistant.settings.schema import KnowledgeSettings

_MEGABYTE = 1024 * 1024


def reading(settings: KnowledgeSettings, *, default_language: str = "en") -> Reading:
    """How this shop's knowledge is read; what changes the result also changes its version."""
    return Reading(
        find=partial(
            find_sources,
            exclude=settings.exclude,
            internal=settings.internal,
            max_bytes=settings.max_file_mb * _MEGABYTE,
        ),
        read=partial(read, default_language=default_language),
        split=split_article,
        version=f"reader {READER_VERSION}, splitter {SPLITTER_VERSION}, {default_language}",
    )
