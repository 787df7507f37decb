"""Until when what was ordered may be returned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from cx_assistant.models import Evidence, OrderField, OrderStatus
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at, goods, is_personalised, is_sale
from cx_assistant.orders.policies import Policies, Rule
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import counted, say

_NOTHING_TO_RETURN = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.LOST}
)


def return_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """One sentence per rule the goods fall under; personalised goods have no window.

    The days start when the last parcel has been delivered. If the items may not be told, both rules
    are, whatever was ordered, so that they give nothing away about it.
    """
    delivered = delivered_at(telling.order, telling.now)
    if delivered is None or telling.order.status in _NOTHING_TO_RETURN:
        return
    may_tell_items = telling.view.may_tell(OrderField.ITEMS)
    cases = (_told_in_full if may_tell_items else _told_in_general)(telling, policies)
    for name, what, rule in cases:
        if rule is not None:
            text = _sentence(telling, what, delivered, rule)
            basis = (f"order:{telling.order.id}:status", rule.source)
            yield telling.computed(name, text, basis=tuple(filter(None, basis)))


_Case = tuple[str, str, Rule | None]


def _told_in_general(telling: Telling, policies: Policies) -> Iterator[_Case]:
    wording = telling.wording.computed
    if policies.sale_return_window is None:
        yield "return-window", _what(telling, wording.order), policies.return_window
        return
    yield "return-window", _what(telling, wording.regular_goods), policies.return_window
    yield "return-window-sale", _what(telling, wording.sale_goods), policies.sale_return_window


def _told_in_full(telling: Telling, policies: Policies) -> Iterator[_Case]:
    wares = goods(telling.order)
    returnable = [item for item in wares if not is_personalised(item)]
    rules = [
        (policies.sale_return_window or policies.return_window)
        if is_sale(item)
        else policies.return_window
        for item in returnable
    ]
    # One sentence for the whole order only if it is true of every piece of it.
    if returnable and len(returnable) == len(wares) and len(set(rules)) == 1:
        yield "return-window", _what(telling, telling.wording.computed.order), rules[0]
        return
    for number, (item, rule) in enumerate(zip(returnable, rules, strict=True), start=1):
        what = _what(telling, telling.wording.computed.goods, name=shown(item.name))
        yield f"return-window-{number}", what, rule


def _what(telling: Telling, phrase: str, **values: str) -> str:
    return say(phrase, order=telling.order_id, **values)


def _sentence(telling: Telling, what: str, delivered: datetime, rule: Rule) -> str:
    wording = telling.wording.computed
    last_day = local_date(delivered, telling.zone) + timedelta(days=rule.days)
    left = (last_day - local_date(telling.now, telling.zone)).days
    values = {
        "what": what,
        "until": telling.day(last_day),
        "delivered": telling.day(delivered),
        "days": counted(wording.days, rule.days),
    }
    if left < 0:
        return telling.text(wording.return_over, ago=counted(wording.days_ago, -left), **values)
    remaining = counted(wording.days_left, left) if left else wording.last_day
    return telling.text(wording.return_until, left=remaining, **values)
