"""Which language a text is in."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cx_assistant.languages import language_probabilities

# Languages a shop's customers may plausibly write; the detector knows 97 and errs on short text.
CANDIDATES = (
    *("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "cs", "sk", "hu"),
    *("ro", "bg", "el", "hr", "sl", "et", "lv", "lt", "tr", "ru", "uk", "ar", "he", "zh", "ja"),
    *("ko", "vi", "th", "hi", "id"),
)
_NOT_WORDS = re.compile(r"https?://\S+|\S+@\S+|[\d#_*<>|/\\=+~^-]+|\b[A-Z]{2,}-?\d[\w-]*")
_SURE_LETTERS = 24
_PRIOR = 0.15
# A short message is told by its words where the detector, which sees letters, is not sure.
_FEW_LETTERS = 40
_SURE = 0.9
_WORDS = Path(__file__).with_name("language_words.toml")


def detect_language(text: str, *, expected: Sequence[str] = ("en",)) -> str:
    """ISO 639-1 code. Short text needs strong signs to be anything but an expected language.

    Text without words is taken to be the first expected language.
    """
    words = " ".join(_NOT_WORDS.sub(" ", text[:4000]).split())
    letters = sum(character.isalpha() for character in words)
    if letters < 2:
        return expected[0]
    ranked = language_probabilities(words.lower(), CANDIDATES)
    scores = dict(ranked)
    best = ranked[0][0]
    if letters < _FEW_LETTERS and not (best in expected and scores[best] >= _SURE):
        told = _told_by_words(words, expected)
        if told is not None:
            return told
    if best in expected:
        return best
    favourite = max(expected, key=lambda language: scores.get(language, 0.0))
    if letters < _SURE_LETTERS and scores.get(favourite, 0.0) >= _PRIOR * scores[best]:
        return favourite
    return best


def _told_by_words(text: str, expected: Sequence[str]) -> str | None:
    """The language that most of its words point to; None if several do, or it is unexpected.

    They only choose between languages of the shop, so one language alone has no choice.
    """
    parts = unicodedata.normalize("NFD", text.lower().replace("ł", "l").replace("ß", "ss"))
    plain = "".join(each for each in parts if not unicodedata.combining(each))
    spoken = set(re.findall(r"\w+", plain))
    if len(expected) < 2 or not all(word.isascii() for word in spoken):
        return None
    votes = Counter(language for word in spoken for language in _languages_of_word().get(word, ()))
    most = max(votes.values(), default=0)
    leading = [language for language, count in votes.items() if count == most]
    return leading[0] if len(leading) == 1 and leading[0] in expected else None


@cache
def _languages_of_word() -> Mapping[str, frozenset[str]]:
    listed = tomllib.loads(_WORDS.read_text("utf-8"))
    found: dict[str, set[str]] = {}
    for language, words in listed.items():
        for word in words.split():
            found.setdefault(word, set()).add(language)
    return {word: frozenset(languages) for word, languages in found.items()}
