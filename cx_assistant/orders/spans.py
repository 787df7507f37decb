"""Lengths of time that rules grant: counted on the shop's calendar, and put into words."""

from __future__ import annotations

import calendar as months_of_year
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from cx_assistant.models import Order
from cx_assistant.orders.formats import country_name
from cx_assistant.orders.goods import is_delivery_line
from cx_assistant.orders.policies import Rule, Stated
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import counted, say

_HOUR_MINUTES = 60


def holds_for_all(rule: Stated | None) -> bool:
    """True for a rule that an order's data suffices to apply.

    A rule for some goods, countries or methods only, or on a condition that no order can tell,
    would make a sentence that is wrong for somebody.
    """
    return rule is not None and not rule.condition and rule.scope.is_general


def service_of(order: Order, rules: Sequence[Stated]) -> str:
    """The service that the order was charged for, if one of the rules is for it: express."""
    charged = " ".join(item.name for item in order.items if is_delivery_line(item)).lower()
    named = {rule.scope.service for rule in rules if rule.scope.service}
    found = [service for service in named if service.lower() in charged]
    return found[0] if len(found) == 1 else ""


def end_of(telling: Telling, start: date, rule: Rule) -> date:
    """The last day of what the rule grants from `start` on."""
    if rule.months:
        return _add_months(start, rule.months)
    if rule.working_days:
        return telling.calendar.add_working_days(start, rule.days)
    return start + timedelta(days=rule.days)


def span_of(telling: Telling, rule: Rule) -> str:
    """`30 days`, `5 working days`, `18 months`, `2 years`."""
    wording = telling.wording.computed
    if rule.months:
        years, rest = divmod(rule.months, 12)
        return counted(wording.months, rule.months) if rest else counted(wording.years, years)
    return counted(wording.working_days if rule.working_days else wording.days, rule.days)


def holidays_said(telling: Telling, *, working_days: bool) -> str:
    """Whether public holidays were counted; nothing where no working days are."""
    wording = telling.wording.computed
    if not working_days:
        return ""
    if not telling.calendar.counts_holidays:
        return wording.holidays_ignored
    country = country_name(telling.calendar.country, telling.wording.language)
    return say(wording.holidays_counted, country=country)


def elapsed(start: datetime, end: datetime) -> timedelta:
    """The time that really passed, whatever the clocks did in between."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def minutes_said(telling: Telling, minutes: int, *, passed: bool = False) -> str:
    """`45 minutes`, `2 hours`, `1 hour 8 minutes`; `passed` as in "1 hour 8 minutes ago"."""
    wording = telling.wording.computed
    hours, rest = divmod(minutes, _HOUR_MINUTES)
    of_hours = wording.hours_passed if passed else wording.hours
    of_minutes = wording.minutes_passed if passed else wording.minutes
    told = [counted(of_hours, hours)] if hours else []
    # Beyond a few hours no rule counts in minutes.
    if not hours or (rest and hours < 4):
        told.append(counted(of_minutes, rest))
    return " ".join(told)


def _add_months(start: date, months: int) -> date:
    """The same day of a later month, or its last day where it has fewer."""
    years, month = divmod(start.month - 1 + months, 12)
    year = min(start.year + years, date.max.year)
    last = months_of_year.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
