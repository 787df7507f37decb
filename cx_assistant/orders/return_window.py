"""Until when what was ordered may be returned or exchanged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from cx_assistant.models import Evidence, OrderField, OrderItem, OrderStatus
from cx_assistant.orders.exchange_window import exchange_rule
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at, goods, is_back, is_sale, is_taken_back
from cx_assistant.orders.goods_named import covers
from cx_assistant.orders.parcel_facts import delivery_fact
from cx_assistant.orders.policies import CountedFrom, Policies, Rule
from cx_assistant.orders.spans import end_of, span_of
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import counted, say

_NOTHING_TO_RETURN = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.LOST}
)


class _Case(NamedTuple):
    """One rule, the goods it is told for, and the sentences while it runs and afterwards."""

    name: str
    what: str
    rule: Rule | None
    until: str
    over: str


def return_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """One sentence per rule the goods fall under; what cannot come back has no window.

    The days start when the last parcel has been delivered. If the items may not be told, both rules
    are, whatever was ordered, so that they give nothing away about it.
    """
    delivered = delivered_at(telling.order, telling.now)
    is_over = telling.order.status in _NOTHING_TO_RETURN
    if delivered is None or is_over or telling.hides_what_went_back:
        return
    may_tell_items = telling.view.may_tell(OrderField.ITEMS)
    cases = (_told_in_full if may_tell_items else _told_in_general)(telling, policies)
    for case in (*cases, *_exchanges(telling, policies)):
        if case.rule is not None and _can_be_told(case.rule):
            text = _sentence(telling, case, case.rule, delivered)
            basis = (
                f"order:{telling.order.id}:{delivery_fact(telling)}",
                f"order:{telling.order.id}:shipping-address" if case.rule.scope.countries else "",
                case.rule.source,
            )
            yield telling.computed(case.name, text, basis=tuple(filter(None, basis)))


def _can_be_told(rule: Rule) -> bool:
    is_from_delivery = rule.counted_from in {None, CountedFrom.DELIVERY}
    return is_from_delivery and not rule.condition and bool(rule.days or rule.months)


def _told_in_general(telling: Telling, policies: Policies) -> Iterator[_Case]:
    wording = telling.wording.computed
    regular, sale = policies.return_window, policies.sale_return_window
    if sale is None:
        yield _return(telling, "return-window", _what(telling, wording.order), regular)
        return
    yield _return(telling, "return-window", _what(telling, wording.regular_goods), regular)
    yield _return(telling, "return-window-sale", _what(telling, wording.sale_goods), sale)


def _told_in_full(telling: Telling, policies: Policies) -> Iterator[_Case]:
    wording = telling.wording.computed
    order = telling.order
    wares = goods(order)
    returnable = [
        item for item in wares if _may_return(item, policies) and not is_back(item, order)
    ]
    rules = [
        (policies.sale_return_window or policies.return_window)
        if is_sale(item)
        else policies.return_window
        for item in returnable
    ]
    # One sentence for the whole order only if it is true of every piece of it.
    if returnable and len(returnable) == len(wares) and len(set(rules)) == 1:
        yield _return(telling, "return-window", _what(telling, wording.order), rules[0])
        return
    for number, (item, rule) in enumerate(zip(returnable, rules, strict=True), start=1):
        if name := shown(item.name):
            what = _what(telling, wording.goods, name=name)
            yield _return(telling, f"return-window-{number}", what, rule)


def _exchanges(telling: Telling, policies: Policies) -> Iterator[_Case]:
    """The exchange window, told of the whole order only where no piece is known to be apart."""
    order, wording = telling.order, telling.wording.computed
    rule = exchange_rule(order, policies)
    is_whole = all(_may_return(item, policies) for item in goods(order))
    is_in_part = any(refund.skus for refund in order.refunds)
    if not is_whole or is_in_part:
        return
    what = _what(telling, wording.order)
    until, over = wording.exchange_until, wording.exchange_over
    yield _Case("exchange-window", what, rule, until, over)


def _may_return(item: OrderItem, policies: Policies) -> bool:
    """True unless a tag, or a rule for goods like it, says that it is apart."""
    apart = [rule for rule in policies.limited_windows if rule.scope.goods]
    is_apart = any(covers(rule.scope.goods, item) for rule in (*policies.no_return, *apart))
    return is_taken_back(item, policies.no_return_tags) and not is_apart


def _return(telling: Telling, name: str, what: str, rule: Rule | None) -> _Case:
    wording = telling.wording.computed
    return _Case(name, what, rule, wording.return_until, wording.return_over)


def _what(telling: Telling, phrase: str, **values: str) -> str:
    return say(phrase, order=telling.order_id, **values)


def _sentence(telling: Telling, case: _Case, rule: Rule, delivered: datetime) -> str:
    wording = telling.wording.computed
    last_day = end_of(telling, local_date(delivered, telling.zone), rule)
    left = (last_day - telling.today()).days
    values = {
        "what": case.what,
        "until": telling.day(last_day),
        "delivered": telling.day(delivered),
        "days": span_of(telling, rule),
    }
    if left < 0:
        return telling.text(case.over, ago=counted(wording.days_ago, -left), **values)
    remaining = counted(wording.days_left, left) if left else wording.last_day
    return telling.text(case.until, left=remaining, **values)
