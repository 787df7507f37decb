"""Opens the inbox for the webhooks of a shop system that `[[orders.sources]]` names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cx_assistant.errors import ConfigError
from cx_assistant.orders.vendor_feed import Clock, now_utc
from cx_assistant.settings.customer_ids import claim_customer_ids
from cx_assistant.settings.order_sources import feed_of
from cx_assistant.settings.workspace import Workspace

if TYPE_CHECKING:
    from cx_assistant.models import FeedPage
    from cx_assistant.orders.webhooks import Inbox


def webhook_inbox(
    workspace: Workspace,
    name: str,
    *,
    environment: Mapping[str, str] | None = None,
    clock: Clock = now_utc,
) -> Inbox:
    """What `orders.webhooks.receive` needs for this source; made once, and used by any thread;
    its connections are closed with the workspace.

    The variable that `webhook_secret_env` names holds the secret, or two with a space between
    while one replaces the other. Raises `ConfigError` for a source that sends no webhooks,
    or whose customers must not come into this store.
    """
    from cx_assistant.orders.shopify_feed import ShopifyFeed
    from cx_assistant.orders.webhook_vendors import SHOPIFY, WOOCOMMERCE
    from cx_assistant.orders.webhooks import Inbox
    from cx_assistant.orders.woocommerce_feed import WooCommerceFeed
    from cx_assistant.settings.filling import embed_orders
    from cx_assistant.settings.guests import with_owners
    from cx_assistant.store.webhook_store import WebhookStore

    secrets = os.environ if environment is None else environment
    source = next((each for each in workspace.settings.orders.sources if each.name == name), None)
    if source is None:
        raise ConfigError(f"[[orders.sources]] has no {name!r} whose webhooks could be taken")
    feed = feed_of(
        source,
        workspace.settings,
        environment=environment,
        clock=clock,
        closing=workspace.close_with,
    )
    if not isinstance(feed, ShopifyFeed | WooCommerceFeed):
        raise ConfigError(f"{name} is a database and sends no webhooks; run orders sync instead")
    claim_customer_ids(workspace, source)
    store = WebhookStore(workspace.database)

    def keep(page: FeedPage) -> None:
        owned = with_owners(workspace, page.orders, customers=page.customers).orders
        taken = page.model_copy(update={"orders": owned})
        store.store_page(taken, embed_orders(workspace, owned), source=name)
        workspace.indexes.apply_pending()

    return Inbox(
        source=name,
        vendor=SHOPIFY if isinstance(feed, ShopifyFeed) else WOOCOMMERCE,
        host=feed.host,
        secrets=tuple(secrets.get(source.webhook_secret_env, "").split()),
        fetch=feed.order,
        store=keep,
        memory=store,
    )
