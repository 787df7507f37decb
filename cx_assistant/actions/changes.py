"""What an action makes of an order and its customer. Nothing here touches a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from cx_assistant.actions.after_delivery import COMING_BACK
from cx_assistant.actions.orders_meant import has_been_delivered
from cx_assistant.actions.wishes import item_of, left_to_refund, sku_of
from cx_assistant.errors import InputError
from cx_assistant.models import (
    Action,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    Customer,
    ExchangeItems,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    Refund,
    RefundOrder,
    ResendOrder,
    ReturnItems,
    Shipment,
    Variant,
)
from cx_assistant.protocols import Catalogue


@dataclass(frozen=True)
class State:
    """An order (none for an account) and its customer, before or after."""

    order: Order | None
    customer: Customer | None

    def with_order(self, **changed: object) -> State:
        """The same with these fields of the order changed, validated."""
        if self.order is None:
            raise InputError("this action needs an order; propose it again")
        values = {**dict(self.order), **changed}
        return replace(self, order=Order.model_validate(values))


def after(action: Action, state: State, *, catalogue: Catalogue | None, now: datetime) -> State:
    """The state that the action leads to; raises `InputError` if it does not fit."""
    if isinstance(action, ChangeAddress):
        return _with_address(action, state)
    order = state.order
    if order is None:
        raise InputError("the order is not there any more; propose it again")
    if isinstance(action, ExchangeItems):
        return _exchanged(action, state, catalogue, now)
    if isinstance(action, CancelOrder):
        return _cancelled(action, state, order, now)
    return _simply_changed(action, state, order, now)


def _simply_changed(
    action: RefundOrder | ReturnItems | ChangePayment | ResendOrder,
    state: State,
    order: Order,
    now: datetime,
) -> State:
    match action:
        case RefundOrder():
            return _refunded(state, order, _refund(action, now))
        case ReturnItems():
            return _coming_back(state, order, action.skus, "return requested")
        case ChangePayment():
            return _paid_by(action, state, order)
        case ResendOrder():
            return _sent_again(action, state, order)


def _with_address(action: ChangeAddress, state: State) -> State:
    if action.order_id:
        name = (
            state.order.shipping_address.name
            if state.order and state.order.shipping_address
            else ""
        )
        return state.with_order(shipping_address=_named(action.address, name))
    if state.customer is None:
        raise InputError("the customer is not on file, so their address cannot be changed")
    name = state.customer.address.name if state.customer.address else ""
    changed = state.customer.model_copy(update={"address": _named(action.address, name)})
    return replace(state, customer=changed)


def _named(address: Address, name: str) -> Address:
    return address if address.name else address.model_copy(update={"name": name})


def _cancelled(action: CancelOrder, state: State, order: Order, now: datetime) -> State:
    if not action.skus:
        left = left_to_refund(order)
        back = Refund(amount=left, at=now, method=_method(order), reason="cancelled")
        refunds = (*order.refunds, back) if left > 0 else order.refunds
        status = {"status": OrderStatus.CANCELLED, "status_text": "cancelled"}
        return state.with_order(refunds=refunds, **status)
    price = _price_of(order, action.skus)
    items = tuple(_without(order, Counter(action.skus)))
    if not items:
        return _cancelled(action.model_copy(update={"skus": ()}), state, order, now)
    back = Refund(amount=price, at=now, method=_method(order), reason="cancelled", skus=action.skus)
    is_paid = left_to_refund(order) >= price
    total = None if order.total is None else order.total - price
    refunds = (*order.refunds, back) if is_paid else order.refunds
    return state.with_order(items=items, total=total, refunds=refunds)


def _without(order: Order, taken: Counter[str]) -> Iterator[OrderItem]:
    for item in order.items:
        left = item.quantity - taken[sku_of(item)]
        taken[sku_of(item)] -= item.quantity - max(left, 0)
        if left > 0:
            yield item.model_copy(update={"quantity": left})


def _price_of(order: Order, skus: tuple[str, ...]) -> Decimal:
    items = [item_of(order, sku) for sku in skus]
    prices = [item.price for item in items if item is not None and item.price is not None]
    if len(prices) != len(skus):
        message = f"a piece of {order.id} is gone or has no price; propose the action again"
        raise InputError(message)
    return sum(prices, Decimal(0))


def _refund(action: RefundOrder, now: datetime) -> Refund:
    return Refund(
        amount=action.amount, at=now, method=action.method_id, reason="refund", skus=action.skus
    )


def _refunded(state: State, order: Order, refund: Refund) -> State:
    left = left_to_refund(order) - refund.amount
    if left < 0 or refund.amount <= 0:
        message = f"{order.id} has only {left_to_refund(order)} {order.currency} left to refund"
        raise InputError(message)
    # "Partially refunded" would hide whether it has left or arrived; the refunds say it anyway.
    status = order.status if left else OrderStatus.REFUNDED
    return state.with_order(refunds=(*order.refunds, refund), status=status)


def _coming_back(state: State, order: Order, skus: tuple[str, ...], text: str) -> State:
    known = order.other.get(COMING_BACK, "").split("\n")
    listed = "\n".join(filter(None, (*known, *skus)))
    return state.with_order(other={**order.other, COMING_BACK: listed}, status_text=text)


def _exchanged(
    action: ExchangeItems, state: State, catalogue: Catalogue | None, now: datetime
) -> State:
    order = state.order
    if order is None:
        raise InputError("the order is not there any more; propose it again")
    old = tuple(swap.sku for swap in action.swaps)
    new = [_variant(swap.new_sku, catalogue) for swap in action.swaps]
    if has_been_delivered(order, now):
        return _coming_back(state, order, old, "exchange requested")
    items = list(order.items)
    for sku, variant in zip(old, new, strict=True):
        items = list(_swapped(items, sku, variant))
    prices = [variant.price for variant in new if variant.price is not None]
    difference = sum(prices, Decimal(0)) - _price_of(order, old)
    changed = state.with_order(
        items=tuple(items), total=None if order.total is None else order.total + difference
    )
    return _settled(changed, difference, action.method_id or _method_id(order), now)


def _variant(sku: str, catalogue: Catalogue | None) -> Variant:
    product = catalogue.product_of(sku) if catalogue else None
    variant = next((v for v in product.variants if v.sku == sku), None) if product else None
    if variant is None or not variant.available or variant.price is None:
        message = f"{sku} cannot be delivered any more; propose the exchange again"
        raise InputError(message)
    return variant


def _swapped(items: list[OrderItem], sku: str, variant: Variant) -> Iterator[OrderItem]:
    """One piece of the sku becomes the variant."""
    is_done = False
    for item in items:
        if is_done or sku_of(item) != sku:
            yield item
            continue
        is_done = True
        if item.quantity > 1:
            yield item.model_copy(update={"quantity": item.quantity - 1})
        new = {
            "sku": variant.sku,
            "options": variant.options,
            "price": variant.price,
            "quantity": 1,
        }
        yield item.model_copy(update=new)
    if not is_done:
        message = f"{sku} is not in the order any more; propose the exchange again"
        raise InputError(message)


def _settled(state: State, difference: Decimal, method_id: str, now: datetime) -> State:
    """The difference charged or given back."""
    order = state.order
    if order is None or difference == 0:
        return state
    if difference > 0:
        paid = Payment(method_id=method_id, amount=difference, at=now)
        charged = _with_balance(state, method_id, -difference)
        return charged.with_order(payments=(*order.payments, paid))
    back = Refund(amount=-difference, at=now, method=method_id, reason="exchange")
    return _with_balance(state, method_id, -difference).with_order(refunds=(*order.refunds, back))


def _paid_by(action: ChangePayment, state: State, order: Order) -> State:
    methods = state.customer.payment_methods if state.customer else ()
    new = next((method for method in methods if method.id == action.method_id), None)
    if new is None:
        message = f"{action.method_id} is not on file any more; propose it again"
        raise InputError(message)
    for payment in order.payments:
        state = _with_balance(state, payment.method_id, payment.amount)
        state = _with_balance(state, new.id, -payment.amount)
    moved = {"method": new.kind, "method_id": new.id}
    payments = tuple(payment.model_copy(update=moved) for payment in order.payments)
    return state.with_order(payments=payments)


def _with_balance(state: State, method_id: str, added: Decimal) -> State:
    """Gift cards hold money: what is paid from them goes, what comes back is added."""
    if state.customer is None:
        return state
    methods = []
    for method in state.customer.payment_methods:
        if method.id == method_id and method.balance is not None:
            if method.balance + added < 0:
                message = f"{method.label or method.id} does not hold enough any more"
                raise InputError(message)
            method = method.model_copy(update={"balance": method.balance + added})  # noqa: PLW2901
        methods.append(method)
    changed = state.customer.model_copy(update={"payment_methods": tuple(methods)})
    return replace(state, customer=changed)


def _sent_again(action: ResendOrder, state: State, order: Order) -> State:
    again = Shipment(skus=action.skus)
    is_lost = order.status is OrderStatus.LOST
    status = OrderStatus.PROCESSING if is_lost else order.status
    return state.with_order(
        shipments=(*order.shipments, again), status=status, status_text="to be sent again"
    )


def _method(order: Order) -> str:
    return order.payments[0].method if order.payments else ""


def _method_id(order: Order) -> str:
    return order.payments[0].method_id if order.payments else ""
