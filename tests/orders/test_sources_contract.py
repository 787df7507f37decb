"""The shop's orders in SQL pass the contract every source of orders passes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cx_assistant.models import Customer, Order
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.protocols import OrderSource
from cx_assistant.store.database import open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.testing.order_contract import OrderSourceContract
from tests.store.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
Stored = Callable[[Sequence[Order], Sequence[Customer]], SqlOrderSource]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    if request.param == "sqlite":
        return None
    found: str = request.getfixturevalue("postgres_url")
    return found


class TestSqlOrderSource(OrderSourceContract):
    @pytest.fixture
    def open_source(self, url: str | None, tmp_path: Path) -> Iterator[Stored]:
        with ExitStack() as opened:

            def stored(orders: Sequence[Order], customers: Sequence[Customer]) -> SqlOrderSource:
                database = open_database(url, tmp_path / "data")
                opened.callback(database.close)
                store = OrderStore(database)
                confirmed = [order.model_copy(update={"as_of": NOW}) for order in orders]
                store.upsert_orders(confirmed, [embedding_text(order) for order in confirmed])
                store.upsert_customers(customers)
                return SqlOrderSource(store)

            yield stored

    @pytest.fixture
    def source_down(self, tmp_path: Path) -> OrderSource:
        database = open_database(None, tmp_path / "data")
        source = SqlOrderSource(OrderStore(database))
        database.close()
        for file in (tmp_path / "data").iterdir():
            file.unlink()
        (tmp_path / "data" / "cx.db").mkdir()  # a folder in its place, as a lost mount leaves
        return source
