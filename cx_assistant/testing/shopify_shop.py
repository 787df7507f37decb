"""Made-up orders as Shopify's Admin GraphQL API would give them, of every kind there is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Node = dict[str, Any]

_BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_GOODS = (("MUG-B", "Blue Mug", "19.95"), ("HAT-G", "Green Hat", "40.00"), ("SCF", "Scarf", "30"))
_FIRST_ID = 5_000_000_000


def shopify_orders(count: int) -> list[Node]:
    """Orders from a new year, one every half hour; which kind one is follows from its number."""
    return [shopify_order_node(number) for number in range(1, count + 1)]


def shopify_order_node(number: int, **changes: Any) -> Node:
    """Order `#1000 + number`; `changes` replaces fields of it."""
    placed = _BEGIN + timedelta(minutes=30 * number)
    sku, name, price = _GOODS[number % 3]
    node: Node = {
        "id": gid("Order", _FIRST_ID + number),
        "legacyResourceId": str(_FIRST_ID + number),
        "name": f"#{1000 + number}",
        "test": number % 50 == 7,
        "email": f"buyer{number % 90}@example.com",
        "note": None,
        "createdAt": stamp(placed),
        "updatedAt": stamp(placed + timedelta(days=2)),
        "cancelledAt": None,
        "customerLocale": "en-GB",
        "displayFinancialStatus": "PAID",
        "displayFulfillmentStatus": "UNFULFILLED",
        "presentmentCurrencyCode": "EUR",
        "totalPriceSet": bag(price),
        "totalShippingPriceSet": bag("4.90"),
        "totalDiscountsSet": bag("0.00"),
        "totalTaxSet": bag("3.20"),
        "shippingAddress": _address(number),
        "billingAddress": None,
        "customer": _customer(number % 90),
        "lineItems": [line(number * 1000, sku, name, price)],
        "fulfillments": [],
        "transactions": [transaction("SALE", price, placed)],
        "refunds": [],
    }
    kind = _KINDS[number % len(_KINDS)]
    return {**node, **kind(node, placed), **changes}


def gid(kind: str, number: int) -> str:
    """A global id."""
    return f"gid://shopify/{kind}/{number}"


def stamp(moment: datetime) -> str:
    """A moment as Shopify writes it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def bag(amount: str, currency: str = "EUR") -> Node:
    """Money; what the shop gets for it is in dollars, and never what the customer is told."""
    shop = {"amount": "999.99", "currencyCode": "USD"}
    return {"presentmentMoney": {"amount": amount, "currencyCode": currency}, "shopMoney": shop}


def line(number: int, sku: str, name: str, price: str, quantity: int = 1) -> Node:
    """A line of an order."""
    return {
        "id": gid("LineItem", number),
        "sku": sku,
        "name": name,
        "variantTitle": "Large",
        "quantity": quantity,
        "currentQuantity": quantity,
        "customAttributes": [
            {"key": "Engraving", "value": "Ada"},
            {"key": "_bundle", "value": "internal"},
        ],
        "originalUnitPriceSet": bag(price),
    }


def transaction(kind: str, amount: str, at: datetime, status: str = "SUCCESS") -> Node:
    """Money that moved, or was meant to."""
    return {
        "id": gid("OrderTransaction", int(at.timestamp())),
        "kind": kind,
        "status": status,
        "formattedGateway": "Shopify Payments",
        "processedAt": stamp(at),
        "amountSet": bag(amount),
    }


def parcel(number: int, at: datetime, lines: list[Node], **changes: Any) -> Node:
    """A fulfillment."""
    return {
        "id": gid("Fulfillment", number),
        "status": "SUCCESS",
        "displayStatus": "IN_TRANSIT",
        "createdAt": stamp(at),
        "inTransitAt": stamp(at + timedelta(hours=5)),
        "estimatedDeliveryAt": stamp(at + timedelta(days=3)),
        "deliveredAt": None,
        "trackingInfo": [{"company": "DHL", "number": f"JD{number:012d}", "url": None}],
        "fulfillmentLineItems": [{"lineItem": each, "quantity": 1} for each in lines],
        **changes,
    }


