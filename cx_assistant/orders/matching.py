"""Which of the customer's own orders a text is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from cx_assistant.models import Model, Order
from cx_assistant.order_keys import fold, is_one_slip, key_of
from cx_assistant.orders.dates_meant import days_meant, fits
from cx_assistant.orders.goods import is_open
from cx_assistant.orders.item_words import lexical_scores, order_words
from cx_assistant.orders.order_ids import (
    Mention,
    Shape,
    mentions,
    shapes_of,
    tracking_mentions,
)

_CANDIDATES = 5
_LONGEST_TEXT = 20_000  # whoever pastes a book has said which order it is by then
_SHORTEST_TRACKING = 8
_ENOUGH_SIMILARITY = 0.35
_CLEAR_MARGIN = 0.08


class MatchReason(StrEnum):
    """Why an order was chosen, or why none was."""

    ORDER_NUMBER = "order_number"
    ORDER_NUMBER_WITH_SLIP = "order_number_with_slip"
    TRACKING_NUMBER = "tracking_number"
    NEWEST = "newest"
    BOTH = "both"
    DESCRIPTION = "description"
    ONLY_OPEN = "only_open"
    ONLY_ORDER = "only_order"
    SEVERAL_FIT = "several_fit"
    NOT_THEIRS = "not_theirs"
    NOT_ABOUT_AN_ORDER = "not_about_an_order"
    NO_ORDERS = "no_orders"


class OrderMatch(Model):
    """The orders a text is about; `candidates` are own orders it may be about if that is unclear.

    `asked_ids_not_theirs` are numbers the customer named that no order of theirs has. Whether
    they exist at all is never looked up, so the answer cannot give it away.
    """

    matched: tuple[Order, ...] = ()
    candidates: tuple[Order, ...] = ()
    reason: MatchReason
    asked_ids_not_theirs: tuple[str, ...] = ()


def match_orders(
    text: str,
    orders: Sequence[Order],
    *,
    similarities: Mapping[str, float] | None = None,
    now: datetime,
    zone: tzinfo = UTC,
) -> OrderMatch:
    """The customer's own orders that a text is about.

    `orders` are the customer's own, `similarities` cosines of the text to each of them by id.
    """
    text = text[:_LONGEST_TEXT]
    shapes = shapes_of(order.id for order in orders)
    named = _by_number(text, orders, shapes) or _by_tracking(text, orders)
    if named is not None:
        return named
    if not orders:
        return OrderMatch(reason=MatchReason.NO_ORDERS)
    return _by_phrase(text, orders, now) or _by_description(
        text, _newest_first(orders), similarities or {}, (now, zone)
    )


def _by_number(text: str, orders: Sequence[Order], shapes: Sequence[Shape]) -> OrderMatch | None:
    found = mentions(text, shapes, [order.id for order in orders])
    if not found:
        return None
    own = {key_of(order.id): order for order in orders}
    exact = [own[each.key] for each in found if each.key in own]
    unknown = [each for each in found if each.key not in own]
    # A number that is one slip away from an own one is a typing error, unless that one is named.
    slips = {each: _slip_of(each, own, exact) for each in unknown}
    foreign = tuple(each.written for each in unknown if slips[each] is None)
    guessed = [order for order in slips.values() if order is not None]
    matched = tuple({order.id: order for order in [*exact, *guessed]}.values())
    if not matched:
        return OrderMatch(reason=MatchReason.NOT_THEIRS, asked_ids_not_theirs=foreign)
    reason = MatchReason.ORDER_NUMBER if exact else MatchReason.ORDER_NUMBER_WITH_SLIP
    return OrderMatch(matched=matched, reason=reason, asked_ids_not_theirs=foreign)


def _slip_of(mention: Mention, own: Mapping[str, Order], exact: Sequence[Order]) -> Order | None:
    near = [order for key, order in own.items() if is_one_slip(mention.key, key)]
    return near[0] if len(near) == 1 and near[0] not in exact else None


def _by_tracking(text: str, orders: Sequence[Order]) -> OrderMatch | None:
    squeezed = key_of(text)
    matched = [
        order
        for order in orders
        for sent in order.shipments
        if len(key_of(sent.tracking_number)) >= _SHORTEST_TRACKING
        and key_of(sent.tracking_number) in squeezed
    ]
    unique = tuple({order.id: order for order in matched}.values())
    if unique:
        return OrderMatch(matched=unique, reason=MatchReason.TRACKING_NUMBER)
    foreign = tuple(each.written for each in tracking_mentions(text))
    if foreign:
        return OrderMatch(reason=MatchReason.NOT_THEIRS, asked_ids_not_theirs=foreign)
    return None


def _by_phrase(text: str, orders: Sequence[Order], now: datetime) -> OrderMatch | None:
    words = order_words()
    past = [order for order in orders if order.placed is not None and order.placed <= now]
    newest = _newest_first(past)
    if words.has(text, "both") and len(orders) > 1:
        return OrderMatch(matched=tuple((newest or list(orders))[:2]), reason=MatchReason.BOTH)
    is_clear = len(newest) == 1 or (len(newest) > 1 and newest[0].placed != newest[1].placed)
    if words.has(text, "newest") and is_clear:
        return OrderMatch(matched=(newest[0],), reason=MatchReason.NEWEST)
    return None


def _by_description(
    text: str,
    orders: list[Order],
    similarities: Mapping[str, float],
    clock: tuple[datetime, tzinfo],
) -> OrderMatch:
    pool, is_described = _described(text, orders, clock)
    asks_where = order_words().has(text, "where")
    still_open = [order for order in pool if is_open(order, clock[0])]
    if is_described and len(pool) == 1:
        return OrderMatch(matched=tuple(pool), reason=MatchReason.DESCRIPTION)
    if asks_where and len(still_open) == 1:
        reason = MatchReason.DESCRIPTION if is_described else MatchReason.ONLY_OPEN
        return OrderMatch(matched=tuple(still_open), reason=reason)
    is_about = is_described or asks_where or order_words().has(text, "about")
    closest = _clearly_closest(pool, similarities)
    if closest is not None and is_about:
        return OrderMatch(matched=(closest,), reason=MatchReason.DESCRIPTION)
    if not is_about:
        return OrderMatch(reason=MatchReason.NOT_ABOUT_AN_ORDER)
    if len(pool) == 1:
        return OrderMatch(matched=tuple(pool), reason=MatchReason.ONLY_ORDER)
    first = still_open if asks_where and still_open else pool
    return OrderMatch(candidates=tuple(first[:_CANDIDATES]), reason=MatchReason.SEVERAL_FIT)


def _described(
    text: str, orders: list[Order], clock: tuple[datetime, tzinfo]
) -> tuple[list[Order], bool]:
    """The orders that fit the items and days the text names, and whether it names any."""
    pool, is_described = orders, False
    scores = lexical_scores(text, orders)
    if scores:
        best = max(scores.values())
        pool = [order for order in orders if scores[order.id] >= best - 1e-9]
        is_described = True
    meant = days_meant(fold(text))
    dated = [order for order in pool if fits(order, meant, *clock)]
    if dated:
        return dated, True
    return pool, is_described


def _clearly_closest(pool: Sequence[Order], similarities: Mapping[str, float]) -> Order | None:
    ranked = sorted(pool, key=lambda order: similarities.get(order.id, 0.0), reverse=True)
    scores = [similarities.get(order.id, 0.0) for order in ranked]
    if not scores or scores[0] < _ENOUGH_SIMILARITY:
        return None
    margin = scores[0] - scores[1] if len(scores) > 1 else 1.0
    return ranked[0] if margin >= _CLEAR_MARGIN else None


def _newest_first(orders: Sequence[Order]) -> list[Order]:
    dated = sorted(
        (order for order in orders if order.placed is not None),
        key=lambda order: order.placed or datetime.min.replace(tzinfo=UTC),
        reverse=True,
    )
    return [*dated, *(order for order in orders if order.placed is None)]
