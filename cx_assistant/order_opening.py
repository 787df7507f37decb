"""Opens a verified customer's own orders, as far as they may be told of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from cx_assistant.actions.requests import RequestReader
from cx_assistant.models import Customer, Order
from cx_assistant.orders.disclosure import OrderView, view_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.matching_numbers import number_keys
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.sources import assert_own_record, assert_owned
from cx_assistant.orders.third_party import OthersReader
from cx_assistant.protocols import Catalogue, OrderSource
from cx_assistant.settings.schema import Settings

SimilarOrders = Callable[[str, Sequence[str]], Mapping[str, float]]

_ORDERS = 200  # newest orders looked through; older ones are found by number


@dataclass(frozen=True)
class OrderTools:
    """What an `OrderFinder` works with; each can be replaced."""

    source: OrderSource
    similar: SimilarOrders
    policies: Callable[[date], Policies]
    others: OthersReader
    requests: RequestReader
    catalogue: Catalogue | None
    settings: Settings


@dataclass(frozen=True)
class Opened:
    """A verified customer's own orders, newest first, and what they may be told of each."""

    identity: VerifiedIdentity
    customer: Customer | None
    orders: tuple[Order, ...]
    views: tuple[OrderView, ...]
    is_complete: bool

    def order(self, order_id: str) -> Order:
        """This own order."""
        return next(order for order in self.orders if order.id == order_id)

    def view(self, order_id: str) -> OrderView:
        """What may be told of this own order."""
        return next(view for view in self.views if view.order.id == order_id)


def open_orders(tools: OrderTools, identity: VerifiedIdentity, text: str = "") -> Opened:
    """The newest orders, and older ones that the text names by number."""
    source, policy = tools.source, tools.settings.disclosure
    customer = source.customer(identity)
    assert_own_record(customer, identity)  # before its name is used for anything
    newest = source.for_customer(identity, limit=_ORDERS)
    known = {order.id: order for order in newest}
    if len(newest) >= _ORDERS and (keys := number_keys(text, known)):
        known |= {order.id: order for order in source.find(identity, keys)}
    orders = tuple(known.values())
    assert_owned(orders, identity)  # whatever source it is
    views = tuple(view_of(order, identity, policy) for order in orders)
    return Opened(identity, customer, orders, views, is_complete=len(newest) < _ORDERS)
