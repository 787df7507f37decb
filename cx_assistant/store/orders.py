"""Orders and customers, found by the customer's id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC

from sqlalchemy import Connection, func, select

from cx_assistant.errors import InputError
from cx_assistant.models import Customer, Model, Order
from cx_assistant.store.database import Database
from cx_assistant.store.outbox import Action, bump_revision, enqueue
from cx_assistant.store.statements import Row, batches, upsert_rows
from cx_assistant.store.tables import customers, orders
from cx_assistant.store.vectors import text_hash

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
            order.id: _order_row(order, text)
            for order, text in zip(new_orders, embedded_texts, strict=True)
        }
        with self._database.write() as connection:
            counts = [
                _upsert_orders(connection, [rows[each] for each in some])
                for some in batches(list(rows), _IMPORT_BATCH)
            ]
            total = _sum(counts)
            if total.added or total.changed:
                bump_revision(connection)
        return total

    def upsert_customers(self, new_customers: Sequence[Customer]) -> UpsertCounts:
        """Add or replace customers. All are stored, or none."""
        rows = {each.id: _customer_row(each) for each in new_customers}
        with self._database.write() as connection:
            return _sum(
                _upsert_customers(connection, [rows[each] for each in some])
                for some in batches(list(rows), _IMPORT_BATCH)
            )

    def for_customer(self, customer_id: str, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; undated ones come last."""
        query = (
            select(orders.c.document)
            .where(orders.c.customer_id == customer_id)
            .order_by(orders.c.placed.desc(), orders.c.id.desc())
            .limit(limit)
        )
        with self._database.read() as connection:
            documents = connection.scalars(query).all()
        return [Order.model_validate_json(document) for document in documents]

    def customer(self, customer_id: str) -> Customer | None:
        """The customer, or None if unknown."""
        query = select(customers.c.document).where(customers.c.id == customer_id)
        with self._database.read() as connection:
            document = connection.scalar(query)
        return None if document is None else Customer.model_validate_json(document)

    def customer_ids_by_email(self, email: str) -> list[str]:
        """Every customer with this address, whatever its case, sorted; none for no address."""
        wanted = _email_key(email)
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


def _order_row(order: Order, embedded_text: str) -> Row:
    if "\0" in order.id + order.customer_id:
        message = f"order {order.id!r} has a NUL character in its id; correct the export"
        raise InputError(message)
    # A fixed width keeps text order equal to time order in every collation.
    placed = order.placed.astimezone(UTC).isoformat(timespec="microseconds") if order.placed else ""
    searchable = embedded_text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return {
        "id": order.id,
        "customer_id": order.customer_id,
        "placed": placed,
        "document": order.model_dump_json(),
        "embedded_text": searchable,
        "text_hash": text_hash(searchable),
    }


def _customer_row(customer: Customer) -> Row:
    if "\0" in customer.id + customer.email:
        message = f"customer {customer.id!r} has a NUL character in it; correct the export"
        raise InputError(message)
    key = _email_key(customer.email)
    return {"id": customer.id, "email": key, "document": customer.model_dump_json()}


def _email_key(email: str) -> str:
    return email.strip().lower()


def _upsert_orders(connection: Connection, rows: Sequence[Row]) -> UpsertCounts:
    columns = (orders.c.id, orders.c.document, orders.c.text_hash)
    query = select(*columns).where(orders.c.id.in_([row["id"] for row in rows]))
    before = {found: (document, key) for found, document, key in connection.execute(query)}
    changed = [row for row in rows if before.get(row["id"]) != (row["document"], row["text_hash"])]
    upsert_rows(connection, orders, changed)
    enqueue(connection, _order_entries(changed, {each: key for each, (_, key) in before.items()}))
    return _counts(rows, changed, len(before))


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
