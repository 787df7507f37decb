"""Copies of a shop's orders: how far each source has been read, and up to when it confirms them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from cx_assistant.models import FeedPage, Model
from cx_assistant.store.database import Database
from cx_assistant.store.order_changes import (
    UpsertCounts,
    remove_orders,
    write_customers,
    write_orders,
)
from cx_assistant.store.order_rows import SYNCED, sortable
from cx_assistant.store.outbox import set_state
from cx_assistant.store.tables import orders, settings

_CURSOR = "orders.cursor."
_FULL = "orders.full."  # that the run under way began at the beginning
_BEGAN = "orders.began."  # when the run began that is under way, or was interrupted
_ALL = (_CURSOR, _BEGAN, _FULL, SYNCED)


class PageCounts(Model):
    """What one page of a feed changed."""

    orders: UpsertCounts = UpsertCounts()
    customers: UpsertCounts = UpsertCounts()
    deleted: int = 0

    def __add__(self, other: PageCounts) -> PageCounts:
        """Both together."""
        return PageCounts(
            orders=self.orders + other.orders,
            customers=self.customers + other.customers,
            deleted=self.deleted + other.deleted,
        )


class SyncStore:
    """Takes the pages of feeds in. A run that was interrupted goes on behind its last page."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, source: str, *, now: datetime) -> str | None:
        """Where to go on, None for the beginning."""
        with self._database.write() as connection:
            cursor = _get(connection, _CURSOR + source)
            if _get(connection, _BEGAN + source) is None:
                set_state(connection, _BEGAN + source, sortable(now))
                if cursor is None:
                    set_state(connection, _FULL + source, "1")
            return cursor

    def began(self, source: str) -> datetime | None:
        """When the run began that is under way, or was interrupted."""
        with self._database.read() as connection:
            began = _get(connection, _BEGAN + source)
        return None if began is None else datetime.fromisoformat(began)

    def store_page(
        self, page: FeedPage, embedded_texts: Sequence[str], *, source: str
    ) -> PageCounts:
        """All that a page says, and its cursor: all of it, or nothing."""
        dated = [
            order if order.as_of else order.model_copy(update={"as_of": page.as_of})
            for order in page.orders
        ]
        with self._database.write() as connection:
            counts = PageCounts(
                customers=write_customers(connection, page.customers),
                orders=write_orders(connection, dated, embedded_texts, source=source),
                deleted=remove_orders(connection, page.deleted_ids, page.as_of, source=source),
            )
            set_state(connection, _CURSOR + source, page.cursor)
        return counts

    def end(self, source: str, *, tells_deletions: bool = False) -> None:
        """The run has come to its end.

        An order that it did not give has not changed since the run began, or it is gone. Only a
        source that tells what is gone confirms it so, and only in a run that gave all changes: what
        a run from the beginning did not give is no longer there.
        """
        with self._database.write() as connection:
            began = _get(connection, _BEGAN + source)
            is_full = _get(connection, _FULL + source) is not None
            if began is not None and tells_deletions and not is_full:
                set_state(connection, SYNCED + source, began)
            _forget(connection, [_BEGAN + source, _FULL + source])

    def restart(self, source: str) -> None:
        """Let the next run begin at the beginning."""
        with self._database.write() as connection:
            _forget(connection, [_CURSOR + source, _BEGAN + source, _FULL + source])

    def release_all_but(self, sources: Collection[str]) -> None:
        """Let orders of sources that are no longer configured be taken over by others."""
        with self._database.write() as connection:
            for old in _known(connection) - set(sources):
                owned = orders.update().where(orders.c.source == old)
                connection.execute(owned.values(source=None))
                _forget(connection, [prefix + old for prefix in _ALL])


def _known(connection: Connection) -> set[str]:
    query = select(settings.c.name).where(settings.c.name.startswith(_CURSOR, autoescape=True))
    return {name.removeprefix(_CURSOR) for name in connection.scalars(query)}


def _get(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(settings.c.value).where(settings.c.name == name))


def _forget(connection: Connection, names: Sequence[str]) -> None:
    connection.execute(delete(settings).where(settings.c.name.in_(names)))
