"""One customer with three orders, and a small catalogue."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from cx_assistant.actions.context import ActionContext
from cx_assistant.models import (
    Customer,
    Order,
    Product,
    Ticket,
    Variant,
    Verification,
)
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.policies import CancelRule, Policies, Rule
from cx_assistant.settings.order_schema import ActionsSettings

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
ADA = Customer.model_validate(
    {
        "id": "C-1",
        "name": "Ada Berg",
        "address": {
            "name": "Ada Berg",
            "street": "Old Road 1",
            "city": "Leeds",
            "postcode": "LS1 4AB",
        },
        "payment_methods": [
            {"id": "visa-1234", "kind": "credit_card", "label": "Visa ending in 1234"},
            {"id": "mc-9981", "kind": "credit_card", "label": "Mastercard ending in 9981"},
            {"id": "paypal-1", "kind": "paypal", "label": "PayPal"},
            {"id": "gift-1", "kind": "gift_card", "label": "Gift card", "balance": "40.00"},
        ],
    }
)


class Catalogue:
    """Products by id and by sku."""

    def __init__(self, *products: Product) -> None:
        self._products = {product.id: product for product in products}

    def product(self, product_id: str) -> Product | None:
        return self._products.get(product_id)

    def product_of(self, sku: str) -> Product | None:
        owners = (p for p in self._products.values() if any(v.sku == sku for v in p.variants))
        return next(owners, None)


def product(
    product_id: str, name: str, *variants: tuple[str, dict[str, str], str, bool]
) -> Product:
    made = (
        Variant(sku=sku, options=options, price=Decimal(price), available=available)
        for sku, options, price, available in variants
    )
    return Product(id=product_id, name=name, variants=tuple(made))


KEYBOARD = product(
    "P-KEY",
    "Mechanical Keyboard",
    ("KEY-LIN-RGB", {"switch": "linear", "backlight": "RGB", "size": "full size"}, "120.00", True),
    ("KEY-CLI-RGB", {"switch": "clicky", "backlight": "RGB", "size": "full size"}, "125.00", True),
    ("KEY-CLI-NON", {"switch": "clicky", "backlight": "none", "size": "full size"}, "99.00", True),
    ("KEY-TAC-RGB", {"switch": "tactile", "backlight": "RGB", "size": "full size"}, "90.00", False),
)
JACKET = product(
    "P-JAC",
    "Fleece Jacket",
    ("JAC-S-BLU", {"size": "S", "color": "blue"}, "70.00", True),
    ("JAC-M-BLU", {"size": "M", "color": "blue"}, "70.00", True),
    ("JAC-M-RED", {"size": "M", "color": "red"}, "65.00", True),
    ("JAC-L-RED", {"size": "L", "color": "red"}, "65.00", False),
)
CATALOGUE = Catalogue(KEYBOARD, JACKET)


def waiting(**fields: object) -> Order:
    """Not yet sent: a jacket and a lamp."""
    return _order(
        "NL-1001",
        {
            "status": "processing",
            "placed": "2026-06-09T18:00:00+02:00",
            "items": [
                {"sku": "JAC-S-BLU", "product": "P-JAC", "name": "Fleece Jacket", "price": "70.00",
                 "options": {"size": "S", "color": "blue"}},
                {"sku": "LAMP", "name": "Desk Lamp", "price": "30.00"},
            ],
            "payments": [{"method": "credit_card", "method_id": "visa-1234", "amount": "100.00"}],
            "total": "100.00",
            "shipping_address": {"street": "Old Road 1", "city": "Leeds", "postcode": "LS1 4AB"},
        },
        fields,
    )  # fmt: skip


def delivered(**fields: object) -> Order:
    """Arrived on 1 June: a keyboard, two mugs, an engraved pen, and a hat from the sale."""
    return _order(
        "NL-1002",
        {
            "status": "delivered",
            "placed": "2026-05-25T12:00:00+02:00",
            "items": [
                {"sku": "KEY-LIN-RGB", "product": "P-KEY", "name": "Mechanical Keyboard",
                 "price": "120.00",
                 "options": {"switch": "linear", "backlight": "RGB", "size": "full size"}},
                {"sku": "MUG", "name": "Coffee Mug", "price": "9.50", "quantity": 2},
                {"sku": "PEN", "name": "Engraved Pen", "price": "20.00", "tags": ["personalised"]},
                {"sku": "HAT", "name": "Wool Hat", "price": "15.00", "tags": ["sale"]},
            ],
            "payments": [{"method": "paypal", "method_id": "paypal-1", "amount": "174.00"}],
            "shipments": [{"carrier": "DHL", "delivered": "2026-06-01T12:00:00+02:00"}],
            "total": "174.00",
            "shipping_address": {"street": "Harbour 9", "city": "New York", "region": "NY",
                                 "postcode": "10093", "country": "US"},
        },
        fields,
    )  # fmt: skip


def lost(**fields: object) -> Order:
    """Never arrived: a vase."""
    return _order(
        "NL-1003",
        {
            "status": "lost",
            "placed": "2026-05-01T12:00:00+02:00",
            "items": [{"sku": "VASE", "name": "Glass Vase", "price": "45.00"}],
            "payments": [{"method": "gift_card", "method_id": "gift-1", "amount": "45.00"}],
            "shipments": [{"carrier": "DHL", "shipped": "2026-05-02T12:00:00+02:00"}],
        },
        fields,
    )


def _order(order_id: str, values: dict[str, object], fields: dict[str, object]) -> Order:
    base = {"id": order_id, "customer_id": "C-1", "currency": "EUR"}
    return Order.model_validate({**base, **values, **fields})


POLICIES = Policies(
    return_window=Rule(days=30, source="returns.md#1"),
    sale_return_window=Rule(days=7, source="returns.md#2"),
    cancel=CancelRule(until_dispatch=True, source="cancelling.md#1"),
)
CONTEXT = ActionContext(
    identity=VerifiedIdentity.from_helpdesk("C-1", Verification.SIGNED_IN),
    customer=ADA,
    orders=(waiting(), delivered(), lost()),
    policies=POLICIES,
    settings=ActionsSettings(),
    catalogue=CATALOGUE,
    zone=BERLIN,
)


def context(**changed: object) -> ActionContext:
    return replace(CONTEXT, **changed)  # type: ignore[arg-type]


def ticket(text: str, **fields: object) -> Ticket:
    values = {"id": "T-1", "now": NOW, "messages": [{"text": text}], "customer_id": "C-1"}
    return Ticket.model_validate({**values, "verification": "signed_in", **fields})
