"""What follows from an order and the shop's rules, with the arithmetic in the sentence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from cx_assistant.models import Evidence
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.formats import clock, local_date
from cx_assistant.orders.goods import has_arrived, is_dispatched, is_open
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.refund_due import refund_facts
from cx_assistant.orders.return_window import return_facts
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.wording import counted

_HOUR = timedelta(hours=1)
_LONGEST_AGE = timedelta(days=3)  # after that nobody asks whether an order can be stopped


def computed_facts(
    view: OrderView, policies: Policies, *, language: str, now: datetime, zone: tzinfo
) -> list[Evidence]:
    """Return windows, lateness, refund date, whether it has left: what can be worked out.

    `basis` names the order fact and the passage (or article) a date rests on. Days are counted on
    the shop's calendar. Rests on nothing that the view withholds.
    """
    telling = Telling.of(view, language=language, now=now, zone=zone)
    return [
        *return_facts(telling, policies),
        *refund_facts(telling, policies.refund),
        *_lateness(telling),
        *_dispatch(telling),
    ]


def _lateness(telling: Telling) -> Iterator[Evidence]:
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
            days = (local_date(telling.now, telling.zone) - expected).days
            if days > 0:
                yield _late(telling, days, expected, part=part)


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
        return telling.computed("late", text, basis=(f"order:{order_id}:status",))
    text = telling.text(wording.late, today=telling.day(telling.now), **values)
    basis = f"order:{order_id}:eta{part or '-1'}"
    return telling.computed(f"late{part}", text, basis=(basis,))


def _dispatch(telling: Telling) -> Iterator[Evidence]:
    """Whether it has left, and how old it is: what the rules for changing an order ask."""
    order, wording = telling.order, telling.wording.computed
    dispatched = is_dispatched(order, telling.now)
    if dispatched is None or not is_open(order, telling.now):
        return
    basis = (f"order:{order.id}:status",)
    if not dispatched:
        placed = order.placed
        age = telling.now - placed if placed is not None else None
        if placed is not None and age is not None and timedelta() <= age < _LONGEST_AGE:
            text = telling.text(
                wording.placed_ago,
                date=telling.day(placed),
                time=clock(placed, telling.zone),
                ago=_age(telling, age),
            )
            yield telling.computed("dispatch", text, basis=(*basis, f"order:{order.id}:placed"))
        else:
            text = telling.text(wording.not_dispatched)
            yield telling.computed("dispatch", text, basis=basis)
        return
    days = [
        sent.shipped for sent in order.shipments if sent.shipped and sent.shipped <= telling.now
    ]
    if days:
        text = telling.text(wording.dispatched, date=telling.day(min(days)))
        yield telling.computed("dispatch", text, basis=basis)


def _age(telling: Telling, age: timedelta) -> str:
    wording = telling.wording.computed
    hours, rest = divmod(age, _HOUR)
    minutes = counted(wording.minutes, rest // timedelta(minutes=1))
    if not hours:
        return minutes
    # Beyond a few hours no rule counts in minutes.
    return counted(wording.hours, hours) + (f" {minutes}" if hours < 4 else "")
