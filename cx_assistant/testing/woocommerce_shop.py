"""Made-up orders as WooCommerce's REST API would give them, of every kind there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Node = dict[str, Any]

_BEGIN = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
_SITE = ZoneInfo("Europe/Berlin")
_GOODS = (
    ("mug-b", "Blue Mug &ndash; Large", "10.00", "1.90"),
    ("hat-g", "Green Hat", "30.00", "5.70"),
    ("", "Engraving &amp; wrapping", "3.33", "0.63"),
)


def woocommerce_orders(count: int) -> list[Node]:
    """Orders from a new year, one every half hour; which kind one is follows from its number."""
    return [woocommerce_order_row(number) for number in range(1, count + 1)]


def woocommerce_order_row(number: int, **changes: Any) -> Node:
    """Order `number + 700`; `changes` replaces properties of it."""
    placed = _BEGIN + timedelta(minutes=30 * number)
    row: Node = {
        "id": 700 + number,
        "parent_id": 0,
        "number": str(700 + number),
        "created_via": "checkout",
        "status": "processing",
        "currency": "EUR",
        **_dates("created", placed),
        **_dates("modified", placed + timedelta(days=2)),
        **_dates("paid", placed + timedelta(minutes=1)),
        **_dates("completed", None),
        "discount_total": "0.00",
        "discount_tax": "0.00",
        "shipping_total": "4.12",
        "shipping_tax": "0.78",
        "total": "28.70",
        "total_tax": "4.58",
        "prices_include_tax": True,
        "customer_id": number % 60 + 1,
        "customer_note": "",
        "billing": {**_address(number), "email": f"buyer{number % 60 + 1}@example.com"},
        "shipping": _address(number),
        "payment_method": "bacs",
        "payment_method_title": "Direct bank transfer",
        "meta_data": [{"id": 1, "key": "_order_stock_reduced", "value": "yes"}],
        "line_items": [_line(number * 10, number % 3, 2)],
        "refunds": [],
    }
    kind = _KINDS[number % len(_KINDS)]
    return {**row, **kind(row, placed), **changes}


def refunds_of(order: Node) -> list[Node]:
    """What `orders/<id>/refunds` answers for the sums that an order names."""
    line = order["line_items"][0]
    back = {**line, "quantity": -1, "total": "-10.00", "total_tax": "0.00"}
    return [
        {
            "id": each["id"],
            **_dates("created", datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
            "amount": each["total"].lstrip("-"),
            "reason": each["reason"],
            "refunded_payment": True,
            "line_items": [back],
            "meta_data": [],
        }
        for each in order["refunds"]
    ]


def customers_of(orders: Sequence[Node]) -> list[Node]:
    """The accounts behind these orders."""
    numbers = sorted({row["customer_id"] for row in orders if row["customer_id"]})
    return [
        {
            "id": number,
            "email": f"buyer{number}@example.com",
            "first_name": "Ada",
            "last_name": f"Buyer {number}",
            "role": "customer",
            "username": f"buyer{number}",
            "billing": {**_address(number), "phone": "+49 30 1234"},
        }
        for number in numbers
    ]


def _dates(name: str, moment: datetime | None) -> Node:
    """A date in the site's time zone and as GMT, both without an offset."""
    if moment is None:
        return {f"date_{name}": None, f"date_{name}_gmt": None}
    form = "%Y-%m-%dT%H:%M:%S"
    return {
        f"date_{name}": moment.astimezone(_SITE).strftime(form),
        f"date_{name}_gmt": moment.astimezone(UTC).strftime(form),
    }


def modified(row: Node, moment: datetime) -> Node:
    """The same order, changed at this moment."""
    return {**row, **_dates("modified", moment)}


def _line(number: int, good: int, quantity: int) -> Node:
    sku, name, net, tax = _GOODS[good]
    return {
        "id": number,
        "name": name,
        "product_id": 90 + good,
        "variation_id": 0,
        "quantity": quantity,
        "subtotal": f"{float(net) * quantity:.2f}",
        "subtotal_tax": f"{float(tax) * quantity:.2f}",
        "total": f"{float(net) * quantity:.2f}",
        "total_tax": f"{float(tax) * quantity:.2f}",
        "sku": sku,
        "price": float(net),
        "meta_data": [
            {"id": 1, "key": "pa_color", "value": "black"},
            {"id": 2, "key": "_reduced_stock", "value": "2"},
            {"id": 3, "key": "Engraving", "value": "Ada &amp; Bob"},
        ],
    }


def _address(number: int) -> Node:
    return {
        "first_name": "Ada",
        "last_name": f"Buyer {number % 60 + 1}",
        "company": "",
        "address_1": f"{number} Mill Lane",
        "address_2": "",
        "city": "Berlin",
        "state": "",
        "postcode": "10115",
        "country": "DE",
    }


def _plain(_row: Node, _placed: datetime) -> Node:
    return {}


def _shipped(row: Node, placed: datetime) -> Node:
    sent = placed + timedelta(days=1)
    parcel = {
        "tracking_provider": "DHL",
        "custom_tracking_provider": "",
        "custom_tracking_link": "",
        "tracking_number": f"JD{row['id']:012d}",
        "date_shipped": str(int(sent.timestamp())),
        "tracking_id": "7f4978c390ee633c6294ae0f258656f9",
    }
    tracking = {"id": 2, "key": "_wc_shipment_tracking_items", "value": [parcel]}
    return {
        "status": "completed",
        **_dates("completed", sent),
        "meta_data": [*row["meta_data"], tracking],
    }


def _guest(_row: Node, _placed: datetime) -> Node:
    return {"customer_id": 0}


def _part_refunded(row: Node, _placed: datetime) -> Node:
    back = {"id": row["id"] * 10, "reason": "wrong size", "total": "-10.00"}
    return {"status": "completed", "refunds": [back]}


def _refunded(row: Node, _placed: datetime) -> Node:
    back = {"id": row["id"] * 10, "reason": "", "total": f"-{row['total']}"}
    return {"status": "refunded", "refunds": [back]}


def _with_status(status: str) -> Callable[[Node, datetime], Node]:
    return lambda _row, _placed: {"status": status, **_dates("paid", None)}


_KINDS = (
    *(_plain, _shipped, _shipped, _guest, _part_refunded, _shipped, _plain, _refunded),
    *(_with_status("pending"), _with_status("on-hold"), _with_status("cancelled")),
    *(_with_status("failed"), _shipped, _with_status("checkout-draft"), _shipped, _plain, _shipped),
)
