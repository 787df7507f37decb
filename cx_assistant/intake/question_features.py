"""Yes-or-no features of a question that an embedding alone tells poorly."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_ORDER_NUMBER = re.compile(r"\b[A-Z]{1,4}-?\d{3,}\b|(?<![\d.,])\d{4,}\b|#\s?\d{2,}")
_DATE = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[./]\d{1,2}\b|\b\d{1,2}\.\s|"
    r"\b(?:yesterday|today|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month)|"
    r"(?:days?|weeks?|months?) ago|gestern|heute|letzten? (?:woche|monat)|vor \w+ (?:tag|woche)|"
    r"hier|ayer|ieri|gisteren|ontem|wczoraj)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2,}")
_BARE = re.compile(
    r"\b(?:it|this|that|something|problem|issue|help|question|es|das|hilfe|frage|was|probleme?|"
    r"problema|vraag|probleem|pomoc|ça)\b",
    re.IGNORECASE,
)
_LENGTHS = (2, 4, 6, 9)


def feature_names() -> tuple[str, ...]:
    """What each column of `features_of` means."""
    lengths = tuple(f"at_most_{length}_words" for length in _LENGTHS)
    return (*_patterns(), "no_hint", "order_number", "date", "bare_words", "asks", *lengths)


def features_of(text: str) -> list[float]:
    """One number per name, 0 or 1."""
    hints = [bool(pattern.search(text)) for pattern in _patterns().values()]
    words = len(_WORD.findall(text))
    found = (
        *hints,
        not any(hints),
        bool(_ORDER_NUMBER.search(text)),
        bool(_DATE.search(text)),
        bool(_BARE.search(text)),
        "?" in text,
        *(words <= length for length in _LENGTHS),
    )
    return [float(is_true) for is_true in found]


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    file = Path(__file__).with_suffix(".toml")
    lists: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: _start_of_any(words) for name, words in lists.items()}


def _start_of_any(words: str) -> re.Pattern[str]:
    alternatives = "|".join(word.replace("_", r"\s") for word in words.split())
    return re.compile(rf"(?<!\w)(?:{alternatives})", re.IGNORECASE)
