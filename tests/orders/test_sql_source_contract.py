"""A shop's own tables pass the contract every source of orders passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from cx_assistant.backends.shop_database import ShopDatabase
from cx_assistant.models import Customer, Order
from cx_assistant.orders.sql_source import SqlTableSource
from cx_assistant.protocols import OrderSource
from cx_assistant.testing.order_contract import OrderSourceContract
from tests.orders.shop_tables import fill, make_tables, source_of, writable
from tests.store.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures

Filled = Callable[[Sequence[Order], Sequence[Customer]], SqlTableSource]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


class TestSqlTableSource(OrderSourceContract):
    @pytest.fixture
    def open_source(self, url: str) -> Iterator[Filled]:
        with ExitStack() as opened:

            def filled(orders: Sequence[Order], customers: Sequence[Customer]) -> SqlTableSource:
                with writable(url) as engine:
                    make_tables(engine)
                    fill(engine, orders, customers)
                database = ShopDatabase(url, name="the shop's database")
                opened.callback(database.close)
                return source_of(database)

            yield filled

    @pytest.fixture(params=["file", "server"])
    def source_down(self, request: pytest.FixtureRequest, tmp_path: Path) -> OrderSource:
        file = f"sqlite:///{tmp_path / 'nowhere' / 'shop.db'}"
        server = f"postgresql://shop@/shop?host={tmp_path}"
        database = ShopDatabase(file if request.param == "file" else server, name="the shop")
        return source_of(database)
