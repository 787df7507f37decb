"""Until when the warranty on what was ordered runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from cx_assistant.models import Evidence, OrderField, OrderItem, OrderStatus
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at, goods, is_back
from cx_assistant.orders.goods_named import covers, is_about_the_rest
from cx_assistant.orders.parcel_facts import delivery_fact
from cx_assistant.orders.policies import CountedFrom, Policies, Rule, Scope
from cx_assistant.orders.spans import end_of, holds_for_all, span_of
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import say

_NOTHING_KEPT = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.LOST}
)


class _Case(NamedTuple):
    """One rule and the goods it is told for."""

    name: str
    what: str
    rule: Rule


def warranty_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """The last day of the warranty, counted from delivery or, if the rule says so, from ordering.

    It is told once the goods have arrived: before that nothing is known to have begun. Goods that
    a rule of their own may cover are told by that rule or not at all.
    """
    delivered = delivered_at(telling.order, telling.now)
    is_over = telling.order.status in _NOTHING_KEPT
    if delivered is None or is_over or telling.hides_what_went_back:
        return
    for case in _cases(telling, policies):
        yield from _told(telling, case, delivered)


def _cases(telling: Telling, policies: Policies) -> Iterator[_Case]:
    wording, order = telling.wording.computed, telling.order
    if not policies.warranties:
        rule = policies.warranty
        if rule is not None and holds_for_all(rule):
            yield _Case("warranty", say(wording.order, order=telling.order_id), rule)
        return
    if not telling.view.may_tell(OrderField.ITEMS):
        return
    kept = [item for item in goods(order) if shown(item.name) and not is_back(item, order)]
    rules = [warranty_on(item, policies) for item in kept]
    first = rules[0] if rules else None
    if first is not None and len(kept) == len(goods(order)) and _are_alike(rules):
        yield _Case("warranty", say(wording.order, order=telling.order_id), first)
        return
    for number, (item, rule) in enumerate(zip(kept, rules, strict=True), start=1):
        if rule is not None:
            what = say(wording.goods, name=shown(item.name), order=telling.order_id)
            yield _Case(f"warranty-{number}", what, rule)


def warranty_on(item: OrderItem, policies: Policies) -> Rule | None:
    """The one warranty this item can have, whatever it is taken for; None if it may be several.

    Of "3 years for clothing, 2 years for everything else" a jacket has none that can be told
    unless the shop's tags say that it is clothing.
    """
    limited = [(rule, covers(rule.scope.goods, item)) for rule in policies.warranties]
    of_rest = [rule for rule, _ in limited if is_about_the_rest(rule.scope.goods)]
    limited = [(rule, it_is) for rule, it_is in limited if rule not in of_rest]
    own = [rule for rule, it_is in limited if it_is]
    if not own:
        own = [rule for rule, it_is in limited if it_is is None]
        own += [*of_rest, *filter(None, [policies.warranty])]
    best = next((rule for rule in own if _holds_for_goods(rule)), None)
    return best if best is not None and _are_alike(own) else None


def _holds_for_goods(rule: Rule) -> bool:
    return not rule.condition and rule.scope == Scope(goods=rule.scope.goods)


def _are_alike(rules: Sequence[Rule | None]) -> bool:
    """True if all grant the same time from the same day."""
    return len({rule and (rule.months, rule.days, _counted_from(rule)) for rule in rules}) == 1


def _counted_from(rule: Rule) -> CountedFrom:
    return rule.counted_from or CountedFrom.DELIVERY


def _told(telling: Telling, case: _Case, delivered: datetime) -> Iterator[Evidence]:
    rule, wording = case.rule, telling.wording.computed
    start, since, fact = _start(telling, rule, delivered)
    if start is None or not (rule.months or rule.days):
        return
    end = end_of(telling, local_date(start, telling.zone), rule)
    text = telling.text(
        wording.warranty_until if end >= telling.today() else wording.warranty_over,
        what=case.what,
        until=telling.day(end),
        since=say(since, date=telling.day(start)),
        span=span_of(telling, rule),
    )
    basis = (f"order:{telling.order.id}:{fact}", rule.source)
    yield telling.computed(case.name, text, basis=tuple(filter(None, basis)))


def _start(telling: Telling, rule: Rule, delivered: datetime) -> tuple[datetime | None, str, str]:
    wording = telling.wording.computed
    if rule.counted_from is CountedFrom.ORDER:
        return telling.order.placed, wording.since_order, "placed"
    is_from_delivery = _counted_from(rule) is CountedFrom.DELIVERY
    return (delivered if is_from_delivery else None), wording.since_delivery, delivery_fact(telling)
