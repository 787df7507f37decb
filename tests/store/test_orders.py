from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.errors import InputError
from cx_assistant.models import Customer, Order
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.orders import OrderStore, UpsertCounts
from cx_assistant.store.outbox import Outbox, StateStore

from .builders import order


@pytest.fixture
def store(database: Database) -> OrderStore:
    return OrderStore(database)


def texts(orders: list[Order]) -> list[str]:
    return [" ".join(item.name for item in each.items) for each in orders]


def test_an_order_comes_back_as_it_was_imported(store: OrderStore) -> None:
    saved = order(7, total=Decimal("19.90"), notes=("gift wrap \0 please",), other={"x": "y"})

    store.upsert_orders([saved], ["Jacket 7"])

    assert store.for_customer("C-1") == [saved]
    assert store.owner_of("NL-7") == "C-1"
    assert store.owner_of("NL-8") is None


def test_a_customer_gets_the_newest_own_orders_and_nobody_else_s(store: OrderStore) -> None:
    mine = [order(number) for number in range(10)]
    others = [order(number + 100, "C-10") for number in range(10)]
    store.upsert_orders([*mine, *others], texts([*mine, *others]))

    found = store.for_customer("C-1", limit=3)

    assert [each.id for each in found] == ["NL-9", "NL-8", "NL-7"]
    assert store.for_customer("C-") == []
    assert store.for_customer("%") == []


def test_newest_first_holds_across_time_zones_and_undated_orders_come_last(
    store: OrderStore,
) -> None:
    noon = datetime(2026, 6, 1, 12, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    orders = [
        order(1, placed=noon),
        order(2, placed=(noon + timedelta(microseconds=5)).astimezone(tokyo)),
        order(3, placed=noon.astimezone(tokyo) - timedelta(hours=1)),
        order(4, placed=None),
    ]
    store.upsert_orders(orders, texts(orders))

    assert [each.id for each in store.for_customer("C-1")] == ["NL-2", "NL-1", "NL-3", "NL-4"]


def test_only_orders_whose_searchable_text_changed_are_indexed_again(
    store: OrderStore, database: Database
) -> None:
    outbox = Outbox(database)
    orders = [order(number) for number in range(3)]
    first = store.upsert_orders(orders, texts(orders))
    queued = [(entry.action, entry.partition, entry.item_id) for entry in outbox.pending()]
    outbox.done([entry.id for entry in outbox.pending()])
    revision = StateStore(database).index_revision

    paid = orders[0].model_copy(update={"status_text": "paid"})
    again = store.upsert_orders([paid, orders[1], orders[2]], ["Jacket 0", "Jacket 1", "Blue hat"])

    assert queued == [("add", "orders", f"NL-{number}") for number in range(3)]
    assert first == UpsertCounts(added=3)
    assert again == UpsertCounts(changed=2, unchanged=1)
    assert [entry.item_id for entry in outbox.pending()] == ["NL-2"]
    assert store.embedded_texts(["NL-2", "NL-9"]) == {"NL-2": "Blue hat"}
    assert StateStore(database).index_revision != revision


def test_importing_the_same_orders_again_changes_nothing(
    store: OrderStore, database: Database
) -> None:
    orders = [order(number) for number in range(5)]
    store.upsert_orders(orders, texts(orders))
    revision = StateStore(database).index_revision

    assert store.upsert_orders(orders, texts(orders)) == UpsertCounts(unchanged=5)
    assert StateStore(database).index_revision == revision


def test_an_order_given_to_another_customer_leaves_the_first(store: OrderStore) -> None:
    store.upsert_orders([order(1, "C-1")], ["Jacket"])
    store.upsert_orders([order(1, "C-2")], ["Jacket"])

    assert store.for_customer("C-1") == []
    assert [each.id for each in store.for_customer("C-2")] == ["NL-1"]


def test_customers_are_found_by_id_and_by_address_in_any_case(store: OrderStore) -> None:
    ann = Customer(id="C-1", name="Ann", email=" Ann@Example.com", tags=("vip",))
    family = Customer(id="C-2", name="Bob", email="ann@example.COM")
    nobody = Customer(id="C-3", name="Guest")
    counts = store.upsert_customers([ann, family, nobody])

    assert counts == UpsertCounts(added=3)
    assert store.customer("C-1") == ann
    assert store.customer("C-9") is None
    assert store.customer_ids_by_email("ANN@example.com ") == ["C-1", "C-2"]
    assert store.customer_ids_by_email("%@example.com") == []
    assert store.customer_ids_by_email("") == []
    assert store.upsert_customers([ann, nobody]) == UpsertCounts(unchanged=2)


def test_a_changed_address_no_longer_leads_to_the_customer(store: OrderStore) -> None:
    store.upsert_customers([Customer(id="C-1", email="old@example.com")])
    store.upsert_customers([Customer(id="C-1", email="new@example.com")])

    assert store.customer_ids_by_email("old@example.com") == []
    assert store.customer_ids_by_email("new@example.com") == ["C-1"]
    assert store.customer_count() == 1


def test_an_id_no_database_can_hold_is_refused_before_anything_is_stored(
    store: OrderStore,
) -> None:
    with pytest.raises(InputError, match="NUL character"):
        store.upsert_orders([order(1), order(2, "C-\0")], ["a", "b"])

    assert store.order_count() == 0


words = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(max_examples=20, deadline=None)
@given(note=words, city=words, searchable=words)
def test_any_text_in_an_order_survives(
    note: str, city: str, searchable: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = open_database(None, tmp_path_factory.getbasetemp() / "any-text")
    saved = order(1, notes=(note,), other={"city": city})

    OrderStore(database).upsert_orders([saved], [searchable])

    assert OrderStore(database).for_customer("C-1") == [saved]
    database.close()


def test_one_customer_s_newest_orders_are_found_at_once_among_ten_thousand(
    tmp_path: Path,
) -> None:
    database = open_database(None, tmp_path)
    store = OrderStore(database)
    orders = [order(number) for number in range(10_000)]
    started = process_time()
    store.upsert_orders(orders, texts(orders))
    imported = process_time() - started
    times = []
    for _ in range(5):
        started = process_time()
        found = store.for_customer("C-1", limit=50)
        times.append(process_time() - started)

    assert [each.id for each in found[:2]] == ["NL-9999", "NL-9998"]
    assert min(times) < 0.020
    assert len(orders) / imported > 2_000  # the aim is 5,000 on an idle machine
    database.close()
