"""A shop's own table is copied page by page, and what changes later is noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cx_assistant.backends.shop_database import ShopDatabase
from cx_assistant.errors import BackendError, ConfigError
from cx_assistant.models import Customer, FeedPage
from cx_assistant.orders.sql_columns import Mapped
from cx_assistant.orders.sql_feed import FollowedTables, SqlTableFeed
from cx_assistant.orders.sql_reading import ShopReading
from cx_assistant.orders.sql_source import ShopTables
from cx_assistant.testing.order_contract import an_order
from tests.orders.shop_tables import NOW, fill, make_tables, writable
from tests.store.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures

DAY = datetime(2026, 5, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    found: str = request.getfixturevalue("postgres_url")
    return found


@pytest.fixture
def shop(url: str) -> Iterator[Engine]:
    with writable(url) as engine:
        make_tables(engine)
        yield engine


Opened = Callable[..., SqlTableFeed]


@pytest.fixture
def feed(url: str, shop: Engine) -> Iterator[Opened]:
    database = ShopDatabase(url, name="shop")

    def opened(updated: str = "updated_at") -> SqlTableFeed:
        reading = ShopReading(zone=UTC, currency="EUR", mapped=Mapped.of({}), deleted="gone")
        tables = ShopTables("shop_orders", "shop_customers")
        return SqlTableFeed(database, FollowedTables(tables, updated), reading, clock=lambda: NOW)

    yield opened
    database.close()


def put(shop: Engine, *numbers: int, hours: int = 0) -> None:
    orders = [
        an_order(f"NL-{n}", f"C-{n % 7}", placed=DAY + timedelta(hours=hours or n)) for n in numbers
    ]
    fill(shop, orders, [])


def touch(shop: Engine, statement: str, at: datetime) -> None:
    moved = f"UPDATE shop_orders SET updated_at = :at, {statement}"
    with shop.begin() as connection:
        connection.execute(text(moved), {"at": at.isoformat()})


def ids(pages: list[FeedPage]) -> list[str]:
    return [order.id for page in pages for order in page.orders]


@pytest.mark.parametrize("updated", ["updated_at", ""])
def test_every_order_and_customer_is_given(feed: Opened, shop: Engine, updated: str) -> None:
    put(shop, *range(1000, 2300))
    fill(shop, [], [Customer(id=f"C-{n}", name=f"Customer {n}") for n in range(7)])

    pages = list(feed(updated).pages(None))

    assert sorted(ids(pages)) == [f"NL-{n}" for n in range(1000, 2300)]
    assert [each.id for page in pages for each in page.customers] == [f"C-{n}" for n in range(7)]
    assert len([page for page in pages if page.orders]) == 3
    assert {page.as_of for page in pages} == {NOW}
    assert not [problem for page in pages for problem in page.problems]


@pytest.mark.parametrize("updated", ["updated_at", ""])
def test_a_run_that_was_cut_off_goes_on_behind_its_last_page(
    feed: Opened, shop: Engine, updated: str
) -> None:
    put(shop, *range(1000, 2300))
    every = list(feed(updated).pages(None))

    for page_number in range(1, len(every)):
        stopped = every[:page_number]
        rest = list(feed(updated).pages(stopped[-1].cursor))
        assert sorted(ids(stopped) + ids(rest)) == sorted(ids(every))


def test_many_changes_in_one_moment_are_all_given(feed: Opened, shop: Engine) -> None:
    put(shop, *range(1000, 2300), hours=5)

    assert len(set(ids(list(feed().pages(None))))) == 1300


def test_the_next_run_gives_what_changed_since(feed: Opened, shop: Engine) -> None:
    put(shop, *range(1000, 1050))
    last = list(feed().pages(None))[-1].cursor
    put(shop, 1099, hours=2000)
    touch(shop, "status = 'delivered' WHERE order_number = 'NL-1003'", DAY + timedelta(hours=3000))

    changed = list(feed().pages(last))

    assert {"NL-1003", "NL-1099"} <= set(ids(changed))
    assert len(ids(changed)) <= 4  # and the last ones once more, in case one was written late
    assert ids(list(feed().pages(changed[-1].cursor))) == ["NL-1003"]


def test_an_order_marked_as_deleted_is_told_as_such(feed: Opened, shop: Engine) -> None:
    put(shop, 1001, 1002)
    last = list(feed().pages(None))[-1].cursor
    touch(shop, "gone = true WHERE order_number = 'NL-1001'", DAY + timedelta(hours=3000))

    pages = list(feed().pages(last))

    assert [each for page in pages for each in page.deleted_ids] == ["NL-1001"]
    assert "NL-1001" not in ids(pages)


def test_what_cannot_be_read_is_named_and_the_rest_given(feed: Opened, shop: Engine) -> None:
    put(shop, 1001, 1002)
    with shop.begin() as connection:
        connection.execute(text("UPDATE shop_orders SET qty = -1 WHERE order_number = 'NL-1001'"))

    pages = list(feed().pages(None))

    assert ids(pages) == ["NL-1002"]
    assert [problem for page in pages for problem in page.problems if "NL-1001" in problem]


def test_rows_that_would_never_be_copied_are_refused(feed: Opened, shop: Engine) -> None:
    put(shop, 1001)
    with shop.begin() as connection:
        connection.execute(text("UPDATE shop_orders SET updated_at = NULL"))

    with pytest.raises(BackendError, match="never be copied"):
        list(feed().pages(None))


def test_a_column_of_text_cannot_say_what_changed_last(feed: Opened) -> None:
    with pytest.raises(ConfigError, match="status holds text"):
        list(feed("status").pages(None))


def test_a_column_that_is_not_there_is_named(feed: Opened) -> None:
    with pytest.raises(ConfigError, match="changed_on"):
        list(feed("changed_on").pages(None))


def test_a_cursor_of_something_else_is_refused(feed: Opened) -> None:
    with pytest.raises(BackendError, match="from-start"):
        list(feed().pages('{"since": 3}'))
