"""Orders in two systems pass the contract as if they lay in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import pytest

from cx_assistant.backends.shop_database import ShopDatabase
from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, Order
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.joined_source import JoinedOrderSource
from cx_assistant.orders.sources import SqlOrderSource
from cx_assistant.protocols import OrderSource
from cx_assistant.store.database import open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.testing.order_contract import OrderSourceContract, an_order, ann
from tests.orders.shop_tables import NOW, fill, make_tables, source_of, writable

Joined = Callable[[Sequence[Order], Sequence[Customer]], JoinedOrderSource]


class Shop:
    """A store and a shop's own table."""

    def __init__(self, folder: Path, opened: ExitStack) -> None:
        url = f"sqlite:///{folder / 'shop.db'}"
        self.engine = opened.enter_context(writable(url))
        make_tables(self.engine)
        stored = open_database(None, folder / "data")
        table = ShopDatabase(url, name="the shop")
        opened.callback(stored.close)
        opened.callback(table.close)
        self.store = OrderStore(stored)
        self.source = JoinedOrderSource([source_of(table), SqlOrderSource(self.store)])

    def keep(self, orders: Sequence[Order]) -> None:
        confirmed = [order.model_copy(update={"as_of": NOW}) for order in orders]
        self.store.upsert_orders(confirmed, [embedding_text(order) for order in confirmed])


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with ExitStack() as opened:
        yield Shop(tmp_path, opened)


class TestJoinedOrderSource(OrderSourceContract):
    @pytest.fixture
    def open_source(self, shop: Shop) -> Joined:
        def joined(orders: Sequence[Order], customers: Sequence[Customer]) -> JoinedOrderSource:
            shop.keep(orders[::2])
            fill(shop.engine, orders[1::2], customers[1::2])
            shop.store.upsert_customers(customers[::2])
            return shop.source

        return joined

    @pytest.fixture
    def source_down(self, tmp_path: Path) -> OrderSource:
        database = open_database(None, tmp_path / "up")
        down = source_of(ShopDatabase(f"sqlite:///{tmp_path / 'nowhere.db'}", name="the shop"))
        return JoinedOrderSource([down, SqlOrderSource(OrderStore(database))])


def test_a_slip_in_one_system_gives_way_to_the_exact_number_in_the_other(shop: Shop) -> None:
    shop.keep([an_order("NL-20417")])
    fill(shop.engine, [an_order("NL-20418")], [])

    assert [each.id for each in shop.source.find(ann(), ["NL20418"])] == ["NL-20418"]


def test_an_order_that_two_systems_have_is_refused(shop: Shop) -> None:
    shop.keep([an_order("NL-20417")])
    fill(shop.engine, [an_order("NL-20417")], [])

    with pytest.raises(BackendError, match="same number"):
        shop.source.for_customer(ann())
