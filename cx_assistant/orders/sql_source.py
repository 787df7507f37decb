"""Orders straight out of a shop's own tables, asked while a ticket waits."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cx_assistant.errors import BackendError, ConfigError, LeakError
from cx_assistant.models import Customer, Order
from cx_assistant.order_keys import is_one_slip
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.sources import assert_own_record, assert_owned, is_storable, opened
from cx_assistant.orders.sql_columns import customers_key, orders_table, owner_in
from cx_assistant.orders.sql_queries import (
    MOST_ROWS,
    OrdersTable,
    ShopColumn,
    ShopRow,
    newest_of,
    numbers_of,
    orders_of,
    record_of,
)
from cx_assistant.orders.sql_reading import ShopReading

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Select

_MOST_FOUND = 100
_SHORTEST_WITH_SLIP = 4  # of shorter numbers, nearly every two are one slip apart
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class ShopRows(Protocol):
    """What is needed of a database; `backends.shop_database.ShopDatabase` has it."""

    @property
    def name(self) -> str:
        """What it is called in errors."""

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Name and kind of the columns of a table."""

    def rows(self, query: Select[Any]) -> list[ShopRow]:
        """What the query gives."""


@dataclass(frozen=True)
class ShopTables:
    """What the tables or views of orders and customers are called; the second may be missing."""

    orders: str
    customers: str = ""


class SqlTableSource:
    """A shop's own table or view as an `OrderSource`, one verified customer at a time.

    A row is an order, or an item of one; which column holds what is known by its name or mapped.
    Orders are as of the moment they are asked for. An order that cannot be read, or whose rows
    contradict each other, is a `BackendError`: without it, "my last order" would be another one.
    So is a table or column that is not there; `orders check` tells more.
    """

    def __init__(
        self,
        database: ShopRows,
        tables: ShopTables,
        reading: ShopReading,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._tables = tables
        self._reading = reading
        self._clock = clock

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; unknown customer: none."""
        customer_id = opened(identity)
        if limit <= 0 or not is_storable(customer_id):
            return []
        query = newest_of(self._orders, customer_id, limit=limit)
        return self._read(self._own_rows(query, identity), identity)[:limit]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders with one of these numbers, see `OrderSource.find`."""
        customer_id = opened(identity)
        wanted = [key for key in keys if key]
        if not wanted or not is_storable(customer_id):
            return []
        ids = self._ids_called(wanted, identity)[:_MOST_FOUND]
        if not ids:
            return []
        query = orders_of(self._orders, customer_id, ids)
        return self._read(self._own_rows(query, identity), identity)

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The customer's own record, or None if the shop does not know the id."""
        customer_id = opened(identity)
        if not self._tables.customers or not is_storable(customer_id):
            return None
        key, is_email = self._customers_key
        query = record_of(self._tables.customers, key, customer_id, is_email=is_email)
        rows = [
            row
            for row in self._database.rows(query)
            if _is_theirs(owner_in(row, key, is_email=is_email), customer_id)
        ]
        if not rows:
            return None
        if any(row != rows[0] for row in rows):
            message = f"{self._tables.customers} has a customer twice; make the id unique"
            raise BackendError(message)
        found = self._reading.customer(rows[0]).model_copy(update={"id": customer_id})
        assert_own_record(found, identity)
        return found

    @cached_property
    def _orders(self) -> OrdersTable:
        name = self._tables.orders
        with _usable(name):
            return orders_table(name, self._columns(name), self._reading.mapped.orders)

    @cached_property
    def _customers_key(self) -> tuple[ShopColumn, bool]:
        name = self._tables.customers
        with _usable(name):
            return customers_key(name, self._columns(name), self._reading.mapped.customers)

    def _columns(self, table: str) -> list[ShopColumn]:
        return [ShopColumn(name, kind) for name, kind in self._database.columns(table)]

    def _own_rows(self, query: Select[Any], identity: VerifiedIdentity) -> list[ShopRow]:
        rows = self._database.rows(query)
        if len(rows) > MOST_ROWS:
            message = (
                f"a customer has more than {MOST_ROWS} rows in {self._tables.orders}; copy the "
                "orders with `cx-assistant orders sync`, or give a column with the day as a date"
            )
            raise BackendError(message)
        column, is_email = self._orders.customer, self._orders.is_email
        owners = (owner_in(row, column, is_email=is_email) for row in rows)
        customer_id = identity.customer_id
        return [
            row for row, owner in zip(rows, owners, strict=True) if _is_theirs(owner, customer_id)
        ]

    def _read(self, rows: Sequence[ShopRow], identity: VerifiedIdentity) -> list[Order]:
        orders, problems = self._reading.orders(rows, self._orders, self._clock())
        if problems:
            # Which and why is not said here: traces keep this message, whoever asked.
            message = (
                f"{self._database.name} has orders of this customer that cannot be read; "
                "`cx-assistant orders check` lists them"
            )
            raise BackendError(message)
        assert_owned(orders, identity)
        return sorted(orders, key=lambda each: (each.placed or _LONG_AGO, each.id), reverse=True)

    def _ids_called(self, keys: Sequence[str], identity: VerifiedIdentity) -> list[object]:
        """As the table spells them, the ids of own orders with these numbers."""
        query = numbers_of(self._orders, identity.customer_id)
        ids: dict[str, list[object]] = {}
        for row in self._own_rows(query, identity):
            for key in self._reading.keys(row):
                ids.setdefault(key, []).append(row[self._orders.order_id.name])
        called = [each for key in keys for known in _meant(key, ids) for each in ids[known]]
        return list(dict.fromkeys(called))


@contextmanager
def _usable(table: str) -> Iterator[None]:
    """A table that was renamed or lost a column is a source that is down, while a ticket waits."""
    try:
        yield
    except ConfigError as error:
        message = f"{table} cannot be asked: {error}"
        raise BackendError(message) from error


def _meant(key: str, known: Mapping[str, object]) -> list[str]:
    if key in known:
        return [key]
    if len(key) < _SHORTEST_WITH_SLIP:
        return []
    return [each for each in known if is_one_slip(each, key)]


def _is_theirs(owner: str, customer_id: str) -> bool:
    """True if a row's owner is exactly this customer.

    Many databases compare without case, accents or blanks at the end; what only those found is
    somebody else's. Raises `LeakError` for a row that no comparison could have found.
    """
    if owner == customer_id:
        return True
    if _folded(owner) != _folded(customer_id):
        message = "the shop's database answered for another customer; nothing of it was used"
        raise LeakError(message)
    return False


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.strip()).casefold()
    return "".join(sign for sign in plain if not unicodedata.combining(sign))
