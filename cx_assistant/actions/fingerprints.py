"""What of an order an action depends on, as a hash: if it changes, the action no longer fits."""

from __future__ import annotations

import hashlib

from cx_assistant.models import ActionKind, Customer, Order

_STATE = {"status", "items", "shipments", "payments", "refunds", "total", "currency", "other"}
# Another address does not stand in the way of another payment, and so on.
_DEPENDS = {
    ActionKind.CHANGE_ADDRESS: {"status", "shipments", "shipping_address"},
    ActionKind.CHANGE_PAYMENT: {"status", "shipments", "payments", "refunds", "total", "currency"},
}


def fingerprint(kind: ActionKind, order: Order | None, customer: Customer | None) -> str:
    """Equal for equal states; without an order, of the customer's own address."""
    if order is not None:
        state = order.model_dump_json(include=_DEPENDS.get(kind, _STATE))
    else:
        state = customer.model_dump_json(include={"address"}) if customer else ""
    return hashlib.sha256(state.encode()).hexdigest()[:16]
