"""Puts wishes together that are one action: two returns of one order are one return."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cx_assistant.actions.wishes import Wish
from cx_assistant.models import (
    Action,
    ActionKind,
    CancelOrder,
    ChangePayment,
    ExchangeItems,
    OrderStatus,
    RefundOrder,
    ReturnItems,
)

_MEANS = frozenset({ActionKind.REFUND, ActionKind.CHANGE_PAYMENT})
_MOVES_MONEY = frozenset({ActionKind.RETURN, ActionKind.CANCEL, ActionKind.EXCHANGE})


def merged(wishes: Sequence[Wish]) -> list[Wish]:
    """One wish per order and kind where the kind allows it, in the order of the first."""
    found: dict[tuple[ActionKind, str, bool], Wish] = {}
    alone: list[Wish] = []
    for wish in _without_means(wishes):
        key = (wish.request.kind, wish.order.id if wish.order else "", wish.action is None)
        known = found.get(key)
        joined = _joined(known, wish) if known else None
        if known is None:
            found[key] = wish
        elif joined is not None:
            found[key] = joined
        elif wish.action != known.action:
            alone.append(wish)
    every = [*found.values(), *alone]
    filled = {(w.request.kind, w.order.id) for w in every if w.order and w.action is not None}
    # What one sentence left open, another has answered.
    return [
        w for w in every if w.action or not w.order or (w.request.kind, w.order.id) not in filled
    ]


def _without_means(wishes: Sequence[Wish]) -> list[Wish]:
    """Without what only says where another wish's money goes: "return it, refund my card"."""
    kinds_of = {wish.order.id: {ActionKind.REFUND} for wish in wishes if wish.order}
    for wish in wishes:
        if wish.order:
            kinds_of[wish.order.id].add(wish.request.kind)
    every = {wish.request.kind for wish in wishes}
    kept = []
    for wish in wishes:
        beside = kinds_of[wish.order.id] if wish.order and wish.action else every
        is_means = wish.request.kind in _MEANS and bool(beside & _MOVES_MONEY)
        if not (is_means and _says_nothing_else(wish)):
            kept.append(wish)
    return kept


def _says_nothing_else(wish: Wish) -> bool:
    """True for a refund of no sum of its own, and for another way to pay what is not open."""
    if isinstance(wish.action, RefundOrder):
        return not wish.action.is_partial
    if isinstance(wish.action, ChangePayment):
        order, method = wish.order, wish.action.method_id
        is_used = order is not None and any(p.method_id == method for p in order.payments)
        return order is None or is_used or order.status is OrderStatus.DELIVERED
    return True


def _joined(first: Wish, second: Wish) -> Wish | None:
    if first.action is None or second.action is None:
        missing = dict.fromkeys((*first.missing, *second.missing))
        return replace(first, missing=tuple(missing)) if first.action == second.action else None
    action = _one(first.action, second.action)
    if action is None:
        return None
    notes = tuple(dict.fromkeys((*first.notes, *second.notes)))
    quote = first.request.model_copy(
        update={"text": _both(first.request.text, second.request.text)}
    )
    return replace(first, request=quote, action=action, notes=notes)


def _one(first: Action, second: Action) -> Action | None:
    match first, second:
        case ReturnItems(), ReturnItems():
            new = [sku for sku in second.skus if sku not in first.skus]
            return first.model_copy(update={"skus": (*first.skus, *new)})
        case ExchangeItems(), ExchangeItems():
            known = {swap.sku for swap in first.swaps}
            swaps = [swap for swap in second.swaps if swap.sku not in known]
            return first.model_copy(update={"swaps": (*first.swaps, *swaps)})
        case CancelOrder(), CancelOrder():
            whole = not first.skus or not second.skus
            skus = () if whole else tuple(dict.fromkeys((*first.skus, *second.skus)))
            return first.model_copy(update={"skus": skus})
    return None


def _both(first: str, second: str) -> str:
    return first if second in first else f"{first} … {second}"
