"""Times written in a text: "30 days", "3-5 working days", "zwei Wochen", "un an"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from cx_assistant.orders.rules.words import has_part_of, listed

_LONGEST_DAYS = 3650
_DAYS_OF = {"day": 1, "working_day": 1, "week": 7}
_MONTHS_OF = {"month": 1, "year": 12}
_MINUTES_OF = {"minute": 1, "hour": 60}


@dataclass(frozen=True)
class Duration:
    """One time and where it stands. A length in days, in months, or in minutes; never in two."""

    start: int
    end: int
    days: int = 0
    months: int = 0
    minutes: int = 0
    least: int | None = None
    working_days: bool = False

    @property
    def whole_days(self) -> int | None:
        """Its length in days, where it has one: 48 hours are 2."""
        if self.days:
            return self.days
        hours, rest = divmod(self.minutes, 60)
        return hours // 24 if self.minutes and not rest and hours % 24 == 0 else None


@lru_cache(maxsize=64)  # one statement is asked about several matters
def durations_in(text: str) -> tuple[Duration, ...]:
    """The times in the text, from left to right; nothing that is too long to be meant."""
    if not has_part_of("units", text.lower()):
        return ()
    found = (_duration(match) for match in _times().finditer(text))
    return tuple(duration for duration in found if duration is not None)


def _duration(match: re.Match[str]) -> Duration | None:
    unit = _unit_of(match["unit"].lower())
    working = bool(match["working"] or match["after"]) or unit == "working_day"
    least, count = _numbers(match)
    if match["half"]:
        count, unit = 6, "month"
    if count is None or unit is None or (working and unit not in {"day", "working_day"}):
        return None
    if match["unit"].lower().startswith("fortnight"):
        count *= 2
    return _of(match, unit, count, least, working=working)


def _of(
    match: re.Match[str], unit: str, count: int, least: int | None, *, working: bool
) -> Duration | None:
    where = {"start": match.start(), "end": match.end()}
    if least is not None and least >= count:
        least = None
    for field, units in (("days", _DAYS_OF), ("months", _MONTHS_OF), ("minutes", _MINUTES_OF)):
        if unit in units:
            length = count * units[unit]
            if not 0 < length <= _LONGEST_DAYS:
                return None
            first = least * units[unit] if least is not None else None
            return Duration(**where, **{field: length}, least=first, working_days=working)
    return None


def _numbers(match: re.Match[str]) -> tuple[int | None, int | None]:
    """The first of a range, and the number itself or the last of the range."""
    count = _number(match["count"].lower()) if match["count"] else None
    if match["digits"]:  # thirty (30) days
        count = int(match["digits"])
    least = _number(match["least"].lower()) if match["least"] else None
    return least, count


@lru_cache(maxsize=1024)
def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    for value, spelled in _spelled():
        if spelled.fullmatch(word):
            return value
    return None


@cache
def _spelled() -> tuple[tuple[int, re.Pattern[str]], ...]:
    return tuple((value, re.compile(word, re.IGNORECASE)) for value, word in _number_words())


def _number_words() -> Iterator[tuple[int, str]]:
    for words in listed("numbers").values():
        yield from ((value, word) for value, word in enumerate(words) if word != "un")
    for value, more in listed("more_numbers").items():
        yield from ((int(value), word) for word in more)
    yield 1, "une?"
    yield from _compounds()


def _compounds() -> Iterator[tuple[int, str]]:
    """thirty, thirty-one …; dreißig, einunddreißig …"""
    for tens in range(2, 10):
        english, german = (listed("tens")[language][tens - 2] for language in ("en", "de"))
        yield from ((tens * 10, word) for word in (english, german))
        for ones in range(1, 10):
            small = {language: listed("numbers")[language][ones] for language in ("en", "de")}
            yield tens * 10 + ones, f"{english}[- ]{small['en']}"
            yield tens * 10 + ones, f"{small['de']}und{german}"


@lru_cache(maxsize=1024)
def _unit_of(word: str) -> str | None:
    for unit, words in listed("units").items():
        if any(re.fullmatch(each, word, re.IGNORECASE) for each in words):
            return unit
    return "day" if word.startswith("kalendertag") else None


@cache
def _times() -> re.Pattern[str]:
    spelled = "|".join(sorted({word for _, word in _number_words()}, key=len, reverse=True))
    number = rf"\d{{1,4}}(?![.,]?\d)|(?:{spelled})(?:(?![^\W_])|(?=\w{{2,5}}ig))"
    working = listed("working")
    units = [word for words in listed("units").values() for word in words]
    unit = "|".join((*working["calendar_day"], *units))
    return re.compile(
        rf"(?<![\w.,])(?<![\w,]-)(?:(?P<least>{number})(?:(?<=\d)\s*[-–—/]\s*(?=\d)|"
        rf"\s+(?:bis(?: zu)?|to|and|or|und|oder|à|a|et|o|y|e|tot|do|i|ou)\s+))?(?:"
        rf"(?P<count>{number})(?:\s*\((?:(?P<digits>\d{{1,4}})|[^\W\d_]+)\))?[\s-]*"
        rf"(?:(?:{'|'.join(working['calendar'])})[\s-]+)?"
        rf"(?P<working>(?:{'|'.join(working['before'])})[\s-]+)?|(?P<half>half a |ein halbes ))"
        rf"(?P<unit>{unit})(?![^\W_])(?:\s+(?P<after>{'|'.join(working['after'])})(?!\w))?",
        re.IGNORECASE,
    )
