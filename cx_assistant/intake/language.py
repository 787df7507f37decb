"""Which language a text is in."""

from __future__ import annotations

import re
from collections.abc import Sequence

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
    if best in expected:
        return best
    favourite = max(expected, key=lambda language: scores.get(language, 0.0))
    if letters < _SURE_LETTERS and scores.get(favourite, 0.0) >= _PRIOR * scores[best]:
        return favourite
    return best
