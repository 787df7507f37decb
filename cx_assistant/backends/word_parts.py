"""Pieces of words, by which a compound meets the words it is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

# Languages that write compounds as one word, or add ending to ending. Measured for de, ru and tr
# (docs/decisions/0014-languages.md); the others are built alike.
_ASSEMBLED = frozenset({"da", "de", "fi", "nl", "no", "ru", "sv", "tr"})
_LETTERS = 4
_SHORTEST = 5


def has_parts(language: str) -> bool:
    """True for a language whose words are searched by their parts as well."""
    return language in _ASSEMBLED


def parts_of(words: Iterable[str]) -> Iterator[str]:
    """Every run of four letters of the longer words: "frist" has "fris" and "rist"."""
    for word in words:
        if len(word) >= _SHORTEST and word.isalpha():
            yield from (word[at : at + _LETTERS] for at in range(len(word) - _LETTERS + 1))
