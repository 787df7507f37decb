"""Until when the warranty on what was ordered runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from cx_assistant.models import Evidence, OrderStatus
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at
from cx_assistant.orders.parcel_facts import delivery_fact
from cx_assistant.orders.policies import CountedFrom, Policies, Rule
from cx_assistant.orders.spans import end_of, holds_for_all, span_of
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import say

_NOTHING_KEPT = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.LOST}
)


def warranty_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """The last day of the warranty, counted from delivery or, if the rule says so, from ordering.

    It is told once the goods have arrived: before that nothing is known to have begun. Where some
    goods have a warranty of their own, no order says whether it holds such goods.
    """
    rule = None if policies.warranties else policies.warranty
    order, wording = telling.order, telling.wording.computed
    delivered = delivered_at(order, telling.now)
    if rule is None or not holds_for_all(rule) or not (rule.months or rule.days):
        return
    if delivered is None or order.status in _NOTHING_KEPT:
        return
    start, since, fact = _start(telling, rule, delivered)
    if start is None:
        return
    end = end_of(telling, local_date(start, telling.zone), rule)
    text = telling.text(
        wording.warranty_until if end >= telling.today() else wording.warranty_over,
        what=say(wording.order, order=telling.order_id),
        until=telling.day(end),
        since=say(since, date=telling.day(start)),
        span=span_of(telling, rule),
    )
    basis = (f"order:{order.id}:{fact}", rule.source)
    yield telling.computed("warranty", text, basis=tuple(filter(None, basis)))


def _start(telling: Telling, rule: Rule, delivered: datetime) -> tuple[datetime | None, str, str]:
    wording = telling.wording.computed
    if rule.counted_from is CountedFrom.ORDER:
        return telling.order.placed, wording.since_order, "placed"
    is_from_delivery = rule.counted_from in {None, CountedFrom.DELIVERY}
    return (delivered if is_from_delivery else None), wording.since_delivery, delivery_fact(telling)
