"""Orders that stay fresh by webhooks: `uvicorn examples.order_webhooks:app` behind HTTPS.

Needs `pip install 'cx-assistant[fastapi]'`. Run as a script it plays through what a shop sends,
against a shop on this machine that was written after WooCommerce's documents.
"""

import base64
import hashlib
import hmac
import json
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from cx_assistant.backends.http_json import HttpLimits
from cx_assistant.backends.woocommerce import WooCommerceApi
from cx_assistant.errors import BackendError
from cx_assistant.models import FeedPage
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.webhook_vendors import WOOCOMMERCE
from cx_assistant.orders.webhooks import Inbox, WebhookStep, receive
from cx_assistant.orders.woocommerce_feed import WooCommerceFeed
from cx_assistant.store.database import open_database
from cx_assistant.store.webhook_store import WebhookStore

SHOP = "https://shop.example"
# Shops wait only a few seconds for an answer; what was not in time, they send again.
IN_TIME = HttpLimits(try_seconds=3, deadline_seconds=4, tries=2)


@contextmanager
def open_inbox(data: Path, url: str = SHOP) -> Iterator[Inbox]:
    """Where the webhooks of one shop go. Keys come from the environment."""
    keys = (os.environ["WOO_KEY"], os.environ["WOO_SECRET"])
    api = WooCommerceApi.connect("shop", url, keys, limits=IN_TIME)
    database = open_database(None, data)
    store = WebhookStore(database)

    def keep(page: FeedPage) -> None:
        texts = [embedding_text(order) for order in page.orders]
        store.store_page(page, texts, source="shop")

    with closing(api), closing(database):
        yield Inbox(
            source="shop",
            vendor=WOOCOMMERCE,
            host=api.host,
            secrets=(os.environ["WOO_WEBHOOK_SECRET"],),
            fetch=WooCommerceFeed("shop", api).order,
            store=keep,
            memory=store,
        )


@asynccontextmanager
async def lifespan(application: FastAPI) -> AsyncIterator[None]:
    with open_inbox(Path(".cx")) as inbox:
        application.state.inbox = inbox
        yield


app = FastAPI(title="Order webhooks", lifespan=lifespan)


@app.post("/webhooks/orders")
async def take(request: Request) -> Response:
    """The body must reach `receive` as it came: parsed and written again, no signature fits."""
    body, now = await request.body(), datetime.now(UTC)
    try:
        result = await run_in_threadpool(
            receive, request.headers, body, inbox=app.state.inbox, now=now
        )
    except BackendError:
        return Response(status_code=503)  # the shop sends it again
    if result.step is WebhookStep.ERASE_REQUESTED:
        ...  # erase what is kept of result.customer_ids, as `cx-assistant customer erase` does
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
        with open_inbox(Path(data), shop.url) as app.state.inbox:
            client = TestClient(app)
            for what, sent in (("new", body), ("once more", body), ("forged", body + b" ")):
                answer = client.post("/webhooks/orders", content=sent, headers=headers)
                print(f"{what}: {answer.status_code} {answer.text}")


if __name__ == "__main__":
    main()
