"""Yes-or-no features that tell a request from a question, a report or a plan."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from cx_assistant.intake import question_features

_FIRST = frozenset({"imperative"})  # lists that count only where a clause begins
_ANYWHERE = r"(?<!\w)"
_LEAD_IN = (
    r"(?:^|[.!?:;,(]\s+|\b(?:and|und|then|dann|or|oder|but|aber|to)\s+)\W*"
    r"(?:(?:please|bitte|kindly|also|auch|just|finally|then|so|pls|otherwise|ansonsten)\W+){0,3}"
)


def feature_names() -> tuple[str, ...]:
    """What each column of `features_of` means."""
    return (*question_features.feature_names(), *_patterns())


def features_of(text: str) -> list[float]:
    """One number per name, 0 or 1."""
    own = (float(bool(pattern.search(text))) for pattern in _patterns().values())
    return [*question_features.features_of(text), *own]


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    file = Path(__file__).with_suffix(".toml")
    lists: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: _any_of(words, first=name in _FIRST) for name, words in lists.items()}


def _any_of(words: str, *, first: bool) -> re.Pattern[str]:
    alternatives = "|".join(word.replace("_", r"\s") for word in words.split())
    return re.compile(rf"{_LEAD_IN if first else _ANYWHERE}(?:{alternatives})", re.IGNORECASE)
