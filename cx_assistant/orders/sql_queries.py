"""The few queries that are asked of a shop's tables. Names are quoted, values are parameters."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    column,
    false,
    func,
    literal_column,
    or_,
    select,
    table,
)
from sqlalchemy.sql import quoted_name
from sqlalchemy.types import NullType

ShopRow = dict[str, object]
MOST_ROWS = 20_000  # of one customer; more cannot be looked through while a ticket waits
_CANONICAL = re.compile(r"-?[1-9]\d{0,17}|0", re.ASCII)
_EVERYTHING: ColumnClause[Any] = literal_column("cx_shop.*")


@dataclass(frozen=True)
class ShopColumn:
    """A column, and what it holds: text, padded, integer, number, uuid, moment or unknown."""

    name: str
    kind: str = "unknown"

    @property
    def sorts_by_time(self) -> bool:
        """True if its own order is that of time. Text may be written in any way."""
        return self.kind in {"moment", "integer", "number"}


@dataclass(frozen=True)
class OrdersTable:
    """The shop's table or view of orders, and what its columns mean."""

    name: str
    order_id: ShopColumn
    customer: ShopColumn
    is_email: bool = False  # the customer is known by an e-mail address, in whatever case
    placed: ShopColumn | None = None
    numbers: tuple[ShopColumn, ...] = ()  # that hold tracking numbers, or parcels


def newest_of(orders: OrdersTable, customer_id: str, *, limit: int) -> Select[Any]:
    """All rows of the customer's newest orders; of all of them, where age cannot be compared."""
    shop, own, placed = _shop(orders.name), _is_customer(orders, customer_id), orders.placed
    if placed is None or not placed.sorts_by_time:
        return select(_EVERYTHING).select_from(shop).where(own).limit(MOST_ROWS + 1)
    order_id, latest = _column(orders.order_id), func.max(_column(placed))
    undated = case((latest.is_(None), 1), else_=0)
    chosen = (
        select(order_id.label("cx_order"))
        .select_from(shop)
        .where(own)
        .group_by(order_id)
        .order_by(undated, latest.desc(), order_id.desc())
        .limit(limit)
        .subquery("cx_newest")
    )
    joined = shop.join(chosen, order_id == chosen.c.cx_order)
    return select(_EVERYTHING).select_from(joined).where(own).limit(MOST_ROWS + 1)


def orders_of(orders: OrdersTable, customer_id: str, ids: Sequence[object]) -> Select[Any]:
    """All rows of these orders of the customer."""
    return rows_of(orders.name, orders.order_id, ids).where(_is_customer(orders, customer_id))


def numbers_of(orders: OrdersTable, customer_id: str) -> Select[Any]:
    """The numbers of all orders of the customer, and whose they are."""
    names = dict.fromkeys((orders.order_id, orders.customer, *orders.numbers))
    own = _is_customer(orders, customer_id)
    query = select(*map(_column, names)).select_from(_shop(orders.name)).where(own)
    return query.limit(MOST_ROWS + 1)


def record_of(name: str, key: ShopColumn, value: str, *, is_email: bool = False) -> Select[Any]:
    """Rows of a table with this key; of two that differ it cannot be known which one holds."""
    query = select(_EVERYTHING).select_from(_shop(name))
    return query.where(_equals(key, value, is_email=is_email)).limit(3)


def rows_of(name: str, key: ShopColumn, values: Sequence[object]) -> Select[Any]:
    """All rows of a table whose key is one of these values, as the database gave them."""
    return select(_EVERYTHING).select_from(_shop(name)).where(_column(key).in_(values))


def next_keys(name: str, key: ShopColumn, *, after: object | None, limit: int) -> Select[Any]:
    """The keys that follow, in their order, each once."""
    found = _column(key)
    query = select(found).select_from(_shop(name)).where(found.is_not(None))
    query = query.distinct().order_by(found).limit(limit)
    return query if after is None else query.where(found > _value(after))


def next_changes(
    name: str,
    columns: tuple[ShopColumn, ShopColumn],
    *,
    since: tuple[object, object | None] | None,
    limit: int,
) -> Select[Any]:
    """Moment of change and key of the rows that follow, the longest unchanged first."""
    changed, key = map(_column, columns)
    query = select(changed, key).select_from(_shop(name)).where(key.is_not(None))
    query = query.order_by(changed, key).limit(limit)
    if since is None:
        return query
    moment, after = map(_value, since)
    if since[1] is None:
        return query.where(changed >= moment)
    return query.where(or_(changed > moment, and_(changed == moment, key > after)))


def without_value(name: str, wanted: ShopColumn) -> Select[Any]:
    """A row if any lacks a value in this column."""
    found = _column(wanted)
    return select(found).select_from(_shop(name)).where(found.is_(None)).limit(1)


def _shop(name: str) -> FromClause:
    schema, _, plain = name.rpartition(".")  # schema.table
    quoted = quoted_name(schema, quote=True) if schema else None
    return table(quoted_name(plain, quote=True), schema=quoted).alias("cx_shop")


def _column(wanted: ShopColumn) -> ColumnClause[Any]:
    return column(quoted_name(wanted.name, quote=True))


def _value(value: object) -> ColumnElement[Any]:
    # Without a type of its own, so that the database reads it as one of the column it meets.
    return bindparam(None, value, type_=NullType())


def _is_customer(orders: OrdersTable, customer_id: str) -> ColumnElement[bool]:
    return _equals(orders.customer, customer_id, is_email=orders.is_email)


def _equals(wanted: ShopColumn, value: str, *, is_email: bool = False) -> ColumnElement[bool]:
    found = _column(wanted)
    if is_email:
        return func.lower(found) == _value(value.lower())
    if wanted.kind in {"integer", "number"}:
        return found == _value(int(value)) if _CANONICAL.fullmatch(value) else false()
    if wanted.kind == "uuid":
        return found == _value(value) if _is_uuid(value) else false()
    if wanted.kind == "unknown" and _CANONICAL.fullmatch(value):
        return or_(found == _value(value), found == _value(int(value)))
    return found == _value(value)


def _is_uuid(value: str) -> bool:
    try:
        return str(uuid.UUID(value)) == value
    except ValueError:
        return False
