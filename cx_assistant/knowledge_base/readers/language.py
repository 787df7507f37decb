"""Which language an article is in, when it does not say so itself."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from cx_assistant.languages import language_probabilities

# Restricting the guess to languages shops write in keeps short texts from becoming Latin.
_LIKELY = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu",
    "ro", "bg", "el", "tr", "uk", "ru", "ar", "he", "ja", "zh", "ko", "hr", "sl", "lt", "lv",
    "et", "vi", "th", "id", "hi", "ca",
)  # fmt: skip
# Folders of these names are as often a department or a word as a language.
_AMBIGUOUS = frozenset({"it", "id", "hi", "he", "no", "is", "my", "pr", "hr"})
_NAMES = frozenset(_LIKELY) | {"no"}
_LOCALE = re.compile(r"([a-z]{2})(?:[-_][a-zA-Z]{2})?")
_MIN_LETTERS = 60
_MIN_PROBABILITY = 0.9
_SAMPLE_CHARACTERS = 4000


def guess_language(text: str, path: str, *, default: str) -> str:
    """The language of the folder or file name (`de/`, `faq.de.md`), else of the text."""
    named = _named_language(path)
    if named and named not in _AMBIGUOUS:
        return named
    heard = detected_language(text)
    return heard or default


def detected_language(text: str) -> str | None:
    """The language this text is written in, or None if it is too short or too mixed to tell."""
    sample = re.sub(r"https?://\S+|\S+@\S+|[#|*>`-]+", " ", text[:_SAMPLE_CHARACTERS])
    if sum(character.isalpha() for character in sample) < _MIN_LETTERS:
        return None
    language, probability = language_probabilities(sample, _LIKELY)[0]
    if probability < _MIN_PROBABILITY:
        return None
    return "no" if language == "nb" else language


def _named_language(path: str) -> str | None:
    *folders, file = PurePosixPath(path).parts
    suffix = PurePosixPath(PurePosixPath(file).stem).suffix.removeprefix(".")
    for name in (suffix, *reversed(folders)):
        locale = _LOCALE.fullmatch(name)
        if locale and locale[1] in _NAMES:
            return locale[1]
    return None
