"""How right one reading of one case is. A figure that the case cannot decide is left out."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from cx_assistant.evaluation.orders.cases import Case, ItemKey, Measures, World
from cx_assistant.evaluation.orders.readings import ActionKey, Reading
from cx_assistant.models import (
    Action,
    ActionKind,
    Address,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    ExchangeItems,
    Model,
    Order,
    RefundOrder,
    ResendOrder,
    ReturnItems,
)
from cx_assistant.order_keys import key_of

# Figures of a whole case, in the order in which they are shown.
FIGURES = (
    "customer",
    "orders",
    "orders_offered",
    "orders_proposed",
    "items",
    "decision",
    "action",
    "action_arguments",
)
ARGUMENTS = ("items", "replacements", "payment_method", "address", "amount")


class ActionTally(Model):
    """One action that was expected, proposed, or both, and whether its arguments are right."""

    kind: ActionKind
    is_expected: bool
    is_proposed: bool
    right: Mapping[str, bool] = {}  # argument → whether it is right, if it was both


class CaseScore(Model):
    """What of one case was right."""

    figures: Mapping[str, bool]
    actions: tuple[ActionTally, ...] = ()


def score(case: Case, reading: Reading, undefined: Measures) -> CaseScore:
    """Every figure that the case decides, and every action expected or proposed."""
    found = {
        **_finding(case, reading),
        **({} if undefined.items else _items(case, reading)),
        **({} if undefined.decision else _decision(case, reading)),
        **({} if undefined.actions else _actions(case, reading)),
        **({} if undefined.actions else _orders_proposed(case, reading)),
    }
    tallies = () if undefined.actions else tuple(_tallies(case, reading))
    figures = {name: found[name] for name in FIGURES if name in found}
    return CaseScore(figures=figures, actions=tallies)


def _finding(case: Case, reading: Reading) -> dict[str, bool]:
    found: dict[str, bool] = {}
    if case.customer_id is not None:
        found["customer"] = reading.customers == (case.customer_id,)
    if case.orders is not None:
        found["orders"] = frozenset(reading.orders) == case.orders
        found["orders_offered"] = case.orders <= {*reading.orders, *reading.offered}
    return found


def _orders_proposed(case: Case, reading: Reading) -> dict[str, bool]:
    """The orders that something would be done to: one message can want different things of each."""
    if case.orders is None or not case.is_complete:
        return {}
    return {"orders_proposed": {order for _, order in reading.proposed if order} == case.orders}


def _items(case: Case, reading: Reading) -> dict[str, bool]:
    if case.items is None:
        return {}
    named = {key for action in reading.actions for key in item_keys(action)}
    return {"items": named == case.items}


def _decision(case: Case, reading: Reading) -> dict[str, bool]:
    """Whether anything may be done at all."""
    return {"decision": bool(reading.proposed) == bool(case.expected)}


def _actions(case: Case, reading: Reading) -> dict[str, bool]:
    if not case.is_complete:
        return {}
    right, done = _by_key(case.expected), _by_key(reading.actions)
    is_same = right.keys() == reading.proposed and len(reading.actions) == len(done)
    return {
        "action": is_same,
        "action_arguments": is_same
        and right.keys() == done.keys()
        and not reading.asked_back
        and all(all(_compared(right[key], done[key], case.world).values()) for key in right),
    }


def _tallies(case: Case, reading: Reading) -> Iterable[ActionTally]:
    right, done = _by_key(case.expected), _by_key(reading.actions)
    for key in sorted(right.keys() | reading.proposed):
        if not case.is_complete and key not in right:
            continue  # it may be right: the set expects more than has a name here
        is_filled = key in right and key in done
        yield ActionTally(
            kind=key[0],
            is_expected=key in right,
            is_proposed=key in reading.proposed,
            right=_compared(right[key], done[key], case.world) if is_filled else {},
        )


def _by_key(actions: Iterable[Action]) -> dict[ActionKey, Action]:
    return {(each.kind, each.order_id): each for each in actions}


def _compared(right: Action, proposed: Action, world: World) -> dict[str, bool]:
    wanted, given = arguments_of(right, world), arguments_of(proposed, world)
    return {name: given.get(name) == value for name, value in wanted.items()}


def arguments_of(action: Action, world: World) -> dict[str, Hashable]:
    """What an action is called with, by name, in a form that can be compared.

    A reason for cancelling is left out: sets have two fixed ones, which the customer is asked for.
    """
    if isinstance(action, ExchangeItems):
        return {
            "items": frozenset(each.sku for each in action.swaps),
            "replacements": frozenset((each.sku, each.new_sku) for each in action.swaps),
            "payment_method": action.method_id,
        }
    if isinstance(action, ReturnItems):
        return {"items": frozenset(action.skus), "payment_method": action.method_id}
    if isinstance(action, ChangeAddress):
        return {"address": _place(action.address)}
    found: dict[str, Hashable] = {}
    if isinstance(action, CancelOrder | ResendOrder):
        found["items"] = _pieces(action.skus, world.order_by_id.get(action.order_id))
    if isinstance(action, ChangePayment):
        found["payment_method"] = action.method_id
    if isinstance(action, RefundOrder):
        found["amount"] = action.amount
    return found


def _pieces(skus: Iterable[str], order: Order | None) -> frozenset[str]:
    """Nothing for the whole order, whether it is said as such or piece by piece."""
    named = frozenset(skus)
    is_whole = order is not None and {item.sku for item in order.items} <= named
    return frozenset() if is_whole else named


def item_keys(action: Action) -> set[ItemKey]:
    """The items an action names, each with its order."""
    if isinstance(action, ExchangeItems):
        return {(action.order_id, each.sku) for each in action.swaps}
    if isinstance(action, ReturnItems):
        return {(action.order_id, sku) for sku in action.skus}
    return set()


def _place(address: Address) -> Hashable:
    """Street, town and postcode: who names these has named the place."""
    return key_of(address.street), key_of(address.city), key_of(address.postcode)
