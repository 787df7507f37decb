"""Which of the customer's orders a request is for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.items_meant import Mention, narrowed
from cx_assistant.actions.requests import Request
from cx_assistant.actions.words import says
from cx_assistant.models import ActionKind, Order, OrderStatus
from cx_assistant.orders.goods import delivered_at, is_dispatched
from cx_assistant.orders.matching import MatchReason, match_orders

_NAMED = frozenset(
    {
        MatchReason.ORDER_NUMBER,
        MatchReason.ORDER_NUMBER_WITH_SLIP,
        MatchReason.TRACKING_NUMBER,
    }
)
_BEFORE_DISPATCH = frozenset(
    {ActionKind.CANCEL, ActionKind.CHANGE_ADDRESS, ActionKind.CHANGE_PAYMENT}
)

Fits = Callable[[Order], bool]


def is_waiting(order: Order, now: datetime) -> bool:
    """True if nothing of it has left and it still stands."""
    return is_dispatched(order, now) is False


def has_been_delivered(order: Order, now: datetime) -> bool:
    """True if it has arrived, by its status or by the dates of its parcels."""
    if order.status in {OrderStatus.CANCELLED, OrderStatus.LOST}:
        return False
    return order.status is OrderStatus.DELIVERED or delivered_at(order, now) is not None


def fits_kind(kind: ActionKind, now: datetime) -> Fits:
    """Whether such an action is thinkable for an order as it stands, whatever the rules say."""
    if kind in _BEFORE_DISPATCH:
        return lambda order: is_waiting(order, now)
    if kind is ActionKind.RETURN:
        return lambda order: has_been_delivered(order, now)
    if kind is ActionKind.EXCHANGE:
        return lambda order: is_waiting(order, now) or has_been_delivered(order, now)
    return lambda order: order.status is not OrderStatus.PENDING


def orders_meant(
    request: Request, mentions: Sequence[Mention], context: ActionContext, now: datetime
) -> list[Meant]:
    """The orders a request is for, with what it names of each; empty if that is not clear.

    A number decides; else the goods it names and the state it says; else what the ticket is about.
    """
    match = match_orders(request.text, context.orders, now=now, zone=context.zone)
    if match.reason in _NAMED:
        return _with_all(match.matched, mentions)
    if match.asked_ids_not_theirs:
        return []  # what is asked for a number that is not theirs is done to none of theirs
    choice = _Choice(request, context, now)
    if says(request.text, "all_orders"):
        holding = {place.order.id for mention in mentions for place in mention.places}
        fitting = [o for o in choice.all_fitting() if not holding or o.id in holding]
        return _with_all(fitting, mentions)
    return choice.holding(mentions) if mentions else _with_all(choice.without_goods(), mentions)


class Meant(NamedTuple):
    """An order, and the things named that are taken to be in it."""

    order: Order
    mentions: tuple[Mention, ...]


def _with_all(orders: Iterable[Order], mentions: Sequence[Mention]) -> list[Meant]:
    return [Meant(order, tuple(mentions)) for order in orders]


class _Choice:
    """Ranks a customer's orders for one request."""

    def __init__(self, request: Request, context: ActionContext, now: datetime) -> None:
        self._request = request
        self._context = context
        self._now = now
        self._fits = fits_kind(request.kind, now)
        self._matched = {order.id for order in context.matched}

    def all_fitting(self) -> tuple[Order, ...]:
        """Every order the action is thinkable for."""
        return tuple(order for order in self._context.orders if self._fits(order))

    def holding(self, mentions: Sequence[Mention]) -> list[Meant]:
        """For each thing named, the order it is in: one that has others of them if in several."""
        options = [self._best(self._with_enough(mention)) for mention in mentions]
        counts = Counter(order.id for best in options for order in best)
        chosen: dict[str, Meant] = {}
        for mention, best in zip(mentions, options, strict=True):
            most = max(counts[order.id] for order in best)
            top = [order for order in best if counts[order.id] == most]
            if len(top) == 1:
                known = chosen.get(top[0].id, Meant(top[0], ()))
                chosen[top[0].id] = Meant(top[0], (*known.mentions, mention))
        return list(chosen.values())

    def _with_enough(self, mention: Mention) -> list[Order]:
        """The orders with such a thing; those with several if several are spoken of."""
        places = narrowed(self._request.text, mention.places)
        orders = {place.order.id: place.order for place in places}
        pieces = Counter(place.order.id for place in places)
        several = [order for order in orders.values() if pieces[order.id] > 1]
        is_several = several and mention.is_plural
        return several if is_several else list(orders.values())

    def without_goods(self) -> tuple[Order, ...]:
        """The order that the ticket is about, or the only one that the request can be for."""
        for pool in (self._context.matched, self._context.orders):
            fitting = [order for order in pool if self._fits(order) and self._has_state(order)]
            if len(fitting) == 1 or (fitting and says(self._request.text, "everything")):
                return tuple(fitting)
            if len(pool) == 1:
                return tuple(pool)
        return ()

    def _best(self, orders: Iterable[Order]) -> list[Order]:
        every = list(orders)
        ranks = [self._rank(order) for order in every]
        return [order for order, rank in zip(every, ranks, strict=True) if rank == min(ranks)]

    def _rank(self, order: Order) -> tuple[bool, bool, bool]:
        return (not self._has_state(order), not self._fits(order), order.id not in self._matched)

    def _has_state(self, order: Order) -> bool:
        """False if the request says that the order waits, or has come, and it does not."""
        text = self._request.text
        if says(text, "pending"):
            return is_waiting(order, self._now)
        return has_been_delivered(order, self._now) if says(text, "received") else True
