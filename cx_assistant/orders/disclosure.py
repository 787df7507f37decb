"""How much of an order its customer may be told: the rest is gone before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cx_assistant.models import (
    Address,
    Customer,
    Order,
    OrderField,
    OrderItem,
    OrderStatus,
    Shipment,
    Verification,
)
from cx_assistant.orders.goods import goods, status_holds_from
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.returned import RETURNED_AT, return_arrived
from cx_assistant.orders.sources import assert_own_record, assert_owned
from cx_assistant.settings.order_schema import DisclosureSettings


@dataclass(frozen=True)
class OrderView:
    """An order with everything blanked that this sender may not be told.

    Facts, choices and prompts are made from views only, so that a withheld field cannot reach a
    prompt, a draft, a log, a trace or an evaluation file, whatever a later step does wrong.
    """

    order: Order
    fields: frozenset[OrderField]
    # Told to nobody: before it the status must be wrong.
    status_from: datetime | None = field(default=None, repr=False)

    def may_tell(self, field: OrderField) -> bool:
        """True if the policy allows this field; whether the order has it is another matter."""
        return field in self.fields


def allowed_fields(
    identity: VerifiedIdentity | None, policy: DisclosureSettings
) -> frozenset[OrderField]:
    """What this sender may be told of their own orders; nothing without verification.

    Whatever is told of an order names it, so where the number is withheld, all of it is.
    """
    if identity is None:
        return frozenset()
    is_signed_in = identity.level is Verification.SIGNED_IN
    fields = frozenset(policy.signed_in if is_signed_in else policy.email_match)
    return fields if OrderField.NUMBER in fields else fields & {OrderField.CUSTOMER_NAME}


def view_of(order: Order, identity: VerifiedIdentity, policy: DisclosureSettings) -> OrderView:
    """The order as far as this customer may see it; raises `LeakError` if it is not theirs."""
    assert_owned([order], identity)
    fields = allowed_fields(identity, policy)
    told = OrderField
    shown: dict[str, object] = {
        "placed": order.placed if told.PLACED in fields else None,
        "items": _items(order, fields),
        "shipments": tuple(_shipment(sent, fields) for sent in order.shipments),
        "payments": order.payments if told.PAYMENTS in fields else (),
        "refunds": order.refunds if told.REFUNDS in fields else (),
        "shipping_address": _address(order.shipping_address, told.SHIPPING_ADDRESS, fields),
        "billing_address": _address(order.billing_address, told.BILLING_ADDRESS, fields),
        "loyalty_points": order.loyalty_points if told.LOYALTY in fields else None,
        "notes": (),
        "other": _other(order, fields),
    }
    if told.TOTALS not in fields:
        shown |= dict.fromkeys(("shipping_cost", "discount", "tax", "total"))
    if told.STATUS not in fields:
        shown |= {"status": OrderStatus.UNKNOWN, "status_text": ""}
    return OrderView(order.model_copy(update=shown), fields, status_holds_from(order))


def name_of(
    customer: Customer | None, identity: VerifiedIdentity, policy: DisclosureSettings
) -> str:
    """What to call the customer; empty if that is withheld. `LeakError` if it is not them."""
    assert_own_record(customer, identity)
    if customer is None or OrderField.CUSTOMER_NAME not in allowed_fields(identity, policy):
        return ""
    return customer.name


def _items(order: Order, fields: frozenset[OrderField]) -> tuple[OrderItem, ...]:
    if OrderField.ITEMS in fields and OrderField.TOTALS in fields:
        return order.items
    if OrderField.ITEMS in fields:
        # Prices add up to the total that is withheld.
        return tuple(item.model_copy(update={"price": None}) for item in order.items)
    count = sum(item.quantity for item in goods(order))
    if OrderField.ITEM_COUNT in fields and count:
        return (OrderItem(name="", quantity=count),)
    return ()


def _shipment(sent: Shipment, fields: frozenset[OrderField]) -> Shipment:
    withheld: dict[str, object] = {}
    if OrderField.ETA not in fields:
        withheld |= {"shipped": None, "estimated": None, "delivered": None}
    if OrderField.TRACKING not in fields:
        withheld |= {"carrier": "", "tracking_number": ""}
    if OrderField.ITEMS not in fields:
        withheld |= {"skus": ()}
    return sent.model_copy(update=withheld)


def _address(
    address: Address | None, field: OrderField, fields: frozenset[OrderField]
) -> Address | None:
    return address if field in fields else None


def _other(order: Order, fields: frozenset[OrderField]) -> dict[str, str]:
    """Only the day a return came in, which staff may have kept in a note."""
    if OrderField.STATUS not in fields:
        return {}
    arrived = return_arrived(order)
    return {} if arrived is None else {RETURNED_AT: arrived.isoformat()}
