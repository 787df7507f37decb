"""The words that rules are written with, as compiled patterns."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path


@cache
def pattern(table: str, name: str) -> re.Pattern[str]:
    """Any of the expressions listed under this name."""
    return re.compile("|".join(listed(table)[name]), re.IGNORECASE)


@cache
def whole_words(table: str, name: str) -> re.Pattern[str]:
    """The same, where nothing may stand on either side of the expression within a word."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(listed(table)[name])})(?!\w)", re.IGNORECASE)


def speaks_of(concept: str, text: str) -> bool:
    """True if the text uses a word of this concept."""
    return bool(text) and pattern("concepts", concept).search(text) is not None


def has_part_of(matter: str, lowered: str) -> bool:
    """True if one of the parts of words listed for a matter stands in the text.

    Much faster than the patterns, which need only be tried where this is true.
    """
    return any(part in lowered for part in listed("parts")[matter])


@cache
def listed(table: str) -> Mapping[str, list[str]]:
    """One table of words.toml."""
    text = Path(__file__).with_name("words.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return tables[table]
