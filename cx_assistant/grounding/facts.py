"""The facts a text states: amounts, dates, durations, codes, addresses, each in one spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from cx_assistant.grounding import fact_patterns as patterns
from cx_assistant.grounding.dates import (
    PartialDate,
    calendar,
    read_date,
    read_numeric_date,
    relative_days,
)
from cx_assistant.grounding.numbers import COUNTING_WORDS, canonical, read_number, with_digits
from cx_assistant.grounding.text import clean_text
from cx_assistant.grounding.units import (
    CENTS,
    CURRENCIES,
    DURATIONS,
    MEASURES,
    WORKING_DAYS,
    Unit,
)

_TAKEN = "\x00"
_NO_UNIT = Unit("", patterns.ONE)


class FactKind(StrEnum):
    """What sort of thing a fact is; the value is what a person would call it."""

    MONEY = "amount"
    PERCENT = "percentage"
    DATE = "date"
    RELATIVE_DATE = "day"
    TIME = "time of day"
    DURATION = "duration"
    QUANTITY = "quantity"
    NUMBER = "number"
    CODE = "number or code"
    PHONE = "phone number"
    EMAIL = "e-mail address"
    URL = "link"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: `text` as written, `value` and `unit` in the one spelling used to compare."""

    kind: FactKind
    text: str
    value: str
    unit: str = ""
    day: PartialDate | None = None


@lru_cache(maxsize=4096)
def extract_facts(text: str, language: str, today: date) -> tuple[Fact, ...]:
    """Every fact of the text. No digit of it escapes, except the ordinals of a list."""
    reader = _Reader(clean_text(text), language, today)
    reader.read_addresses()
    reader.read_dates()
    reader.read_codes()
    reader.use_digits()
    reader.read_measures()
    reader.read_rest()
    return tuple(reader.found)


