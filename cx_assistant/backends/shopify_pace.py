"""How fast a Shopify shop may be asked, by shopify.dev/docs/api/usage/limits.

Every query has a price in points, which must be there before it runs; points come back with time.
"""

from __future__ import annotations

from typing import Any

from cx_assistant.backends.http_json import Pace

_DEAREST_QUERY = 1000.0  # points, whatever the plan
_SPARE = 0.9


class Purse:
    """The points that are left, and what each query was found to cost."""

    def __init__(self, pace: Pace) -> None:
        self._pace = pace
        self._prices: dict[str, float] = {}
        self._available = self._maximum = self._rate = self._at = 0.0

    def wait_seconds(self, query: str, size: int) -> float:
        """How long until there are enough points for this query; 0 for one not asked before."""
        price = self._prices.get(query, 0.0) * size
        if not price or not self._rate:
            return 0.0
        back = (self._pace.seconds() - self._at) * self._rate
        return max((price - self._available - back) / self._rate, 0.0)

    def learn(self, query: str, size: int, answer: dict[str, Any]) -> None:
        """Take over what an answer says of its price and of what is left."""
        cost = (answer.get("extensions") or {}).get("cost") or {}
        status = cost.get("throttleStatus") or {}
        self._at = self._pace.seconds()
        self._available = float(status.get("currentlyAvailable") or 0)
        self._maximum = float(status.get("maximumAvailable") or 0)
        self._rate = float(status.get("restoreRate") or 0)
        if cost.get("requestedQueryCost"):
            self._prices[query] = float(cost["requestedQueryCost"]) / size

    def affordable(self, query: str, most: int, *, otherwise: int) -> int:
        """How many records one query may ask for; `otherwise` if no price was told."""
        price = self._prices.get(query, 0.0)
        if not price or not self._maximum:
            return otherwise
        budget = min(self._maximum, _DEAREST_QUERY) * _SPARE
        return max(min(int(budget / price), most), 1)
