"""Which days or months a text points at, and which orders had something to do with them."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from typing import NamedTuple

from cx_assistant.models import Order
from cx_assistant.orders.formats import local_date

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january januar jan", "february februar feb", "march märz mar", "april apr", "may mai",
         "june juni jun", "july juli jul", "august aug", "september sept sep",
         "october oktober oct okt", "november nov", "december dezember dec dez"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NAME = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<month>{_NAME})\b", re.IGNORECASE
)
_MONTH_DAY = re.compile(
    rf"\b(?P<month>{_NAME})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)", re.IGNORECASE
)
# "may" and "march" are words; as months they follow a preposition.
_MONTH = re.compile(
    rf"\b(?:in|from|since|last|of|im|vom|aus dem|seit|ende|anfang|mitte|early|late)\s+"
    rf"(?P<month>{_NAME})\b",
    re.IGNORECASE,
)
_DOTTED = re.compile(r"(?<![\d.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?:20\d\d)?(?!\d)")
_ISO = re.compile(r"\b20\d\d-(?P<month>\d\d)-(?P<day>\d\d)\b")


class DayMeant(NamedTuple):
    """A month, or a day of it."""

    month: int
    day: int | None = None


def days_meant(text: str) -> tuple[DayMeant, ...]:
    """The days and months a text names."""
    found: list[DayMeant] = []
    for pattern in (_DAY_MONTH, _MONTH_DAY):
        found += [
            DayMeant(_MONTHS[m["month"].lower()], int(m["day"])) for m in pattern.finditer(text)
        ]
    for pattern in (_DOTTED, _ISO):
        found += [DayMeant(int(m["month"]), int(m["day"])) for m in pattern.finditer(text)]
    if not found:
        found = [DayMeant(_MONTHS[m["month"].lower()]) for m in _MONTH.finditer(text)]
    return tuple(dict.fromkeys(found))


def fits(order: Order, meant: tuple[DayMeant, ...], now: datetime, zone: tzinfo) -> bool:
    """True if the order was placed, sent, due or delivered then, within a year of now."""
    days = [local_date(moment, zone) for moment in _moments(order)]
    today = local_date(now, zone)
    return any(
        _is_meant(day, each) for day in days for each in meant if abs((today - day).days) < 366
    )


def _is_meant(day: date, meant: DayMeant) -> bool:
    return day.month == meant.month and meant.day in {None, day.day}


def _moments(order: Order) -> list[datetime]:
    moments = [order.placed]
    for sent in order.shipments:
        moments += [sent.shipped, sent.estimated, sent.delivered]
    return [moment for moment in moments if moment is not None]
