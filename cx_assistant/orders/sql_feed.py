"""A shop's own table as an `OrderFeed`, to be copied into the store by `orders sync`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from pydantic import ValidationError

from cx_assistant.errors import BackendError, ConfigError
from cx_assistant.models import FeedPage, Model
from cx_assistant.orders.sql_columns import (
    customers_key,
    named_column,
    orders_table,
    owner_in,
)
from cx_assistant.orders.sql_queries import (
    OrdersTable,
    ShopColumn,
    ShopRow,
    next_changes,
    next_keys,
    rows_of,
    without_value,
)
from cx_assistant.orders.sql_reading import ShopReading
from cx_assistant.orders.sql_source import ShopRows, ShopTables

PAGE = 500
# A transaction that took long is seen later than the moment it wrote down.
_OVERLAP = timedelta(minutes=10)


class Mark(Model):
    """A value of a column, in a form that a cursor can keep."""

    kind: str
    text: str

    @classmethod
    def of(cls, value: object) -> Mark:
        """The mark of what a database gave."""
        if isinstance(value, datetime):
            return cls(kind="moment", text=value.isoformat())
        return cls(kind="whole" if isinstance(value, int) else "text", text=str(value))

    @property
    def value(self) -> object:
        """What the database can compare with."""
        if self.kind == "moment":
            return datetime.fromisoformat(self.text)
        return int(self.text) if self.kind == "whole" else self.text

    def earlier(self) -> Mark:
        """Where the next run begins: what was written late must not be missed."""
        if self.kind != "moment":
            return self
        return Mark.of(datetime.fromisoformat(self.text) - _OVERLAP)


class SqlCursor(Model):
    """Where a copy stands. Between two runs, only the moment of the last change is left."""

    changed: Mark | None = None
    order: Mark | None = None
    is_at_customers: bool = False
    customer: Mark | None = None

    @classmethod
    def read(cls, text: str | None) -> SqlCursor:
        """The cursor; raises `BackendError` for one that is not ours."""
        try:
            return cls.model_validate_json(text) if text is not None else cls()
        except ValidationError as error:
            message = "the place where the last sync ended cannot be read; use --from-start"
            raise BackendError(message) from error

    def with_(self, **changes: object) -> SqlCursor:
        """The cursor a step further."""
        return self.model_copy(update=changes)


@dataclass(frozen=True)
class FollowedTables:
    """The tables, and the column of the last change; empty if there is none."""

    tables: ShopTables
    updated: str = ""


class SqlTableFeed:
    """What is new in a shop's table, by the column of the last change; without one, all of it.

    An order that vanishes without a trace is not noticed: have `ShopReading.deleted` mark it.
    Customers are all looked through each time.
    """

    def __init__(
        self,
        database: ShopRows,
        followed: FollowedTables,
        reading: ShopReading,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._tables = followed.tables
        self._updated = followed.updated
        self._reading = reading
        self._clock = clock

    @property
    def name(self) -> str:
        """As in `[[orders.sources]]`."""
        return self._database.name

    def pages(self, cursor: str | None) -> Iterator[FeedPage]:
        """See `OrderFeed.pages`."""
        at = SqlCursor.read(cursor)
        if not at.is_at_customers:
            found = self._changes(at) if self._updated else self._everything(at)
            for behind, ids in found:
                at = behind
                yield self._orders_page(at, ids)
            at = at.with_(is_at_customers=True)
        if self._tables.customers:
            for behind, ids in self._people(at):
                yield self._customers_page(behind, ids)
        changed = at.changed.earlier() if at.changed else None
        yield FeedPage(cursor=SqlCursor(changed=changed).model_dump_json(), as_of=self._clock())

    def _changes(self, at: SqlCursor) -> Iterator[tuple[SqlCursor, list[object]]]:
        """Orders by their last change, and the cursor behind each page of them."""
        table, updated = self._orders, self._updated_column
        if self._database.rows(without_value(table.name, updated)):
            message = (
                f"{updated.name} is empty in rows of {table.name}, which would never be copied; "
                "fill it, or name a view that does"
            )
            raise BackendError(message)
        while True:
            since = _since(at)
            query = next_changes(table.name, (updated, table.order_id), since=since, limit=PAGE)
            rows = self._database.rows(query)
            if rows:
                last = rows[-1]
                at = at.with_(
                    changed=Mark.of(last[updated.name]), order=Mark.of(last[table.order_id.name])
                )
                yield at, _unique(rows, table.order_id)
            if len(rows) < PAGE:
                return

    def _everything(self, at: SqlCursor) -> Iterator[tuple[SqlCursor, list[object]]]:
        for mark, ids in self._walk(self._orders.name, self._orders.order_id, at.order):
            yield at.with_(order=mark), ids

    def _people(self, at: SqlCursor) -> Iterator[tuple[SqlCursor, list[object]]]:
        for mark, ids in self._walk(self._tables.customers, self._customers_key[0], at.customer):
            yield at.with_(customer=mark), ids

    def _walk(
        self, table: str, key: ShopColumn, mark: Mark | None
    ) -> Iterator[tuple[Mark, list[object]]]:
        while True:
            after = mark.value if mark else None
            rows = self._database.rows(next_keys(table, key, after=after, limit=PAGE))
            if rows:
                mark = Mark.of(rows[-1][key.name])
                yield mark, _unique(rows, key)
            if len(rows) < PAGE:
                return

    def _orders_page(self, at: SqlCursor, ids: Sequence[object]) -> FeedPage:
        as_of = self._clock()
        rows = self._database.rows(rows_of(self._orders.name, self._orders.order_id, ids))
        orders, problems = self._reading.orders(rows, self._orders, as_of)
        return FeedPage(
            orders=tuple(orders),
            deleted_ids=tuple(self._reading.gone(rows, self._orders)),
            problems=tuple(problems),
            cursor=at.model_dump_json(),
            as_of=as_of,
        )

    def _customers_page(self, at: SqlCursor, ids: Sequence[object]) -> FeedPage:
        as_of = self._clock()
        key, is_email = self._customers_key
        rows = self._database.rows(rows_of(self._tables.customers, key, ids))
        found: dict[str, list[ShopRow]] = {}
        for row in rows:
            found.setdefault(owner_in(row, key, is_email=is_email), []).append(row)
        twice = sorted(each for each, theirs in found.items() if len(theirs) > 1)
        people = [
            self._reading.customer(theirs[0]).model_copy(update={"id": each})
            for each, theirs in found.items()
            if len(theirs) == 1
        ]
        return FeedPage(
            customers=tuple(people),
            problems=tuple(f"customer {each} is there twice; left out" for each in twice),
            cursor=at.model_dump_json(),
            as_of=as_of,
        )

    @cached_property
    def _orders(self) -> OrdersTable:
        name = self._tables.orders
        return orders_table(name, self._columns(name), self._reading.mapped.orders)

    @cached_property
    def _customers_key(self) -> tuple[ShopColumn, bool]:
        name = self._tables.customers
        return customers_key(name, self._columns(name), self._reading.mapped.customers)

    @cached_property
    def _updated_column(self) -> ShopColumn:
        columns = self._columns(self._tables.orders)
        found = named_column(self._updated, self._tables.orders, columns)
        if not found.sorts_by_time:
            message = f"{found.name} holds text, whose order is not that of time; use a timestamp"
            raise ConfigError(message)
        return found

    def _columns(self, table: str) -> list[ShopColumn]:
        return [ShopColumn(name, kind) for name, kind in self._database.columns(table)]


def _since(at: SqlCursor) -> tuple[object, object | None] | None:
    if at.changed is None:
        return None
    return at.changed.value, at.order.value if at.order else None


def _unique(rows: Sequence[ShopRow], key: ShopColumn) -> list[object]:
    return list(dict.fromkeys(row[key.name] for row in rows))
