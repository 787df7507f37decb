"""An order is kept in the newest state its source confirmed, whatever comes when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from cx_assistant.models import Order, OrderStatus, Shipment
from cx_assistant.order_keys import key_of
from cx_assistant.store.database import Database
from cx_assistant.store.orders import OrderStore, UpsertCounts
from cx_assistant.store.outbox import Outbox

from .builders import order

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


@pytest.fixture
def store(database: Database) -> OrderStore:
    return OrderStore(database)


def put(store: OrderStore, *orders: Order) -> UpsertCounts:
    texts = [" ".join(item.name for item in each.items) for each in orders]
    return store.upsert_orders(orders, texts)


def queued(database: Database) -> list[tuple[str, str]]:
    return [(entry.action, entry.item_id) for entry in Outbox(database).pending()]


def test_an_older_message_that_comes_late_changes_nothing(store: OrderStore) -> None:
    shipped = order(1, status=OrderStatus.SHIPPED, as_of=LATER)
    put(store, shipped)

    counts = put(store, order(1, "C-2", status=OrderStatus.PAID, as_of=NOON))

    assert counts == UpsertCounts(older=1)
    assert store.for_customer("C-1") == [shipped]
    assert store.for_customer("C-2") == []


def test_in_whatever_order_messages_come_the_newest_state_is_kept(store: OrderStore) -> None:
    states = [
        order(1, status=status, as_of=NOON + timedelta(seconds=after))
        for after, status in enumerate((OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.LOST))
    ]
    for number, arriving in enumerate(permutations(states)):
        for each in arriving:
            put(store, each.model_copy(update={"id": f"NL-{number}"}))

    assert {each.status for each in store.for_customer("C-1")} == {OrderStatus.LOST}


def test_of_two_states_in_one_batch_the_newer_counts_wherever_it_stands(
    store: OrderStore,
) -> None:
    newer = order(1, status=OrderStatus.SHIPPED, as_of=LATER)
    put(store, newer, order(1, status=OrderStatus.PAID, as_of=NOON))

    assert store.for_customer("C-1") == [newer]


def test_an_unchanged_order_is_confirmed_and_not_indexed_again(
    store: OrderStore, database: Database
) -> None:
    put(store, order(1, as_of=NOON))
    counts = put(store, order(1, as_of=LATER))

    assert counts == UpsertCounts(unchanged=1)
    assert store.for_customer("C-1")[0].as_of == LATER
    assert store.find("C-1", ["NL1"])[0].as_of == LATER
    assert queued(database) == [("add", "NL-1")]


def test_a_deleted_order_is_gone_everywhere_and_does_not_come_back(
    store: OrderStore, database: Database
) -> None:
    put(store, order(1, as_of=NOON), order(2, as_of=NOON))

    assert store.delete_orders(["NL-1", "NL-9"], as_of=LATER) == 1
    late = put(store, order(1, as_of=NOON + timedelta(seconds=1)))

    assert late == UpsertCounts(older=1)
    assert [each.id for each in store.for_customer("C-1")] == ["NL-2"]
    assert [each.id for each in store.find("C-1", ["NL1"])] == []
    assert store.owner_of("NL-1") is None
    assert queued(database)[-1] == ("remove", "NL-1")


def test_an_order_that_is_placed_again_later_is_there_again(store: OrderStore) -> None:
    put(store, order(1, as_of=NOON))
    store.delete_orders(["NL-1"], as_of=NOON)

    assert put(store, order(1, as_of=LATER)) == UpsertCounts(added=1)


def test_a_deletion_that_comes_late_leaves_the_newer_order(store: OrderStore) -> None:
    put(store, order(1, as_of=LATER))

    assert store.delete_orders(["NL-1"], as_of=NOON) == 0
    assert len(store.for_customer("C-1")) == 1


def test_no_number_of_a_deleted_order_is_left_in_the_tables(
    store: OrderStore, database: Database
) -> None:
    put(store, order(1, as_of=NOON))
    store.delete_orders(["NL-1"], as_of=LATER)
    Outbox(database).done([entry.id for entry in Outbox(database).pending()])

    with database.read() as connection:
        kept = connection.exec_driver_sql("SELECT id_hash FROM cx_deleted_orders").scalars().all()
        assert len(kept) == 1
        assert "NL" not in kept[0]
        assert connection.exec_driver_sql("SELECT count(*) FROM cx_order_keys").scalar() == 0


def test_an_order_given_to_another_customer_is_found_by_them_alone(
    store: OrderStore, database: Database
) -> None:
    parcel = Shipment(tracking_number="0034 77")
    put(store, order(1, shipments=(parcel,), as_of=NOON))
    put(store, order(1, "C-2", shipments=(parcel,), as_of=LATER))

    for key in (key_of("NL-1"), "003477", "003478"):
        assert store.find("C-1", [key]) == []
    assert [each.id for each in store.find("C-2", ["003477"])] == ["NL-1"]
    assert queued(database) == [("add", "NL-1")]


def test_a_parcel_that_is_no_longer_in_an_order_does_not_lead_to_it(store: OrderStore) -> None:
    put(store, order(1, shipments=(Shipment(tracking_number="AB123456"),)))
    put(store, order(1, shipments=(Shipment(tracking_number="ZZ998877"),)))

    assert store.find("C-1", ["AB123456"]) == []
    assert len(store.find("C-1", ["ZZ998877"])) == 1
