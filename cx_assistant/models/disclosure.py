"""What of an order can be told or withheld, by name."""

from __future__ import annotations

from enum import StrEnum


class OrderField(StrEnum):
    """One part of an order that a disclosure policy allows or withholds.

    Staff notes and columns that nobody mapped have no name here: they are never disclosed.
    """

    NUMBER = "number"
    STATUS = "status"
    ETA = "eta"  # when parcels were sent, are expected, have arrived
    ITEM_COUNT = "item_count"
    PLACED = "placed"
    ITEMS = "items"
    TRACKING = "tracking"  # carrier, tracking number and link
    PAYMENTS = "payments"
    REFUNDS = "refunds"
    TOTALS = "totals"
    SHIPPING_ADDRESS = "shipping_address"
    BILLING_ADDRESS = "billing_address"
    LOYALTY = "loyalty"
    CUSTOMER_NAME = "customer_name"


# What a sender may be told whose e-mail address is on file but who has not signed in.
EMAIL_MATCH_FIELDS = (
    OrderField.NUMBER,
    OrderField.STATUS,
    OrderField.ETA,
    OrderField.ITEM_COUNT,
    OrderField.CUSTOMER_NAME,
)
