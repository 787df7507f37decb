"""Orders and customers, found by the customer's id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, func, select

from cx_assistant.models import Customer, Model, Order
from cx_assistant.store.database import Database
from cx_assistant.store.order_rows import customer_row, email_key, key_rows, order_of, order_row
from cx_assistant.store.order_tables import order_keys
from cx_assistant.store.outbox import Action, bump_revision, enqueue
from cx_assistant.store.statements import Row, batches, insert_rows, upsert_rows
from cx_assistant.store.tables import customers, orders

ORDERS_PARTITION = "orders"
_IMPORT_BATCH = 2000


class UpsertCounts(Model):
    """What an import did."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


class OrderStore:
    """The shop's orders. Callers must have verified the customer: nothing here asks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def upsert_orders(
        self, new_orders: Sequence[Order], embedded_texts: Sequence[str]
    ) -> UpsertCounts:
        """Add or replace orders; `embedded_texts` says for each what was ordered, for search.

        All are stored, or none. Of two orders with one id, the later counts.
        """
        rows = {
            order.id: order_row(order, text)
            for order, text in zip(new_orders, embedded_texts, strict=True)
        }
        keys = {order.id: list(key_rows(order)) for order in new_orders}
        with self._database.write() as connection:
            counts = [
                _upsert_orders(connection, [rows[each] for each in some], keys)
                for some in batches(list(rows), _IMPORT_BATCH)
            ]
            total = _sum(counts)
            if total.added or total.changed:
                bump_revision(connection)
        return total

    def upsert_customers(self, new_customers: Sequence[Customer]) -> UpsertCounts:
        """Add or replace customers. All are stored, or none."""
        rows = {each.id: customer_row(each) for each in new_customers}
        with self._database.write() as connection:
            return _sum(
                _upsert_customers(connection, [rows[each] for each in some])
                for some in batches(list(rows), _IMPORT_BATCH)
            )

    def for_customer(self, customer_id: str, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; undated ones come last."""
        query = (
            select(orders.c.document, orders.c.as_of)
            .where(orders.c.customer_id == customer_id)
            .order_by(orders.c.placed.desc(), orders.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            return [order_of(*row) for row in connection.execute(query)]

    def find(self, customer_id: str, keys: Sequence[str]) -> list[Order]:
        """This customer's orders with one of these numbers, newest first."""
        wanted = select(order_keys.c.order_id).where(
            order_keys.c.customer_id == customer_id, order_keys.c.key.in_(list(keys))
        )
        query = (
            select(orders.c.document, orders.c.as_of)
            .where(orders.c.customer_id == customer_id, orders.c.id.in_(wanted))
            .order_by(orders.c.placed.desc(), orders.c.id.desc())
        )
        with self._database.read() as connection:
            return [order_of(*row) for row in connection.execute(query)]

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


def _upsert_orders(
    connection: Connection, rows: Sequence[Row], keys: Mapping[str, Sequence[Row]]
) -> UpsertCounts:
    columns = (orders.c.id, orders.c.document, orders.c.text_hash)
    query = select(*columns).where(orders.c.id.in_([row["id"] for row in rows]))
    before = {found: (document, key) for found, document, key in connection.execute(query)}
    changed = [row for row in rows if before.get(row["id"]) != (row["document"], row["text_hash"])]
    upsert_rows(connection, orders, changed)
    _confirm(connection, [row for row in rows if row["as_of"] and row not in changed])
    _replace_keys(connection, [str(row["id"]) for row in changed], keys)
    enqueue(connection, _order_entries(changed, {each: key for each, (_, key) in before.items()}))
    return _counts(rows, changed, len(before))


def _confirm(connection: Connection, rows: Sequence[Row]) -> None:
    """Unchanged orders are as they were at a later moment."""
    if rows:
        confirmed = orders.update().where(orders.c.id == bindparam("which"))
        values = [{"which": row["id"], "as_of": row["as_of"]} for row in rows]
        connection.execute(confirmed, values)


def _replace_keys(
    connection: Connection, ids: Sequence[str], keys: Mapping[str, Sequence[Row]]
) -> None:
    for some in batches(ids):
        connection.execute(delete(order_keys).where(order_keys.c.order_id.in_(some)))
        insert_rows(connection, order_keys, [row for each in some for row in keys[each]])


def _order_entries(
    changed: Sequence[Row], hashes: dict[object, object]
) -> list[tuple[Action, str, str]]:
    return [
        ("add", ORDERS_PARTITION, str(row["id"]))
        for row in changed
        if hashes.get(row["id"]) != row["text_hash"]
    ]


def _upsert_customers(connection: Connection, rows: Sequence[Row]) -> UpsertCounts:
    columns = (customers.c.id, customers.c.email, customers.c.document)
    query = select(*columns).where(customers.c.id.in_([row["id"] for row in rows]))
    before = {found: (email, document) for found, email, document in connection.execute(query)}
    changed = [row for row in rows if before.get(row["id"]) != (row["email"], row["document"])]
    upsert_rows(connection, customers, changed)
    return _counts(rows, changed, len(before))


def _counts(rows: Sequence[Row], changed: Sequence[Row], known: int) -> UpsertCounts:
    added, unchanged = len(rows) - known, len(rows) - len(changed)
    return UpsertCounts(added=added, changed=len(changed) - added, unchanged=unchanged)


def _sum(counts: Iterable[UpsertCounts]) -> UpsertCounts:
    every = list(counts)
    return UpsertCounts(
        added=sum(each.added for each in every),
        changed=sum(each.changed for each in every),
        unchanged=sum(each.unchanged for each in every),
    )
