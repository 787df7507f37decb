"""A configured shop's webhooks reach its store and its indexes."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest

from cx_assistant.errors import ConfigError
from cx_assistant.orders.webhooks import WebhookStep, receive
from cx_assistant.settings import load_settings
from cx_assistant.settings.order_webhooks import webhook_inbox
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.orders import ORDERS_PARTITION
from cx_assistant.testing.woocommerce_server import WooCommerceServer
from cx_assistant.testing.woocommerce_shop import woocommerce_orders

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
ENVIRONMENT = {"KEY": "ck_test", "SECRET": "cs_test", "HOOK": "new hush"}


@pytest.fixture
def shop():
    with WooCommerceServer(woocommerce_orders(3)) as server:
        yield server


@pytest.fixture
def workspace(shop, tmp_path):
    (tmp_path / "cx.toml").write_text(
        f"""
[[orders.sources]]
name = "woo"
kind = "woocommerce"
url = "{shop.url}"
token_env = "KEY"
secret_env = "SECRET"
webhook_secret_env = "HOOK"
shares_customer_ids = true

[[orders.sources]]
name = "tables"
kind = "sql"
url = "sqlite:///shop.db"
orders_table = "shop_orders"
""",
        "utf-8",
    )
    with Workspace(load_settings(tmp_path / "cx.toml")) as opened:
        yield opened


def test_an_order_comes_into_the_store_and_the_index_and_goes_again(shop, workspace):
    inbox = webhook_inbox(workspace, "woo", environment=ENVIRONMENT)

    def send(topic, payload):
        body = json.dumps(payload).encode()
        digest = hmac.new(b"hush", body, hashlib.sha256).digest()
        headers = {
            "X-WC-Webhook-Topic": topic,
            "X-WC-Webhook-Source": shop.url,
            "X-WC-Webhook-Signature": base64.b64encode(digest).decode(),
        }
        return receive(headers, body, inbox=inbox, now=NOW).step

    assert send("order.created", shop.orders[0]) is WebhookStep.STORED
    assert workspace.orders.all_order_ids() == ["701"]
    assert workspace.indexes.similarities(
        ORDERS_PARTITION, ["701"], workspace.embedder.embed_query("green hat")
    )

    shop.orders.pop(0)
    assert send("order.deleted", {"id": 701}) is WebhookStep.DELETED
    assert workspace.orders.all_order_ids() == []
    assert not workspace.indexes.similarities(
        ORDERS_PARTITION, ["701"], workspace.embedder.embed_query("green hat")
    )


@pytest.mark.parametrize(
    ("name", "environment", "told"),
    [
        ("shoppify", ENVIRONMENT, "has no 'shoppify'"),
        ("tables", ENVIRONMENT, "is a database and sends no webhooks"),
        ("woo", {**ENVIRONMENT, "HOOK": ""}, "need their secret; set webhook_secret_env"),
        ("woo", {"HOOK": "x"}, "the environment variable KEY of woo is empty"),
    ],
)
def test_what_cannot_take_webhooks_is_told(workspace, name, environment, told):
    with pytest.raises(ConfigError, match=told):
        webhook_inbox(workspace, name, environment=environment)
