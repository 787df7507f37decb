"""Dates and times as shops write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum

_YEARS = range(1990, 2101)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januar january jän", "feb februar february", "mar march mär märz mrz",
         "apr april", "may mai", "jun june juni", "jul july juli", "aug august",
         "sep sept september", "oct october okt oktober", "nov november",
         "dec december dez dezember"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})", re.ASCII)
_COMPACT = re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)(?!\d)", re.ASCII)
_DOTTED = re.compile(r"(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.(?P<y>\d{4}|\d\d)(?!\d)", re.ASCII)
_EITHER = re.compile(
    r"(?P<a>\d{1,2})(?P<sign>[/-])(?P<b>\d{1,2})(?P=sign)(?P<y>\d{4}|\d\d)(?!\d)", re.ASCII
)
_DAY_NAME = re.compile(
    rf"(?P<d>\d{{1,2}})(?:\.|st|nd|rd|th)?[\s-]+(?P<n>{_NAME})\.?,?[\s-]+(?P<y>\d{{4}})", re.I
)
_NAME_DAY = re.compile(
    rf"(?P<n>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})", re.I
)
_WEEKDAY = re.compile(r"^[A-Za-zäöü]{2,10}\.?,\s*")
_TIME = re.compile(
    r"(?:[T,\s]\s*(?:at\s+|um\s+)?(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d)(?:[.,]\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?(?:\s*Uhr)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?[+-]\d\d:?\d\d|[+-]\d\d|CES?T|MES?Z)?",
    re.IGNORECASE | re.ASCII,
)
_NAMED_ZONES = {"z": 0, "utc": 0, "gmt": 0, "cet": 1, "mez": 1, "cest": 2, "mesz": 2}


class DayOrder(Enum):
    """How a column writes 03/06/2026."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def parse_moment(value: object, zone: tzinfo, order: DayOrder | None) -> datetime:
    """An aware moment; one without an offset is meant in `zone`, a day alone begins it.

    Raises `ValueError` if the value is no date, or could be two because `order` is unknown.
    """
    if isinstance(value, int | Decimal):
        return _from_epoch(Decimal(value))
    text = str(value).strip()
    if re.fullmatch(r"\d{10}|\d{13}", text, re.ASCII):
        return _from_epoch(Decimal(text))
    rest = _WEEKDAY.sub("", text)
    year, month, day, end = _date(rest, text, order)
    return _with_time(rest[end:], text, (year, month, day), zone)


def day_order_of(texts: Iterable[str]) -> DayOrder | None:
    """How a column writes dates, from those that can be read one way only; None if unclear."""
    votes = set()
    for text in texts:
        match = _EITHER.match(_WEEKDAY.sub("", text.strip()))
        if match and int(match["a"]) > 12:
            votes.add(DayOrder.DAY_FIRST)
        if match and int(match["b"]) > 12:
            votes.add(DayOrder.MONTH_FIRST)
    return votes.pop() if len(votes) == 1 else None


def _date(rest: str, text: str, order: DayOrder | None) -> tuple[int, int, int, int]:
    for pattern in (_ISO, _COMPACT, _DOTTED):
        match = pattern.match(rest)
        if match:
            return _year(match["y"]), int(match["m"]), int(match["d"]), match.end()
    for pattern in (_DAY_NAME, _NAME_DAY):
        match = pattern.match(rest)
        if match:
            return _year(match["y"]), _MONTHS[match["n"].lower()], int(match["d"]), match.end()
    match = _EITHER.match(rest)
    if match:
        day, month = _day_and_month(int(match["a"]), int(match["b"]), text, order)
        return _year(match["y"]), month, day, match.end()
    raise _no_date(text)


def _day_and_month(a: int, b: int, text: str, order: DayOrder | None) -> tuple[int, int]:
    if a > 12 or a == b:
        return a, b
    if b > 12:
        return b, a
    if order is None:
        message = f"{text[:40]!r} could be day first or month first; export dates as YYYY-MM-DD"
        raise ValueError(message)
    return (a, b) if order is DayOrder.DAY_FIRST else (b, a)


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _with_time(rest: str, text: str, day: tuple[int, int, int], zone: tzinfo) -> datetime:
    match = _TIME.fullmatch(rest.rstrip())
    if match is None or day[0] not in _YEARS:
        raise _no_date(text)
    try:
        offset = _zone(match["zone"]) if match["zone"] else zone
        return datetime(
            *day, _hour(match), int(match["min"] or 0), int(match["s"] or 0), tzinfo=offset
        )
    except ValueError as error:
        raise _no_date(text) from error


def _hour(match: re.Match[str]) -> int:
    hour = int(match["h"] or 0)
    if not match["half"]:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError("no hour of a half day")
    return hour % 12 + (12 if match["half"].lower().startswith("p") else 0)


def _zone(name: str) -> tzinfo:
    named = _NAMED_ZONES.get(name.lower())
    if named is not None:
        return timezone(timedelta(hours=named)) if named else UTC
    digits = re.sub(r"\D", "", name).ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if "-" in name else offset)


def _from_epoch(value: Decimal) -> datetime:
    milliseconds = value if abs(value) >= 10**11 else value * 1000
    try:
        moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=float(milliseconds))
    except (ArithmeticError, ValueError) as error:
        raise _no_date(str(value)) from error
    if moment.year not in _YEARS:
        raise _no_date(str(value))
    return moment


def _no_date(text: str) -> ValueError:
    return ValueError(f"{text[:40]!r} is no date that can be read; export dates as YYYY-MM-DD")
