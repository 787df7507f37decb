"""Where orders come from: the shop's database, opened with a verified identity only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from cx_assistant.errors import BackendError, IdentityError, LeakError, StoreError
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
        customer_id = opened(identity)
        if not is_storable(customer_id):
            return []
        with _store_in_reach():
            orders = self._orders.for_customer(customer_id, limit=max(limit, 0))
        assert_owned(orders, identity)
        return orders

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders with one of these numbers, see `OrderSource.find`."""
        customer_id = opened(identity)
        if not is_storable(customer_id):
            return []
        with _store_in_reach():
            orders = self._orders.find(customer_id, [key for key in keys if is_storable(key)])
        assert_owned(orders, identity)
        return orders

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The customer's own record, or None if the shop does not know the id."""
        customer_id = opened(identity)
        if not is_storable(customer_id):
            return None
        with _store_in_reach():
            customer = self._orders.customer(customer_id)
        assert_own_record(customer, identity)
        return customer


@contextmanager
def _store_in_reach() -> Iterator[None]:
    try:
        yield
    except StoreError as error:
        raise BackendError(str(error)) from error


def is_storable(text: str) -> bool:
    """False for text no database can hold, which is therefore the id of nobody and nothing."""
    return "\0" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def assert_owned(orders: Iterable[Order], identity: VerifiedIdentity) -> None:
    """Raises `LeakError` if any order is somebody else's. Run it on what any source returns."""
    customer_id = opened(identity)
    if any(order.customer_id != customer_id for order in orders):
        raise LeakError(_wrong_answer("order"))


def assert_own_record(customer: Customer | None, identity: VerifiedIdentity) -> None:
    """Raises `LeakError` if the record is somebody else's."""
    if customer is not None and customer.id != opened(identity):
        raise LeakError(_wrong_answer("customer record"))


def opened(identity: VerifiedIdentity) -> str:
    """The id of whose data may be opened; raises `IdentityError` for what only looks like one."""
    # A look-alike with a customer_id would pass a duck-typed check.
    if not isinstance(identity, VerifiedIdentity):
        raise IdentityError("customer data opens with a VerifiedIdentity only; verify the sender")
    return identity.customer_id


def _wrong_answer(what: str) -> str:
    return f"the order source returned another customer's {what}; nothing of it was used, mend it"
