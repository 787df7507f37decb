"""Makes our orders and customers of what Shopify's Admin GraphQL API says.

Fields and enum values are those of version 2026-10, see `backends/shopify_queries.py`. Amounts
are in the currency the customer paid in, never in the shop's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from cx_assistant.models import (
    Address,
    Customer,
    Order,
    OrderItem,
    Payment,
    Refund,
    Shipment,
)
from cx_assistant.models.feeds import SOURCE_ID
from cx_assistant.orders.statuses import combined_status, with_deliveries
from cx_assistant.orders.vendor_feed import UPDATED_AT, UnusableOrderError

Node = Mapping[str, Any]

_PAID = frozenset({"SALE", "CAPTURE"})


def shopify_order(node: Node) -> Order:
    """The order; raises `UnusableOrderError` if it belongs to nobody or an amount is none."""
    try:
        return _order(node)
    except UnusableOrderError:
        raise
    except (KeyError, TypeError, ValueError) as error:
        name = str(node.get("name") or node.get("id"))
        reason = f"order {name} has an unexpected form ({type(error).__name__}); left out"
        raise UnusableOrderError(reason) from error


def shopify_customer(node: Node) -> Customer | None:
    """The customer of an order, or None for a guest."""
    found = node["customer"]
    if found is None:
        return None
    return Customer(
        id=str(found["legacyResourceId"]),
        name=found["displayName"] or "",
        email=(found["defaultEmailAddress"] or {}).get("emailAddress") or "",
        phone=(found["defaultPhoneNumber"] or {}).get("phoneNumber") or "",
        language=(found["locale"] or "").partition("-")[0].lower(),
        tags=tuple(found["tags"]),
    )


def is_test_order(node: Node) -> bool:
    """True for an order that somebody placed to try the shop out."""
    return bool(node["test"])


def _order(node: Node) -> Order:
    shipments = tuple(_shipments(node))
    financial, fulfillment = node["displayFinancialStatus"], node["displayFulfillmentStatus"]
    status = combined_status(
        financial or "",
        fulfillment or "",
        [sent["displayStatus"] or "" for sent in _sent(node)],
        cancelled=node["cancelledAt"] is not None,
    )
    return Order(
        id=node["name"].strip(),
        customer_id=_owner(node),
        placed=moment(node["createdAt"]),
        status=with_deliveries(status, shipments),
        status_text=", ".join(_words(word) for word in (financial, fulfillment) if word),
        currency=node["presentmentCurrencyCode"],
        items=tuple(_items(node)),
        shipments=shipments,
        payments=tuple(_payments(node["transactions"])),
        refunds=tuple(_refunds(node["refunds"])),
        shipping_address=_address(node["shippingAddress"]),
        billing_address=_address(node["billingAddress"]),
        shipping_cost=_money(node["totalShippingPriceSet"]),
        discount=_money(node["totalDiscountsSet"]),
        tax=_money(node["totalTaxSet"]),
        total=_money(node["totalPriceSet"]),
        notes=(node["note"],) if node["note"] else (),
        other=_other(node),
    )


def _owner(node: Node) -> str:
    """The customer's id; a guest is known by the e-mail address, as in an imported file."""
    if node["customer"] is not None:
        return str(node["customer"]["legacyResourceId"])
    email = (node["email"] or "").strip().lower()
    if "@" not in email:
        reason = f"order {node['name']} has neither a customer nor an e-mail address; left out"
        raise UnusableOrderError(reason)
    return email


def _items(node: Node) -> Iterator[OrderItem]:
    for line in node["lineItems"]["nodes"]:
        # Without a refund, fewer than were ordered means that the order was edited since.
        quantity = line["quantity"] if node["refunds"] else line["currentQuantity"]
        if not quantity:
            continue
        own = {pair["key"]: pair["value"] or "" for pair in line["customAttributes"]}
        variant = {"variant": line["variantTitle"]} if line["variantTitle"] else {}
        yield OrderItem(
            sku=line["sku"] or "",
            name=line["name"],
            # A leading underscore hides a property from the customer, by the shops' convention.
            options={key: text for key, text in own.items() if not key.startswith("_")} | variant,
            quantity=quantity,
            price=_money(line["originalUnitPriceSet"]),
        )


def _sent(node: Node) -> list[Node]:
    return [sent for sent in node["fulfillments"] if sent["status"] not in {"CANCELLED", "ERROR"}]


def _shipments(node: Node) -> Iterator[Shipment]:
    for sent in _sent(node):
        for parcel in sent["trackingInfo"] or [{"company": None, "number": None}]:
            yield Shipment(
                carrier=parcel["company"] or "",
                tracking_number=parcel["number"] or "",
                shipped=moment(sent["inTransitAt"] or sent["createdAt"]),
                estimated=moment(sent["estimatedDeliveryAt"]),
                delivered=moment(sent["deliveredAt"]),
                skus=_skus(sent.get("fulfillmentLineItems")),
            )


def _payments(transactions: Sequence[Node]) -> Iterator[Payment]:
    for moved in transactions:
        if moved["kind"] in _PAID and moved["status"] == "SUCCESS":
            yield Payment(
                method=moved["formattedGateway"] or "",
                amount=_sure_money(moved["amountSet"]),
                at=moment(moved["processedAt"]),
            )


def _refunds(refunds: Sequence[Node]) -> Iterator[Refund]:
    for back in refunds:
        amount = _sure_money(back["totalRefundedSet"])
        if not amount:
            continue  # goods were taken back into stock, and no money moved
        gateways = [each["formattedGateway"] for each in back["transactions"]["nodes"]]
        yield Refund(
            amount=amount,
            at=moment(back["createdAt"]),
            method=", ".join(dict.fromkeys(name for name in gateways if name)),
            reason=back["note"] or "",
            skus=_skus(back["refundLineItems"]),
        )


def _skus(connection: Node | None) -> tuple[str, ...]:
    """What is in it; nothing rather than a part of it."""
    if connection is None or connection["pageInfo"]["hasNextPage"]:
        return ()
    skus = [(line["lineItem"] or {}).get("sku") or "" for line in connection["nodes"]]
    return tuple(dict.fromkeys(skus)) if all(skus) else ()


def _address(node: Node | None) -> Address | None:
    if node is None:
        return None
    streets = (node["address1"], node["address2"])
    return Address(
        name=node["name"] or "",
        street=", ".join(street for street in streets if street),
        city=node["city"] or "",
        postcode=node["zip"] or "",
        region=node["province"] or "",
        country=node["countryCodeV2"] or "",
    )


def _other(node: Node) -> dict[str, str]:
    kept = {SOURCE_ID: str(node["legacyResourceId"]), UPDATED_AT: node["updatedAt"]}
    if node["cancelledAt"] is not None:
        kept["cancelled_at"] = node["cancelledAt"]
    if node["email"]:
        kept["email"] = node["email"]
    return kept


def _money(bag: Node | None) -> Decimal | None:
    return None if bag is None else _sure_money(bag)


def _sure_money(bag: Node) -> Decimal:
    try:
        amount = Decimal(bag["presentmentMoney"]["amount"])
    except InvalidOperation as error:
        raise ValueError("no amount") from error
    if not amount.is_finite():
        raise ValueError("no amount")
    return amount


def _words(word: str) -> str:
    return word.replace("_", " ").lower()


def moment(text: str | None) -> datetime | None:
    """ISO 8601 with an offset; raises `ValueError` without one."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("no offset")
    return found
