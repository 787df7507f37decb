"""Where orders come from: the shop's database, opened with a verified identity only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from cx_assistant.errors import IdentityError, LeakError
from cx_assistant.models import Customer, Order
from cx_assistant.orders.identity import VerifiedIdentity


class OrderRows(Protocol):
    """What is needed of the store; `OrderStore` has it."""

    def for_customer(self, customer_id: str, limit: int = 50) -> list[Order]:
        """Newest orders of this customer."""

    def find(self, customer_id: str, keys: Sequence[str]) -> list[Order]:
        """This customer's orders that have one of these numbers, or one that is one slip away."""

    def customer(self, customer_id: str) -> Customer | None:
        """The customer, or None if unknown."""


class SqlOrderSource:
    """The shop's orders in SQL, one verified customer at a time."""

    def __init__(self, order_store: OrderRows) -> None:
        self._orders = order_store

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; unknown customer: none."""
        customer_id = _opened(identity)
        orders = self._orders.for_customer(customer_id, limit=max(limit, 0))
        assert_owned(orders, identity)
        return orders

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders with one of these numbers, see `OrderSource.find`."""
        orders = self._orders.find(_opened(identity), keys)
        assert_owned(orders, identity)
        return orders

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The customer's own record, or None if the shop does not know the id."""
        customer_id = _opened(identity)
        customer = self._orders.customer(customer_id)
        if customer is not None and customer.id != customer_id:
            raise LeakError(_wrong_answer("customer record"))
        return customer


def assert_owned(orders: Iterable[Order], identity: VerifiedIdentity) -> None:
    """Raises `LeakError` if any order is somebody else's. Run it on what any source returns."""
    customer_id = _opened(identity)
    if any(order.customer_id != customer_id for order in orders):
        raise LeakError(_wrong_answer("order"))


def _opened(identity: VerifiedIdentity) -> str:
    # A look-alike with a customer_id would pass a duck-typed check.
    if not isinstance(identity, VerifiedIdentity):
        raise IdentityError("customer data opens with a VerifiedIdentity only; verify the sender")
    return identity.customer_id


def _wrong_answer(what: str) -> str:
    return f"the order source returned another customer's {what}; nothing of it was used, mend it"
