"""By when the money for a return that has arrived should be on its way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from cx_assistant.models import Evidence
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.policies import Rule
from cx_assistant.orders.returned import return_arrived
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import counted


def refund_facts(telling: Telling, rule: Rule | None) -> Iterator[Evidence]:
    """The date a refund is due, counted from the arrival of the return."""
    order = telling.order
    arrived = return_arrived(order)
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


def add_working_days(start: date, count: int) -> date:
    """The working day that comes `count` working days after `start`; Monday to Friday count."""
    day = start
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day
