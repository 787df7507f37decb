"""A Shopify shop as an `OrderFeed`. No real shop was reached: docs/decisions/0020 says more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from cx_assistant.models import FeedPage
from cx_assistant.orders.from_shopify import (
    is_test_order,
    moment,
    shopify_customer,
    shopify_order,
)
from cx_assistant.orders.vendor_feed import (
    Clock,
    Gathering,
    UnusableOrderError,
    VendorCursor,
    dated,
    now_utc,
)

Node = Mapping[str, Any]
_LISTED = 10  # of the lists that have no cursor, see backends/shopify_queries.py


class NodePages(Protocol):
    """A page that `backends.shopify.ShopifyApi` gives."""

    @property
    def orders(self) -> Sequence[Node]:
        """Complete orders."""

    @property
    def updated_from(self) -> str | None:
        """From which moment on."""

    @property
    def after(self) -> str | None:
        """Behind which order it goes on."""

    @property
    def has_next(self) -> bool:
        """False for the last page."""


class ShopifyReader(Protocol):
    """What is needed of the API; `backends.shopify.ShopifyApi` has it."""

    @property
    def host(self) -> str:
        """The shop's host name."""

    def order_pages(self, updated_from: str | None, after: str | None) -> Iterator[NodePages]:
        """All orders updated since, the longest untouched first."""

    def order(self, legacy_id: str) -> Node | None:
        """One order, or None if it is gone."""


class ShopifyFeed:
    """Orders and their customers, oldest change first; test orders are left out."""

    def __init__(self, name: str, api: ShopifyReader, *, clock: Clock = now_utc) -> None:
        self._name, self._api, self._clock = name, api, clock

    @property
    def name(self) -> str:
        """As in `[[orders.sources]]`."""
        return self._name

    @property
    def host(self) -> str:
        """The shop's host name, by which webhooks say where they come from."""
        return self._api.host

    def pages(self, cursor: str | None) -> Iterator[FeedPage]:
        """See `OrderFeed.pages`. A run that was cut off goes on where it was, order for order."""
        at = VendorCursor.read(cursor)
        since = at.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if at.since else None
        for as_of, found in dated(self._api.order_pages(since, at.after), self._clock):
            at = VendorCursor(
                since=moment(found.updated_from),
                after=found.after,
                latest=_latest(found.orders, at.latest),
            )
            yield self._page(found.orders, at if found.has_next else at.between_runs(), as_of)

    def order(self, source_id: str) -> FeedPage:
        """One order by Shopify's own id as it is now; a page without orders if it is gone."""
        as_of, node = self._clock(), self._api.order(source_id)
        return self._page([node] if node is not None else [], VendorCursor(), as_of)

    def _page(self, nodes: Sequence[Node], cursor: VendorCursor, as_of: datetime) -> FeedPage:
        page = Gathering()
        for node in nodes:
            if is_test_order(node):
                continue
            try:
                order, customer = shopify_order(node), shopify_customer(node)
            except UnusableOrderError as error:
                page.problems.append(str(error))
                continue
            page.orders.append(order)
            page.problems += _cut_lists(node)
            if customer is not None:
                page.customers[customer.id] = customer
        return page.page(cursor, as_of)


def _latest(nodes: Sequence[Node], before: datetime | None) -> datetime | None:
    moments = [found for node in nodes if (found := moment(node["updatedAt"]))]
    return max([*moments, *([before] if before else [])], default=None)


def _cut_lists(node: Node) -> list[str]:
    return [
        f"order {node['name']} has more than {_LISTED} {what}; only the first are known"
        for what in ("fulfillments", "refunds")
        if len(node[what]) >= _LISTED
    ]
