"""By when the money for a return that has arrived should be on its way."""

from __future__ import annotations

from collections.abc import Iterator

from cx_assistant.models import Evidence, OrderField
from cx_assistant.orders.policies import CountedFrom, Rule
from cx_assistant.orders.returned import return_arrived
from cx_assistant.orders.spans import end_of, holds_for_all, holidays_said, span_of
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import counted


def refund_facts(telling: Telling, rule: Rule | None) -> Iterator[Evidence]:
    """The date a refund is due, counted from the arrival of the return.

    Nothing for a sender who may not be told whether it has been paid.
    """
    order, today = telling.order, telling.today()
    arrived = return_arrived(order)
    if rule is None or arrived is None or arrived > today:
        return
    if order.refunds or not telling.view.may_tell(OrderField.REFUNDS):
        return
    if not holds_for_all(rule) or rule.counted_from not in {None, CountedFrom.RETURN_ARRIVAL}:
        return
    wording = telling.wording.computed
    due = end_of(telling, arrived, rule)
    values = {
        "arrived": telling.day(arrived),
        "until": telling.day(due),
        "days": span_of(telling, rule),
        "holidays": holidays_said(telling, working_days=rule.working_days),
    }
    if due >= today:
        text = telling.text(wording.refund_by, **values)
    else:
        ago = counted(wording.days_ago, (today - due).days)
        text = telling.text(wording.refund_overdue, ago=ago, **values)
    basis = (f"order:{order.id}:status", rule.source)
    yield telling.computed("refund-due", text, basis=tuple(filter(None, basis)))
