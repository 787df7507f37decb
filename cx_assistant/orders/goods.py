"""What in an order is goods, what only delivery, and which rules a piece falls under."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from cx_assistant.models import Order, OrderItem, OrderStatus, Shipment

_DELIVERY_LINE = re.compile(
    r"(?:[\w-]+\s){0,2}(?:delivery|shipping|postage|shipment|versand|lieferung|versandkosten|"
    r"click\s?(?:&|and|und)\s?collect|pick-?up)(?:\s(?:costs?|fee|charge))?",
    re.IGNORECASE,
)
_DELIVERY_SKU = re.compile(r"ship(?:ping)?\b.*|shp-.*", re.IGNORECASE)
_BEFORE_DISPATCH = frozenset(
    {OrderStatus.PENDING, OrderStatus.PAID, OrderStatus.PROCESSING, OrderStatus.ON_HOLD}
)
_UNDER_WAY_OR_DONE = frozenset(
    {
        OrderStatus.SHIPPED,
        OrderStatus.IN_TRANSIT,
        OrderStatus.DELIVERED,
        OrderStatus.RETURNED,
        OrderStatus.REFUNDED,
        OrderStatus.PARTIALLY_REFUNDED,
    }
)
# A status that a delivery date overrules: shops often do not close the order at once.
_OVERTAKEN_BY_DELIVERY = frozenset(
    {
        OrderStatus.DELIVERED,
        OrderStatus.SHIPPED,
        OrderStatus.IN_TRANSIT,
        OrderStatus.PROCESSING,
        OrderStatus.PAID,
    }
)
_CLOSED = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.DELIVERED}
)


def goods(order: Order) -> tuple[OrderItem, ...]:
    """The items without lines that only charge for delivery."""
    return tuple(item for item in order.items if not is_delivery_line(item))


def is_delivery_line(item: OrderItem) -> bool:
    """True if the line charges for delivery, as many shops book it."""
    named = bool(_DELIVERY_LINE.fullmatch(item.name.strip()))
    return named or bool(item.sku and _DELIVERY_SKU.fullmatch(item.sku))


def is_sale(item: OrderItem) -> bool:
    """True if the item was sold in a sale."""
    return _has_tag(item, "sale")


def is_personalised(item: OrderItem) -> bool:
    """True if the item was made for this customer."""
    return _has_tag(item, "personalised", "personalized", "custom-made", "personalisiert")


def is_taken_back(item: OrderItem, no_return_tags: Iterable[str] = ()) -> bool:
    """False for what was made for this customer, and for the tags that the shop takes nothing of.

    That is about changing one's mind; what is faulty can always come back.
    """
    tags = (tag.strip().lower() for tag in no_return_tags)
    return not is_personalised(item) and not _has_tag(item, *tags)


def is_back(item: OrderItem, order: Order) -> bool:
    """True if a refund names the item, as for one that was returned."""
    return bool(item.sku) and any(item.sku in refund.skus for refund in order.refunds)


def is_preorder(item: OrderItem) -> bool:
    """True if the item was ordered before the shop had it."""
    return _has_tag(item, "pre-order", "preorder", "vorbestellung")


def _has_tag(item: OrderItem, *names: str) -> bool:
    return any(tag.strip().lower() in names for tag in item.tags)


def has_arrived(shipment: Shipment, now: datetime) -> bool:
    """True if the parcel was delivered by now; a later date is only announced."""
    return shipment.delivered is not None and shipment.delivered <= now


def delivered_at(order: Order, now: datetime) -> datetime | None:
    """When the last parcel arrived; None while any parcel is still under way at `now`."""
    last = order.last_delivered
    return last if last is not None and last <= now else None


def status_holds_from(order: Order) -> datetime | None:
    """The moment before which the status cannot be: an order of next week is not delivered yet."""
    if order.status not in _UNDER_WAY_OR_DONE:
        return None
    is_delivered = order.status is OrderStatus.DELIVERED
    dates = [sent.delivered if is_delivered else sent.shipped for sent in order.shipments]
    first = [] if None in dates else sorted(filter(None, dates))[:1]
    return max([*first, *filter(None, [order.placed])], default=None)


def tells_delivery(order: Order, now: datetime) -> bool:
    """True if being delivered is the order's state; a refund, say, outlasts it."""
    return delivered_at(order, now) is not None and order.status in _OVERTAKEN_BY_DELIVERY


def is_dispatched(order: Order, now: datetime) -> bool | None:
    """Whether a parcel has left by now; None if the order does not say."""
    if any(
        (sent.shipped and sent.shipped <= now) or has_arrived(sent, now) for sent in order.shipments
    ):
        return True
    if order.status in _BEFORE_DISPATCH:
        return False
    return True if order.status in {OrderStatus.SHIPPED, OrderStatus.IN_TRANSIT} else None


def is_open(order: Order, now: datetime) -> bool:
    """True if the customer is still waiting for a part of it."""
    if order.status in _CLOSED:
        return False
    if order.status is OrderStatus.PARTIALLY_REFUNDED:
        return any(not has_arrived(sent, now) for sent in order.shipments)
    return delivered_at(order, now) is None
