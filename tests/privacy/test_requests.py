"""A shop's privacy webhooks are carried out on the real data, and wrong ones are not."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cx_assistant.errors import InputError, StoreError
from cx_assistant.models import Customer
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.webhooks import WebhookResult, WebhookStep, receive
from cx_assistant.privacy import erasure
from cx_assistant.privacy.requests import PrivacyRequests
from cx_assistant.settings import load_settings
from cx_assistant.settings.filling import embed_orders
from cx_assistant.settings.order_webhooks import webhook_inbox
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.orders import UpsertCounts
from cx_assistant.testing.order_contract import an_order

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
HOST = "nordlicht.myshopify.com"
ENVIRONMENT = {"TOKEN": "t", "HOOK": "hush"}
ANN = "ann@example.com"
OWN = an_order("#1001", "700001")
AS_GUEST = an_order("#1002", ANN)
OTHERS = an_order("#1003", "700002")
CONFIGURED = f"""
[[orders.sources]]
name = "shop"
kind = "shopify"
url = "https://{HOST}"
token_env = "TOKEN"
webhook_secret_env = "HOOK"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    (tmp_path / "cx.toml").write_text(CONFIGURED, "utf-8")
    with Workspace(load_settings(tmp_path / "cx.toml", environment={})) as opened:
        webhook_inbox(opened, "shop", environment=ENVIRONMENT)
        opened.orders.upsert_customers([Customer(id="700001", email=ANN), Customer(id="700002")])
        put(opened)
        opened.indexes.apply_pending()
        yield opened


def put(workspace: Workspace) -> UpsertCounts:
    given = (OWN, AS_GUEST, OTHERS)
    return workspace.orders.upsert_orders(given, embed_orders(workspace, given))


def asked(workspace: Workspace, topic: str, **payload: object) -> WebhookResult:
    """What the inbox makes of a signed webhook of the shop."""
    body = json.dumps({"shop_id": 1, "shop_domain": HOST} | payload).encode()
    digest = hmac.new(b"hush", body, hashlib.sha256).digest()
    headers = {
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": HOST,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
    }
    inbox = webhook_inbox(workspace, "shop", environment=ENVIRONMENT)
    return receive(headers, body, inbox=inbox, now=NOW)


HER = {"customer": {"id": 700001, "email": "Ann@example.com", "phone": ""}}
REDACT = {**HER, "orders_to_redact": [1]}


def test_a_customer_is_erased_under_every_id_the_shop_names(workspace: Workspace) -> None:
    requests = PrivacyRequests(workspace)

    answer = requests.carry_out(asked(workspace, "customers/redact", **REDACT), now=NOW)
    again = requests.carry_out(asked(workspace, "customers/redact", **REDACT), now=NOW)

    assert [receipt.customer_id for receipt in answer.receipts] == ["700001", ANN]
    assert all(receipt.is_complete for receipt in answer.receipts)
    assert answer.to_do == ()
    assert workspace.orders.all_order_ids() == ["#1003"]
    assert workspace.orders.customer("700001") is None
    assert again.receipts == ()
    assert put(workspace) == UpsertCounts(unchanged=1, erased=2)


def test_who_is_not_there_yet_is_left_out_when_they_come(workspace: Workspace) -> None:
    later = {"customer": {"id": 700009, "email": "new@example.com"}, "orders_to_redact": []}
    PrivacyRequests(workspace).carry_out(asked(workspace, "customers/redact", **later), now=NOW)

    coming = [an_order("#1009", "700009"), an_order("#1010", "new@example.com")]
    counts = workspace.orders.upsert_orders(coming, [embedding_text(each) for each in coming])

    assert counts == UpsertCounts(erased=2)


def test_an_erasure_that_fails_raises_and_is_done_when_the_shop_asks_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_is_full(_workspace: Workspace) -> None:
        raise StoreError("the disk is full; make room")

    requests, result = PrivacyRequests(workspace), asked(workspace, "customers/redact", **REDACT)
    with monkeypatch.context() as broken, pytest.raises(StoreError, match="disk is full"):
        broken.setattr(erasure, "rebuild_vectors_afresh", disk_is_full)
        requests.carry_out(result, now=NOW)

    answer = requests.carry_out(result, now=NOW)

    assert [receipt.is_complete for receipt in answer.receipts] == [True, True]
    assert workspace.orders.all_order_ids() == ["#1003"]


def test_a_customer_is_exported_under_every_id_and_nothing_of_others(workspace: Workspace) -> None:
    result = asked(workspace, "customers/data_request", **HER, data_request={"id": 1})

    answer = PrivacyRequests(workspace).carry_out(result, now=NOW)

    held = [[row["id"] for row in found.tables["cx_orders"]] for found in answer.exports]
    assert held == [["#1001"], ["#1002"]]
    assert "700002" not in answer.model_dump_json()
    assert len(workspace.orders.all_order_ids()) == 3


def test_a_whole_shop_is_never_erased_by_a_webhook(workspace: Workspace) -> None:
    answer = PrivacyRequests(workspace).carry_out(asked(workspace, "shop/redact"), now=NOW)

    assert answer.step is WebhookStep.SHOP_ERASE_REQUESTED
    assert answer.receipts == ()
    assert answer.to_do[0].startswith("nothing was erased")
    assert "delete the folder" in answer.to_do[0]
    assert len(workspace.orders.all_order_ids()) == 3


def test_what_is_no_privacy_request_is_refused(workspace: Workspace) -> None:
    ping = WebhookResult(step=WebhookStep.PING)

    with pytest.raises(InputError, match="ping is no privacy request"):
        PrivacyRequests(workspace).carry_out(ping, now=NOW)
