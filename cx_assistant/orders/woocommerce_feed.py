"""A WooCommerce shop as an `OrderFeed`. No real shop was reached: docs/decisions/0020 says more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from cx_assistant.models import FeedPage
from cx_assistant.orders.from_woocommerce import (
    is_draft,
    woocommerce_customer,
    woocommerce_order,
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


class RowPages(Protocol):
    """A page that `backends.woocommerce.WooCommerceApi` gives."""

    @property
    def orders(self) -> Sequence[Node]:
        """Orders with their refunds in full."""

    @property
    def customers(self) -> Sequence[Node]:
        """Accounts behind them that were not given before."""

    @property
    def place(self) -> tuple[int, int]:
        """Where it goes on: how many orders lie before it, and the newest id that was read."""

    @property
    def has_next(self) -> bool:
        """False for the last page."""

    @property
    def shop_time(self) -> datetime | None:
        """The moment by the shop's own clock."""


class WooCommerceReader(Protocol):
    """What is needed of the API; `backends.woocommerce.WooCommerceApi` has it."""

    @property
    def host(self) -> str:
        """The shop's host name."""

    def order_pages(self, modified_after: str | None, place: tuple[int, int]) -> Iterator[RowPages]:
        """All orders modified after, by id."""

    def order(self, source_id: str) -> RowPages:
        """One order, or no order in the page if it is gone."""


class WooCommerceFeed:
    """Orders and their customers, by id; each comes once in a run, in its newest state.

    The next run begins at the moment, by the shop's clock, at which this one began. Orders in the
    bin are no longer listed: that they are gone is known from webhooks only.
    """

    def __init__(self, name: str, api: WooCommerceReader, *, clock: Clock = now_utc) -> None:
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
        """See `OrderFeed.pages`. A run that was cut off goes on where it was."""
        at = VendorCursor.read(cursor)
        since = at.since.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if at.since else None
        found_pages = self._api.order_pages(since, _place(at.after))
        for as_of, found in dated(found_pages, self._clock):
            offset, last_id = found.place
            at = VendorCursor(
                since=at.since,
                after=f"{offset}:{last_id}",
                latest=at.latest or found.shop_time or as_of,
            )
            yield _page(found, at if found.has_next else at.between_runs(), as_of)

    def order(self, source_id: str) -> FeedPage:
        """One order by WooCommerce's own id as it is now; no orders if it is gone."""
        as_of = self._clock()
        return _page(self._api.order(source_id), VendorCursor(), as_of)


def _page(found: RowPages, cursor: VendorCursor, as_of: datetime) -> FeedPage:
    page = Gathering()
    for row in found.orders:
        if is_draft(row):
            continue
        try:
            page.orders.append(woocommerce_order(row))
        except UnusableOrderError as error:
            page.problems.append(str(error))
    page.customers = {str(row["id"]): woocommerce_customer(row) for row in found.customers}
    return page.page(cursor, as_of)


def _place(after: str | None) -> tuple[int, int]:
    offset, _, last_id = (after or "0:0").partition(":")
    return int(offset), int(last_id)
