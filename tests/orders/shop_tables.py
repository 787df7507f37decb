"""A shop's own tables, filled for tests, in SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Engine, create_engine, make_url, text

from cx_assistant.backends.shop_database import ShopDatabase
from cx_assistant.models import Customer, Order
from cx_assistant.orders.sql_columns import Mapped
from cx_assistant.orders.sql_reading import ShopReading
from cx_assistant.orders.sql_source import ShopTables, SqlTableSource

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
ORDERS = (
    "CREATE TABLE shop_orders (order_number {text}, customer_id {text}, created_at {moment},"
    " status {text}, tracking_number {text}, item_name {text}, item_sku {text}, qty INTEGER,"
    " item_price NUMERIC(10, 2), updated_at {moment}, gone BOOLEAN)"
)
CUSTOMERS = "CREATE TABLE shop_customers (id {text}, name {text}, email {text})"
_TYPES = {
    "sqlite": {"text": "TEXT", "moment": "TIMESTAMP"},
    "postgresql": {"text": "TEXT", "moment": "TIMESTAMPTZ"},
}
_INSERT = text(
    "INSERT INTO shop_orders (order_number, customer_id, created_at, status, tracking_number,"
    " item_name, item_sku, qty, updated_at) VALUES (:id, :who, :placed, 'shipped', :tracking,"
    " :item, :sku, 1, :placed)"
)


@contextmanager
def writable(url: str) -> Iterator[Engine]:
    """The shop's own connection to its database."""
    parsed = make_url(url)
    is_sqlite = parsed.drivername == "sqlite"
    engine = create_engine(parsed if is_sqlite else parsed.set(drivername="postgresql+psycopg"))
    try:
        yield engine
    finally:
        engine.dispose()


def make_tables(engine: Engine, *statements: str) -> None:
    types = _TYPES[engine.dialect.name]
    with engine.begin() as connection:
        for statement in statements or (ORDERS, CUSTOMERS):
            connection.execute(text(statement.format(**types)))


def fill(engine: Engine, orders: Sequence[Order], customers: Sequence[Customer]) -> None:
    with engine.begin() as connection:
        for order in orders:
            for item in order.items:
                connection.execute(
                    _INSERT,
                    {
                        "id": order.id,
                        "who": order.customer_id,
                        "placed": order.placed.isoformat() if order.placed else None,
                        "tracking": order.shipments[0].tracking_number,
                        "item": item.name,
                        "sku": item.sku,
                    },
                )
        for each in customers:
            connection.execute(
                text("INSERT INTO shop_customers VALUES (:id, :name, :email)"),
                {"id": each.id, "name": each.name, "email": each.email},
            )


def source_of(
    database: ShopDatabase,
    *,
    orders: str = "shop_orders",
    customers: str = "shop_customers",
    fields: dict[str, str] | None = None,
    deleted: str = "",
) -> SqlTableSource:
    reading = ShopReading(zone=UTC, currency="EUR", mapped=Mapped.of(fields or {}), deleted=deleted)
    return SqlTableSource(database, ShopTables(orders, customers), reading, clock=lambda: NOW)
