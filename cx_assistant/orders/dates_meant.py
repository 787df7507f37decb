"""Which days a text points back at: a date, a month, "two weeks ago", "last Christmas"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from typing import NamedTuple

from cx_assistant.orders.day_words import (
    AGO,
    EARLY_LATE,
    FEASTS,
    NUMBERS,
    PERIODS,
    SEASONS,
    TODAY,
    alternatives,
    months,
    weekdays,
)

_DAY = timedelta(days=1)
_AHEAD = timedelta(days=31)  # a parcel may be due that late
_THIRDS = {"early": (1, 12), "mid": (9, 22), "late": (19, 31)}


class Days(NamedTuple):
    """From the first to the last day, both counted."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """True if the day is one of them."""
        return self.first <= day <= self.last


def days_meant(text: str, today: date) -> tuple[Days, ...]:
    """The days that a text names and an order may have to do with, each span once.

    A date without a year is its last occurrence, or one in the coming weeks. The end of a term or
    a stay names no order: "by 12 June", "until Friday", "from 3 to 10 July".
    """
    text = text.lower()
    found = list(_dated(text, today)) or list(_months(text, today))
    found += [*_ago(text, today), *_named(text, today)]
    return tuple(dict.fromkeys(days for days in found if days.first <= today + _AHEAD))


def _dated(text: str, today: date) -> Iterator[Days]:
    for pattern, order in _date_patterns():
        for match in pattern.finditer(text):
            if not _is_ahead(text, match.start(), match.end()):
                yield from _days_of(match, order, today)


def _days_of(match: re.Match[str], order: str, today: date) -> Iterator[Days]:
    parts = match.groupdict()
    pairs = [(parts["day"], parts["month"])]
    if order == "either" and parts["day"] != parts["month"]:
        pairs.append((parts["month"], parts["day"]))  # 02/11 is two days, each somewhere
    for day, month in pairs:
        number = months()[month] if month in months() else int(month)
        found = _last_occurrence(int(day), number, _year(parts.get("year")), today)
        if found is not None:
            yield Days(found, found)


def _year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) + (2000 if len(written) == 2 else 0)


def _last_occurrence(day: int, month: int, year: int | None, today: date) -> date | None:
    for candidate in (year,) if year else (today.year + 1, today.year, today.year - 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found <= today + _AHEAD:
            return found
    return None


def _months(text: str, today: date) -> Iterator[Days]:
    for match in _month_pattern().finditer(text):
        is_month = match["before"] or match["part"] or match["of"]
        if not is_month or _is_ahead(text, match.start(), match.end()):
            continue
        month = months()[match["month"]]
        year = _year(match["year"]) or today.year - (month > today.month)
        first, last = date(year, month, 1), _month_end(year, month)
        part = EARLY_LATE.get(match["part"] or "")
        if part is not None:
            start, end = _THIRDS[part]
            first, last = first.replace(day=start), min(last, last.replace(day=min(end, last.day)))
        yield Days(first, last)


def _month_end(year: int, month: int) -> date:
    return (date(year, month, 28) + 4 * _DAY).replace(day=1) - _DAY


def _ago(text: str, today: date) -> Iterator[Days]:
    for match in _ago_pattern().finditer(text):
        parts = {
            name.rstrip("0123456789"): found for name, found in match.groupdict().items() if found
        }
        count = NUMBERS.get(parts["count"]) or int(parts["count"])
        days, slack = _AGO_DAYS[next(u for u, words in AGO.items() if parts["unit"] in words)](
            count
        )
        if days <= 3660:
            middle = today - timedelta(days=days)
            yield Days(middle - timedelta(days=slack), min(today, middle + timedelta(days=slack)))


# How many days back, and how far from that a memory may be out.
_AGO_DAYS: dict[str, Callable[[int], tuple[int, int]]] = {
    "day": lambda count: (count, 0 if count <= 2 else 1 if count <= 6 else 2),
    "week": lambda count: (7 * count, 3 if count <= 3 else 5),
    "month": lambda count: (round(30.4 * count), 12 if count <= 3 else 20),
    "year": lambda count: (365 * count, 60),
}


def _named(text: str, today: date) -> Iterator[Days]:
    for match in _name_pattern().finditer(text):
        if _is_ahead(text, match.start(), match.end()):
            continue
        word = match["name"]
        if word in TODAY:
            day = today - TODAY[word] * _DAY
            yield Days(day, day)
        elif word in PERIODS:
            yield _period(PERIODS[word], today)
        elif match["before"] and word in weekdays():
            back = (today.weekday() - weekdays()[word]) % 7 or 7
            yield Days(today - back * _DAY, today - back * _DAY)
        elif word in SEASONS:
            yield _latest(partial(_season, SEASONS[word]), today)
        elif word in FEASTS:
            yield _latest(_FEAST_DAYS[FEASTS[word]], today)


def _period(name: str, today: date) -> Days:
    monday = today - today.weekday() * _DAY
    if name == "this week":
        return Days(monday, today)
    if name == "last week":
        return Days(monday - 7 * _DAY, monday - _DAY)
    if name == "this month":
        return Days(today.replace(day=1), today)
    if name == "last month":
        end = today.replace(day=1) - _DAY
        return Days(end.replace(day=1), end)
    return Days(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))


def _latest(days_in: Callable[[int], Days], today: date) -> Days:
    """The latest time it was, also if it is now."""
    this, before = days_in(today.year), days_in(today.year - 1)
    return this if this.first <= today else before


def _season(first_month: int, year: int) -> Days:
    """Three months; a winter begins in the year before its spring."""
    last_month = (first_month + 1) % 12 + 1
    return Days(
        date(year, first_month, 1), _month_end(year + (last_month < first_month), last_month)
    )


def _christmas(year: int) -> Days:
    return Days(date(year, 11, 25), date(year, 12, 31))


def _black_friday(year: int) -> Days:
    """From the Thursday before to Cyber Monday."""
    first = date(year, 11, 1)
    thanksgiving = first + ((3 - first.weekday()) % 7 + 21) * _DAY
    return Days(thanksgiving, thanksgiving + 4 * _DAY)


_FEAST_DAYS = {"christmas": _christmas, "black friday": _black_friday}
_AHEAD_BEFORE = re.compile(
    r"\b(?:by|until|till|before|next|bis|bis zum|vor dem|spätestens|nächste\w*|kommende\w*|between|"
    r"avant|jusqu'au|antes del?|entro|voor|até|do|przed)\s+(?:the\s+|dem\s+|zum\s+|le\s+|el\s+)?$"
)
_RANGE_AFTER = re.compile(r"\s*(?:to|until|till|through|bis|-|–|and)\s+(?:the\s+)?\d")
_RANGE_BEFORE = re.compile(r"\d[^.!?]{0,12}\b(?:to|until|till|bis|-|–)\s*$")


def _is_ahead(text: str, start: int, end: int) -> bool:
    """True for the end of a term or a stay, which tells of no order."""
    before = text[max(0, start - 30) : start]
    is_range = _RANGE_AFTER.match(text, end) or _RANGE_BEFORE.search(before)
    return bool(_AHEAD_BEFORE.search(before) or is_range)


@cache
def _date_patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    month = rf"(?P<month>{alternatives(months())})"
    year = r"(?:,?\s+(?P<year>20\d\d))?"
    day = r"(?P<day>\d{1,2})"
    texts = (
        (rf"(?<![\d.]){day}(?:st|nd|rd|th|er|º|\.)?\s+(?:of\s+|de\s+)?{month}\b{year}", "named"),
        (rf"\b{month}\.?\s+{day}(?:st|nd|rd|th)?\b(?![\d:]){year}", "named"),
        (r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?P<year>20\d\d|\d\d)?(?!\d)", "day"),
        (r"\b(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b", "day"),
        (
            r"(?<![\d/])(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])",
            "either",
        ),
    )
    return tuple((re.compile(text), order) for text, order in texts)


@cache
def _month_pattern() -> re.Pattern[str]:
    # "may" and "march" are words; as months they follow a preposition.
    before = (
        r"in|from|since|last|of|im|vom|aus dem|seit|letzten|en|de|del|du|desde|depuis|em|do|di|da|"
        r"a|van|uit|sinds|w|z|od|mese di|mes de"
    )
    part = rf"(?:(?P<part>{alternatives(EARLY_LATE)})[\s-]+(?:of\s+|de\s+)?)?"
    month = rf"(?P<month>{alternatives(months())})"
    return re.compile(
        rf"\b(?P<before>(?:{before})\s+)?{part}{month}\b"
        r"(?:\s+(?:de\s+)?(?P<year>20\d\d))?"
        r"(?P<of>[\s-]+(?:order|purchase|parcel|package|delivery|bestellung|lieferung)s?(?:en)?\b)?"
    )


@cache
def _ago_pattern() -> re.Pattern[str]:
    count = rf"(?P<count#>\d{{1,3}}|{alternatives(NUMBERS)})(?:\s+of)?"
    unit = rf"(?P<unit#>{alternatives(word for words in AGO.values() for word in words)})"
    before = r"(?:vor|il y a|hace|há|cerca de)"
    after = r"(?:ago|back|fa|geleden|temu|atrás)"
    forms = (
        rf"{count}\s+{unit}\s+{after}",
        rf"\b{before}\s+(?:etwa\s+|ca\.?\s+|rund\s+)?{count}\s+{unit}",
    )
    numbered = (form.replace("#", str(n)) for n, form in enumerate(forms))
    return re.compile(rf"\b(?:{'|'.join(numbered)})\b")


@cache
def _name_pattern() -> re.Pattern[str]:
    names = {**TODAY, **PERIODS, **weekdays(), **SEASONS, **FEASTS}
    before = (
        r"last|on|since|letzten|letzte|letzter|am|vom|seit|dernier|pasado|scorso|vorige|afgelopen"
    )
    return re.compile(rf"\b(?:(?P<before>{before})\s+)?(?P<name>{alternatives(names)})\b")
