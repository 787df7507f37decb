"""Finds an article again that now lies under another path."""

from __future__ import annotations

from cx_assistant.knowledge_base.citations.folding import fold
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.versions import ArticleVersion

_SAME_ARTICLE = 0.6  # share of three-word sequences in common
_WORDS = 3


def successor_of(gone: ArticleVersion, articles: ArticleStore) -> ArticleVersion | None:
    """The article that has the same text, or nearly, under another path; None if there is none.

    Where no text is the same, every article is read: some seconds for tens of thousands.
    """
    for version in articles.versions_like(gone.content_hash):
        if version.is_current and version.path != gone.path:
            return version
    shingles = _shingles(gone.text)
    best: tuple[float, ArticleVersion | None] = (0.0, None)
    for version in articles.current_versions():
        if version.text == gone.text:
            return version
        score = _likeness(shingles, gone.text, version.text)
        if score > best[0]:
            best = score, version
    return best[1] if best[0] >= _SAME_ARTICLE else None


def _likeness(shingles: frozenset[tuple[str, ...]], old: str, new: str) -> float:
    if not _SAME_ARTICLE <= len(new) / max(1, len(old)) <= 1 / _SAME_ARTICLE:
        return 0.0  # too long or too short to have enough in common
    others = _shingles(new)
    return len(shingles & others) / max(1, len(shingles | others))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = fold(text).text.split()
    return frozenset(zip(*(words[start:] for start in range(_WORDS)), strict=False))