def refund(amount: str, at: datetime, lines: list[Node]) -> Node:
    """Money that went back."""
    return {
        "id": gid("Refund", int(at.timestamp())),
        "createdAt": stamp(at),
        "note": "wrong size",
        "totalRefundedSet": bag(amount),
        "refundLineItems": [{"lineItem": each, "quantity": 1} for each in lines],
        "transactions": [transaction("REFUND", amount, at)],
    }


def _plain(_node: Node, _placed: datetime) -> Node:
    return {}


def _in_transit(node: Node, placed: datetime) -> Node:
    sent = parcel(int(node["legacyResourceId"]), placed + timedelta(days=1), node["lineItems"])
    return {"displayFulfillmentStatus": "FULFILLED", "fulfillments": [sent]}


def _delivered(node: Node, placed: datetime) -> Node:
    arrived = {"displayStatus": "DELIVERED", "deliveredAt": stamp(placed + timedelta(days=3))}
    number = int(node["legacyResourceId"])
    sent = parcel(number, placed + timedelta(days=1), node["lineItems"], **arrived)
    return {"displayFulfillmentStatus": "FULFILLED", "fulfillments": [sent]}


def _two_parcels(node: Node, placed: datetime) -> Node:
    number = int(node["legacyResourceId"]) * 10
    lines = [*node["lineItems"], line(number + 1, "SCF", "Scarf", "30.00", 2)]
    sent = [
        parcel(number + each, placed + timedelta(days=1 + each), [lines[each]]) for each in (0, 1)
    ]
    return {
        "displayFulfillmentStatus": "FULFILLED",
        "lineItems": lines,
        "fulfillments": sent,
    }


def _part_refunded(node: Node, placed: datetime) -> Node:
    back = refund("10.00", placed + timedelta(days=9), node["lineItems"])
    return {"displayFinancialStatus": "PARTIALLY_REFUNDED", "refunds": [back]}


def _cancelled(_node: Node, placed: datetime) -> Node:
    return {
        "displayFinancialStatus": "VOIDED",
        "cancelledAt": stamp(placed + timedelta(hours=2)),
        "transactions": [],
    }


def _long(node: Node, _placed: datetime) -> Node:
    number = int(node["legacyResourceId"]) * 1000
    return {"lineItems": [line(number + n, f"SKU-{n}", f"Thing {n}", "1.50") for n in range(63)]}


def _guest(_node: Node, _placed: datetime) -> Node:
    return {"customer": None}


def _abroad(node: Node, placed: datetime) -> Node:
    lines = [{**node["lineItems"][0], "originalUnitPriceSet": bag("48.00", "CHF")}]
    return {
        "presentmentCurrencyCode": "CHF",
        "totalPriceSet": bag("48.00", "CHF"),
        "lineItems": lines,
        "transactions": [transaction("SALE", "48.00", placed)],
    }


_KINDS = (
    *(_plain, _in_transit, _delivered, _delivered, _two_parcels, _part_refunded, _cancelled),
    *(_in_transit, _guest, _abroad, _delivered, _plain),
    *(_in_transit, _delivered, _plain, _long, _in_transit, _delivered, _in_transit),
)


def _customer(number: int) -> Node:
    return {
        "id": gid("Customer", 700_000 + number),
        "legacyResourceId": str(700_000 + number),
        "displayName": f"Buyer {number}",
        "locale": "de-CH",
        "tags": ["vip"] if number == 1 else [],
        "defaultEmailAddress": {"emailAddress": f"buyer{number}@example.com"},
        "defaultPhoneNumber": None,
    }


def _address(number: int) -> Node:
    return {
        "name": f"Buyer {number % 90}",
        "address1": f"{number} Mill Lane",
        "address2": None,
        "city": "Berlin",
        "zip": "10115",
        "province": None,
        "countryCodeV2": "DE",
    }
