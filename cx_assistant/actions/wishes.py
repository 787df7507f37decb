"""A request with its arguments filled in, before anybody asks whether it may be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from cx_assistant.actions.requests import Request
from cx_assistant.models import Action, Order, OrderItem


@dataclass(frozen=True)
class Wish:
    """What a request comes to for one order; `order` is None for an account or if unknown.

    `missing` says what only the customer can tell, `notes` how the words were understood where
    that is not plain.
    """

    request: Request
    order: Order | None = None
    action: Action | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lacking(self, *missing: str) -> Wish:
        """The same, without an action, because this is missing."""
        return replace(self, action=None, missing=(*self.missing, *missing))


def sku_of(item: OrderItem) -> str:
    """What an item is called in an action: its sku, or its name if the shop has none."""
    return item.sku or item.name


def item_of(order: Order, sku: str) -> OrderItem | None:
    """The item of the order that is called so in an action."""
    return next((item for item in order.items if sku_of(item) == sku), None)


def paid(order: Order) -> Decimal:
    """What the customer has paid for it."""
    return sum((payment.amount for payment in order.payments), Decimal(0))


def given_back(order: Order) -> Decimal:
    """What has gone back to the customer."""
    return sum((refund.amount for refund in order.refunds), Decimal(0))


def left_to_refund(order: Order) -> Decimal:
    """What can still go back: paid less refunded."""
    return paid(order) - given_back(order)
