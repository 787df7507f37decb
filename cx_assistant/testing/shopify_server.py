"""A loopback server that speaks as much of Shopify's Admin GraphQL API as orders are read with.

Written after shopify.dev/docs/api/admin-graphql/2026-10 (the schema beside this file),
shopify.dev/docs/api/usage/limits (what a query costs, `throttleStatus`) and
shopify.dev/docs/api/usage/response-codes. It was never compared with a real shop. Needs
`pip install graphql-core`.

    with ShopifyServer(shopify_orders(300)) as shop:
        api = ShopifyApi.connect("shop", shop.url, shop.token)
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cx_assistant.testing.loopback import Answer, LoopbackServer, Seen

if TYPE_CHECKING:
    from graphql import GraphQLResolveInfo, GraphQLSchema

    from cx_assistant.testing.shopify_cost import Cost

API_PATH = "/admin/api/2026-10/graphql.json"
_DEAREST_QUERY = 1000
_UPDATED = re.compile(r"updated_at:>='([^']+)'")


@dataclass
class Bucket:
    """The points an app may spend; they come back with time."""

    maximum: float = 2000.0
    restore_rate: float = 100.0
    seconds: Callable[[], float] = lambda: 0.0
    available: float = 2000.0
    _at: float = 0.0

    def refill(self) -> None:
        """Give back what time has restored."""
        now = self.seconds()
        self.available = min(self.maximum, self.available + (now - self._at) * self.restore_rate)
        self._at = now

    def status(self) -> dict[str, float]:
        """`throttleStatus`."""
        return {
            "maximumAvailable": self.maximum,
            "currentlyAvailable": int(self.available),
            "restoreRate": self.restore_rate,
        }


class ShopifyServer(LoopbackServer):
    """One shop with these orders. They may be changed between two requests."""

    def __init__(
        self,
        orders: Sequence[dict[str, Any]],
        *,
        token: str = "shpat_test",
        bucket: Bucket | None = None,
    ) -> None:
        super().__init__()
        self.orders = list(orders)
        self.token = token
        self.bucket = bucket or Bucket(maximum=1e9, available=1e9)
        self.throttled = 0

    def respond(self, seen: Seen) -> Answer:
        """An answer as the documents describe it."""
        if seen.headers.get("x-shopify-access-token") != self.token:
            told = "[API] Invalid API key or access token (unrecognized login or wrong password)"
            return Answer.of({"errors": told}, 401)
        if seen.path != API_PATH:
            return Answer.of({"errors": "Not Found"}, 404)
        question = seen.json()
        return Answer.of(self._execute(question["query"], question.get("variables") or {}))

    def _execute(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        from graphql import GraphQLError

        from cx_assistant.testing.shopify_cost import cost_of, spent

        schema = _schema()
        document, mistakes = _parsed(query)
        if mistakes:
            return {"errors": [_error(mistakes[0].message, "undefinedField")]}
        self.bucket.refill()
        price = cost_of(document, schema, variables)
        if price > _DEAREST_QUERY:
            told = f"Query cost is {price}, which exceeds the single query max cost limit (1000)."
            return {"errors": [_error(told, "MAX_COST_EXCEEDED")]}
        if price > self.bucket.available:
            self.throttled += 1
            return {
                "errors": [_error("Throttled", "THROTTLED")],
                "extensions": self._cost(price, None),
            }
        try:
            data = self._run(document, variables)
        except GraphQLError as error:
            return {"errors": [_error(error.message, "INTERNAL_SERVER_ERROR")]}
        actual = spent(data)
        self.bucket.available -= actual
        return {"data": data, "extensions": self._cost(price, actual)}

    def _run(self, document: Any, variables: dict[str, Any]) -> dict[str, Any]:
        from graphql import execute_sync

        result = execute_sync(
            _schema(), document, root_value=self, variable_values=variables, field_resolver=_resolve
        )
        if result.errors:
            raise result.errors[0]
        return result.data or {}

    def _cost(self, price: Cost, actual: Cost | None) -> dict[str, Any]:
        return {
            "cost": {
                "requestedQueryCost": price,
                "actualQueryCost": actual,
                "throttleStatus": self.bucket.status(),
            }
        }

    def find(self, query: str | None, sort_key: str) -> list[dict[str, Any]]:
        """The orders that a search gives."""
        since = _UPDATED.search(query or "")
        found = [order for order in self.orders if since is None or order["updatedAt"] >= since[1]]
        field = {"UPDATED_AT": "updatedAt"}.get(sort_key, "createdAt")
        return sorted(found, key=lambda order: (order[field], int(order["legacyResourceId"])))


def _resolve(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    if isinstance(source, ShopifyServer):
        if info.field_name == "order":
            return next((each for each in source.orders if each["id"] == arguments["id"]), None)
        found = source.find(arguments.get("query"), arguments["sortKey"])
        return _connection(found, arguments, key="updatedAt")
    value = source.get(info.field_name)
    if isinstance(value, list) and str(info.return_type).rstrip("!").endswith("Connection"):
        return _connection(value, arguments, key="id")
    return (
        value[: arguments["first"]] if isinstance(value, list) and "first" in arguments else value
    )


def _connection(items: list[dict[str, Any]], arguments: dict[str, Any], key: str) -> dict[str, Any]:
    """A page that begins behind the item the cursor names, whether or not that is still there."""
    after = _decoded(arguments.get("after"))
    rest = [item for item in items if after is None or _place(item, key) > after]
    page = rest[: arguments["first"]]
    end = _encoded(_place(page[-1], key)) if page else None
    info = {"hasNextPage": len(rest) > len(page), "hasPreviousPage": False, "endCursor": end}
    return {"nodes": page, "pageInfo": info}


def _place(item: dict[str, Any], key: str) -> list[Any]:
    number = int(str(item.get("id", "/0")).rpartition("/")[2])
    return [item[key], number] if key == "updatedAt" else [number]


def _encoded(place: list[Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode()


def _decoded(cursor: str | None) -> list[Any] | None:
    if cursor is None:
        return None
    place: list[Any] = json.loads(base64.urlsafe_b64decode(cursor))
    return place


def _error(message: str, code: str) -> dict[str, Any]:
    return {"message": message, "extensions": {"code": code}}


@cache
def _schema() -> GraphQLSchema:
    from graphql import build_schema

    text = Path(__file__).with_name("shopify_schema.graphql").read_text(encoding="utf-8")
    return build_schema(text)


@cache
def _parsed(query: str) -> tuple[Any, Sequence[Any]]:
    from graphql import GraphQLError, parse, validate

    try:
        document = parse(query)
    except GraphQLError as error:
        return None, [error]
    return document, validate(_schema(), document)
