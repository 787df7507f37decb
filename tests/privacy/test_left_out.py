"""Who was erased does not come back with the next import or sync, unless the shop wants it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from cx_assistant.errors import InputError
from cx_assistant.models import Customer
from cx_assistant.privacy.erasure import ErasureReceipt, erase_customer, readmit_customer
from cx_assistant.settings import load_settings
from cx_assistant.settings.filling import OrderFiles, OrdersReport, import_files
from cx_assistant.settings.order_sources import order_feeds
from cx_assistant.settings.order_sync import SourceReport, sync_orders
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.order_contract import an_order
from tests.orders.shop_tables import fill, make_tables, writable

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
ANN, BEN = "ann@example.com", "ben@example.com"
ORDERS = [
    {"id": "A-1", "customer_id": "C-1", "items": [{"name": "Mug"}]},
    {"id": "A-2", "email": ANN, "items": [{"name": "Hat"}]},
    {"id": "B-1", "customer_id": "C-2", "items": [{"name": "Tent"}]},
]
CUSTOMERS = [{"id": "C-1", "email": ANN}, {"id": "C-2", "email": BEN}]
CONFIGURED = """
[orders]
paths = ["orders.json"]
customers = "customers.json"
"""
TABLES = """
[[orders.sources]]
name = "erp"
kind = "sql"
live = {live}
url = "sqlite:///{folder}/shop.db"
orders_table = "shop_orders"
customers_table = "shop_customers"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    write(tmp_path, ORDERS, CUSTOMERS)
    with opened(tmp_path, CONFIGURED) as workspace:
        take_in(workspace)
        yield workspace


def opened(folder: Path, configured: str) -> Workspace:
    (folder / "cx.toml").write_text(configured, "utf-8")
    return Workspace(load_settings(folder / "cx.toml", environment={}))


def write(folder: Path, orders: list[dict[str, object]], customers: list[dict[str, str]]) -> None:
    (folder / "orders.json").write_text(json.dumps(orders))
    (folder / "customers.json").write_text(json.dumps(customers))


def take_in(workspace: Workspace, *, hours: int = 0) -> OrdersReport:
    at = NOW + timedelta(hours=hours)
    return import_files(workspace, OrderFiles.of(workspace.settings), as_of=at)


def erase(workspace: Workspace, customer_id: str = "C-1") -> ErasureReceipt:
    return erase_customer(workspace, customer_id, now=NOW)


def test_the_next_import_leaves_out_who_was_erased_and_says_so(workspace: Workspace) -> None:
    assert len(workspace.orders.for_customer("C-1")) == 2
    receipt = erase(workspace)
    report = take_in(workspace, hours=9)

    assert workspace.orders.all_order_ids() == ["B-1"]
    assert workspace.orders.customer("C-1") is None
    assert workspace.orders.for_customer(ANN) == []
    assert (report.orders_erased, report.customers_erased) == (2, 1)
    assert report.failed == ()
    assert (report.orders_added, report.orders_unchanged) == (0, 1)
    assert receipt.warnings == (
        "orders.json still holds them; imports leave them out, but correct it as well",
        "customers.json still holds them; imports leave them out, but correct it as well",
    )


def test_an_erased_order_does_not_come_back_under_another_name(
    workspace: Workspace, tmp_path: Path
) -> None:
    """Neither by its number, nor by the address, nor to another customer who has the address."""
    erase(workspace)
    write(
        tmp_path,
        [ORDERS[0] | {"customer_id": "C-9"}, ORDERS[1], ORDERS[1] | {"id": "A-3"}],
        [{"id": "C-9", "email": ANN.upper()}],
    )

    report = take_in(workspace, hours=9)

    assert workspace.orders.for_customer("C-9") == []
    assert report.orders_erased == 3
    assert workspace.orders.customer("C-9") is not None


def test_nothing_in_the_store_names_who_is_left_out(workspace: Workspace, tmp_path: Path) -> None:
    erase(workspace)
    take_in(workspace, hours=9)

    held = b"".join(file.read_bytes() for file in workspace.folder.rglob("*") if file.is_file())

    assert not [text for text in (b"C-1", b"A-1", ANN.encode()) if text in held]


def test_a_readmitted_customer_comes_back_with_all_that_is_theirs(workspace: Workspace) -> None:
    erase(workspace)
    readmit_customer(workspace, "C-1")

    report = take_in(workspace, hours=9)

    assert [order.id for order in workspace.orders.for_customer("C-1")] == ["A-2", "A-1"]
    assert (report.orders_erased, report.customers_erased) == (0, 0)


def test_only_who_was_erased_can_be_readmitted(workspace: Workspace) -> None:
    erase(workspace)

    with pytest.raises(InputError, match="customer 'C-2' was not erased here"):
        readmit_customer(workspace, "C-2")
    take_in(workspace, hours=9)
    assert workspace.orders.all_order_ids() == ["B-1"]


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Engine]:
    with writable(f"sqlite:///{tmp_path / 'shop.db'}") as engine:
        make_tables(engine)
        fill(
            engine,
            [an_order("A-1", "C-1"), an_order("B-1", "C-2")],
            [Customer(id="C-1", email=ANN), Customer(id="C-2", email=BEN)],
        )
        yield engine


def sync(workspace: Workspace, *, hours: int = 0) -> SourceReport:
    feeds = order_feeds(workspace.settings, environment={}, closing=workspace.close_with)
    (report,) = sync_orders(workspace, feeds, now=NOW + timedelta(hours=hours)).sources
    return report


def test_the_next_sync_leaves_out_who_was_erased_and_says_so(
    tmp_path: Path, tables: Engine
) -> None:
    with opened(tmp_path, TABLES.format(live="false", folder=tmp_path)) as workspace:
        sync(workspace)
        receipt = erase(workspace)
        report = sync(workspace, hours=9)

        assert workspace.orders.all_order_ids() == ["B-1"]
        assert workspace.orders.customer("C-1") is None
        assert (report.orders_erased, report.customers_erased) == (1, 1)
        assert report.is_sound
        assert receipt.warnings == (
            "erp may still hold them; syncs leave them out, but erase them there",
        )


def test_a_system_that_is_asked_live_is_named(tmp_path: Path, tables: Engine) -> None:
    with opened(tmp_path, TABLES.format(live="true", folder=tmp_path)) as workspace:
        workspace.orders.upsert_customers([Customer(id="C-1", email=ANN)])

        assert erase(workspace).warnings == (
            "erp is asked live and tells of them for as long as it holds them",
        )
