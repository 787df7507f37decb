"""What a sync may say of orders it did not read, and what it does with those that are gone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cx_assistant.settings import load_settings
from cx_assistant.settings.order_sources import order_feeds
from cx_assistant.settings.order_sync import sync_orders
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.order_contract import an_order
from tests.orders.shop_tables import fill, make_tables, writable

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)
SOURCE = """
[[orders.sources]]
name = "erp"
kind = "sql"
live = false
url = "sqlite:///{folder}/shop.db"
orders_table = "shop_orders"
"""
UPDATED = 'updated_column = "updated_at"\n'
DELETED = 'deleted_column = "gone"\n'


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Engine]:
    with writable(f"sqlite:///{tmp_path / 'shop.db'}") as engine:
        make_tables(engine)
        placed = NOON - timedelta(days=9)
        fill(engine, [an_order(each, "C-1", placed=placed) for each in ("A-1", "A-2")], [])
        fill(engine, [an_order("A-3", "C-1", placed=NOON - timedelta(days=1))], [])
        yield engine


def ages(folder: Path, shop: Engine, *options: str, from_start: bool = False) -> dict[str, int]:
    """How many hours old the orders are after the second run, a day after the first.

    Between the two, A-1 vanishes without a trace.
    """
    (folder / "cx.toml").write_text(SOURCE.format(folder=folder) + "".join(options), "utf-8")
    settings = load_settings(folder / "cx.toml", environment={})
    last = NOON + timedelta(hours=24)
    with Workspace(settings) as workspace:
        for now in (NOON, last):

            def clock(at: datetime = now) -> datetime:
                return at

            feeds = order_feeds(settings, clock=clock, closing=workspace.close_with)
            sync_orders(workspace, feeds, now=now, from_start=from_start)
            with shop.begin() as connection:
                connection.execute(text("DELETE FROM shop_orders WHERE order_number = 'A-1'"))
        found = workspace.orders.for_customer("C-1")
    return {
        order.id: round((last - order.as_of).total_seconds() / 3600)
        for order in sorted(found, key=lambda each: each.id)
        if order.as_of is not None
    }


def test_without_a_mark_for_deletions_only_what_was_read_is_confirmed(
    tmp_path: Path, shop: Engine
) -> None:
    assert ages(tmp_path, shop, UPDATED) == {"A-1": 24, "A-2": 24, "A-3": 0}


def test_a_copy_of_everything_leaves_what_vanished_as_old_as_it_is(
    tmp_path: Path, shop: Engine
) -> None:
    assert ages(tmp_path, shop) == {"A-1": 24, "A-2": 0, "A-3": 0}


def test_not_even_a_shop_that_marks_deletions_confirms_what_a_full_run_did_not_find(
    tmp_path: Path, shop: Engine
) -> None:
    found = ages(tmp_path, shop, UPDATED, DELETED, from_start=True)

    assert found == {"A-1": 24, "A-2": 0, "A-3": 0}


def test_a_shop_that_marks_deletions_confirms_what_did_not_change(
    tmp_path: Path, shop: Engine
) -> None:
    assert ages(tmp_path, shop, UPDATED, DELETED)["A-2"] == 0