class _Reader:
    """Reads a text kind by kind; what one kind has taken no later one sees."""

    def __init__(self, text: str, language: str, today: date) -> None:
        self.rest = patterns.MARKS.sub("", text)
        self.language = language
        self.today = today
        self.found: list[Fact] = []
        # Long patterns are tried only where one of their words occurs.
        self.words = frozenset(patterns.WORD.findall(self.rest.lower()))

    @property
    def has_digits(self) -> bool:
        """True if digits are left that no kind has taken."""
        return patterns.DIGIT.search(self.rest) is not None

    def take(
        self, pattern: re.Pattern[str], read: Callable[[re.Match[str]], list[Fact] | None]
    ) -> None:
        """Keep the facts of every match and blank it out; None leaves the match to others."""

        def blank(match: re.Match[str]) -> str:
            facts = read(match)
            if facts is None:
                return match[0]
            self.found.extend(facts)
            return _TAKEN

        self.rest = pattern.sub(blank, self.rest)

    def read_addresses(self) -> None:
        if "@" in self.rest:
            self.take(patterns.EMAIL, lambda m: [Fact(FactKind.EMAIL, m[0], m[0].lower())])
        if "." in self.rest:
            self.take(patterns.URL, lambda m: [Fact(FactKind.URL, m[0], normal_url(m[0]))])

    def read_dates(self) -> None:
        names = calendar()
        has_month = not self.words.isdisjoint(names.months)
        has_weekday = not self.words.isdisjoint(names.weekday_words)
        if self.has_digits:
            days = names.with_weekday if has_weekday else names.plain
            self.take(days.numeric, self._numeric_date)
            for pattern in (days.day_month, days.month_day, names.month_year) * has_month:
                self.take(pattern, lambda m: self._days(m, read_date(m)))
        if has_weekday:
            self.take(names.weekday_range, self._weekdays)
            self.take(names.weekday, self._weekdays)
        if has_month:
            self.take(names.month, lambda m: self._days(m, read_date(m)))
        relative, offsets = relative_days(self.language)
        if any(name.split()[-1] in self.words or "'" in name for name in offsets):
            self.take(relative, self._relative)

    def _numeric_date(self, match: re.Match[str]) -> list[Fact] | None:
        day = read_numeric_date(match)
        # "4.10." ends a sentence with a price in English, and is a date in German.
        is_number = self.language == "en" or (day.month or 0) > 12 or (day.day or 0) > 31
        return None if day.year is None and is_number else self._days(match, [day])

    def _days(self, match: re.Match[str], days: list[PartialDate]) -> list[Fact]:
        text = match[0].strip()
        return [Fact(FactKind.DATE, text, str(tuple(day)), day=day) for day in days]

    def _weekdays(self, match: re.Match[str]) -> list[Fact]:
        numbers = calendar().weekdays
        part = match.groupdict()
        last = numbers[part["last"].lower()] if part.get("last") else None
        day = PartialDate(weekday=numbers[part["weekday"].lower()], last_weekday=last)
        return self._days(match, [day])

    def _relative(self, match: re.Match[str]) -> list[Fact] | None:
        before = self.rest[max(0, match.start() - 25) : match.start()].lower()
        if patterns.NOT_A_DAY.search(before):
            return None
        days = relative_days(self.language)[1][match[0].lower()]
        day = self.today + timedelta(days=days)
        known = PartialDate(day.year, day.month, day.day)
        return [Fact(FactKind.RELATIVE_DATE, match[0], f"{days:+d}", day=known)]

    def read_codes(self) -> None:
        if not self.has_digits:
            return
        self.take(patterns.PHONE, self._phone)
        self.take(patterns.NAMED_ORDER, lambda m: [_code(m[1])])
        self.take(patterns.CODE, self._mixed_code)
        self.take(patterns.LONG_DIGITS, lambda m: [_code(m[0])])

    def _phone(self, match: re.Match[str]) -> list[Fact]:
        digits = re.sub(r"\D", "", match[0])
        if len(digits) > 15:  # no phone number is that long; parcel numbers are
            return [_code(match[0])]
        written = match[0].replace("(0)", "").lstrip("( ")
        if written.startswith(("+", "00")):
            digits = "+" + re.sub(r"\D", "", written).removeprefix("00")
        return [Fact(FactKind.PHONE, match[0].strip(), digits)]

    def _mixed_code(self, match: re.Match[str]) -> list[Fact] | None:
        return None if patterns.MEASURE_LIKE.fullmatch(match[0]) else [_code(match[0])]

    def use_digits(self) -> None:
        if not self.words.isdisjoint(COUNTING_WORDS):
            self.rest = with_digits(self.rest, self.language)

    def read_measures(self) -> None:
        if not self.words.isdisjoint(DURATIONS):
            self.take(patterns.ONE_UNIT, self._one_unit)
        if not self.has_digits:
            return
        self.take(patterns.TIME_RANGE, self._time_range)
        self.take(patterns.TIME, self._time)
        for pattern in (patterns.MONEY_PREFIX, patterns.MONEY_SUFFIX, patterns.MONEY_SPACED):
            self.take(pattern, self._money)
        self.take(patterns.PERCENT, lambda m: self._numbers(m, FactKind.PERCENT, _NO_UNIT))
        self.take(
            patterns.WORKING_DAYS, lambda m: self._numbers(m, FactKind.DURATION, WORKING_DAYS)
        )
        self.take(patterns.DURATION, self._duration)
        self.take(patterns.QUANTITY, self._quantity)

    def _time(self, match: re.Match[str]) -> list[Fact] | None:
        # 4.50 is a price or a number unless "Uhr", "am" or "pm" follows; so is a lone 14.
        if not match["half"] and match["sep"] not in {":", "h", "H"}:
            return None
        return [_time(match[0], match["h"], match["m"], match["half"])]

    def _time_range(self, match: re.Match[str]) -> list[Fact]:
        half = match["half"] or ""
        first_half = match["half1"] or half
        if first_half == half and int(match["h1"]) > int(match["h"]) and half.startswith("p"):
            first_half = "am"
        first = _time(match[0], match["h1"], match["m1"], first_half)
        return [first, _time(match[0], match["h"], match["m"], half)]

    def _money(self, match: re.Match[str]) -> list[Fact] | None:
        word = match["unit"].lower().rstrip(".")
        if word in CENTS:
            return self._numbers(match, FactKind.MONEY, Unit(CENTS[word], patterns.CENT))
        return self._numbers(match, FactKind.MONEY, Unit(CURRENCIES[word], patterns.ONE))

    def _duration(self, match: re.Match[str]) -> list[Fact] | None:
        return self._numbers(match, FactKind.DURATION, DURATIONS[match["unit"].lower()])

    def _one_unit(self, match: re.Match[str]) -> list[Fact]:
        unit = DURATIONS[match["unit"].lower()]
        return [Fact(FactKind.DURATION, match[0], canonical(unit.factor), unit.base)]

    def _quantity(self, match: re.Match[str]) -> list[Fact]:
        unit = MEASURES[match["unit"].lower().replace(" ", "")]
        if match["sign"]:
            unit = unit._replace(factor=-unit.factor)
        return self._numbers(match, FactKind.QUANTITY, unit)

    def _numbers(self, match: re.Match[str], kind: FactKind, unit: Unit) -> list[Fact]:
        written = [match[name] for name in ("left", "right") if match[name]]
        values = [read_number(number, self.language) * unit.factor for number in written]
        text = match[0].strip()
        return [Fact(kind, text, canonical(value), unit.base) for value in values]

    def read_rest(self) -> None:
        if not self.has_digits:
            return
        self.rest = patterns.LIST_ORDINAL.sub("", self.rest)
        self.take(patterns.LEFTOVER_CODE, lambda m: [_code(m[0])])
        self.take(patterns.NUMBER, self._bare_number)

    def _bare_number(self, match: re.Match[str]) -> list[Fact]:
        value = canonical(read_number(match[0], self.language))
        return [Fact(FactKind.NUMBER, match[0], value)]


def _code(written: str) -> Fact:
    return Fact(FactKind.CODE, written.strip(), normal_code(written))


def normal_code(written: str) -> str:
    """A number or code without its separators and case."""
    return re.sub(r"[^0-9a-z]", "", written.lower())


def _time(text: str, hour: str, minute: str | None, half: str | None) -> Fact:
    hours = int(hour)
    if half and half[0] in "ap":
        hours = hours % 12 + (12 if half.startswith("p") else 0)
    return Fact(FactKind.TIME, text.strip(), str(hours * 60 + int(minute or 0)))


def normal_url(written: str) -> str:
    """An address without scheme, `www.`, trailing slash and punctuation; the host in lower case."""
    bare = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", written.rstrip(".,;:!?)>'\""), flags=re.IGNORECASE)
    host, slash, path = bare.partition("/")
    host = host.lower().removeprefix("www.")
    return (host + slash + path).rstrip("/")
