"""Dates as people write them, in full or in part, and when two of them agree."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

DATE_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
_RELATIVE = {
    "today": 0, "heute": 0, "aujourd'hui": 0, "hoy": 0, "oggi": 0, "vandaag": 0, "hoje": 0,
    "tomorrow": 1, "demain": 1, "mañana": 1, "domani": 1, "amanhã": 1, "jutro": 1,
    "day after tomorrow": 2, "übermorgen": 2, "yesterday": -1, "gestern": -1, "hier": -1,
    "ayer": -1, "ieri": -1, "gisteren": -1, "ontem": -1, "wczoraj": -1, "pojutrze": 2,
}  # fmt: skip
_RELATIVE_BY_LANGUAGE = {"de": {"morgen": 1}, "nl": {"morgen": 1}, "pl": {"dzisiaj": 0, "dziś": 0}}
# Spelled like everyday words ("hier" is German for here), so only in their own language.
_ONLY_IN = {"hier": "fr", "jutro": "pl", "ieri": "it", "demain": "fr"}
_MONTH_ABBREVIATIONS = {
    1: "jan", 2: "feb", 3: "mar mär mrz", 4: "apr", 6: "jun", 7: "jul", 8: "aug", 9: "sep sept",
    10: "oct okt", 11: "nov", 12: "dec dez",
}  # fmt: skip
_WEEKDAY_ABBREVIATIONS = ("mon mo", "tue tues di", "wed mi", "thu thur thurs do", "fri fr",
                          "sat sa", "sun so")  # fmt: skip


class PartialDate(NamedTuple):
    """A day, as far as it is said. `weekday` is 0 for Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    last_weekday: int | None = None  # the end of a range such as Monday to Friday

    @property
    def contradicts_itself(self) -> bool:
        """True if no calendar has this day, or the weekday is wrong for it."""
        if self.month is None or self.day is None:
            return False
        try:
            full = date(self.year or 2024, self.month, self.day)
        except ValueError:
            return True
        return self.year is not None and self.weekday not in {None, full.weekday()}


class DatePatterns(NamedTuple):
    """Patterns of days; in front of each may stand a weekday, if they were built for that."""

    numeric: re.Pattern[str]
    day_month: re.Pattern[str]
    month_day: re.Pattern[str]


class Calendar(NamedTuple):
    """The names of months and weekdays of all date languages, and the patterns built of them."""

    plain: DatePatterns
    with_weekday: DatePatterns  # several times slower, so only for texts that name a weekday
    month_year: re.Pattern[str]
    weekday_range: re.Pattern[str]
    weekday: re.Pattern[str]
    month: re.Pattern[str]
    months: dict[str, int]
    weekdays: dict[str, int]
    weekday_words: frozenset[str]


@cache
def calendar() -> Calendar:
    """Built once, at first use, from the names in Babel's locale data."""
    months, weekdays = _names()
    month, weekday = _either(months), _either(weekdays)
    full_weekday = _either({name: 0 for name in weekdays if len(name) > 5 or name in _SHORT_FULL})
    full_month = _either({name: 0 for name in months if len(name) > 4 or name in {"june", "july"}})
    lead = rf"(?:\b(?P<weekday>{weekday})\b\.?,?\s+(?:(?:the|den|dem|le|el|il)\s+)?)?"
    ignore = re.IGNORECASE
    return Calendar(
        plain=_date_patterns("", month),
        with_weekday=_date_patterns(lead, month),
        month_year=re.compile(
            rf"\b(?P<month>{month})\.?,?\s+(?:de\s+|of\s+)?(?P<year>(?:19|20)\d\d)\b", ignore
        ),
        weekday_range=re.compile(
            rf"\b(?P<weekday>{weekday})s?\b\.?\s?(?:-|to|through|bis|until|till|à|a|al|tot|do)\s?"
            rf"(?P<last>{weekday})s?\b",
            ignore,
        ),
        weekday=re.compile(rf"\b(?P<weekday>{full_weekday})s?\b", ignore),
        # Names of months are capitalised in English and German; "may" and "march" are words.
        month=re.compile(rf"(?<![.!?]\s)(?<!^)\b(?P<month>{_capitalised(full_month)}|May|Mai)\b"),
        months=months,
        weekdays=weekdays,
        weekday_words=frozenset(
            form for name in weekdays for form in (name, name.split("-")[0], name + "s")
        ),
    )


def _date_patterns(lead: str, month: str) -> DatePatterns:
    second = r"(?:(?:st|nd|rd|th|\.|º|°|er)?\s?(?:-|to|bis|and|und|or|oder)\s?(?P<to>\d{1,2}))?"
    year = r"(?:,?\s+(?:de\s+|of\s+)?(?P<year>(?:19|20)\d\d))?"
    ignore = re.IGNORECASE
    return DatePatterns(
        numeric=re.compile(
            lead + r"(?<![\d.,/-])(?:(?P<iso>(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)-(?P<d>\d\d))"
            r"(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?"
            r"|(?P<d2>\d{1,2})(?P<sep>[./])(?P<m2>\d{1,2})"
            r"(?:(?P=sep)(?P<y2>(?:19|20)\d\d|\d\d)(?!\d)|(?<=\d)\.(?=\s|$|[,;)-])))(?![\d/-]*\d)",
            ignore,
        ),
        day_month=re.compile(
            lead + rf"(?<![\d.,])(?P<day>\d{{1,2}}){second}(?:st|nd|rd|th|\.|º|°|er)?"
            rf"\s?(?:of\s+|de\s+|d')?(?P<month>{month})\b\.?{year}",
            ignore,
        ),
        month_day=re.compile(
            lead + rf"\b(?P<month>{month})\.?\s+(?:the\s+)?(?P<day>\d{{1,2}}){second}"
            rf"(?:st|nd|rd|th)?(?![\d.,:%]*\d){year}",
            ignore,
        ),
    )


