"""Orders and customers, found by the customer's id."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from cx_assistant.models import Customer, Order
from cx_assistant.store.database import Database
from cx_assistant.store.order_changes import (
    ORDERS_PARTITION,
    UpsertCounts,
    remove_orders,
    write_customers,
    write_orders,
)
from cx_assistant.store.order_lookup import ids_called
from cx_assistant.store.order_rows import SYNCED, email_key, order_of
from cx_assistant.store.statements import batches
from cx_assistant.store.tables import customers, orders, settings

__all__ = ["ORDERS_PARTITION", "OrderStore", "UpsertCounts"]

_MOST_FOUND = 100


class OrderStore:
    """The shop's orders. Callers must have verified the customer: nothing here asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert_orders(
        self, new_orders: Sequence[Order], embedded_texts: Sequence[str]
    ) -> UpsertCounts:
        """Add or replace orders; `embedded_texts` says for each what was ordered, for search.

        All are stored, or none. Of two orders with one id, the later counts, and an order never
        gives way to a state with an older `as_of`.
        """
        with self._database.write() as connection:
            return write_orders(connection, new_orders, embedded_texts)

    def delete_orders(self, ids: Sequence[str], *, as_of: datetime | None = None) -> int:
        """Forget orders that their source has deleted; how many there were.

        With `as_of`, an order confirmed later stays, and an older state does not bring one back.
        """
        with self._database.write() as connection:
            return remove_orders(connection, ids, as_of)

    def upsert_customers(self, new_customers: Sequence[Customer]) -> UpsertCounts:
        """Add or replace customers. All are stored, or none."""
        with self._database.write() as connection:
            return write_customers(connection, new_customers)

    def for_customer(self, customer_id: str, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; undated ones come last."""
        with self._database.read() as connection:
            return _read(connection, _newest_of(customer_id).limit(limit))

    def find(self, customer_id: str, keys: Sequence[str]) -> list[Order]:
        """This customer's orders that have one of these numbers, newest first, 100 at most.

        Keys are in the spelling of `key_of`. Where no order has one exactly, those are given that
        have a number one typing slip away from it.
        """
        with self._database.read() as connection:
            ids = ids_called(connection, customer_id, keys)
            called = _newest_of(customer_id).where(orders.c.id.in_(ids))
            return _read(connection, called.limit(_MOST_FOUND))

    def customer(self, customer_id: str) -> Customer | None:
        """The customer, or None if unknown."""
        query = select(customers.c.document).where(customers.c.id == customer_id)
        with self._database.read() as connection:
            document = connection.scalar(query)
        return None if document is None else Customer.model_validate_json(document)

    def customer_ids_by_email(self, email: str) -> list[str]:
        """Every customer with this address, whatever its case, sorted; none for no address."""
        wanted = email_key(email)
        if not wanted:
            return []
        query = select(customers.c.id).where(customers.c.email == wanted)
        with self._database.read() as connection:
            return sorted(connection.scalars(query))

    def owner_of(self, order_id: str) -> str | None:
        """The id of the customer whose order this is, or None if there is no such order."""
        with self._database.read() as connection:
            return connection.scalar(select(orders.c.customer_id).where(orders.c.id == order_id))

    def all_order_ids(self) -> list[str]:
        """Every order id, sorted; what the `orders` partition of an index should hold."""
        with self._database.read() as connection:
            return sorted(connection.scalars(select(orders.c.id)))

    def embedded_texts(self, ids: Sequence[str]) -> dict[str, str]:
        """What each of these orders is found by; unknown ids are left out."""
        columns = (orders.c.id, orders.c.embedded_text)
        with self._database.read() as connection:
            return {
                found: words
                for some in batches(ids)
                for found, words in connection.execute(
                    select(*columns).where(orders.c.id.in_(some))
                )
            }

    def order_count(self) -> int:
        """How many orders there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(orders)) or 0

    def customer_count(self) -> int:
        """How many customers there are."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(customers)) or 0


def _newest_of(customer_id: str) -> Select[Any]:
    return (
        select(orders.c.document, orders.c.as_of, settings.c.value)
        .outerjoin(settings, settings.c.name == SYNCED + orders.c.source)
        .where(orders.c.customer_id == customer_id)
        .order_by(orders.c.placed.desc(), orders.c.id.desc())
    )


def _read(connection: Connection, query: Select[Any]) -> list[Order]:
    return [order_of(*row) for row in connection.execute(query)]
