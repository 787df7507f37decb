"""Makes different spellings of the same text equal."""

from __future__ import annotations

import unicodedata

# Letters that Unicode does not take apart into a plain letter and an accent.
_PLAIN = str.maketrans(
    {"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"}
)
# Lower-casing as in other languages would make "I" a dotted i and "İ" two characters.
_TURKISH_CAPITALS = str.maketrans({"I": "ı", "İ": "i"})
_RUSSIAN_YO = str.maketrans({"ё": "е", "Ё": "Е"})


def unified(text: str, language: str) -> str:
    """Composed letters, plain widths and digits, and the language's own interchangeable letters."""
    text = unicodedata.normalize("NFKC", text)
    if language in ("tr", "az"):
        return text.translate(_TURKISH_CAPITALS)
    if language == "ru":
        return text.translate(_RUSSIAN_YO)
    return text


def without_accents(word: str) -> str:
    """The word as people type it on a keyboard that lacks its accents; lower case stays so."""
    parts = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return "".join(character for character in parts if not unicodedata.combining(character))
