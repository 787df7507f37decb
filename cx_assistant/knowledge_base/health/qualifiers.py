"""What a statement holds for: the speed, goods, customers, places and actions it names."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from cx_assistant.grounding.lexicon import stem
from cx_assistant.grounding.text import words

_FILE = Path(__file__).with_name("qualifiers.toml")
_COUNTRY, _EQUAL = "country", "equal"
_COUNTRY_LANGUAGES = ("en", "de")
# Written by people, absent from the lists of territories, or parts with rules of their own.
_MORE_COUNTRIES = {
    "UK": "GB", "U.K.": "GB", "Great Britain": "GB", "Britain": "GB", "British": "GB",
    "Großbritannien": "GB", "England": "GB-ENG", "Wales": "GB-WLS", "Scotland": "GB-SCT",
    "Scottish": "GB-SCT", "Schottland": "GB-SCT", "Northern Ireland": "GB-NIR",
    "Nordirland": "GB-NIR", "Channel Islands": "GB-CHI", "US": "US", "USA": "US", "U.S.": "US",
    "America": "US", "EU": "EU", "Europe": "EU", "Swiss": "CH", "German": "DE", "Austrian": "AT",
    "Norwegian": "NO", "Irish": "IE", "French": "FR", "Dutch": "NL", "Holland": "NL",
}  # fmt: skip


class Group(NamedTuple):
    """Values of one sort; `has_default`: where none is named, the first is meant."""

    name: str
    must_be_equal: bool
    has_default: bool
    pattern: re.Pattern[str]
    value_of: dict[str, int]


@cache
def _groups() -> tuple[Group, ...]:
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))["group"]
    return tuple(
        _group(one["name"], one["rule"], one["values"], has_default=one.get("default", False))
        for one in listed
    )


def _group(name: str, rule: str, values: Sequence[Iterable[str]], *, has_default: bool) -> Group:
    value_of = {word: number for number, some in enumerate(values) for word in some}
    phrases = {word for word in value_of if not word.isalpha()}
    stems = {stem(word): number for word, number in value_of.items() if word not in phrases}
    return Group(name, rule == _EQUAL, has_default, _any_of(phrases), value_of | stems)


def _any_of(phrases: Collection[str]) -> re.Pattern[str]:
    if not phrases:
        return re.compile(r"(?!)")
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


@cache
def _countries() -> tuple[re.Pattern[str], dict[str, str]]:
    from babel import Locale

    names = {
        name: code
        for language in _COUNTRY_LANGUAGES
        for code, name in Locale(language).territories.items()
        if code.isalpha() and len(code) == 2
    } | _MORE_COUNTRIES
    return _any_of(names), names


@lru_cache(maxsize=65536)
def qualifiers_in(text: str) -> dict[str, frozenset[str]]:
    """The values of every group that the text names; groups of which it names none are absent."""
    found: dict[str, frozenset[str]] = {}
    pattern, names = _countries()
    if places := frozenset(names[match] for match in pattern.findall(text)):
        found[_COUNTRY] = places
    lowered = text.lower()
    stems = set(map(stem, words(lowered)))
    for group in _groups():
        values = {group.value_of[match] for match in group.pattern.findall(lowered)}
        values |= {group.value_of[one] for one in stems & group.value_of.keys()}
        if group.has_default:
            values.discard(0)
        if values:
            found[group.name] = frozenset(map(str, values))
    return found


def nearest_qualifiers(*texts: str) -> dict[str, frozenset[str]]:
    """What the first of the texts names of each group; a wider text counts where it is silent."""
    found: dict[str, frozenset[str]] = {}
    for text in texts:
        for name, values in qualifiers_in(text).items():
            found.setdefault(name, values)
    return found


def same_case(one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> bool:
    """False if the two speak of different cases, or one of a special case of the other."""
    for name in one.keys() | other.keys():
        first, second = one.get(name, frozenset()), other.get(name, frozenset())
        if name in _equal_names():
            if first != second:
                return False
        elif first and second and first.isdisjoint(second):
            return False
    return True


@cache
def _equal_names() -> frozenset[str]:
    return frozenset({_COUNTRY, *(group.name for group in _groups() if group.must_be_equal)})