_SHORT_FULL = frozenset({"lundi", "mardi", "jeudi", "lunes", "terça", "sexta", "jueves"})


def _capitalised(alternatives: str) -> str:
    names = [name.capitalize() for name in alternatives.split("|")]
    return "|".join(names)


def _either(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _names() -> tuple[dict[str, int], dict[str, int]]:
    from babel.dates import get_day_names, get_month_names

    months = {
        name: number for number, names in _MONTH_ABBREVIATIONS.items() for name in names.split()
    }
    weekdays = {
        name: number
        for number, names in enumerate(_WEEKDAY_ABBREVIATIONS)
        for name in names.split()
    }
    weekdays["sonnabend"] = 5
    for language in DATE_LANGUAGES:
        for form in ("format", "stand-alone"):
            for number, name in get_month_names("wide", form, language).items():
                months[name.lower()] = number
            for number, name in get_day_names("wide", form, language).items():
                weekdays[name.lower()] = number
                weekdays[name.lower().removesuffix("-feira")] = number
    return months, weekdays


def read_date(match: re.Match[str]) -> list[PartialDate]:
    """What a match of `day_month`, `month_day` or `month_year` says: two days for a range."""
    names = calendar()
    part = match.groupdict()
    year = int(part["year"]) if part.get("year") else None
    weekday = _weekday_said(part)
    month = names.months[part["month"].lower()]
    days = [part.get("day"), part.get("to")]
    if not days[0]:
        return [PartialDate(year, month)]
    first = PartialDate(year, month, int(days[0]), weekday)
    return [first, PartialDate(year, month, int(days[1]))] if days[1] else [first]


def _weekday_said(part: dict[str, str | None]) -> int | None:
    """The weekday in front of a date. "do 12 czerwca" is Polish for "until", not German Thursday.

    The abbreviations of two letters are German: they are capitalised, and so is their language.
    """
    name, month = part.get("weekday"), part.get("month")
    if not name:
        return None
    is_german = name[0].isupper() and (not month or month.lower() in _german_months())
    return calendar().weekdays[name.lower()] if len(name) > 2 or is_german else None


@cache
def _german_months() -> frozenset[str]:
    from babel.dates import get_month_names

    short = (name for names in _MONTH_ABBREVIATIONS.values() for name in names.split())
    return frozenset(name.lower() for name in get_month_names("wide", locale="de").values()) | {
        *short
    }


def read_numeric_date(match: re.Match[str]) -> PartialDate:
    """What 2026-06-03, 03.06.2026 or 3/6/2026 says: day first, unless only month first can be."""
    part = match.groupdict()
    weekday = _weekday_said(part)
    if part["iso"]:
        return PartialDate(int(part["y"]), int(part["m"]), int(part["d"]), weekday)
    day, month = int(part["d2"]), int(part["m2"])
    if month > 12 and part["sep"] == "/":
        day, month = month, day
    year = int(part["y2"]) if part["y2"] else None
    if year is not None and year < 100:
        year += 2000
    return PartialDate(year, month, day, weekday)


@cache
def relative_days(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """A pattern for words such as tomorrow, and how many days from now each is."""
    table = {
        word: days for word, days in _RELATIVE.items() if _ONLY_IN.get(word, language) == language
    }
    table |= _RELATIVE_BY_LANGUAGE.get(language, {})
    return re.compile(rf"\b(?:{_either(table)})\b(?!')", re.IGNORECASE), table


def agrees(said: PartialDate, known: PartialDate, today: date) -> bool:
    """True if a date said in a reply is one that the evidence knows.

    A part of a known date is enough. A year that the evidence leaves out may be added if it is
    the one nearest to `today`; a weekday if the calendar says so.
    """
    if said.contradicts_itself:
        return False
    if said.last_weekday is not None or (said.month is None and said.day is None):
        return _weekday_agrees(said, known, today)
    if said.month != known.month or (said.day is not None and said.day != known.day):
        return False
    year = known.year or nearest_year(said.month, said.day or known.day, today)
    if said.year not in {None, year}:
        return False
    return said.weekday in {None, known.weekday} or said.weekday == _weekday(
        year, said.month, said.day
    )


def _weekday_agrees(said: PartialDate, known: PartialDate, today: date) -> bool:
    if said.last_weekday is not None:
        return (said.weekday, said.last_weekday) == (known.weekday, known.last_weekday)
    if known.last_weekday is not None and known.weekday is not None and said.weekday is not None:
        return (said.weekday - known.weekday) % 7 <= (known.last_weekday - known.weekday) % 7
    if known.weekday is not None:
        return said.weekday == known.weekday
    if known.month is None or known.day is None:
        return False
    year = known.year or nearest_year(known.month, known.day, today)
    # A bare "on Friday" means one of the days around now, not any Friday ever.
    try:
        is_near = abs(date(year, known.month, known.day) - today) <= timedelta(days=7)
    except ValueError:
        return False
    return is_near and said.weekday == _weekday(year, known.month, known.day)


def _weekday(year: int, month: int | None, day: int | None) -> int | None:
    if month is None or day is None:
        return None
    try:
        return date(year, month, day).weekday()
    except ValueError:
        return None


def nearest_year(month: int | None, day: int | None, today: date) -> int:
    """The year in which this day of a year lies nearest to `today`."""
    years = (today.year, today.year - 1, today.year + 1)
    if month is None:
        return today.year
    middle = date(2000, month, min(day or 15, 28)).replace
    return min(years, key=lambda year: abs((middle(year=year) - today).days))
