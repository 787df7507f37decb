"""Pages of feeds are taken in with their cursor, and say up to when orders are confirmed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cx_assistant.errors import InputError
from cx_assistant.models import Customer, FeedPage, Order
from cx_assistant.store.database import Database
from cx_assistant.store.order_sync import PageCounts, SyncStore
from cx_assistant.store.orders import OrderStore, UpsertCounts
from cx_assistant.store.outbox import Outbox

from .builders import order

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def syncing(database: Database) -> SyncStore:
    return SyncStore(database)


@pytest.fixture
def store(database: Database) -> OrderStore:
    return OrderStore(database)


def page(*orders: Order, cursor: str = "1", minutes: int = 0, **fields: object) -> FeedPage:
    as_of = NOON + timedelta(minutes=minutes)
    return FeedPage.model_validate({"orders": orders, "cursor": cursor, "as_of": as_of} | fields)


def take(syncing: SyncStore, taken: FeedPage, source: str = "shop") -> PageCounts:
    return syncing.store_page(taken, ["Jacket"] * len(taken.orders), source=source)


def test_a_page_is_stored_with_the_cursor_behind_it(syncing: SyncStore, store: OrderStore) -> None:
    assert syncing.begin("shop", now=NOON) is None

    counts = take(syncing, page(order(1), order(2), customers=(Customer(id="C-1", name="Ann"),)))

    assert counts == PageCounts(orders=UpsertCounts(added=2), customers=UpsertCounts(added=1))
    assert syncing.begin("shop", now=NOON) == "1"
    assert syncing.begin("other", now=NOON) is None
    assert [each.as_of for each in store.for_customer("C-1")] == [NOON, NOON]


def test_a_page_that_cannot_be_stored_leaves_the_cursor_where_it_was(
    syncing: SyncStore, store: OrderStore
) -> None:
    with pytest.raises(InputError, match="NUL"):
        take(syncing, page(order(1), order(2, "C-\0"), customers=(Customer(id="C-1"),)))

    assert syncing.begin("shop", now=NOON) is None
    assert (store.order_count(), store.customer_count()) == (0, 0)


def test_the_same_page_twice_does_no_harm(
    syncing: SyncStore, store: OrderStore, database: Database
) -> None:
    both = page(order(1), order(2), deleted_ids=("NL-2",))
    take(syncing, both)
    again = take(syncing, both)

    assert again == PageCounts(orders=UpsertCounts(added=1, unchanged=1), deleted=1)
    assert [each.id for each in store.for_customer("C-1")] == ["NL-1"]
    last = {entry.item_id: entry.action for entry in Outbox(database).pending()}
    assert last == {"NL-1": "add", "NL-2": "remove"}


@pytest.mark.parametrize("tells_deletions", [True, False])
def test_a_run_confirms_what_it_did_not_give_if_its_source_tells_what_is_gone(
    syncing: SyncStore, store: OrderStore, *, tells_deletions: bool
) -> None:
    syncing.begin("shop", now=NOON)
    take(syncing, page(order(1), order(2)))
    syncing.end("shop", tells_deletions=tells_deletions)
    store.upsert_orders([order(3, as_of=NOON)], ["Jacket"])  # from a file
    syncing.begin("shop", now=NOON + timedelta(hours=6))
    take(syncing, page(order(1, status_text="sent"), minutes=361))
    before = {each.id: each.as_of for each in store.for_customer("C-1")}
    syncing.end("shop", tells_deletions=tells_deletions)
    after = {each.id: each.as_of for each in store.for_customer("C-1")}

    assert before["NL-2"] == NOON
    assert after["NL-2"] == (NOON + timedelta(hours=6) if tells_deletions else NOON)
    assert after["NL-1"] == NOON + timedelta(minutes=361)
    assert after["NL-3"] == NOON


def test_a_run_that_was_interrupted_confirms_from_when_it_first_began(
    syncing: SyncStore, store: OrderStore
) -> None:
    syncing.begin("shop", now=NOON)
    take(syncing, page(order(1)))
    syncing.end("shop", tells_deletions=True)
    syncing.begin("shop", now=NOON + timedelta(hours=5))
    syncing.begin("shop", now=NOON + timedelta(hours=9))  # it was killed, and goes on
    syncing.end("shop", tells_deletions=True)

    assert store.for_customer("C-1")[0].as_of == NOON + timedelta(hours=5)


def test_a_run_from_the_beginning_does_not_confirm_what_is_no_longer_there(
    syncing: SyncStore, store: OrderStore
) -> None:
    syncing.begin("shop", now=NOON)
    take(syncing, page(order(1), order(2)))
    syncing.end("shop", tells_deletions=True)
    syncing.restart("shop")
    syncing.begin("shop", now=NOON + timedelta(hours=5))
    take(syncing, page(order(1), minutes=301))  # killed after it, and begun again
    syncing.begin("shop", now=NOON + timedelta(hours=9))
    syncing.end("shop", tells_deletions=True)

    found = {each.id: each.as_of for each in store.for_customer("C-1")}

    assert found == {"NL-1": NOON + timedelta(minutes=301), "NL-2": NOON}


def test_a_number_that_two_sources_have_stays_with_the_first(
    syncing: SyncStore, store: OrderStore
) -> None:
    take(syncing, page(order(1, "C-1")), source="shop one")
    counts = take(syncing, page(order(1, "C-2"), minutes=5), source="shop two")
    gone = take(syncing, page(deleted_ids=("NL-1",), minutes=9), source="shop two")

    assert counts.orders == UpsertCounts(foreign=1)
    assert gone.deleted == 0
    assert [each.customer_id for each in store.for_customer("C-1")] == ["C-1"]
    assert store.for_customer("C-2") == []


def test_orders_of_a_source_that_is_no_longer_configured_are_taken_over(
    syncing: SyncStore, store: OrderStore
) -> None:
    take(syncing, page(order(1)), source="old name")
    syncing.release_all_but(["new name"])

    assert take(syncing, page(order(1)), source="new name").orders == UpsertCounts(unchanged=1)
    assert syncing.begin("old name", now=NOON) is None


def test_a_restart_begins_at_the_beginning(syncing: SyncStore) -> None:
    take(syncing, page(order(1)))
    syncing.restart("shop")

    assert syncing.begin("shop", now=NOON) is None
