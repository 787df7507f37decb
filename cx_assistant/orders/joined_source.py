"""Orders of one shop that lie in several systems, as if they lay in one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, Order
from cx_assistant.order_keys import is_one_slip, keys_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.sources import assert_own_record, assert_owned, opened
from cx_assistant.protocols import OrderSource

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class JoinedOrderSource:
    """Asks every source. While one is down there is no answer: the last order may lie there.

    The customer's id must be the same in all of them. An order that two of them have is refused,
    because it cannot be known which one is right.
    """

    def __init__(self, sources: Sequence[OrderSource]) -> None:
        self._sources = tuple(sources)

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        """Newest orders of this customer, and never anyone else's; unknown customer: none."""
        found = self._joined(identity, lambda each: each.for_customer(identity, limit=limit))
        return found[: max(limit, 0)]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        """Own orders with one of these numbers, see `OrderSource.find`."""
        found = self._joined(identity, lambda each: each.find(identity, keys))
        exact = {key for order in found for key in keys_of(order)} & set(keys)
        # What one source gave for a slip is not meant where another has the number exactly.
        slips = set(keys) - exact
        return [each for each in found if exact & set(keys_of(each)) or _is_near(each, slips)]

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        """The record of the first source that has one."""
        opened(identity)
        for source in self._sources:
            found = source.customer(identity)
            assert_own_record(found, identity)
            if found is not None:
                return found
        return None

    def _joined(
        self, identity: VerifiedIdentity, ask: Callable[[OrderSource], list[Order]]
    ) -> list[Order]:
        opened(identity)
        found = [order for source in self._sources for order in ask(source)]
        assert_owned(found, identity)
        if len({order.id for order in found}) < len(found):
            message = "two sources have an order of the same number; give each shop its own data"
            raise BackendError(message)
        return sorted(found, key=lambda each: (each.placed or _LONG_AGO, each.id), reverse=True)


def _is_near(order: Order, keys: set[str]) -> bool:
    return any(is_one_slip(own, key) for own in keys_of(order) for key in keys)
