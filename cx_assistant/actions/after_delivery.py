"""Whether goods can still come back: delivered, in time, not personalised, not back yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from cx_assistant.actions.orders_meant import has_been_delivered
from cx_assistant.actions.rulings import (
    Case,
    Ruling,
    allowed,
    denied,
    needs_approval,
    on_condition,
    together,
)
from cx_assistant.actions.wishes import item_of, sku_of
from cx_assistant.models import ActionKind, Order, OrderItem, OrderStatus
from cx_assistant.orders.exchange_window import exchange_rule
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at, is_personalised, is_sale, is_taken_back
from cx_assistant.orders.policies import CountedFrom, Rule
from cx_assistant.orders.spans import end_of, span_of

COMING_BACK = "coming_back"  # the key in `Order.other`: skus of returns and exchanges under way
_BACK = {OrderStatus.RETURNED: "has been returned", OrderStatus.REFUNDED: "has been refunded"}


def can_come_back(case: Case, kind: ActionKind, skus: Sequence[str]) -> Ruling:
    """Whether these pieces may be returned or exchanged after delivery."""
    order, status = case.order, case.fact("status")
    if order.status in _BACK:
        return denied(f"{order.id} {_BACK[order.status]} already", status)
    if not has_been_delivered(order, case.now):
        told = order.status.value.replace("_", " ")
        return denied(f"{order.id} has not been delivered yet ({told})", status)
    return together([*_not_back_yet(case, skus), *_each(case, kind, _items(order, skus))])


def _items(order: Order, skus: Iterable[str]) -> list[OrderItem]:
    found = (item_of(order, sku) for sku in dict.fromkeys(skus))
    return [item for item in found if item is not None]


def _not_back_yet(case: Case, skus: Sequence[str]) -> Iterator[Ruling]:
    back = pieces_back(case.order)
    for sku, wanted in Counter(skus).items():
        item = item_of(case.order, sku)
        if item is None:
            yield denied(f"{sku} is not in {case.order.id}", case.fact("status"))
            continue
        ordered = sum(each.quantity for each in case.order.items if sku_of(each) == sku)
        left = ordered - back[sku]
        if wanted > left:
            counted = f"{ordered} ordered, {back[sku]} refunded or coming back, {left} left"
            yield denied(f"{item.name}: {counted}, {wanted} asked for", case.fact("status"))


def pieces_back(order: Order) -> Counter[str]:
    """How many pieces of each sku have been refunded or are on their way back."""
    refunded = Counter(sku for refund in order.refunds for sku in refund.skus)
    return refunded + Counter(filter(None, order.other.get(COMING_BACK, "").split("\n")))


def _each(case: Case, kind: ActionKind, items: Sequence[OrderItem]) -> Iterator[Ruling]:
    for item in items:
        if is_personalised(item):
            yield denied(f"{item.name} was made for this customer", case.fact("status"))
        elif not is_taken_back(item, case.context.policies.no_return_tags):
            tags = ", ".join(item.tags)
            yield denied(f"{item.name} is not taken back ({tags})", case.fact("status"))
        else:
            yield _in_time(case, kind, item)


def _in_time(case: Case, kind: ActionKind, item: OrderItem) -> Ruling:
    rule, name = _rule_for(case, kind, item)
    status = case.fact("status")
    if rule is None:
        return needs_approval(f"no rule says how long {item.name} can come back", status)
    if rule.counted_from not in {None, CountedFrom.DELIVERY}:
        reason = f"the {name} is not counted from delivery; work it out by hand"
        return needs_approval(reason, status, rule.source)
    delivered = delivered_at(case.order, case.now)
    if delivered is None:
        length = span_of(case.telling, rule)
        reason = f"{name} of {length}, but the order does not say when it arrived"
        return needs_approval(reason, status, rule.source)
    zone = case.context.zone
    last = end_of(case.telling, local_date(delivered, zone), rule)
    today = local_date(case.now, zone)
    left = (last - today).days
    sum_ = (
        f"{item.name}: delivered {case.day(delivered)} + {span_of(case.telling, rule)} ({name}) = "
        f"{case.day(last)}, "
        + (f"{left} days left" if left >= 0 else f"{-left} days ago")
        + on_condition(rule)
    )
    return (allowed if left >= 0 else denied)(sum_, status, rule.source)


def _rule_for(case: Case, kind: ActionKind, item: OrderItem) -> tuple[Rule | None, str]:
    policies = case.context.policies
    if is_sale(item) and policies.sale_return_window is not None:
        return policies.sale_return_window, "return window for sale items"
    exchange = exchange_rule(case.order, policies) or policies.exchange_window
    if kind is ActionKind.EXCHANGE and exchange is not None:
        return exchange, "exchange window"
    return policies.return_window, "return window"
