"""Stems of the languages that tantivy has no stemmer for."""

from __future__ import annotations

from collections.abc import Sequence

_ALGORITHMS = {
    "ca": "catalan",
    "cs": "czech",
    "et": "estonian",
    "id": "indonesian",
    "lt": "lithuanian",
    "pl": "polish",
}


def has_snowball(language: str) -> bool:
    """True if `snowball_stems` knows this language."""
    return language in _ALGORITHMS


def snowball_stems(words: Sequence[str], language: str) -> list[str]:
    """The stem of each of these lower-case words."""
    import snowballstemmer

    # A stemmer of its own for every call: it keeps the word at hand, and threads share this module.
    stemmer = snowballstemmer.stemmer(_ALGORITHMS[language])
    stems: list[str] = stemmer.stemWords(words)
    return stems
