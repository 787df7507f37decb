"""Whether an order has left, and whether the rule still lets it be cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from cx_assistant.models import Evidence, OrderStatus
from cx_assistant.orders.formats import clock
from cx_assistant.orders.goods import is_dispatched, is_open, is_preorder
from cx_assistant.orders.parcel_facts import standing_facts
from cx_assistant.orders.policies import CancelRule, Policies
from cx_assistant.orders.spans import elapsed, holds_for_all, minutes_said, service_of
from cx_assistant.orders.telling import Telling

_MINUTE = timedelta(minutes=1)
_LONGEST_AGE = timedelta(days=3)  # after that nobody asks whether an order can be stopped
# Unpaid orders lapse by rules of their own, and a lost one is no longer about cancelling.
_SOMETHING_ELSE = frozenset({OrderStatus.PENDING, OrderStatus.LOST})


def dispatch_facts(telling: Telling) -> Iterator[Evidence]:
    """Whether it has left, and how old it is: what the rules for changing an order ask."""
    order, wording = telling.order, telling.wording.computed
    dispatched = is_dispatched(order, telling.now)
    if dispatched is None or not is_open(order, telling.now):
        return
    basis = tuple(f"order:{order.id}:{fact}" for fact in standing_facts(telling))
    if not basis:
        return
    if dispatched:
        first = _first_dispatch(telling)
        if first is not None:
            text = telling.text(wording.dispatched, date=telling.day(first))
            yield telling.computed("dispatch", text, basis=basis)
        return
    age = None if order.placed is None else elapsed(order.placed, telling.now)
    if order.placed is None or age is None or not timedelta() <= age < _LONGEST_AGE:
        yield telling.computed("dispatch", telling.text(wording.not_dispatched), basis=basis)
        return
    text = telling.text(
        wording.placed_ago,
        date=telling.day(order.placed),
        time=clock(order.placed, telling.zone),
        ago=minutes_said(telling, age // _MINUTE, passed=True),
    )
    yield telling.computed("dispatch", text, basis=(*basis, f"order:{order.id}:placed"))


def cancel_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """Whether the order can still be cancelled; nothing where order or rule leave it open.

    A service with a rule of its own, such as express, is not told by the general one.
    """
    order, rule = telling.order, policies.cancel
    if rule is None or not holds_for_all(rule) or not is_open(order, telling.now):
        return
    if service_of(order, policies.cancels):
        return
    if order.status in _SOMETHING_ELSE or any(map(is_preorder, order.items)):
        return
    text, standing = _sentence(telling, rule), standing_facts(telling)
    if text and standing:
        has_left = rule.until_dispatch and is_dispatched(order, telling.now)
        is_timed = rule.within_minutes is not None and not has_left
        facts = [*standing, *(["placed"] if is_timed else [])]
        basis = (*(f"order:{order.id}:{fact}" for fact in facts), rule.source)
        yield telling.computed("cancel", text, basis=tuple(filter(None, basis)))


def _sentence(telling: Telling, rule: CancelRule) -> str:
    wording = telling.wording.computed
    dispatched = is_dispatched(telling.order, telling.now)
    if rule.until_dispatch and dispatched:
        return _too_late_by_dispatch(telling)
    end = _end(telling, rule)
    if rule.within_minutes is not None and end is None:
        return ""
    if end is not None and telling.now >= end:
        return _timed(telling, wording.cancel_over, rule, end)
    if rule.until_dispatch and dispatched is None:
        return ""
    if end is None:
        return telling.text(wording.cancel_undispatched) if rule.until_dispatch else ""
    both = wording.cancel_until_and_undispatched
    return _timed(telling, both if rule.until_dispatch else wording.cancel_until, rule, end)


def _too_late_by_dispatch(telling: Telling) -> str:
    wording, first = telling.wording.computed, _first_dispatch(telling)
    if first is None:
        return telling.text(wording.cancel_dispatched)
    return telling.text(wording.cancel_dispatched_on, date=telling.day(first))


def _end(telling: Telling, rule: CancelRule) -> datetime | None:
    """The moment the time is over. Two hours are two hours, also in the night the clocks change."""
    placed = telling.order.placed
    if rule.within_minutes is None or placed is None or placed > telling.now:
        return None
    return placed.astimezone(UTC) + timedelta(minutes=rule.within_minutes)


def _timed(telling: Telling, sentence: str, rule: CancelRule, end: datetime) -> str:
    placed = telling.order.placed
    assert placed is not None
    assert rule.within_minutes is not None
    return telling.text(
        sentence,
        time=clock(end, telling.zone),
        until=telling.day(end),
        placed=telling.day(placed),
        placed_time=clock(placed, telling.zone),
        span=minutes_said(telling, rule.within_minutes),
    )


def _first_dispatch(telling: Telling) -> datetime | None:
    days = [
        sent.shipped
        for sent in telling.order.shipments
        if sent.shipped and sent.shipped <= telling.now
    ]
    return min(days, default=None)
