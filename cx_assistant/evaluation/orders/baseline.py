"""What regular expressions and the first match make of a case, to hold our figures against.

The customer by the first id, e-mail address, phone number or postcode that fits anybody; the
order by number, else the first one on file; items whose name is in the text, else all; the first
word that stands for an action; the first variant that is in stock and has a value the text names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cx_assistant.evaluation.orders.cases import Case, OrderSet, World
from cx_assistant.evaluation.orders.readings import Reading
from cx_assistant.models import (
    Action,
    ActionKind,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    Customer,
    ExchangeItems,
    Order,
    OrderItem,
    OrderStatus,
    RefundOrder,
    ResendOrder,
    ReturnItems,
    Swap,
)

_KEYWORDS: tuple[tuple[str, ActionKind], ...] = (
    (r"cancel|close", ActionKind.CANCEL),
    (r"return|send back", ActionKind.RETURN),
    (r"address", ActionKind.CHANGE_ADDRESS),
    (r"payment method|pay with", ActionKind.CHANGE_PAYMENT),
    (r"exchange|modify|change|swap", ActionKind.EXCHANGE),
    (r"replace|resend", ActionKind.RESEND),
    (r"refund|money back", ActionKind.REFUND),
)
_NOT_SENT = {OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.PROCESSING}
_BEFORE_DISPATCH = {ActionKind.CANCEL, ActionKind.CHANGE_ADDRESS, ActionKind.CHANGE_PAYMENT}
_ID = r"\b[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+\b"
_EMAIL = r"[\w.+-]+@[\w.-]+\w"
_PHONE = r"\b\d{3}-\d{3}-\d{4}\b"
_ZIP = r"\b\d{5}\b"


def read_plainly(case: Case, whole: OrderSet) -> Reading:  # the set's rules are not looked at
    """The case as regular expressions read it."""
    customer = next(_customers(case), None)
    if customer is None:
        return Reading()
    orders = case.world.orders_of(customer.id)
    order = _order(case.message, orders)
    if order is None:
        return Reading(customers=(customer.id,))
    kind = _kind(case.text)
    is_allowed = kind is not None and _fits(kind, order)
    action = _action(kind, case, order, customer) if kind is not None and is_allowed else None
    return Reading(
        customers=(customer.id,),
        orders=(order.id,),
        actions=() if action is None else (action,),
        refused=((kind, order.id),) if kind is not None and not is_allowed else (),
    )


def _customers(case: Case) -> Iterator[Customer]:
    text, directory = case.message, case.world.directory
    for found in re.findall(_ID, text):
        yield from directory.with_id(found)
    for found in re.findall(_EMAIL, text):
        yield from directory.with_email(found)
    for found in re.findall(_PHONE, text):
        yield from directory.with_phone(found.replace("-", ""))
    for found in re.findall(_ZIP, text):
        yield from directory.with_postcode(found)


def _order(text: str, orders: Iterable[Order]) -> Order | None:
    known = list(orders)
    named = (each for each in known if re.search(rf"{re.escape(each.id.lstrip('#'))}\b", text))
    return next(named, known[0] if known else None)


def _kind(text: str) -> ActionKind | None:
    """The action whose word comes first."""
    found = ((re.search(pattern, text, re.IGNORECASE), kind) for pattern, kind in _KEYWORDS)
    places = [(match.start(), kind) for match, kind in found if match is not None]
    return min(places, key=lambda place: place[0])[1] if places else None


def _fits(kind: ActionKind, order: Order) -> bool:
    if kind in _BEFORE_DISPATCH:
        return order.status in _NOT_SENT
    if kind is ActionKind.RETURN:
        return order.status is OrderStatus.DELIVERED
    return order.status is OrderStatus.DELIVERED or order.status in _NOT_SENT


def _action(kind: ActionKind, case: Case, order: Order, customer: Customer) -> Action | None:
    if kind is ActionKind.RETURN or kind is ActionKind.EXCHANGE:
        return _for_items(kind, case, order)
    if kind is ActionKind.CHANGE_ADDRESS and customer.address is not None:
        return ChangeAddress(order_id=order.id, address=customer.address)
    if kind is ActionKind.CHANGE_PAYMENT and customer.payment_methods:
        return ChangePayment(order_id=order.id, method_id=customer.payment_methods[0].id)
    if kind is ActionKind.REFUND and order.total is not None:
        return RefundOrder(order_id=order.id, amount=order.total, currency=order.currency)
    if kind is ActionKind.CANCEL:
        return CancelOrder(order_id=order.id)
    return ResendOrder(order_id=order.id) if kind is ActionKind.RESEND else None


def _for_items(kind: ActionKind, case: Case, order: Order) -> Action | None:
    items = _items(case.text, order)
    method = order.payments[0].method_id if order.payments else ""
    if kind is ActionKind.RETURN:
        skus = tuple(item.sku for item in items)
        return ReturnItems(order_id=order.id, skus=skus, method_id=method) if skus else None
    swaps = tuple(_swaps(case.text.lower(), items, case.world))
    return ExchangeItems(order_id=order.id, swaps=swaps, method_id=method) if swaps else None


def _items(text: str, order: Order) -> list[OrderItem]:
    named = [item for item in order.items if item.name.lower() in text.lower()]
    return named or list(order.items)


def _swaps(text: str, items: Iterable[OrderItem], world: World) -> Iterator[Swap]:
    for item in items:
        product = world.products.get(item.product)
        others = [each for each in product.variants if each.sku != item.sku] if product else []
        named = (
            each
            for each in others
            if each.available and any(value.lower() in text for value in each.options.values())
        )
        chosen = next(named, None)
        if chosen is not None:
            yield Swap(sku=item.sku, new_sku=chosen.sku)
