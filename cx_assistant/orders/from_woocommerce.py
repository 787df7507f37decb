"""Makes our orders and customers of what WooCommerce's REST API says.

Properties are those of developer.woocommerce.com/docs/apis/rest-api/v3/orders, order-refunds and
customers. Parcels are no part of WooCommerce: they are read where the Shipment Tracking extension
(and others that follow it) keep them, in `meta_data` under `_wc_shipment_tracking_items`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any

from cx_assistant.models import (
    Address,
    Customer,
    Order,
    OrderItem,
    OrderStatus,
    Payment,
    Refund,
    Shipment,
)
from cx_assistant.models.feeds import SOURCE_ID
from cx_assistant.orders.statuses import read_status
from cx_assistant.orders.vendor_feed import UPDATED_AT, UnusableOrderError

Node = Mapping[str, Any]

_DRAFTS = frozenset({"checkout-draft", "auto-draft"})
_PARCELS = "_wc_shipment_tracking_items"


def is_draft(row: Node) -> bool:
    """True for an order that nobody has placed yet."""
    return row.get("status") in _DRAFTS


def woocommerce_order(row: Node) -> Order:
    """The order; raises `UnusableOrderError` if it belongs to nobody or an amount is none."""
    try:
        return _order(row)
    except UnusableOrderError:
        raise
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        name = str(row.get("number") or row.get("id"))
        reason = f"order {name} has an unexpected form ({type(error).__name__}); left out"
        raise UnusableOrderError(reason) from error


def woocommerce_customer(row: Node) -> Customer:
    """A customer with an account."""
    return Customer(
        id=str(row["id"]),
        name=_joined(row["first_name"], row["last_name"]),
        email=row["email"] or "",
        phone=(row.get("billing") or {}).get("phone") or "",
    )


def _order(row: Node) -> Order:
    refunds = tuple(_refunds(row["refunds"]))
    total = _amount(row["total"])
    with_tax = bool(row["prices_include_tax"])
    return Order(
        id=str(row["number"]).strip(),
        customer_id=_owner(row),
        placed=gmt(row["date_created_gmt"]),
        status=_status(row["status"], refunds),
        status_text=row["status"].replace("-", " "),
        currency=row["currency"],
        items=tuple(_item(line, with_tax) for line in row["line_items"] if line["quantity"] > 0),
        shipments=tuple(_shipments(row["meta_data"])),
        payments=_payments(row, total),
        refunds=refunds,
        shipping_address=_address(row["shipping"]),
        billing_address=_address(row["billing"]),
        shipping_cost=_gross(row["shipping_total"], row["shipping_tax"], with_tax),
        discount=_gross(row["discount_total"], row["discount_tax"], with_tax),
        tax=_amount(row["total_tax"]),
        total=total,
        notes=(row["customer_note"],) if row["customer_note"] else (),
        other=_other(row),
    )


def _owner(row: Node) -> str:
    """The customer's id; a guest is known by the e-mail address, as in an imported file."""
    if row["customer_id"]:
        return str(row["customer_id"])
    email = (row["billing"].get("email") or "").strip().lower()
    if "@" not in email:
        reason = f"order {row['number']} has neither a customer nor an e-mail address; left out"
        raise UnusableOrderError(reason)
    return email


def _status(word: str, refunds: Sequence[Refund]) -> OrderStatus:
    status = read_status(word)
    settled = {OrderStatus.REFUNDED, OrderStatus.CANCELLED}
    return OrderStatus.PARTIALLY_REFUNDED if refunds and status not in settled else status


def _item(line: Node, with_tax: bool) -> OrderItem:
    """One line; its price is before discounts, and with tax where the shop's prices are."""
    subtotal = _gross(line["subtotal"], line["subtotal_tax"], with_tax)
    cent = Decimal((0, (1,), subtotal.as_tuple().exponent))  # type: ignore[arg-type]
    return OrderItem(
        sku=line["sku"] or "",
        product=str(line["product_id"] or ""),
        name=unescape(line["name"]),
        options=dict(_options(line["meta_data"])),
        quantity=line["quantity"],
        price=(subtotal / line["quantity"]).quantize(cent),
    )


def _options(meta: Sequence[Node]) -> Iterator[tuple[str, str]]:
    for each in meta:
        key, value = str(each["key"]), each["value"]
        # A leading underscore hides a field, and anything but a text was not chosen by anybody.
        if not key.startswith("_") and isinstance(value, str) and value:
            yield key.removeprefix("pa_"), unescape(value)


def _shipments(meta: Sequence[Node]) -> Iterator[Shipment]:
    for each in meta:
        parcels = each["value"] if each["key"] == _PARCELS else None
        for parcel in parcels if isinstance(parcels, list) else ():
            carrier = parcel.get("tracking_provider") or parcel.get("custom_tracking_provider")
            yield Shipment(
                carrier=carrier or "",
                tracking_number=str(parcel.get("tracking_number") or "").strip(),
                shipped=_shipped(parcel.get("date_shipped")),
            )


def _shipped(value: object) -> datetime | None:
    """The extension keeps a Unix time and tells a day; other writers mix them up."""
    text = str(value or "").strip()
    if text.isdecimal():
        return datetime.fromtimestamp(int(text), UTC)
    return gmt(text)


def _payments(row: Node, total: Decimal) -> tuple[Payment, ...]:
    paid = gmt(row["date_paid_gmt"])
    if paid is None:
        return ()
    return (Payment(method=unescape(row["payment_method_title"] or ""), amount=total, at=paid),)


def _refunds(rows: Sequence[Node]) -> Iterator[Refund]:
    for back in rows:
        amount = abs(_amount(back["amount"]))
        if not amount:
            continue
        skus = [line["sku"] or "" for line in back["line_items"]]
        yield Refund(
            amount=amount,
            at=gmt(back["date_created_gmt"]),
            reason=back["reason"] or "",
            skus=tuple(dict.fromkeys(skus)) if all(skus) else (),
        )


def _address(fields: Node) -> Address | None:
    address = Address(
        name=_joined(fields["first_name"], fields["last_name"]),
        street=", ".join(line for line in (fields["address_1"], fields["address_2"]) if line),
        city=fields["city"],
        postcode=fields["postcode"],
        region=fields["state"],
        country=fields["country"],
    )
    return address if address.street or address.city else None


def _other(row: Node) -> dict[str, str]:
    kept = {SOURCE_ID: str(row["id"]), UPDATED_AT: f"{row['date_modified_gmt']}+00:00"}
    if row["billing"].get("email"):
        kept["email"] = row["billing"]["email"]
    return kept


def _gross(net: str, tax: str, with_tax: bool) -> Decimal:
    return _amount(net) + (_amount(tax) if with_tax else 0)


def _amount(text: object) -> Decimal:
    try:
        amount = Decimal(str(text or "0"))
    except InvalidOperation as error:
        raise ValueError("no amount") from error
    if not amount.is_finite():
        raise ValueError("no amount")
    return amount


def _joined(first: str, last: str) -> str:
    return " ".join(part for part in (first, last) if part)


def gmt(text: str | None) -> datetime | None:
    """A date without an offset that is meant in GMT, as every `…_gmt` property."""
    if not text:
        return None
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
