"""By when the money for a return that has arrived should be on its way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta, tzinfo

from cx_assistant.models import Evidence, Order, OrderStatus
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.policies import Rule
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import counted

RETURNED_AT = "returned_at"  # the key in `Order.other` the importer keeps the date under

_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d\d?)\.(?P<m2>\d\d?)\.(?P<y2>\d{4})"
)
_RETURN = re.compile(r"\breturn\b|rücksendung|retoure", re.IGNORECASE)
_ARRIVAL = re.compile(
    r"\breceived\b|\barrived\b|eingegangen|eingetroffen|angekommen", re.IGNORECASE
)


def refund_facts(telling: Telling, rule: Rule | None) -> Iterator[Evidence]:
    """The date a refund is due, counted from the arrival of the return."""
    order = telling.order
    arrived = return_arrived(order, telling.zone)
    today = local_date(telling.now, telling.zone)
    if rule is None or arrived is None or arrived > today or order.refunds:
        return
    wording = telling.wording.computed
    due = (
        add_working_days(arrived, rule.days)
        if rule.working_days
        else (arrived + timedelta(days=rule.days))
    )
    unit = wording.working_days if rule.working_days else wording.days
    values = {
        "arrived": telling.day(arrived),
        "until": telling.day(due),
        "days": counted(unit, rule.days),
    }
    if due >= today:
        text = telling.text(wording.refund_by, **values)
    else:
        ago = counted(wording.days_ago, (today - due).days)
        text = telling.text(wording.refund_overdue, ago=ago, **values)
    basis = (f"order:{order.id}:status", rule.source)
    yield telling.computed("refund-due", text, basis=tuple(filter(None, basis)))


def return_arrived(order: Order, zone: tzinfo) -> date | None:
    """The day a return came in, if the shop's system marks the order as returned.

    Shops keep it in a column of its own, or as a dated staff note. The status must confirm it: a
    note alone could have been written by anybody.
    """
    if order.status is not OrderStatus.RETURNED:
        return None
    column = order.other.get(RETURNED_AT, "")
    dated = (
        [_date_in(column)]
        if column
        else [
            _date_in(note) for note in order.notes if _RETURN.search(note) and _ARRIVAL.search(note)
        ]
    )
    days = [each for each in dated if each is not None]
    return max(days, default=None)


def add_working_days(start: date, count: int) -> date:
    """The working day that comes `count` working days after `start`; Monday to Friday count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def _date_in(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    year, month, day = (
        match["y"] or match["y2"],
        match["m"] or match["m2"],
        match["d"] or match["d2"],
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
