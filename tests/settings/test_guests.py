"""Orders of guests go to the one customer with their address, whichever way both come in."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cx_assistant.errors import ConfigError
from cx_assistant.orders.webhooks import WebhookStep, receive
from cx_assistant.settings import load_settings
from cx_assistant.settings.filling import OrderFiles, OrdersReport, import_files
from cx_assistant.settings.order_sources import order_feeds
from cx_assistant.settings.order_sync import SourceReport, sync_orders
from cx_assistant.settings.order_webhooks import webhook_inbox
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.woocommerce_server import WooCommerceServer
from cx_assistant.testing.woocommerce_shop import woocommerce_order_row
from tests.orders.shop_tables import make_tables, writable

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
ENVIRONMENT = {"KEY": "ck_test", "SECRET": "cs_test", "HOOK": "hush"}
ANN = "ann@example.com"
TABLES = """
[[orders.sources]]
name = "erp"
kind = "sql"
live = false
url = "sqlite:///{folder}/shop.db"
orders_table = "shop_orders"
customers_table = "shop_customers"
updated_column = "updated_at"
"""
WOO = """
[[orders.sources]]
name = "woo"
kind = "woocommerce"
url = "{url}"
token_env = "KEY"
secret_env = "SECRET"
webhook_secret_env = "HOOK"
"""


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Engine]:
    with writable(f"sqlite:///{tmp_path / 'shop.db'}") as engine:
        make_tables(
            engine,
            "CREATE TABLE shop_orders (order_number TEXT, email TEXT, created_at {moment},"
            " status TEXT, item_name TEXT, qty INTEGER, item_price NUMERIC, updated_at {moment})",
            "CREATE TABLE shop_customers (id TEXT, name TEXT, email TEXT)",
        )
        yield engine


def opened(tmp_path: Path, sources: str) -> Workspace:
    (tmp_path / "cx.toml").write_text(sources, "utf-8")
    return Workspace(load_settings(tmp_path / "cx.toml", environment={}))


def buys(tables: Engine, number: str, email: str, day: int = 1) -> None:
    at = datetime(2026, 5, day, tzinfo=UTC).isoformat()
    with tables.begin() as connection:
        connection.execute(
            text("INSERT INTO shop_orders VALUES (:n, :e, :at, 'shipped', 'Mug', 1, 5, :at)"),
            {"n": number, "e": email, "at": at},
        )


def joins(tables: Engine, customer_id: str, email: str) -> None:
    with tables.begin() as connection:
        connection.execute(
            text("INSERT INTO shop_customers VALUES (:id, 'Someone', :email)"),
            {"id": customer_id, "email": email},
        )


def sync(workspace: Workspace, *, hours: int = 0, from_start: bool = False) -> SourceReport:
    feeds = order_feeds(workspace.settings, environment=ENVIRONMENT, closing=workspace.close_with)
    now = NOW + timedelta(hours=hours)
    (report,) = sync_orders(workspace, feeds, now=now, from_start=from_start).sources
    assert report.failure == ""
    return report


def own(workspace: Workspace, customer_id: str) -> list[str]:
    return sorted(order.id for order in workspace.orders.for_customer(customer_id))


def test_a_copied_guest_order_is_the_customers_who_comes_after_it(
    tmp_path: Path, tables: Engine
) -> None:
    buys(tables, "A-1", "Ann@Example.com")
    buys(tables, "A-2", "nobody@example.com")
    joins(tables, "C-1", ANN)
    with opened(tmp_path, TABLES.format(folder=tmp_path)) as workspace:
        first = sync(workspace)
        owned = own(workspace, "C-1")
        again = sync(workspace, hours=1, from_start=True)
        buys(tables, "A-3", ANN, day=9)
        sync(workspace, hours=2)

        assert owned == ["A-1"]
        assert (first.problems, again.problems) == ((), ())
        assert (again.orders_unchanged, again.orders_changed) == (2, 0)
        assert own(workspace, "C-1") == ["A-1", "A-3"]
        assert own(workspace, "nobody@example.com") == ["A-2"]


def test_an_address_that_two_customers_have_gives_the_order_to_neither(
    tmp_path: Path, tables: Engine
) -> None:
    buys(tables, "A-1", ANN)
    joins(tables, "C-1", ANN)
    joins(tables, "C-2", ANN.upper())
    with opened(tmp_path, TABLES.format(folder=tmp_path)) as workspace:
        report = sync(workspace)

        assert own(workspace, "C-1") == own(workspace, "C-2") == []
        assert [told.partition(";")[0] for told in report.problems] == [
            "order A-1: two customers have its e-mail address, so it is shown to neither"
        ]
        assert not report.is_sound


def test_guests_of_a_shop_system_are_linked_by_sync_and_by_webhook(tmp_path: Path) -> None:
    account = woocommerce_order_row(1)
    address = account["billing"]["email"]
    guests = [
        woocommerce_order_row(n, customer_id=0, billing={**account["billing"], "email": address})
        for n in (2, 3)
    ]
    with (
        WooCommerceServer([guests[0], account]) as shop,
        opened(tmp_path, WOO.format(url=shop.url)) as workspace,
    ):
        sync(workspace)
        synced = own(workspace, str(account["customer_id"]))
        shop.orders.append(guests[1])
        inbox = webhook_inbox(workspace, "woo", environment=ENVIRONMENT)
        body = json.dumps(guests[1]).encode()
        digest = hmac.new(b"hush", body, hashlib.sha256).digest()
        headers = {
            "X-WC-Webhook-Topic": "order.created",
            "X-WC-Webhook-Source": shop.url,
            "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
        }
        result = receive(headers, body, inbox=inbox, now=NOW)

        assert synced == ["701", "702"]
        assert result.step is WebhookStep.STORED
        assert own(workspace, str(account["customer_id"])) == ["701", "702", "703"]


def files(tmp_path: Path, *customers: tuple[str, str]) -> OrderFiles:
    orders, people = tmp_path / "orders.json", tmp_path / "customers.json"
    orders.write_text(json.dumps([{"id": "A-1", "email": ANN, "items": [{"name": "Mug"}]}]))
    people.write_text(json.dumps([{"id": each, "email": email} for each, email in customers]))
    return OrderFiles(orders=(orders,), customers=people)


def imported(workspace: Workspace, wanted: OrderFiles) -> OrdersReport:
    return import_files(workspace, wanted, as_of=NOW)


def test_an_import_reports_an_order_whose_address_two_customers_have(tmp_path: Path) -> None:
    with opened(tmp_path, "") as workspace:
        report = imported(workspace, files(tmp_path, ("C-1", ANN), ("C-2", ANN)))

        assert own(workspace, "C-1") == own(workspace, "C-2") == []
        assert [(bad.path, bad.row) for bad in report.failed] == [("orders.json", "order A-1")]
        assert "two customers have its e-mail address" in report.failed[0].reason


def test_customers_who_are_imported_later_get_their_orders(tmp_path: Path) -> None:
    both = files(tmp_path, ("C-1", ANN))
    with opened(tmp_path, "") as workspace:
        imported(workspace, OrderFiles(orders=both.orders))
        before = own(workspace, "C-1")
        imported(workspace, OrderFiles(customers=both.customers))

        assert (before, own(workspace, "C-1")) == ([], ["A-1"])


def test_a_shop_system_that_takes_anothers_place_is_refused_its_store(tmp_path: Path) -> None:
    """Customer 2 of the one is somebody else than customer 2 of the other."""
    with (
        WooCommerceServer([woocommerce_order_row(1)]) as old,
        opened(tmp_path, WOO.format(url=old.url)) as workspace,
    ):
        sync(workspace)
    with WooCommerceServer([woocommerce_order_row(2, customer_id=2)]) as new:
        with opened(tmp_path, WOO.format(url=new.url).replace("woo", "new", 1)) as workspace:
            feeds = order_feeds(workspace.settings, environment=ENVIRONMENT)
            (report,) = sync_orders(workspace, feeds, now=NOW).sources
            kept = own(workspace, "2")
            with pytest.raises(ConfigError, match="holds customers of another system"):
                webhook_inbox(workspace, "new", environment=ENVIRONMENT)
        same_ids = WOO.format(url=new.url) + "shares_customer_ids = true\n"
        with opened(tmp_path, same_ids) as workspace:
            sync(workspace)

            assert "give new a data folder or a [shop] key of its own" in report.failure
            assert kept == ["701"]
            assert own(workspace, "2") == ["701", "702"]
