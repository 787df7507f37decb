"""Reads orders from a WooCommerce shop through its REST API, version 3.

Written after developer.woocommerce.com/docs/apis/rest-api/v3 (introduction, authentication,
orders, order refunds, customers): Basic authentication over HTTPS, `X-WP-Total`, `offset`,
`orderby=id`, `modified_after` with `dates_are_gmt`, error codes in the body.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from cx_assistant.backends.http_json import (
    HttpJson,
    HttpLimits,
    HttpStatusError,
    JsonReply,
    Pace,
)
from cx_assistant.errors import BackendError

Node = dict[str, Any]

PER_PAGE = 100  # the most that WordPress gives
_SHARED = 5  # orders that two pages have in common, to notice when others were deleted between
_API = "wp-json/wc/v3/"
_NOT_FOUND = 404
_WRONG_ADDRESS = frozenset({"", "rest_no_route"})


class Place(NamedTuple):
    """How far a walk through the orders has come."""

    offset: int = 0
    last_id: int = 0


class RowPage(NamedTuple):
    """Some orders as WooCommerce writes them, with their refunds and the customers new in them."""

    orders: tuple[Node, ...]
    customers: tuple[Node, ...]
    place: Place
    has_next: bool
    shop_time: datetime | None


class WooCommerceApi:
    """One shop. It only reads, so every question may be asked again."""

    def __init__(self, http: HttpJson) -> None:
        self._http = http
        self.requests = 0

    @classmethod
    def connect(
        cls,
        name: str,
        url: str,
        key_and_secret: tuple[str, str],
        *,
        limits: HttpLimits | None = None,
        pace: Pace | None = None,
    ) -> WooCommerceApi:
        """The shop at this address, with the consumer key and secret of a read-only API key."""
        credentials = base64.b64encode(":".join(key_and_secret).encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        return cls(HttpJson(name, url, headers, limits or HttpLimits(), pace or Pace()))

    @property
    def host(self) -> str:
        """The shop's host name, as webhooks name it."""
        return self._http.host

    def close(self) -> None:
        """Release connections."""
        self._http.close()

    def order_pages(self, modified_after: str | None, start: tuple[int, int]) -> Iterator[RowPage]:
        """All orders modified after this moment (in GMT), by id.

        By id, because an order that changes meanwhile keeps its place: sorted by the time of
        change it would leave its page, and one that moves up behind it would be skipped. Where
        orders are deleted meanwhile all others move up; then the walk goes back.
        """
        known: set[int] = set()
        place = Place(*start)
        while True:
            reply = self._orders(modified_after, place.offset)
            rows: list[Node] = reply.body
            if place.offset and rows and rows[0]["id"] > place.last_id:
                place = place._replace(offset=max(place.offset - PER_PAGE, 0))
                continue
            fresh = [row for row in rows if row["id"] > place.last_id]
            has_next = _has_next(reply, place.offset, len(rows))
            last_id = max([place.last_id, *(row["id"] for row in fresh)])
            place = Place(place.offset + PER_PAGE - _SHARED if has_next else 0, last_id)
            orders = tuple(self._with_refunds(row) for row in fresh)
            yield RowPage(orders, self._customers(fresh, known), place, has_next, reply.date)
            if not has_next:
                return

    def order(self, source_id: str) -> RowPage:
        """One order as it is now; no orders in the page if it is gone or in the bin."""
        try:
            row = self._get(f"orders/{int(source_id)}", {}).body
        except HttpStatusError as error:
            if error.status != _NOT_FOUND or error.code in _WRONG_ADDRESS:
                raise
            return RowPage((), (), Place(), False, None)
        if not isinstance(row, dict) or row.get("id") != int(source_id):
            raise BackendError(
                f"{self._http.name} answered for another order than it was asked for; "
                "nothing of it was used"
            )
        if row["status"] == "trash":
            return RowPage((), (), Place(), False, None)
        return RowPage(
            (self._with_refunds(row),), self._customers([row], set()), Place(), False, None
        )

    def _orders(self, modified_after: str | None, offset: int) -> JsonReply:
        params = {
            "per_page": str(PER_PAGE),
            "offset": str(offset),
            "orderby": "id",
            "order": "asc",
        }
        if modified_after:
            params |= {"modified_after": modified_after, "dates_are_gmt": "true"}
        reply = self._get("orders", params)
        self._assert_rows(reply.body)
        ids = [row["id"] for row in reply.body]
        if ids != sorted(ids):
            message = f"{self._http.name} does not sort orders by id; a plugin changes its answers"
            raise BackendError(message)
        return reply

    def _with_refunds(self, row: Node) -> Node:
        """The order with its refunds in full; the order itself names only their sums."""
        if not row.get("refunds"):
            return {**row, "refunds": []}
        refunds = self._get(f"orders/{row['id']}/refunds", {"per_page": str(PER_PAGE)}).body
        self._assert_rows(refunds)
        return {**row, "refunds": refunds}

    def _customers(self, rows: list[Node], known: set[int]) -> tuple[Node, ...]:
        """The accounts behind the orders that were not asked for before; guests have none."""
        wanted = {row["customer_id"] for row in rows if row["customer_id"]} - known
        if not wanted:
            return ()
        params = {
            "include": ",".join(map(str, sorted(wanted))),
            "per_page": str(PER_PAGE),
            "role": "all",
        }
        found = self._get("customers", params).body
        self._assert_rows(found)
        known |= wanted
        return tuple(row for row in found if row["id"] in wanted)

    def _assert_rows(self, body: Any) -> None:
        if not isinstance(body, list) or not all(
            isinstance(row, dict) and isinstance(row.get("id"), int) for row in body
        ):
            raise BackendError(f"{self._http.name} sent no list of records; check url")

    def _get(self, path: str, params: Mapping[str, str]) -> JsonReply:
        self.requests += 1
        return self._http.get(_API + path, params)


def _has_next(reply: JsonReply, offset: int, count: int) -> bool:
    """By the total: WooCommerce leaves records out of a page that it cannot read itself."""
    total = reply.headers.get("x-wp-total", "")
    return offset + PER_PAGE < int(total) if total.isdecimal() else count == PER_PAGE
