"""Finds out which columns of a shop's table hold what, by their names and `fields`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cx_assistant.errors import ConfigError
from cx_assistant.orders.field_names import (
    Names,
    customer_names,
    order_names,
    own_names,
    snake_case,
)
from cx_assistant.orders.sql_queries import OrdersTable, ShopColumn, ShopRow

_OF_CUSTOMER = "customer."
_NUMBERS = ("shipments.tracking_number", "shipments")
_NO = frozenset({"", "0", "false", "f", "no", "n"})


@dataclass(frozen=True)
class Mapped:
    """`fields` of a source: what its columns are called, for orders and for customers."""

    orders: Mapping[str, str]
    customers: Mapping[str, str]

    @classmethod
    def of(cls, fields: Mapping[str, str]) -> Mapped:
        """Those that begin with `customer.` are of the customers' table."""
        customers = {
            snake_case(theirs): ours.strip().removeprefix(_OF_CUSTOMER)
            for theirs, ours in fields.items()
            if ours.strip().startswith(_OF_CUSTOMER)
        }
        rest = {
            theirs: ours for theirs, ours in fields.items() if snake_case(theirs) not in customers
        }
        return cls(own_names(rest), customers)


def orders_table(name: str, columns: Sequence[ShopColumn], own: Mapping[str, str]) -> OrdersTable:
    """The table with what its columns mean; raises `ConfigError` if it cannot be used."""
    _assert_mapped_columns_exist(name, columns, own)
    names = order_names()
    order_id = _best("id", columns, names, own)
    customer = _best("customer_id", columns, names, own)
    email = _best("email", columns, names, own)
    if order_id is None or (customer is None and email is None):
        what = "order's number (id)" if order_id is None else "customer's id (customer_id)"
        raise ConfigError(_missing(name, what, columns))
    return OrdersTable(
        name=name,
        order_id=order_id,
        customer=customer or email or order_id,
        is_email=customer is None,
        placed=_best("placed", columns, names, own),
        numbers=tuple(each for each in columns if _meaning(each, names, own) in _NUMBERS),
    )


def customers_key(
    name: str, columns: Sequence[ShopColumn], own: Mapping[str, str]
) -> tuple[ShopColumn, bool]:
    """The column of a customer's id, and whether that is the e-mail address."""
    _assert_mapped_columns_exist(name, columns, own)
    key = _best("id", columns, customer_names(), own)
    email = _best("email", columns, customer_names(), own)
    if key is None and email is None:
        raise ConfigError(_missing(name, "customer's id (customer.id)", columns))
    return (key, False) if key is not None else (email or columns[0], True)


def named_column(name: str, table: str, columns: Sequence[ShopColumn]) -> ShopColumn:
    """The column cx.toml names for some purpose; raises `ConfigError` if there is none."""
    for each in columns:
        if each.name.lower() == name.lower():
            return each
    raise ConfigError(_missing(table, f"name {name!r}", columns))


def values_of(row: ShopRow) -> dict[str, object]:
    """A row as an export would hold it: dates as text, JSON read, numbers exact."""
    return {name: _plain(value) for name, value in row.items()}


def owner_in(row: ShopRow, column: ShopColumn, *, is_email: bool) -> str:
    """Whose row it is, exactly as the table spells it; addresses in lower case."""
    text = str(row[column.name])
    if column.kind == "padded":
        text = text.rstrip(" ")
    return text.strip().lower() if is_email else text


def is_set(value: object) -> bool:
    """True for what a column that marks something holds where it is marked."""
    return value is not None and str(value).strip().lower() not in _NO


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        return _read_json(value)
    known = isinstance(value, str | int | Decimal | list | dict) or value is None
    return value if known else str(value)


def _read_json(text: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError):
        return text


def _best(
    field: str, columns: Sequence[ShopColumn], names: Names, own: Mapping[str, str]
) -> ShopColumn | None:
    """The column whose name fits the field best; what `fields` says beats every guess."""
    ranked = []
    for each in columns:
        mapped, known = own.get(snake_case(each.name)), names.fields.get(snake_case(each.name))
        if mapped == field:
            ranked.append((-1, each))
        elif mapped is None and known is not None and known.field == field:
            ranked.append((known.rank, each))
    return min(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _meaning(each: ShopColumn, names: Names, own: Mapping[str, str]) -> str:
    key = snake_case(each.name)
    known = names.fields.get(key)
    return own.get(key) or names.lists.get(key) or (known.field if known else "")


def _assert_mapped_columns_exist(
    name: str, columns: Sequence[ShopColumn], own: Mapping[str, str]
) -> None:
    there = {snake_case(each.name) for each in columns}
    for theirs in own:
        # `positions.title` lies inside a column of JSON.
        if theirs not in there and not any(theirs.startswith(f"{each}_") for each in there):
            raise ConfigError(_missing(name, f"name {theirs!r}, which `fields` maps", columns))


def _missing(table: str, what: str, columns: Sequence[ShopColumn]) -> str:
    listed = ", ".join(each.name for each in columns[:30])
    return f"{table} has no column with the {what}; map one under `fields`; it has: {listed}"
