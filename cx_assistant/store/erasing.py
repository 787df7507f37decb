"""Finds and removes every row about one customer, and leaves nothing of them in the files."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, true

from cx_assistant.store.database import Database
from cx_assistant.store.erased import readmit, remember_erased
from cx_assistant.store.order_changes import ORDERS_PARTITION
from cx_assistant.store.order_tables import action_log, action_proposals, order_keys
from cx_assistant.store.outbox import bump_revision, enqueue
from cx_assistant.store.statements import batches, fetch
from cx_assistant.store.tables import article_versions, customers, orders, passages, vectors

_BLANK = "erased"


class CustomerRows:
    """What the store holds about a customer. Callers must be allowed to see or erase it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self, customer_id: str) -> dict[str, int]:
        """How many rows each table has about them."""
        with self._database.read() as connection:
            return {
                table.name: connection.scalar(
                    select(func.count()).select_from(table).where(_of(table, customer_id))
                )
                or 0
                for table in (customers, orders, order_keys, action_proposals, action_log)
            }

    def rows(self, customer_id: str) -> dict[str, list[dict[str, object]]]:
        """The rows themselves, by table."""
        with self._database.read() as connection:
            return {
                table.name: fetch(connection, select(table).where(_of(table, customer_id)))
                for table in (customers, orders, order_keys, action_proposals, action_log)
            }

    def order_ids(self, customer_id: str) -> list[str]:
        """Their orders, sorted."""
        query = select(orders.c.id).where(orders.c.customer_id == customer_id)
        with self._database.read() as connection:
            return sorted(connection.scalars(query))

    def held_by_others(self, customer_id: str, texts: Sequence[str]) -> list[str]:
        """Those of the texts that other customers' rows or articles hold, too: slow for many."""
        places = (
            (customers.c.document, customers.c.id != customer_id),
            (orders.c.document, orders.c.customer_id != customer_id),
        )
        with self._database.read() as connection:
            return [
                text
                for text in texts
                if any(_stands(connection, column, text, others) for column, others in places)
                or _stands(connection, passages.c.text, text, true())
                or _stands(connection, article_versions.c.text, text, true())
            ]

    def erase(self, customer_id: str) -> dict[str, int]:
        """Remove all of it at once; the indexes are told through the outbox.

        From then on imports and syncs leave out what is about them, see `readmit`. The audit trail
        keeps that something was done, and when, but not for whom.
        """
        counts = self.counts(customer_id)
        with self._database.write() as connection:
            _leave_out(connection, customer_id)
            rows = fetch(
                connection,
                select(orders.c.id, orders.c.text_hash).where(orders.c.customer_id == customer_id),
            )
            ids = [str(row["id"]) for row in rows]
            enqueue(connection, [("remove", ORDERS_PARTITION, each) for each in ids])
            for table in (order_keys, action_proposals, orders, customers):
                connection.execute(delete(table).where(_of(table, customer_id)))
            blank = {"customer_id": "", "detail": _BLANK}
            connection.execute(
                action_log.update().where(_of(action_log, customer_id)).values(blank)
            )
            counts["cx_vectors"] = _drop_vectors(connection, [row["text_hash"] for row in rows])
            bump_revision(connection)
        return counts

    def leave_out(self, customer_id: str, names: Sequence[str]) -> None:
        """Take nothing in about them from now on, not under these other names of theirs either."""
        with self._database.write() as connection:
            _leave_out(connection, customer_id, names)

    def readmit(self, customer_id: str) -> bool:
        """Let imports and syncs take them in again; False if they were not erased."""
        with self._database.write() as connection:
            return readmit(connection, customer_id) > 0


def _leave_out(connection: Connection, customer_id: str, names: Sequence[str] = ()) -> None:
    emails = select(customers.c.email).where(customers.c.id == customer_id)
    numbers = select(orders.c.id).where(orders.c.customer_id == customer_id)
    remember_erased(
        connection,
        customer_id,
        names=[*names, *connection.scalars(emails)],
        order_ids=connection.scalars(numbers),
    )


def _of(table: Table, customer_id: str) -> ColumnElement[bool]:
    column = table.c.id if table is customers else table.c.customer_id
    return column == customer_id


def _stands(
    connection: Connection, column: ColumnElement[str], text: str, others: ColumnElement[bool]
) -> bool:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    holds = column.like(f"%{escaped}%", escape="\\")
    return connection.scalar(select(column).where(holds, others).limit(1)) is not None


def _drop_vectors(connection: Connection, hashes: Sequence[object]) -> int:
    """Vectors of what they ordered, unless somebody else ordered the same."""
    dropped = 0
    for some in batches(list(dict.fromkeys(hashes))):
        unused = delete(vectors).where(
            vectors.c.text_hash.in_(some),
            vectors.c.text_hash.not_in(select(orders.c.text_hash)),
            vectors.c.text_hash.not_in(select(passages.c.text_hash)),
        )
        dropped += connection.execute(unused).rowcount
    return dropped
