"""Loyalty points: what an order earned, what it earns by the rule, what the account holds."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from cx_assistant.models import Customer, Evidence, Order, OrderField, OrderStatus
from cx_assistant.orders.goods import goods
from cx_assistant.orders.money_facts import items_total
from cx_assistant.orders.policies import LoyaltyRule
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import form_of, say

# Points of goods that went back, or never left, are taken off again.
_EARNS_NOTHING = frozenset(
    {
        OrderStatus.CANCELLED,
        OrderStatus.RETURNED,
        OrderStatus.REFUNDED,
        OrderStatus.PARTIALLY_REFUNDED,
        OrderStatus.LOST,
    }
)


def loyalty_facts(telling: Telling) -> Iterator[Evidence]:
    """The points the shop's system has put down for this order."""
    points = telling.order.loyalty_points
    may_know = telling.view.may_tell(OrderField.REFUNDS)
    if points is not None and points > 0 and may_know and _may_earn(telling):
        sentence = telling.wording.facts.loyalty
        yield telling.fact("loyalty", sentence, points=_points(telling, points))


def loyalty_by_rule(telling: Telling, rule: LoyaltyRule | None) -> Iterator[Evidence]:
    """The points an order earns by the rule, where its system has put down none."""
    order = telling.order
    if rule is None or rule.condition or not rule.scope.is_general or not _may_earn(telling):
        return
    if order.loyalty_points is not None or not _may_tell_all(telling):
        return
    spent = _spent_on_items(telling)
    if spent is None or not telling.knows_currency:
        return
    units = (spent / rule.per_amount).to_integral_value(ROUND_FLOOR)
    points = int((units * rule.points).to_integral_value(ROUND_FLOOR))
    if points <= 0 or rule.points != rule.points.to_integral_value():
        return
    text = telling.text(
        telling.wording.computed.loyalty_by_rule,
        points=_points(telling, points),
        each=_points(telling, int(rule.points)),
        unit=telling.money(rule.per_amount),
        amount=telling.money(spent),
    )
    basis = (*_priced_facts(order), rule.source)
    yield telling.computed("loyalty", text, basis=tuple(filter(None, basis)))


def balance_fact(telling: Telling, customer: Customer) -> Evidence | None:
    """What the account holds, told beside one of the customer's own orders; None if unknown."""
    points = customer.loyalty_points
    is_own = customer.id == telling.order.customer_id
    if points is None or not is_own or not telling.view.may_tell(OrderField.LOYALTY):
        return None
    sentence = telling.wording.facts.loyalty_balance
    return telling.fact("loyalty-balance", sentence, points=_points(telling, max(points, 0)))


def _spent_on_items(telling: Telling) -> Decimal | None:
    """What the goods cost after the discount; delivery earns no points."""
    order = telling.order
    items = items_total(order)
    spent = None if items is None else items - abs(order.discount or Decimal(0))
    return spent if spent is not None and spent > 0 else None


def _priced_facts(order: Order) -> list[str]:
    """The facts that the amount is added up from."""
    named = [item for item in goods(order) if shown(item.name)]
    names = [f"item-{number}" for number in range(1, len(named) + 1)]
    return [f"order:{order.id}:{name}" for name in names + ["discount"] * bool(order.discount)]


def _may_tell_all(telling: Telling) -> bool:
    """True if nothing that decides on the points is withheld."""
    fields = (OrderField.LOYALTY, OrderField.ITEMS, OrderField.TOTALS, OrderField.REFUNDS)
    return all(map(telling.view.may_tell, fields))


def _may_earn(telling: Telling) -> bool:
    placed = telling.order.placed
    is_real = placed is None or placed <= telling.now
    return is_real and not telling.order.refunds and telling.order.status not in _EARNS_NOTHING


def _points(telling: Telling, count: int) -> str:
    return say(form_of(telling.wording.facts.points, count), number=telling.number(count))
