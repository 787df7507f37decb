"""Which systems are asked, which are copied, and what is missing to connect them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cx_assistant import Assistant, Escalation, Ticket
from cx_assistant.errors import ConfigError
from cx_assistant.models import EscalationReason, Message, Verification
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.settings import Settings, load_settings, with_data
from cx_assistant.settings.order_schema import OrdersSettings
from cx_assistant.settings.order_sources import checked_feeds, order_feeds, order_source
from cx_assistant.settings.order_sync import read_without_storing
from cx_assistant.settings.source_schema import SourceSettings
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.order_contract import an_order
from tests.orders.shop_tables import fill, make_tables, writable

ANN = VerifiedIdentity.from_helpdesk("C-1", Verification.SIGNED_IN)
NOW = datetime(2026, 6, 10, tzinfo=UTC)
SHARED = {"shares_customer_ids": True}


def sql(name: str = "erp", **values: object) -> SourceSettings:
    usual = {"kind": "sql", "url_env": "SHOP_URL", "orders_table": "shop_orders"}
    return SourceSettings.model_validate({"name": name} | usual | values)


def shopify(**values: object) -> SourceSettings:
    usual = {"name": "store", "kind": "shopify", "url": "https://x.myshopify.com"}
    return SourceSettings.model_validate(usual | values)


def settings(*sources: SourceSettings, **orders: object) -> Settings:
    named = OrdersSettings.model_validate({"sources": sources} | orders)
    return Settings(orders=named)


def feeds(*sources: SourceSettings, names: tuple[str, ...] = (), **environment: str) -> list[str]:
    found = order_feeds(settings(*sources), names, environment=environment)
    return [feed.name for feed in found]


@pytest.mark.parametrize("files", [(), ("orders.json",)])
def test_a_live_table_is_asked_beside_what_files_brought(
    tmp_path: Path, files: tuple[str, ...]
) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with writable(url) as engine:
        make_tables(engine)
        fill(engine, [an_order("A-1001")], [])
    shop = with_data(settings(sql(), paths=files), tmp_path / "data")
    with Workspace(shop) as workspace:
        stored = an_order("A-2002")
        workspace.orders.upsert_orders([stored], [embedding_text(stored)])
        source = order_source(workspace, environment={"SHOP_URL": url}, clock=lambda: NOW)

        found = {order.id: order.as_of for order in source.for_customer(ANN)}

    assert found == {"A-1001": NOW} | ({"A-2002": None} if files else {})


def test_without_a_live_source_the_store_is_asked(tmp_path: Path) -> None:
    shop = with_data(settings(shopify()), tmp_path / "data")
    with Workspace(shop) as workspace:
        assert order_source(workspace, environment={}).for_customer(ANN) == []


def test_what_is_asked_live_is_not_copied() -> None:
    secrets = {"SHOP_URL": "sqlite:///shop.db", "TOKEN": "t"}
    sources = (sql(), sql("copy", live=False), shopify(token_env="TOKEN", **SHARED))

    assert feeds(*sources, **secrets) == ["copy", "store"]
    assert feeds(*sources, names=("store",), **secrets) == ["store"]
    with pytest.raises(ConfigError, match="live = false"):
        feeds(*sources, names=("erp",), **secrets)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (sql(live=False), "SHOP_URL of erp is empty"),
        (sql(live=False, url_env=""), "erp needs url"),
        (sql(live=False, url_env="", url="postgresql://me:pw@host/db"), "holds a password"),
        (sql(live=False, url_env="", url="sqlite:///x", orders_table=""), "needs orders_table"),
        (shopify(), "store needs token_env"),
        (shopify(token_env="TOKEN"), "TOKEN of store is empty"),
    ],
)
def test_what_is_missing_to_connect_is_named(source: SourceSettings, told: str) -> None:
    with pytest.raises(ConfigError, match=told) as raised:
        feeds(source)

    assert "pw" not in str(raised.value).replace("password", "")


def configured(tmp_path: Path, *sources: str, orders: str = "") -> Path:
    kinds = [source.partition(" ")[0] for source in sources]
    entries = [
        f'[[orders.sources]]\nname = "{source.partition(" ")[2] or kind}"\nkind = "{kind}"\n'
        for source, kind in zip(sources, kinds, strict=True)
    ]
    file = tmp_path / "cx.toml"
    file.write_text(f"[orders]\n{orders}\n" + "\n".join(entries), "utf-8")
    return file


@pytest.mark.parametrize(
    ("sources", "orders", "told"),
    [
        (("sql erp", "sql erp"), "", "two sources are called 'erp'; give each a name of its own"),
        (
            ("shopify a", "woocommerce b"),
            "",
            "a and b may give one id .* a \\[shop\\] key of its own",
        ),
        (("woocommerce a", "woocommerce b"), "", "a and b may give one id to two customers"),
        (("shopify a", "sql erp"), "", "a and erp may give one id .* shares_customer_ids = true"),
        (("shopify a",), 'paths = ["o.json"]', r"a and the files of \[orders\] may give one id"),
        (("shopify a",), 'customers = "c.csv"', r"a and the files of \[orders\] may give one id"),
    ],
)
def test_systems_that_may_give_one_id_to_two_people_are_kept_apart(
    tmp_path: Path, sources: tuple[str, ...], orders: str, told: str
) -> None:
    with pytest.raises(ConfigError, match=told) as raised:
        load_settings(configured(tmp_path, *sources, orders=orders), environment={})

    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("sources", "orders"),
    [
        (("sql erp", "sql returns"), 'paths = ["o.json"]'),
        (("woocommerce shop",), ""),
        (("shopify shop",), 'products = "p.json"'),
    ],
)
def test_systems_that_go_by_the_same_ids_may_be_joined(
    tmp_path: Path, sources: tuple[str, ...], orders: str
) -> None:
    found = load_settings(configured(tmp_path, *sources, orders=orders), environment={})

    assert len(found.orders.sources) == len(sources)


def test_connections_are_closed_with_whoever_opened_them(tmp_path: Path) -> None:
    closed: list[Callable[[], object]] = []
    secrets = {"SHOP_URL": "sqlite:///shop.db", "TOKEN": "t"}
    sources = (sql(live=False), shopify(token_env="TOKEN", **SHARED))

    order_feeds(settings(*sources), environment=secrets, closing=closed.append)

    assert len(closed) == 2
    for close in closed:
        close()


def test_a_table_that_is_gone_is_a_source_that_is_down_while_a_ticket_waits(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    with writable(url) as engine:
        make_tables(engine)
        fill(engine, [an_order("A-1001")], [])
    file = configured(tmp_path)
    file.write_text(
        f'[[orders.sources]]\nname = "erp"\nkind = "sql"\nurl = "{url}"\n'
        'orders_table = "shop_ordrs"\n',
        "utf-8",
    )
    ticket = Ticket(
        id="t-1",
        now=NOW,
        messages=(Message(text="Where is my order A-1001?"),),
        customer_id="C-1",
        verification=Verification.SIGNED_IN,
    )
    with Assistant.from_config(file, data=tmp_path / "data") as assistant:
        outcome = assistant.answer(ticket)
    (checked,) = checked_feeds(load_settings(file, environment={}))
    report = read_without_storing(checked, limit=10)

    assert isinstance(outcome, Escalation)
    assert outcome.reason is EscalationReason.SYSTEM_FAILURE
    assert "did you mean 'shop_orders'" in report.failure
