"""Customers and their orders, as the shop's systems know them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model


class OrderStatus(StrEnum):
    """Where an order stands; `UNKNOWN` keeps the shop's own word in `Order.status_text`."""

    PENDING = "pending"
    PAID = "paid"
    PROCESSING = "processing"
    ON_HOLD = "on_hold"
    SHIPPED = "shipped"
    IN_TRANSIT = "in_transit"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    RETURNED = "returned"
    PARTIALLY_REFUNDED = "partially_refunded"
    REFUNDED = "refunded"
    LOST = "lost"
    UNKNOWN = "unknown"


class OrderItem(Model):
    """One line of an order; `price` is for one piece, in the order's currency."""

    sku: str = ""
    product: str = Field(default="", description="id of the product the sku is a variant of")
    name: str
    options: dict[str, str] = Field(default_factory=dict)
    quantity: int = Field(default=1, ge=1)
    price: Decimal | None = None
    tags: tuple[str, ...] = Field(default=(), description="e.g. sale, personalised, pre-order")


class Shipment(Model):
    """One parcel."""

    carrier: str = ""
    tracking_number: str = ""
    shipped: AwareDatetime | None = None
    estimated: AwareDatetime | None = None
    delivered: AwareDatetime | None = None
    skus: tuple[str, ...] = Field(default=(), description="what is in it; empty if not told")


class Payment(Model):
    """Money the customer paid."""

    method: str = ""
    method_id: str = Field(default="", description="id of one of `Customer.payment_methods`")
    amount: Decimal
    at: AwareDatetime | None = None


class Refund(Model):
    """Money that went back."""

    amount: Decimal
    at: AwareDatetime | None = None
    method: str = ""
    reason: str = ""
    skus: tuple[str, ...] = Field(default=(), description="what it is for; empty if not told")


class Address(Model):
    """A postal address."""

    name: str = ""
    street: str = ""
    city: str = ""
    postcode: str = ""
    region: str = Field(default="", description="state, province, county")
    country: str = ""


class Order(Model):
    """One order of one customer. `other` keeps columns nobody mapped, so nothing is dropped.

    `as_of` is when its source last confirmed it. It is not part of what is stored as the order's
    content: an order that is confirmed again has not changed.
    """

    id: str = Field(min_length=1)
    customer_id: str = Field(min_length=1)
    placed: AwareDatetime | None = None
    status: OrderStatus = OrderStatus.UNKNOWN
    status_text: str = ""
    currency: str = "EUR"
    items: tuple[OrderItem, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    shipping_address: Address | None = None
    billing_address: Address | None = None
    shipping_cost: Decimal | None = None
    discount: Decimal | None = None
    tax: Decimal | None = None
    total: Decimal | None = None
    loyalty_points: int | None = Field(default=None, description="earned with this order")
    notes: tuple[str, ...] = ()
    other: dict[str, str] = Field(default_factory=dict)
    as_of: AwareDatetime | None = Field(default=None, exclude=True)

    @property
    def last_delivered(self) -> datetime | None:
        """When the last parcel arrived; None while any parcel is still under way."""
        arrivals = [shipment.delivered for shipment in self.shipments]
        if not arrivals or None in arrivals:
            return None
        return max(arrival for arrival in arrivals if arrival is not None)


class PaymentMethod(Model):
    """A way to pay that a customer has on file. Card numbers are never kept, only what names it."""

    id: str = Field(min_length=1)
    kind: str = Field(description="credit_card, paypal, gift_card, …")
    label: str = Field(default="", description="what the customer knows it by: Visa ending in 1234")
    balance: Decimal | None = Field(default=None, description="of a gift card or store credit")


class Customer(Model):
    """A person who buys at the shop."""

    id: str = Field(min_length=1)
    name: str = ""
    email: str = ""
    phone: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    consent: str = ""
    address: Address | None = None
    payment_methods: tuple[PaymentMethod, ...] = ()
    loyalty_points: int | None = None
    other: dict[str, str] = Field(default_factory=dict)
