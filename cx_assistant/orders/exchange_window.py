"""Which exchange window an order has, where it may depend on the country it went to."""

from __future__ import annotations

from cx_assistant.models import Order
from cx_assistant.orders.goods import goods, is_sale
from cx_assistant.orders.policies import Policies, Rule, RuleKind, Scope
from cx_assistant.orders.rules.places import holds_in
from cx_assistant.orders.spans import holds_for_all


def exchange_rule(order: Order, policies: Policies) -> Rule | None:
    """The rule for everyone, else the one for the country of the address; None if that is unclear.

    A window for some goods, services or customers leaves it unclear what holds for this order; so
    do sale items where the shop takes them back for another time than the rest.
    """
    if policies.sale_return_window is not None and any(is_sale(item) for item in goods(order)):
        return None
    own = [rule for rule in policies.limited_windows if rule.kind is RuleKind.EXCHANGE_WINDOW]
    if not own:
        return policies.exchange_window if holds_for_all(policies.exchange_window) else None
    country = order.shipping_address.country if order.shipping_address else ""
    by_country = all(rule.scope == Scope(countries=rule.scope.countries) for rule in own)
    if not country or not by_country:
        return None
    fitting = [rule for rule in own if holds_in(rule.scope.countries, country)]
    lengths = {(rule.days, rule.months, rule.working_days, rule.condition) for rule in fitting}
    return fitting[0] if len(lengths) == 1 else None
