"""How old the state of an order is, and what may still be told of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path

from cx_assistant.models import Evidence, Order
from cx_assistant.orders.formats import clock
from cx_assistant.orders.telling import Telling
from cx_assistant.settings.order_schema import OrdersSettings


class Freshness(StrEnum):
    """What the age of an order means for a reply."""

    CURRENT = "current"
    STALE = "stale"  # told with the moment it is from, never sent without a person
    TOO_OLD = "too_old"  # not told at all


def age_of(order: Order, now: datetime) -> timedelta | None:
    """For how long nobody has confirmed the order; None if that is not known."""
    return None if order.as_of is None else max(now - order.as_of, timedelta())


def freshness_of(order: Order, limits: OrdersSettings, *, now: datetime) -> Freshness:
    """Whether the order may be told. Without limits in cx.toml, age does not matter.

    Where there are limits, an order of unknown age is stale: it may be current, or years old.
    """
    stale, refuse = limits.stale_after_hours, limits.refuse_after_hours
    if stale is None and refuse is None:
        return Freshness.CURRENT
    age = age_of(order, now)
    if age is None:
        return Freshness.STALE
    if refuse is not None and age > timedelta(hours=refuse):
        return Freshness.TOO_OLD
    is_stale = stale is not None and age > timedelta(hours=stale)
    return Freshness.STALE if is_stale else Freshness.CURRENT


def worst_of(orders: Iterable[Order], limits: OrdersSettings, *, now: datetime) -> Freshness:
    """The freshness of the oldest of them; no orders are current."""
    found = {freshness_of(order, limits, now=now) for order in orders}
    worst_first = (Freshness.TOO_OLD, Freshness.STALE)
    return next((each for each in worst_first if each in found), Freshness.CURRENT)


def as_of_fact(telling: Telling) -> Evidence:
    """From when the state of the order is, as evidence `order:<id>:as-of`."""
    words, as_of = _words(telling.wording.language), telling.order.as_of
    if as_of is None:
        return telling.fact("as-of", words["unknown"])
    told = {"day": telling.day(as_of), "time": clock(as_of, telling.zone)}
    return telling.fact("as-of", words["as_of"], **told)


@cache
def _words(language: str) -> dict[str, str]:
    text = Path(__file__).with_name("freshness.toml").read_text(encoding="utf-8")
    by_language: dict[str, dict[str, str]] = tomllib.loads(text)
    return by_language.get(language, by_language["en"])
