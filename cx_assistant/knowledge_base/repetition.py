"""Keeps evidence from saying the same thing twice."""

from __future__ import annotations

from collections.abc import Iterable

from cx_assistant.models import Passage, StoredPassage

_MOSTLY = 0.6


def without_repetition(ordered: Iterable[StoredPassage], limit: int) -> list[StoredPassage]:
    """The first `limit` passages, leaving out copies of, and large overlaps with, earlier ones.

    Passages that differ in a single word stay: often that word is the answer.
    """
    kept: list[StoredPassage] = []
    seen: set[tuple[str, str]] = set()
    for stored in ordered:
        words = (stored.title, " ".join(stored.passage.text.split()).casefold())
        repeats = any(_overlaps(stored.passage, earlier.passage) for earlier in kept)
        if words in seen or repeats:
            continue
        seen.add(words)
        kept.append(stored)
        if len(kept) == limit:
            break
    return kept


def _overlaps(passage: Passage, other: Passage) -> bool:
    if passage.path != other.path:
        return False
    shared = min(passage.end, other.end) - max(passage.start, other.start)
    shorter = min(passage.end - passage.start, other.end - other.start)
    return shared > _MOSTLY * shorter > 0
