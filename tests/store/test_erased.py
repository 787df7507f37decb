"""Erased customers and guests' orders, in both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cx_assistant.models import Customer, FeedPage
from cx_assistant.order_keys import key_of
from cx_assistant.store.database import Database
from cx_assistant.store.erasing import CustomerRows
from cx_assistant.store.guest_orders import GuestOrders
from cx_assistant.store.orders import OrderStore, UpsertCounts
from cx_assistant.store.webhook_store import WebhookStore

from .builders import order

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
ANN = "ann@example.com"


@pytest.fixture
def store(database: Database) -> OrderStore:
    return OrderStore(database)


def test_erased_customers_are_left_out_by_id_and_by_address_until_readmitted(
    store: OrderStore, database: Database
) -> None:
    store.upsert_customers([Customer(id="C-1", email=ANN)])
    store.upsert_orders([order(1), order(2, "C-2")], ["Jacket"] * 2)
    rows = CustomerRows(database)
    rows.erase("C-1")
    given = [order(1), order(2, "C-2"), order(3), order(4, ANN.upper())]

    left_out = store.upsert_orders(given, ["Jacket"] * 4)
    people = store.upsert_customers([Customer(id="C-1", email=ANN), Customer(id="C-2")])

    assert left_out == UpsertCounts(unchanged=1, erased=3)
    assert people == UpsertCounts(added=1, erased=1)
    assert rows.readmit("C-1")
    assert not rows.readmit("C-1")
    assert store.upsert_orders(given, ["Jacket"] * 4) == UpsertCounts(added=3, unchanged=1)


def test_somebody_erased_under_several_names_is_readmitted_under_any(
    store: OrderStore, database: Database
) -> None:
    rows = CustomerRows(database)
    rows.leave_out("C-1", [ANN])
    store.upsert_orders([order(5, "C-5")], ["Jacket"])
    rows.erase("C-5")

    assert rows.readmit(ANN)
    counts = store.upsert_orders([order(1), order(2, ANN), order(5, "C-5")], ["Jacket"] * 3)

    assert counts == UpsertCounts(added=2, erased=1)


def test_a_guest_who_was_erased_is_not_another_customer_with_the_address(
    store: OrderStore, database: Database
) -> None:
    """Two customers share an address, one is erased: the guest's order may have been theirs."""
    store.upsert_customers([Customer(id="C-1", email=ANN), Customer(id="C-2", email=ANN)])
    store.upsert_orders([order(1, ANN)], ["Jacket"])
    guests = GuestOrders(database)
    assert guests.link() == 0
    CustomerRows(database).erase("C-1")

    assert guests.link() == 0
    assert guests.owners([ANN]) == {}
    assert store.for_customer("C-2") == []


def test_guests_orders_keep_their_age_and_source_when_they_are_given_away(
    store: OrderStore, database: Database
) -> None:
    WebhookStore(database).store_page(
        FeedPage(orders=(order(1, ANN),), cursor="", as_of=NOON), ["Jacket"], source="shop"
    )
    store.upsert_customers([Customer(id="C-1", email="Ann@Example.com")])

    assert GuestOrders(database).link() == 1
    assert [each.as_of for each in store.for_customer("C-1")] == [NOON]
    assert [each.id for each in store.find("C-1", [key_of("NL-1")])] == ["NL-1"]
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT source FROM cx_orders").scalar() == "shop"


def test_a_customer_who_is_known_by_the_address_keeps_the_order(
    store: OrderStore, database: Database
) -> None:
    store.upsert_customers([Customer(id=ANN, email=ANN), Customer(id="C-2", email=ANN)])
    store.upsert_orders([order(1, ANN, as_of=NOON)], ["Jacket"])

    assert GuestOrders(database).link() == 0
    assert [each.id for each in store.for_customer(ANN)] == ["NL-1"]


def test_a_source_finds_and_deletes_its_own_orders_only(
    store: OrderStore, database: Database
) -> None:
    webhooks = WebhookStore(database)
    page = FeedPage(orders=(order(1, other={"source_id": "77"}),), cursor="", as_of=NOON)
    webhooks.store_page(page, ["Jacket"], source="shop")
    gone = FeedPage(deleted_ids=("NL-1",), cursor="", as_of=NOON)

    webhooks.store_page(gone, [], source="another")

    assert store.all_order_ids() == ["NL-1"]
    assert webhooks.order_of_source("shop", "77") == "NL-1"
    assert webhooks.order_of_source("another", "77") is None
    webhooks.store_page(gone, [], source="shop")
    assert webhooks.order_of_source("shop", "77") is None
