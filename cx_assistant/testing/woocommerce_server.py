"""A loopback server that speaks as much of WooCommerce's REST API as orders are read with.

Written after developer.woocommerce.com/docs/apis/rest-api/v3 (introduction, authentication,
orders, order refunds, customers, errors). It was never compared with a real shop.

    with WooCommerceServer(woocommerce_orders(300)) as shop:
        api = WooCommerceApi.connect("shop", shop.url, shop.key_and_secret)
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cx_assistant.testing.loopback import Answer, LoopbackServer, Seen
from cx_assistant.testing.woocommerce_shop import customers_of, refunds_of

Node = dict[str, Any]

_API = "/wp-json/wc/v3"
_ORDER = re.compile(rf"{_API}/orders/(\d+)")
_REFUNDS = re.compile(rf"{_API}/orders/(\d+)/refunds")
_MOST_PER_PAGE = 100
_SHOP_TIME = datetime(2026, 6, 10, 8, 0, tzinfo=UTC)


class WooCommerceServer(LoopbackServer):
    """One shop with these orders. They may be changed between two requests."""

    def __init__(self, orders: Sequence[Node], *, now: datetime = _SHOP_TIME) -> None:
        super().__init__()
        self.orders = list(orders)
        self.now = now
        self.key_and_secret = ("ck_test", "cs_test")

    def respond(self, seen: Seen) -> Answer:
        """An answer as the documents describe it."""
        if not self._knows(seen.headers.get("authorization", "")):
            told = "Sorry, you cannot list resources."
            return _failure("woocommerce_rest_cannot_view", told, 401)
        url = urlsplit(seen.path)
        params = {name: values[-1] for name, values in parse_qs(url.query).items()}
        if url.path == f"{_API}/orders":
            return self._list(self._found(params), params)
        if url.path == f"{_API}/customers":
            wanted = set(params["include"].split(","))
            known = [row for row in customers_of(self.orders) if str(row["id"]) in wanted]
            return self._list(known, params)
        return self._one(url.path, params)

    def _one(self, path: str, params: dict[str, str]) -> Answer:
        match = _REFUNDS.fullmatch(path) or _ORDER.fullmatch(path)
        if match is None:
            told = "No route was found matching the URL and request method."
            return _failure("rest_no_route", told, 404)
        order = next((row for row in self.orders if row["id"] == int(match[1])), None)
        if order is None:
            return _failure("woocommerce_rest_shop_order_invalid_id", "Invalid ID.", 404)
        if path.endswith("/refunds"):
            return self._list(refunds_of(order), params)
        return Answer.of(order, headers=self._date())

    def _found(self, params: dict[str, str]) -> list[Node]:
        after = params.get("modified_after", "")
        field = "date_modified_gmt" if params.get("dates_are_gmt") == "true" else "date_modified"
        found = [row for row in self.orders if row[field] > after and row["status"] != "trash"]
        key = {"id": "id"}.get(params.get("orderby", "date"), "date_created_gmt")
        return sorted(found, key=lambda row: row[key], reverse=params.get("order") != "asc")

    def _list(self, rows: list[Node], params: dict[str, str]) -> Answer:
        per_page = int(params.get("per_page", "10"))
        if per_page > _MOST_PER_PAGE:
            return _failure("rest_invalid_param", "Invalid parameter(s): per_page", 400)
        page = int(params.get("page", "1"))
        offset = int(params.get("offset", str((page - 1) * per_page)))
        headers = {
            "X-WP-Total": str(len(rows)),
            "X-WP-TotalPages": str(-(-len(rows) // per_page)),
        }
        return Answer.of(rows[offset : offset + per_page], headers={**headers, **self._date()})

    def _date(self) -> dict[str, str]:
        return {"Date": format_datetime(self.now, usegmt=True)}

    def _knows(self, header: str) -> bool:
        expected = base64.b64encode(":".join(self.key_and_secret).encode()).decode()
        return header == f"Basic {expected}"


def _failure(code: str, message: str, status: int) -> Answer:
    return Answer.of({"code": code, "message": message, "data": {"status": status}}, status)
