"""Orders that are known by an e-mail address only, and the one customer who has that address."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select

from cx_assistant.models import Customer, Order
from cx_assistant.store.database import Database
from cx_assistant.store.erased import erased_owners
from cx_assistant.store.order_changes import write_orders
from cx_assistant.store.order_rows import email_key, order_of, sortable
from cx_assistant.store.statements import batches
from cx_assistant.store.tables import customers, orders

_AT_ONCE = 1000


class GuestOrders:
    """Gives guests' orders to their owners. With two customers of one address, to neither."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def owners(
        self, addresses: Sequence[str], *, newer: Sequence[Customer] = ()
    ) -> dict[str, list[str]]:
        """Every customer with one of these addresses, in lower case; none for an erased guest.

        Customers in `newer` have the address that they have there.
        """
        ids = {each.id: email_key(each.email) for each in newer}
        with self._database.read() as connection:
            keys = set(addresses) - erased_owners(connection, addresses)
            for some in batches(sorted(keys)):
                columns = (customers.c.id, customers.c.email)
                stored = connection.execute(select(*columns).where(customers.c.email.in_(some)))
                ids = {row.id: row.email for row in stored} | ids
        found: dict[str, list[str]] = {}
        for customer_id, email in sorted(ids.items()):
            if email in keys:
                found.setdefault(email, []).append(customer_id)
        return found

    def stored_owners(self, order_ids: Sequence[str]) -> dict[str, str]:
        """Whose these orders are, of those that are stored."""
        with self._database.read() as connection:
            return {
                order_id: owner
                for some in batches(order_ids)
                for order_id, owner in connection.execute(
                    select(orders.c.id, orders.c.customer_id).where(orders.c.id.in_(some))
                )
            }

    def link(self) -> int:
        """Give every stored guest order to the one customer with its address; how many.

        Orders and customers come in any order: this is for when all of them are there.
        """
        linked, last = 0, ""
        with self._database.write() as connection:
            while found := list(connection.execute(_linkable(last))):
                last = found[-1].id
                # A guest who was erased is not the other customer who has the address.
                erased = erased_owners(connection, {row.customer_id for row in found})
                given = [row for row in found if row.customer_id not in erased]
                texts = [str(row.embedded_text) for row in given]
                linked += write_orders(connection, [_given(row) for row in given], texts).changed
        return linked

    def shared(self, source: str, *, since: datetime) -> list[str]:
        """This source's orders, confirmed since, whose address two customers have."""
        query = (
            select(orders.c.id)
            .join(customers, _has_its_address())
            .where(orders.c.source == source, orders.c.as_of >= sortable(since))
            .group_by(orders.c.id)
            .having(func.count() > 1)
            .order_by(orders.c.id)
        )
        with self._database.read() as connection:
            return list(connection.scalars(query))


# Of an order that is nobody's for now.
SHARED = "two customers have its e-mail address, so it is shown to neither; give it a customer id"


def _has_its_address() -> ColumnElement[bool]:
    # Where customers are known by their address, the id itself says whose the order is.
    own = select(customers.c.id).where(customers.c.id == orders.c.customer_id).correlate(orders)
    return and_(customers.c.email == orders.c.customer_id, customers.c.email != "", ~own.exists())


def _linkable(after: str) -> Select[Any]:
    """The next orders behind this one whose address one customer has."""
    names = ("id", "customer_id", "document", "as_of", "embedded_text")
    columns = [orders.c[name] for name in names]
    owner = func.min(customers.c.id).label("owner")
    joined = select(*columns, owner).join(customers, _has_its_address())
    grouped = joined.where(orders.c.id > after).group_by(*columns)
    return grouped.having(func.count() == 1).order_by(orders.c.id).limit(_AT_ONCE)


def _given(row: Row[Any]) -> Order:
    return order_of(row.document, row.as_of).model_copy(update={"customer_id": row.owner})
