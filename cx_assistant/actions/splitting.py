"""Parts what may come back from what may not, so that one hat does not hold up a keyboard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from cx_assistant.actions.wishes import Wish
from cx_assistant.models import Action, ExchangeItems, ReturnItems

MayBe = Callable[[Action], bool]


def split(wish: Wish, may_be: MayBe) -> list[Wish]:
    """The wish for what `may_be` and the one for the rest; the wish itself if all is one or other.

    Only goods that come back are judged one by one; pieces of one sku stay together.
    """
    if wish.action is None or may_be(wish.action):
        return [wish]
    skus = _skus(wish.action)
    good = [sku for sku in skus if may_be(_only(wish.action, [sku]))]
    if not good or len(good) == len(skus):
        return [wish]
    bad = [sku for sku in skus if sku not in good]
    return [replace(wish, action=_only(wish.action, part)) for part in (good, bad)]


def _skus(action: Action) -> list[str]:
    if isinstance(action, ReturnItems):
        return list(dict.fromkeys(action.skus))
    if isinstance(action, ExchangeItems):
        return list(dict.fromkeys(swap.sku for swap in action.swaps))
    return []


def _only(action: Action, skus: list[str]) -> Action:
    if isinstance(action, ReturnItems):
        kept = tuple(sku for sku in action.skus if sku in skus)
        return action.model_copy(update={"skus": kept})
    if isinstance(action, ExchangeItems):
        swaps = tuple(swap for swap in action.swaps if swap.sku in skus)
        return action.model_copy(update={"swaps": swaps})
    return action
