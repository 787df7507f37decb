"""Reads orders from a Shopify shop through the Admin GraphQL API, at the pace it allows.

The rules of pace are those of shopify.dev/docs/api/usage/limits: every query has a price in
points, an answer says what is left (`extensions.cost.throttleStatus`), and a shop that is asked
for more answers `THROTTLED` and means "later". Errors: shopify.dev/docs/api/usage/response-codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from cx_assistant.backends.http_json import HttpJson, HttpLimits, Pace
from cx_assistant.backends.shopify_pace import Purse
from cx_assistant.backends.shopify_queries import (
    API_VERSION,
    DETAILS,
    MORE_ITEMS,
    ORDER,
    ORDERS,
    TRANSACTIONS_FIRST,
)
from cx_assistant.errors import BackendError

Node = dict[str, Any]

_FIRST_PAGE, _LARGEST_PAGE = 5, 100
_MOST_THROTTLED = 8
_DEEPEST = 20_000  # "Shopify limits pagination of arrays of objects to 25,000 objects"
# Not named in the documents; whatever it is, going back is safe.
_STALE_CURSOR = frozenset({"unknown", "INVALID", "BAD_USER_INPUT", "argumentLiteralsIncompatible"})
_ORDER_ID = "gid://shopify/Order/"


class NodePage(NamedTuple):
    """Some orders as Shopify writes them, each complete, and where `order_pages` goes on."""

    orders: tuple[Node, ...]
    updated_from: str | None
    after: str | None
    has_next: bool


class ShopifyError(BackendError):
    """GraphQL answered with an error; `code` is Shopify's name for it."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class ShopifyApi:
    """One shop. It only reads, so every question may be asked again."""

    def __init__(self, http: HttpJson) -> None:
        self._http = http
        self._page = _FIRST_PAGE
        self._purse = Purse(http.pace)
        self.requests = 0

    @classmethod
    def connect(
        cls,
        name: str,
        url: str,
        token: str,
        *,
        limits: HttpLimits | None = None,
        pace: Pace | None = None,
    ) -> ShopifyApi:
        """The shop at `https://NAME.myshopify.com`, with an Admin API access token."""
        return cls(
            HttpJson(
                name,
                url,
                {"X-Shopify-Access-Token": token},
                limits or HttpLimits(),
                pace or Pace(),
            )
        )

    @property
    def host(self) -> str:
        """The shop's host name, as webhooks name it."""
        return self._http.host

    def close(self) -> None:
        """Release connections."""
        self._http.close()

    def order_pages(self, updated_from: str | None, after: str | None) -> Iterator[NodePage]:
        """All orders updated at or after this moment, the longest untouched first.

        `after` goes on behind an earlier page of the same moment.
        """
        seen = 0
        while True:
            found = self._orders(updated_from, after)
            nodes = tuple(self._complete(node) for node in found["nodes"])
            after, has_next = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
            seen += len(nodes)
            if has_next and seen >= _DEEPEST:
                updated_from, after, seen = nodes[-1]["updatedAt"], None, 0
            yield NodePage(nodes, updated_from, after, has_next)
            if not has_next:
                return

    def order(self, legacy_id: str) -> Node | None:
        """The order with this number of Shopify's, complete, or None if it is gone."""
        wanted = f"{_ORDER_ID}{legacy_id}"
        node = self._ask(ORDER, {"id": wanted})["order"]
        if node is None:
            return None
        return self._complete(self._checked(node, wanted))

    def _orders(self, updated_from: str | None, after: str | None) -> Node:
        query = f"updated_at:>='{updated_from}'" if updated_from else None
        while True:
            variables = {"first": self._page, "after": after, "query": query}
            try:
                found: Node = self._ask(ORDERS, variables)["orders"]
            except ShopifyError as error:
                if error.code == "MAX_COST_EXCEEDED" and self._page > 1:
                    self._page = max(self._page // 2, 1)
                elif error.code in _STALE_CURSOR and after is not None:
                    after = None  # from the beginning of this stretch: twice is harmless
                else:
                    raise
            else:
                return found

    def _complete(self, node: Node) -> Node:
        """The order with everything that did not fit into the page."""
        if node["test"]:
            return node
        items = node["lineItems"]
        while items["pageInfo"]["hasNextPage"]:
            variables = {"id": node["id"], "after": items["pageInfo"]["endCursor"]}
            more = self._checked(self._ask(MORE_ITEMS, variables)["order"], node["id"])["lineItems"]
            items = {"pageInfo": more["pageInfo"], "nodes": items["nodes"] + more["nodes"]}
        is_full = (
            len(node["fulfillments"]) > 1
            or len(node["transactions"]) >= TRANSACTIONS_FIRST
            or node["refunds"]
        )
        details = {}
        if is_full:
            details = self._checked(self._ask(DETAILS, {"id": node["id"]})["order"], node["id"])
        return {**node, "lineItems": items, **details}

    def _checked(self, node: Node | None, wanted: str) -> Node:
        if node is None or node["id"] != wanted:
            raise BackendError(
                f"{self._http.name} answered for another order than it was asked for; "
                "nothing of it was used"
            )
        return node

    def _ask(self, query: str, variables: Mapping[str, Any]) -> Node:
        """The data of an answer without errors: half an answer is none."""
        deadline = self._http.deadline()
        size = variables.get("first", 1)
        for attempt in range(_MOST_THROTTLED):
            wait = max(self._purse.wait_seconds(query, size), float(attempt > 0))
            if wait:
                deadline.wait(wait)
            body = self._post(query, variables)
            self._purse.learn(query, size, body)
            code = _error_code(body)
            if code == "":
                if query is ORDERS:
                    self._page = self._purse.affordable(query, _LARGEST_PAGE, otherwise=size)
                data: Node = body["data"]
                return data
            if code not in {"THROTTLED", "INTERNAL_SERVER_ERROR"}:
                raise ShopifyError(self._told(code), code)
        raise BackendError(
            f"{self._http.name} was busy {_MOST_THROTTLED} times in a row; run it again later"
        )

    def _post(self, query: str, variables: Mapping[str, Any]) -> Node:
        path = f"admin/api/{API_VERSION}/graphql.json"
        self.requests += 1
        body = self._http.post(path, {"query": query, "variables": dict(variables)}).body
        if not isinstance(body, dict) or not (body.get("errors") or body.get("data")):
            raise BackendError(f"{self._http.name} sent no GraphQL answer; check url")
        return body

    def _told(self, code: str) -> str:
        name = self._http.name
        if code == "ACCESS_DENIED":
            return (
                f"{name} lets the token read too little; give the app the scopes read_orders and "
                "read_customers, and read_all_orders for orders older than 60 days"
            )
        if code == "SHOP_INACTIVE":
            return f"{name} is inactive; its owner must open it again"
        if code == "MAX_COST_EXCEEDED":
            return f"{name} finds a single order too dear to read; ask its support"
        if code in {"undefinedField", "argumentNotAccepted"}:
            return f"{name} does not know API version {API_VERSION}; update this package"
        return f"{name} refused the query ({code or 'no reason given'}); try again later"


def _error_code(body: Node) -> str:
    """Empty for an answer without errors. Messages are not told: they may quote customers."""
    errors = body.get("errors")
    if not errors:
        return ""
    first = errors[0] if isinstance(errors, list) and isinstance(errors[0], dict) else {}
    code = str((first.get("extensions") or {}).get("code") or "")
    # Older answers have no code for this one, shopify.dev/docs/api/usage/limits.
    return code or ("THROTTLED" if first.get("message") == "Throttled" else "unknown")
