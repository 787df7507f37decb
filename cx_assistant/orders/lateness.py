"""How late a parcel is or was against its estimate, and when it should come if it has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from cx_assistant.models import Evidence, Order, Shipment
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import has_arrived, is_open
from cx_assistant.orders.parcel_facts import delivery_fact, parcel_name, standing_facts
from cx_assistant.orders.policies import CountedFrom, DeliveryRule, Policies, Scope
from cx_assistant.orders.spans import holidays_said, service_of
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import counted, say


def lateness_facts(telling: Telling) -> Iterator[Evidence]:
    """By how many days of the shop's calendar a parcel is late, or arrived late."""
    order = telling.order
    several = len(order.shipments) > 1
    for number, sent in enumerate(order.shipments, start=1):
        if sent.estimated is None:
            continue
        expected = local_date(sent.estimated, telling.zone)
        part = f"-{number}" if several else ""
        if sent.delivered is not None and has_arrived(sent, telling.now):
            days = (local_date(sent.delivered, telling.zone) - expected).days
            if days > 0 and not several:
                yield _late(telling, days, expected, delivered=sent.delivered)
        elif is_open(order, telling.now):
            days = (telling.today() - expected).days
            if days > 0:
                yield _late(telling, days, expected, part=part)


def expected_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """When a parcel without an estimate should arrive by the shop's usual delivery time."""
    order = telling.order
    rule = _delivery_rule(order, policies)
    if rule is None or not is_open(order, telling.now):
        return
    for number, sent in enumerate(order.shipments, start=1):
        is_under_way = sent.shipped is not None and sent.shipped <= telling.now
        if is_under_way and sent.estimated is None and sent.delivered is None:
            yield _expected(telling, number, sent, rule)


def _late(
    telling: Telling,
    days: int,
    expected: date,
    *,
    delivered: datetime | None = None,
    part: str = "",
) -> Evidence:
    wording = telling.wording.computed
    values = {"days": counted(wording.days, days), "expected": telling.day(expected)}
    order_id = telling.order.id
    if delivered is not None:
        text = telling.text(wording.arrived_late, delivered=telling.day(delivered), **values)
        return telling.computed("late", text, basis=(f"order:{order_id}:{delivery_fact(telling)}",))
    text = telling.text(wording.late, today=telling.day(telling.now), **values)
    basis = f"order:{order_id}:eta{part or '-1'}"
    return telling.computed(f"late{part}", text, basis=(basis,))


def _delivery_rule(order: Order, policies: Policies) -> DeliveryRule | None:
    """The rule for the country the order goes to and the service it was sent with."""
    country = order.shipping_address.country if order.shipping_address else ""
    service = service_of(order, policies.deliveries)
    rule = policies.delivery_to(country, service=service)
    if rule is None or rule.condition or rule.counted_from not in {None, CountedFrom.DISPATCH}:
        return None
    told_apart = Scope(countries=rule.scope.countries, service=rule.scope.service)
    return rule if rule.scope == told_apart else None


def _expected(telling: Telling, number: int, sent: Shipment, rule: DeliveryRule) -> Evidence:
    assert sent.shipped is not None
    wording, start = telling.wording.computed, local_date(sent.shipped, telling.zone)
    first, last = (_after(telling, start, days, rule) for days in (rule.min_days, rule.max_days))
    values = {
        "parcel": parcel_name(telling, number),
        "last": telling.day(last),
        "sent": telling.day(start),
        "days": _days_said(telling, rule),
        "holidays": holidays_said(telling, working_days=rule.working_days),
    }
    if last < telling.today():
        ago = counted(wording.days_ago, (telling.today() - last).days)
        text = telling.text(wording.expected_over, ago=ago, **values)
    elif first < last:
        text = telling.text(wording.expected_between, first=telling.day(first), **values)
    else:
        text = telling.text(wording.expected_by, **values)
    facts = (f"sent-{number}",) if shown(sent.carrier) else standing_facts(telling)
    basis = (*(f"order:{telling.order.id}:{fact}" for fact in facts), rule.source)
    return telling.computed(f"expected-{number}", text, basis=tuple(filter(None, basis)))


def _after(telling: Telling, start: date, days: int, rule: DeliveryRule) -> date:
    if rule.working_days:
        return telling.calendar.add_working_days(start, days)
    return start + timedelta(days=days)


def _days_said(telling: Telling, rule: DeliveryRule) -> str:
    wording = telling.wording.computed
    if rule.min_days < rule.max_days:
        phrase = wording.working_days_range if rule.working_days else wording.days_range
        return say(phrase, least=str(rule.min_days), most=str(rule.max_days))
    return counted(wording.working_days if rule.working_days else wording.days, rule.max_days)
