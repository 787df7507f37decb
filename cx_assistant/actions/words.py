"""Words of a text with their places, and the small lists of `words.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from cx_assistant.order_keys import fold
from cx_assistant.orders.item_words import order_words

# 1000ml, 13-inch and 4-foot are a number and a unit; t-shirt stays one word in two parts.
_WORD = re.compile(r"\d+(?:[.,]\d+)?|%|[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNITS = {
    "foot": "ft", "feet": "ft", "inches": "inch", "inche": "inch", "gray": "grey", "litre": "l",
    "liter": "l", "litres": "l", "liters": "l", "gb": "gb", "gigabyte": "gb", "metres": "m",
    "meters": "m", "grau": "grey", "zoll": "inch",
}  # fmt: skip
_ENDINGS = ("ies", "ches", "shes", "ses", "s", "en", "n")


class Word(NamedTuple):
    """One word: small letters, and where it stands."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words and numbers of a text, in order."""
    folded = fold(text).lower().replace("’", "'")
    found = _WORD.finditer(folded)
    return [Word(_UNITS.get(m.group(), m.group()), m.start(), m.end()) for m in found]


def plain_words(text: str) -> list[str]:
    """The words alone."""
    return [word.text for word in words_of(text)]


def says(text: str | Sequence[str], kind: str) -> bool:
    """True if the text has one of the words of this list."""
    return any(True for _ in places_of(text, kind))


def places_of(text: str | Sequence[str], kind: str) -> Iterator[tuple[int, int]]:
    """First and last position of every phrase of this list among the words."""
    words = plain_words(text) if isinstance(text, str) else list(text)
    phrases = _lists()[kind]
    for start in range(len(words)):
        for phrase in phrases:
            if tuple(words[start : start + len(phrase)]) == phrase:
                yield start, start + len(phrase) - 1


def stem(word: str) -> str:
    """The word without a plural ending, in its plainest meaning."""
    word = _meanings().get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending) + ("y" if ending == "ies" else "")
            break
    return _meanings().get(word, word)


@cache
def _lists() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    file = Path(__file__).with_name("words.toml")
    lists: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        name: tuple(tuple(plain_words(phrase.replace("_", " "))) for phrase in words.split())
        for name, words in lists.items()
    }


@cache
def _meanings() -> Mapping[str, str]:
    """Colours and such in one word; kinds of goods keep theirs, a boot is no sneaker here."""
    colours = {
        "blue", "green", "red", "black", "grey", "white", "brown", "yellow", "beige", "orange",
        "pink", "purple",
    }  # fmt: skip
    same = order_words().same
    shades = {"navy", "fjord", "cobalt", "teal", "azure", "moss", "pine", "olive", "sage", "slate",
              "crimson", "burgundy", "midnight", "anthracite", "charcoal", "ivory", "cream", "tan",
              "chestnut", "ochre", "mustard", "sand", "khaki", "rust", "rose"}  # fmt: skip
    return {
        word: first
        for first, group in same.items()
        if first in colours
        for word in group
        if word not in shades
    }
