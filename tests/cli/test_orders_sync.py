"""`cx-assistant orders sync` and `check`: a shop's own database, copied or tried."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from cx_assistant.settings import load_settings, with_data
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.order_contract import an_order
from tests.orders.shop_tables import fill, make_tables, writable

from .conftest import Cx, one_sentence

DAY = datetime(2026, 5, 1, tzinfo=UTC)
SOURCE = """
[[orders.sources]]
name = "{name}"
kind = "sql"
live = false
url = "sqlite:///{file}"
orders_table = "shop_orders"
customers_table = "shop_customers"
updated_column = "updated_at"
"""


@pytest.fixture
def shop(here: Path) -> Iterator[Engine]:
    with writable(f"sqlite:///{here / 'shop.db'}") as engine:
        make_tables(engine)
        yield engine


def configure(here: Path, **files: str) -> None:
    sources = "".join(
        SOURCE.format(name=name, file=here / file)
        for name, file in (files or {"shop": "shop.db"}).items()
    )
    (here / "cx.toml").write_text(f'[storage]\ndata = "data"\n{sources}', "utf-8")


def put(shop: Engine, *numbers: int) -> None:
    orders = [an_order(f"NL-{n}", "C-1", placed=DAY + timedelta(hours=n)) for n in numbers]
    fill(shop, orders, [])


def test_what_is_new_is_copied_and_counted(cx: Cx, here: Path, shop: Engine) -> None:
    configure(here)
    put(shop, *range(1, 6))
    first = cx("orders", "sync")
    put(shop, 9)
    second = cx("orders", "sync", "shop", "--json").json["sources"][0]

    assert (first.code, first.out.strip()) == (0, "shop: orders: 5 added; customers: none")
    assert (second["orders_added"], second["orders_changed"], second["failure"]) == (1, 0, "")


def test_a_source_that_is_down_is_named_and_the_others_are_copied(
    cx: Cx, here: Path, shop: Engine
) -> None:
    configure(here, gone="nowhere.db", shop="shop.db")
    put(shop, 1, 2)

    done = cx("orders", "sync", "--json")

    gone, copied = done.json["sources"]
    assert done.code == 1
    assert "nowhere" not in gone["failure"]
    assert "cannot be opened" in gone["failure"]
    assert copied["orders_added"] == 2


def test_orders_that_cannot_be_read_are_listed_and_the_rest_copied(
    cx: Cx, here: Path, shop: Engine
) -> None:
    configure(here)
    put(shop, 1, 2)
    with shop.begin() as connection:
        connection.execute(text("UPDATE shop_orders SET qty = 0 WHERE order_number = 'NL-2'"))

    done = cx("orders", "sync")
    tried = cx("orders", "check")

    assert done.code == tried.code == 1
    assert "order NL-2" in done.err
    assert "order NL-2" in tried.err
    assert "1 added" in done.out
    assert tried.out.strip() == "shop: 1 orders read"


def test_a_name_that_is_not_configured_is_refused(cx: Cx, here: Path, shop: Engine) -> None:
    configure(here)

    done = cx("orders", "sync", "shp")

    assert done.code == 2
    assert "it has: shop" in one_sentence(done.err)


def test_without_a_source_it_says_what_to_add(cx: Cx, here: Path) -> None:
    done = cx("orders", "sync")

    assert done.code == 2
    assert "[[orders.sources]]" in one_sentence(done.err)


def test_a_password_does_not_belong_into_the_configuration(cx: Cx, here: Path) -> None:
    configure(here)
    text_ = (here / "cx.toml").read_text("utf-8")
    (here / "cx.toml").write_text(text_.replace("sqlite:///", "postgresql://me:s3cret@host/"))

    done = cx("orders", "sync")

    assert done.code == 2
    assert "url_env" in one_sentence(done.err)
    assert "s3cret" not in done.err


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_killed_sync_goes_on_where_it_was_and_misses_nothing(
    cx: Cx, here: Path, shop: Engine
) -> None:
    configure(here)
    put(shop, *range(1, 4001))
    settings = with_data(load_settings(here / "cx.toml", environment={}), None)
    killed_with = []
    for pages in (1, 3):
        kill_after(here, pages)
        with Workspace(settings) as workspace:
            killed_with.append(workspace.orders.order_count())

    done = cx("orders", "sync", "--json").json["sources"][0]

    assert 0 < killed_with[0] < killed_with[1] < 4000
    assert done["failure"] == ""
    assert done["orders_added"] <= 4000 - killed_with[1]
    with Workspace(settings) as workspace:
        every = workspace.orders.all_order_ids()
        assert len(every) == 4000
        indexed = workspace.indexes.vector_side.index
        assert indexed is not None
        assert indexed.ids("orders") == set(every)


def kill_after(here: Path, pages: int) -> None:
    """Start `orders sync` and kill it when so many more pages of 500 are in the store."""
    data = here / "data" / "cx.db"
    known = stored(data)
    process = subprocess.Popen(
        [sys.executable, "-m", "cx_assistant", "orders", "sync", "--quiet"],
        cwd=here,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ,
    )
    while stored(data) < known + 500 * pages:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.005)
            break
    process.kill()
    process.wait()


def stored(file: Path) -> int:
    if not file.exists():
        return 0
    with writable(f"sqlite:///{file}") as engine, engine.connect() as connection:
        try:
            return int(connection.execute(text("SELECT count(*) FROM cx_orders")).scalar() or 0)
        except OperationalError:  # its tables are being made
            return 0
