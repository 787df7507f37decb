"""Orders that stay fresh by webhooks: `uvicorn examples.order_webhooks:app` behind HTTPS.

Needs `pip install 'cx-assistant[fastapi]'` and a `cx.toml` with the shop in `[[orders.sources]]`.
Run as a script it plays through what a shop sends, against a shop on this machine that was written
after WooCommerce's documents.
"""

import base64
import hashlib
import hmac
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from cx_assistant.errors import CxError
from cx_assistant.orders.webhooks import Inbox, WebhookResult, WebhookStep, receive
from cx_assistant.privacy.requests import PrivacyRequests
from cx_assistant.settings import load_settings
from cx_assistant.settings.order_webhooks import webhook_inbox
from cx_assistant.settings.workspace import Workspace

CONFIGURED = """
[[orders.sources]]
name = "shop"
kind = "woocommerce"
url = "{url}"
token_env = "WOO_KEY"
secret_env = "WOO_SECRET"
webhook_secret_env = "WOO_WEBHOOK_SECRET"
"""
OF_A_PERSON = (
    WebhookStep.ERASE_REQUESTED,
    WebhookStep.EXPORT_REQUESTED,
    WebhookStep.SHOP_ERASE_REQUESTED,
)


class Webhooks:
    """What one shop sends, and what is done about it."""

    def __init__(self, inbox: Inbox, requests: PrivacyRequests, exports: Path) -> None:
        self._inbox = inbox
        self._requests = requests
        self._exports = exports

    def take(self, headers: dict[str, str], body: bytes) -> WebhookResult:
        """Raises `CxError` if it could not be dealt with."""
        now = datetime.now(UTC)
        result = receive(headers, body, inbox=self._inbox, now=now)
        if result.step in OF_A_PERSON:
            answer = self._requests.carry_out(result, now=now)
            for number, found in enumerate(answer.exports):  # for a person to send on
                file = self._exports / f"{now:%Y%m%d-%H%M%S-%f}-{number}.json"
                file.write_text(found.model_dump_json(indent=2), "utf-8")
            for told in answer.to_do:
                print(told)
        return result


@contextmanager
def open_webhooks(config: Path) -> Iterator[Webhooks]:
    """Keys come from the environment."""
    exports = config.parent / "exports"
    exports.mkdir(exist_ok=True)
    with Workspace(load_settings(config)) as workspace:
        yield Webhooks(webhook_inbox(workspace, "shop"), PrivacyRequests(workspace), exports)


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    with open_webhooks(Path("cx.toml")) as application.state.webhooks:
        yield


app = FastAPI(title="Order webhooks", lifespan=lifespan)


@app.post("/webhooks/orders")
async def take(request: Request) -> Response:
    """The body must reach `receive` as it came: parsed and written again, no signature fits."""
    body = await request.body()
    try:
        result = await run_in_threadpool(app.state.webhooks.take, dict(request.headers), body)
    except CxError:
        return Response(status_code=503)  # the shop sends it again
    return Response(result.step.value, status_code=result.http_status)


def main() -> None:
    from fastapi.testclient import TestClient

    from cx_assistant.testing.woocommerce_server import WooCommerceServer
    from cx_assistant.testing.woocommerce_shop import woocommerce_orders

    os.environ |= {"WOO_KEY": "ck_test", "WOO_SECRET": "cs_test", "WOO_WEBHOOK_SECRET": "hush"}
    with WooCommerceServer(woocommerce_orders(3)) as shop, tempfile.TemporaryDirectory() as data:
        body = json.dumps(shop.orders[0]).encode()
        signature = base64.b64encode(hmac.new(b"hush", body, hashlib.sha256).digest()).decode()
        headers = {
            "X-WC-Webhook-Topic": "order.created",
            "X-WC-Webhook-Delivery-ID": "1",
            "X-WC-Webhook-Signature": signature,
        }
        config = Path(data) / "cx.toml"
        config.write_text(CONFIGURED.format(url=shop.url), "utf-8")
        with open_webhooks(config) as app.state.webhooks:
            client = TestClient(app)
            for what, sent in (("new", body), ("once more", body), ("forged", body + b" ")):
                answer = client.post("/webhooks/orders", content=sent, headers=headers)
                print(f"{what}: {answer.status_code} {answer.text}")


if __name__ == "__main__":
    main()
