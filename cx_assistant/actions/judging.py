"""Judges a filled-in action: the one place that says which checks each kind must pass."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from cx_assistant.actions.after_delivery import can_come_back
from cx_assistant.actions.before_dispatch import not_dispatched, within_cancel_time
from cx_assistant.actions.money_checks import (
    can_be_refunded,
    can_pay,
    is_within_limit,
    may_receive,
)
from cx_assistant.actions.orders_meant import has_been_delivered
from cx_assistant.actions.reasons import is_accepted_reason
from cx_assistant.actions.resending import may_be_sent_again
from cx_assistant.actions.rulings import Case, Ruling, allowed, denied, together
from cx_assistant.actions.wishes import item_of, left_to_refund
from cx_assistant.models import (
    Action,
    ActionKind,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    ExchangeItems,
    RefundOrder,
    ResendOrder,
    ReturnItems,
)


def judge(action: Action, case: Case) -> Ruling:
    """Whether it may be done, and what it would cost the shop."""
    if action.kind not in case.context.settings.offered:
        named = action.kind.value.replace("_", " ")
        return denied(f"this shop does not offer to {named} ([actions] offered)")
    checks: dict[type, Callable[[Any, Case], Ruling]] = {
        CancelOrder: _cancel,
        ReturnItems: _return,
        RefundOrder: _refund,
        ExchangeItems: _exchange,
        ChangeAddress: _address,
        ChangePayment: _payment,
        ResendOrder: _resend,
    }
    return checks[type(action)](action, case)


def judge_account(action: ChangeAddress, offered: Sequence[ActionKind]) -> Ruling:
    """A change of the customer's own address touches no order."""
    if action.kind not in offered:
        return denied("this shop does not offer to change addresses ([actions] offered)")
    return allowed("the customer's own address on file; no order is touched").costing(Decimal(0))


def _cancel(action: CancelOrder, case: Case) -> Ruling:
    cost = _worth(case, action.skus) if action.skus else left_to_refund(case.order)
    checks = (
        not_dispatched(case, "cancelling"),
        within_cancel_time(case),
        is_accepted_reason(action.reason, case),
        is_within_limit(cost, case),
    )
    return together(checks).costing(cost)


def _return(action: ReturnItems, case: Case) -> Ruling:
    worth = _worth(case, action.skus)
    cost = None if worth is None else min(worth, left_to_refund(case.order) or worth)
    checks = (
        can_come_back(case, ActionKind.RETURN, action.skus),
        may_receive(action.method_id, case),
        is_within_limit(cost, case),
    )
    return together(checks).costing(cost)


def _refund(action: RefundOrder, case: Case) -> Ruling:
    return together((can_be_refunded(action, case), is_within_limit(action.amount, case))).costing(
        action.amount
    )


def _exchange(action: ExchangeItems, case: Case) -> Ruling:
    skus = [swap.sku for swap in action.swaps]
    difference = _difference(action, case)
    state = (
        can_come_back(case, ActionKind.EXCHANGE, skus)
        if has_been_delivered(case.order, case.now)
        else not_dispatched(case, "changing items")
    )
    checks = (state, can_pay(action.method_id, difference, case))
    return together(checks).costing(None if difference is None else -difference)


def _difference(action: ExchangeItems, case: Case) -> Decimal | None:
    """What the customer would pay on top; negative: what they would get."""
    catalogue = case.context.catalogue
    total = Decimal(0)
    for swap in action.swaps:
        item = item_of(case.order, swap.sku)
        product = catalogue.product_of(swap.new_sku) if catalogue else None
        new = (
            next((v for v in product.variants if v.sku == swap.new_sku), None) if product else None
        )
        if item is None or item.price is None or new is None or new.price is None:
            return None
        total += new.price - item.price
    return total


def _address(action: ChangeAddress, case: Case) -> Ruling:
    if action.address == case.order.shipping_address:
        return denied(f"{case.order.id} goes there already", case.fact("shipping-address"))
    return not_dispatched(case, "another address").costing(Decimal(0))


def _payment(action: ChangePayment, case: Case) -> Ruling:
    order = case.order
    if any(payment.method_id == action.method_id for payment in order.payments):
        return denied(f"{order.id} is paid that way already", case.fact("payment-1"))
    due = order.total if order.total is not None else left_to_refund(order)
    checks = (not_dispatched(case, "another way to pay"), can_pay(action.method_id, due, case))
    return together(checks).costing(Decimal(0))


def _resend(action: ResendOrder, case: Case) -> Ruling:
    every = [item.sku or item.name for item in case.order.items for _ in range(item.quantity)]
    cost = _worth(case, action.skus or every)
    return together((may_be_sent_again(case), is_within_limit(cost, case))).costing(cost)


def _worth(case: Case, skus: Sequence[str]) -> Decimal | None:
    """The price of these pieces; None if one of them has no price."""
    items = [item_of(case.order, sku) for sku in skus]
    prices = [item.price for item in items if item is not None and item.price is not None]
    return sum(prices, Decimal(0)) if len(prices) == len(skus) else None
