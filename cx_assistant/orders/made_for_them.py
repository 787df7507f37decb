"""What of an order was made for its customer, and so does not come back."""

from __future__ import annotations

from collections.abc import Iterator

from cx_assistant.models import Evidence, OrderItem, OrderStatus
from cx_assistant.orders.goods import goods, is_personalised
from cx_assistant.orders.goods_named import covers
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.telling import Telling, shown

_OVER = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED})


def no_return_facts(telling: Telling, policies: Policies) -> Iterator[Evidence]:
    """One sentence per personalised piece, where an article says that such goods stay."""
    order, wording = telling.order, telling.wording.computed
    if order.status in _OVER:
        return
    named = [item for item in goods(order) if shown(item.name)]
    for number, item in enumerate(named, start=1):
        source = _source(item, policies)
        if source:
            basis = (f"order:{order.id}:item-{number}-personalised", source)
            text = telling.text(wording.no_return, name=shown(item.name))
            yield telling.computed(f"return-none-{number}", text, basis=basis)


def _source(item: OrderItem, policies: Policies) -> str:
    """The passage that says so; empty if none does, or only on a condition."""
    if not is_personalised(item):
        return ""
    fitting = (rule for rule in policies.no_return if covers(rule.scope.goods, item))
    return next((rule.source for rule in fitting if not rule.condition), "")
