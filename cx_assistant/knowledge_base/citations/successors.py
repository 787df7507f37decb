"""Finds an article again that now lies under another path."""

from __future__ import annotations

from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.versions import ArticleVersion

_SAME_ARTICLE = 0.6  # share of three-word sequences in common
_WORDS = 3
_SAMPLES = 24
_SHOWN = 0.25  # of the samples: far fewer than any text has that is the same article


def successor_of(gone: ArticleVersion, articles: ArticleStore) -> ArticleVersion | None:
    """The article that has the same text, or nearly, under another path; None if there is none.

    Where no version is the same, every article is read: about a second for ten thousand.
    """
    for version in articles.versions_like(gone.content_hash):
        if version.is_current and version.path != gone.path:
            return version
    wanted = _Wanted(gone.text)
    best: tuple[float, ArticleVersion | None] = (0.0, None)
    for version in articles.current_versions():
        if version.text == gone.text:
            return version
        score = wanted.likeness(version.text)
        if score > best[0]:
            best = score, version
    return best[1] if best[0] >= _SAME_ARTICLE else None


class _Wanted:
    """The text to find again, prepared for comparing it with very many others."""

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._shingles = _shingles(text)
        spread = sorted(self._shingles)
        self._samples = [" ".join(each) for each in spread[:: max(1, len(spread) // _SAMPLES)]]

    def likeness(self, other: str) -> float:
        """The share of three-word sequences in common; 0.0 where a glance shows there are few."""
        if not _SAME_ARTICLE <= len(other) / max(1, self._length) <= 1 / _SAME_ARTICLE:
            return 0.0  # too long or too short to have enough in common
        shown = sum(sample in other for sample in self._samples)
        if shown < _SHOWN * len(self._samples):
            return 0.0
        others = _shingles(other)
        return len(self._shingles & others) / max(1, len(self._shingles | others))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    words = text.split()
    return frozenset(zip(*(words[start:] for start in range(_WORDS)), strict=False))
