"""Which webhooks were dealt with, and the orders that they bring."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from cx_assistant.models import FeedPage
from cx_assistant.store.database import Database
from cx_assistant.store.order_changes import remove_orders, write_customers, write_orders
from cx_assistant.store.order_rows import sortable
from cx_assistant.store.order_tables import webhook_receipts
from cx_assistant.store.statements import upsert_rows
from cx_assistant.store.tables import orders

_KEPT = timedelta(days=7)  # longer than any shop sends a message again


class WebhookStore:
    """Remembers deliveries: shops send until they are answered, and sometimes twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_seen(self, source: str, delivery_id: str) -> bool:
        """True if this delivery was dealt with in the last days."""
        query = select(webhook_receipts.c.source).where(
            webhook_receipts.c.source == source, webhook_receipts.c.delivery_id == delivery_id
        )
        with self._database.read() as connection:
            return connection.scalar(query) is not None

    def remember(self, source: str, delivery_id: str, at: datetime) -> None:
        """It was dealt with; those of long ago are forgotten."""
        row = {"source": source, "delivery_id": delivery_id, "received_at": sortable(at)}
        old = webhook_receipts.c.received_at < sortable(at - _KEPT)
        with self._database.write() as connection:
            connection.execute(delete(webhook_receipts).where(old))
            upsert_rows(connection, webhook_receipts, [row])

    def store_page(self, page: FeedPage, embedded_texts: Sequence[str], *, source: str) -> None:
        """All that one fetched order says, or nothing. How far the sync has come stays as it is."""
        dated = [order.model_copy(update={"as_of": page.as_of}) for order in page.orders]
        with self._database.write() as connection:
            write_customers(connection, page.customers)
            write_orders(connection, dated, embedded_texts, source=source)
            remove_orders(connection, page.deleted_ids, page.as_of, source=source)

    def other_of(self, order_id: str) -> dict[str, str]:
        """`Order.other` of a stored order, empty if there is no such order."""
        query = select(orders.c.document).where(orders.c.id == order_id)
        with self._database.read() as connection:
            document = connection.scalar(query)
        other: dict[str, str] = json.loads(document)["other"] if document else {}
        return other

    def order_of_source(self, source: str, source_id: str) -> str | None:
        """The number of the order that this source has under this id of its own."""
        query = select(orders.c.id).where(
            orders.c.source_id == source_id, orders.c.source == source
        )
        with self._database.read() as connection:
            return connection.scalar(query.order_by(orders.c.id).limit(1))
