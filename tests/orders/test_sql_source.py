"""A shop's own tables, whatever they are called and however they are filled."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cx_assistant.backends.shop_database import ShopDatabase
from cx_assistant.errors import BackendError, BackendTimeoutError, ConfigError, LeakError
from cx_assistant.models import OrderStatus
from cx_assistant.orders.sql_queries import ShopRow
from tests.orders.builders import signed_in
from tests.orders.shop_tables import NOW, make_tables, source_of, writable


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'shop.db'}"


@pytest.fixture
def shop(url: str) -> Iterator[Engine]:
    with writable(url) as engine:
        make_tables(engine)
        yield engine


@pytest.fixture
def database(url: str, shop: Engine) -> Iterator[ShopDatabase]:
    opened = ShopDatabase(url, name="the shop")
    yield opened
    opened.close()


def run(engine: Engine, *statements: str) -> None:
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


ITEM = (
    "INSERT INTO shop_orders (order_number, customer_id, created_at, status, item_name, item_sku,"
    " qty, item_price) VALUES ('{id}', '{who}', '2026-05-30 11:24:00', '{status}', '{item}',"
    " '{sku}', {qty}, {price})"
)


def item(order_id: str = "NL-20417", **values: object) -> str:
    usual = {"who": "C-1", "status": "shipped", "item": "Hat", "sku": "H-1", "qty": 1, "price": 9.9}
    return ITEM.format(**{"id": order_id, **usual, **values})


def test_a_row_is_an_item_and_its_order_is_put_together(
    database: ShopDatabase, shop: Engine
) -> None:
    run(shop, item(), item(item="Boots", sku="B-2", qty=2, price=120.5), item("NL-2", who="C-2"))

    (found,) = source_of(database).for_customer(signed_in("C-1"))

    assert (found.id, found.status, found.as_of) == ("NL-20417", OrderStatus.SHIPPED, NOW)
    assert found.placed == datetime(2026, 5, 30, 11, 24, tzinfo=UTC)
    assert [(each.sku, each.quantity, each.price) for each in found.items] == [
        ("H-1", 1, Decimal("9.9")),
        ("B-2", 2, Decimal("120.5")),
    ]


def test_a_row_may_be_an_order_with_its_parts_as_json(database: ShopDatabase, shop: Engine) -> None:
    parts = json.dumps([{"name": "Hat", "sku": "H-1", "price": 9.9}])
    parcels = json.dumps([{"carrier": "DHL", "tracking_number": "00340434"}])
    run(
        shop,
        "CREATE TABLE sales (entity_id INTEGER, increment_id TEXT, customer_id INTEGER,"
        " grand_total NUMERIC, items TEXT, shipments TEXT)",
        f"INSERT INTO sales VALUES (7, '100000007', 42, 9.9, '{parts}', '{parcels}')",
    )
    source = source_of(database, orders="sales", customers="")

    (found,) = source.for_customer(signed_in("42"))

    assert (found.id, found.total, found.items[0].name) == ("100000007", Decimal("9.9"), "Hat")
    assert [each.id for each in source.find(signed_in("42"), ["00340434"])] == ["100000007"]
    assert source.customer(signed_in("42")) is None


def test_columns_of_any_name_are_mapped(database: ShopDatabase, shop: Engine) -> None:
    run(
        shop,
        'CREATE TABLE "odd ""table""; --" ("No." TEXT, "Who, really?" TEXT, what TEXT)',
        """INSERT INTO "odd ""table""; --" VALUES ('X-1', 'C-1', 'Hat')""",
        "CREATE TABLE people (nr TEXT, called TEXT)",
        "INSERT INTO people VALUES ('C-1', 'Ann Berg')",
    )
    fields = {"No.": "id", "Who, really?": "customer_id", "what": "item.name"}
    fields |= {"nr": "customer.id", "called": "customer.name"}
    source = source_of(database, orders='odd "table"; --', customers="people", fields=fields)

    (found,) = source.for_customer(signed_in("C-1"))
    person = source.customer(signed_in("C-1"))

    assert (found.id, found.items[0].name) == ("X-1", "Hat")
    assert person is not None
    assert (person.id, person.name) == ("C-1", "Ann Berg")


@pytest.mark.parametrize("asked", ["042", "42 ", "+42", "4_2", "٤٢", "42.0", "4e1"])
def test_a_customer_whose_id_is_a_number_is_opened_by_that_number_only(
    database: ShopDatabase, shop: Engine, asked: str
) -> None:
    run(
        shop,
        "CREATE TABLE sales (order_id TEXT, customer_id INTEGER)",
        "INSERT INTO sales VALUES ('A-1', 42)",
    )
    source = source_of(database, orders="sales", customers="")

    assert [each.id for each in source.for_customer(signed_in("42"))] == ["A-1"]
    assert source.for_customer(signed_in(asked)) == []


def test_a_shop_without_customer_ids_goes_by_the_address(
    database: ShopDatabase, shop: Engine
) -> None:
    run(
        shop,
        "CREATE TABLE sales (order_id TEXT, email TEXT)",
        "INSERT INTO sales VALUES ('A-1', 'Ann@Example.com'), ('A-2', 'ann@example.com.evil')",
    )
    source = source_of(database, orders="sales", customers="")

    (found,) = source.for_customer(signed_in("ann@example.com"))

    assert (found.id, found.customer_id) == ("A-1", "ann@example.com")


def test_a_database_that_compares_without_case_shows_nobody_else_s_rows(
    database: ShopDatabase, shop: Engine
) -> None:
    run(
        shop,
        "CREATE TABLE sales (order_id TEXT, customer_id TEXT COLLATE NOCASE)",
        "INSERT INTO sales VALUES ('A-1001', 'C-1'), ('A-1002', 'c-1')",
    )
    source = source_of(database, orders="sales", customers="")

    assert [each.id for each in source.for_customer(signed_in("c-1"))] == ["A-1002"]
    (found,) = source.find(signed_in("c-1"), ["A1001"])  # one slip away from their own number
    assert found.id == "A-1002"


class MixedUp:
    """A database, or a view with a broken join, that answers for somebody else."""

    name = "the shop"

    def columns(self, _table: str) -> list[tuple[str, str]]:
        return [("order_id", "text"), ("customer_id", "text"), ("id", "text")]

    def rows(self, _query: object) -> list[ShopRow]:
        return [{"order_id": "A-1", "customer_id": "C-2", "id": "C-2"}]


def test_an_answer_about_another_customer_is_a_leak_and_nothing_of_it_is_used() -> None:
    source = source_of(MixedUp())  # type: ignore[arg-type]

    for question in (
        lambda: source.for_customer(signed_in("C-1")),
        lambda: source.find(signed_in("C-1"), ["A1"]),
        lambda: source.customer(signed_in("C-1")),
    ):
        with pytest.raises(LeakError):
            question()


def test_rows_that_contradict_each_other_are_refused(database: ShopDatabase, shop: Engine) -> None:
    run(shop, item(status="shipped"), item(status="cancelled", item="Boots"))

    with pytest.raises(BackendError, match="cannot be read"):
        source_of(database).for_customer(signed_in("C-1"))


def test_an_order_that_cannot_be_read_is_not_left_out_in_silence(
    database: ShopDatabase, shop: Engine
) -> None:
    run(shop, item("NL-1"), item("NL-2", qty=-3, item="Secret gift"))

    with pytest.raises(BackendError) as raised:
        source_of(database).for_customer(signed_in("C-1"))

    assert "NL-2" not in str(raised.value)
    assert "-3" not in str(raised.value)


def test_orders_marked_as_deleted_are_not_told(database: ShopDatabase, shop: Engine) -> None:
    run(shop, item("NL-1"), item("NL-2"), "UPDATE shop_orders SET gone = order_number = 'NL-2'")
    source = source_of(database, deleted="gone")

    assert [each.id for each in source.for_customer(signed_in("C-1"))] == ["NL-1"]
    assert [each.id for each in source.find(signed_in("C-1"), ["NL2"])] == []


def test_a_customer_who_is_there_twice_is_refused(database: ShopDatabase, shop: Engine) -> None:
    run(shop, "INSERT INTO shop_customers VALUES ('C-1', 'Ann', ''), ('C-1', 'Bob', '')")

    with pytest.raises(BackendError, match="twice"):
        source_of(database).customer(signed_in("C-1"))


def test_days_kept_as_text_still_give_the_newest_first(
    database: ShopDatabase, shop: Engine
) -> None:
    run(
        shop,
        "CREATE TABLE sales (order_id TEXT, customer_id TEXT, order_date TEXT)",
        "INSERT INTO sales VALUES ('A-1', 'C-1', '30.11.2025'), ('A-2', 'C-1', '02.03.2026'),"
        " ('A-3', 'C-1', '01.12.2025')",
    )
    source = source_of(database, orders="sales", customers="")

    found = source.for_customer(signed_in("C-1"), limit=2)

    assert [each.id for each in found] == ["A-2", "A-3"]


def test_a_customer_with_more_rows_than_can_be_looked_through_is_refused(
    database: ShopDatabase, shop: Engine
) -> None:
    run(
        shop,
        "CREATE TABLE sales (order_id TEXT, customer_id TEXT)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20001)"
        " INSERT INTO sales SELECT 'A-' || i, 'C-1' FROM n",
    )

    with pytest.raises(BackendError, match="orders sync"):
        source_of(database, orders="sales").for_customer(signed_in("C-1"))


def test_nothing_can_be_written_through_it(url: str, shop: Engine, database: ShopDatabase) -> None:
    run(shop, item())

    with pytest.raises(BackendError):
        database.rows(text("DELETE FROM shop_orders"))  # type: ignore[arg-type]

    assert len(source_of(database).for_customer(signed_in("C-1"))) == 1


def test_a_query_that_takes_too_long_is_cut_off(url: str, shop: Engine) -> None:
    run(
        shop,
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
        " SELECT i AS order_id, 'C-1' AS customer_id, i AS placed FROM n WHERE i < 0",
    )
    slow = ShopDatabase(url, name="the shop", timeout_seconds=0.05)

    with pytest.raises(BackendTimeoutError, match="timeout_seconds"):
        source_of(slow, orders="endless").for_customer(signed_in("C-1"))
    slow.close()


def test_a_table_that_is_not_there_is_named_with_one_that_is_close(
    database: ShopDatabase,
) -> None:
    with pytest.raises(BackendError, match="did you mean 'shop_orders'"):
        source_of(database, orders="shop_order").for_customer(signed_in("C-1"))


def test_a_mapped_column_that_is_not_there_is_named(database: ShopDatabase) -> None:
    source = source_of(database, fields={"ordr_no": "id"})

    with pytest.raises(BackendError, match=r"ordr_no.*it has: order_number, customer_id"):
        source.for_customer(signed_in("C-1"))


def test_a_table_without_owners_is_refused(database: ShopDatabase, shop: Engine) -> None:
    run(shop, "CREATE TABLE sales (order_id TEXT, amount INTEGER)")

    with pytest.raises(BackendError, match="customer's id"):
        source_of(database, orders="sales").for_customer(signed_in("C-1"))


@pytest.mark.parametrize("bad", ["not a url", "postgresql//x", "", "nosuch://host/db"])
def test_a_bad_url_is_refused_in_one_sentence(bad: str) -> None:
    with pytest.raises(ConfigError) as raised:
        ShopDatabase(bad, name="the shop")

    assert "the shop" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_no_password_is_told_when_the_server_cannot_be_reached(tmp_path: Path) -> None:
    url = f"postgresql://shop:s3cret@/shop?host={tmp_path}"

    with pytest.raises(BackendError) as raised:
        source_of(ShopDatabase(url, name="the shop")).for_customer(signed_in("C-1"))

    assert "s3cret" not in str(raised.value)
