"""Whether the money of an action is there, is within the limit, and goes where it may."""

from __future__ import annotations

from decimal import Decimal

from cx_assistant.actions.rulings import Case, Ruling, allowed, denied, needs_approval
from cx_assistant.actions.wishes import given_back, left_to_refund, paid
from cx_assistant.models import OrderStatus, PaymentMethod, RefundOrder

_OWED = {
    OrderStatus.CANCELLED: "was cancelled",
    OrderStatus.RETURNED: "has come back",
    OrderStatus.LOST: "is lost",
}
GIFT_CARD = "gift_card"


def can_be_refunded(action: RefundOrder, case: Case) -> Ruling:
    """Never more than was paid and not yet given back; a reason beyond the wish needs a person."""
    order = case.order
    left = left_to_refund(order)
    sum_ = (
        f"paid {case.money(paid(order))} − refunded {case.money(given_back(order))} = "
        f"{case.money(left)}"
    )
    basis = (case.fact("payment-1"), *([case.fact("refund-1")] if order.refunds else []))
    if action.currency != order.currency:
        reason = f"{action.currency} was asked for, but {order.id} was paid in {order.currency}"
        return denied(reason, case.fact("payment-1"))
    if action.amount <= 0 or action.amount > left:
        return denied(f"{sum_}, and {case.money(action.amount)} is asked for", *basis)
    owed = _OWED.get(order.status)
    if owed is not None:
        return allowed(f"{order.id} {owed}; {sum_}", case.fact("status"), *basis)
    reason = f"{sum_}; no rule says that {case.money(action.amount)} go back without the goods"
    return needs_approval(reason, case.fact("status"), *basis)


def is_within_limit(amount: Decimal | None, case: Case) -> Ruling:
    """Whether an agent may decide about so much money alone."""
    limit = case.context.settings.refund_limit
    if amount is None:
        return needs_approval("not every piece has a price, so what it costs is not known")
    if limit is None:
        return allowed(f"{case.money(amount)} at most")
    if case.order.currency != case.context.currency:
        reason = (
            f"the refund limit is in {case.context.currency}, the order in {case.order.currency}"
        )
        return needs_approval(reason)
    if amount > limit:
        return needs_approval(f"{case.money(amount)} is above the limit of {case.money(limit)}")
    return allowed(f"{case.money(amount)} is within the limit of {case.money(limit)}")


def can_pay(method_id: str, due: Decimal | None, case: Case) -> Ruling:
    """Whether a way to pay is on file and, where it holds a balance, whether that is enough."""
    if due is None:
        return needs_approval("a price is not known, so the difference is not known")
    told = f"difference {case.money(due)}"
    if not method_id:
        return allowed(told)
    method = method_of(method_id, case)
    if method is None:
        return denied(f"{method_id} is not on file for this customer")
    if method.balance is not None and due > method.balance:
        held = f"{method.label or method.id} holds {case.money(method.balance)}"
        return denied(f"{held}, {case.money(due)} are needed")
    return allowed(f"{told}, by {method.label or method.id}")


def may_receive(method_id: str, case: Case) -> Ruling:
    """Money goes back the way it came, or to a gift card; anything else needs a person."""
    if not method_id or any(each.method_id == method_id for each in case.order.payments):
        return allowed("the money goes back the way it was paid")
    method = method_of(method_id, case)
    if method is None:
        return denied(f"{method_id} is not on file for this customer")
    if method.kind == GIFT_CARD:
        return allowed(f"the money goes to {method.label or method.id}")
    return needs_approval(f"{method.label or method.id} is not how {case.order.id} was paid")


def method_of(method_id: str, case: Case) -> PaymentMethod | None:
    """The customer's way to pay with this id."""
    customer = case.context.customer
    methods = customer.payment_methods if customer else ()
    return next((method for method in methods if method.id == method_id), None)
