"""How Shopify and WooCommerce write their webhooks.

Shopify: shopify.dev/docs/apps/build/webhooks (delivery-structure, verify-deliveries) and
shopify.dev/docs/apps/build/compliance/privacy-law-compliance. WooCommerce:
developer.woocommerce.com/docs/apis/rest-api/v3/webhooks. Both sign the body alone, never the
headers, so no header decides more than which form the body must have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

from cx_assistant.orders.from_woocommerce import gmt

Headers = Mapping[str, str]
Payload = Mapping[str, Any]

_PING = re.compile(rb"webhook_id=\d{1,20}")
_SHOPIFY_ORDERS = re.compile(
    r"orders/(create|updated|edited|paid|cancelled|fulfilled|partially_fulfilled|delete)"
    r"|refunds/create|fulfillments/(create|update)"
)
_WOOCOMMERCE_ORDERS = re.compile(r"order\.(created|updated|deleted|restored)")


class Privacy(Enum):
    """What a customer, or the law, asks of whoever keeps the shop's data."""

    ERASE = "erase"
    EXPORT = "export"
    ERASE_SHOP = "erase the whole shop"


@dataclass(frozen=True)
class Knock:
    """What one webhook is about. Everything else that it says is left unread."""

    delivery_id: str
    hosts: tuple[str, ...] = ()
    triggered: datetime | None = None
    order_source_id: str = ""
    number: str = ""
    updated: datetime | None = None
    privacy: Privacy | None = None
    customer_ids: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Vendor:
    """One shop system's way to write webhooks."""

    signature: str
    read: Callable[[Headers, Payload], Knock]
    is_ping: Callable[[Headers, bytes], bool]


def _read_shopify(headers: Headers, payload: Payload) -> Knock:
    topic = headers.get("x-shopify-topic", "")
    hosts = (headers.get("x-shopify-shop-domain"), payload.get("shop_domain"))
    knock = Knock(
        delivery_id=headers.get("x-shopify-webhook-id", ""),
        hosts=tuple(str(host).lower() for host in hosts if host),
        triggered=_moment(headers.get("x-shopify-triggered-at")),
    )
    if topic in _PRIVACY:
        return _privacy(knock, _PRIVACY[topic], payload)
    if not _SHOPIFY_ORDERS.fullmatch(topic):
        return _with(knock, problem=f"topic {topic[:40]!r} is not about orders")
    if topic.startswith(("refunds/", "fulfillments/")):
        return _with(knock, order_source_id=_number(payload.get("order_id")))
    return _with(
        knock,
        order_source_id=_number(payload.get("id")),
        number=str(payload.get("name") or ""),
        updated=_moment(payload.get("updated_at")),
    )


_PRIVACY = {
    "customers/redact": Privacy.ERASE,
    "customers/data_request": Privacy.EXPORT,
    "shop/redact": Privacy.ERASE_SHOP,
}
_FORMS = {
    Privacy.ERASE: ("customer", "orders_to_redact"),
    Privacy.EXPORT: ("customer", "data_request"),
    Privacy.ERASE_SHOP: ("shop_id",),
}


def _privacy(knock: Knock, privacy: Privacy, payload: Payload) -> Knock:
    """A privacy request, if the signed body is one: the topic stands in an unsigned header."""
    own_form = all(name in payload for name in (*_FORMS[privacy], "shop_domain"))
    if not own_form or (privacy is Privacy.ERASE_SHOP and "customer" in payload):
        return _with(knock, problem="the body has not the form of its topic; nothing was done")
    customer = payload.get("customer") or {}
    email = str(customer.get("email") or "").strip().lower()
    ids = tuple(each for each in (_number(customer.get("id")), email) if each)
    return _with(knock, privacy=privacy, customer_ids=ids)


def _read_woocommerce(headers: Headers, payload: Payload) -> Knock:
    topic = headers.get("x-wc-webhook-topic", "")
    source = urlsplit(headers.get("x-wc-webhook-source", "")).hostname
    # Documented as X-WC-Delivery-ID, sent as X-WC-Webhook-Delivery-ID.
    delivery = headers.get("x-wc-webhook-delivery-id") or headers.get("x-wc-delivery-id", "")
    knock = Knock(delivery_id=delivery, hosts=(source,) if source else ())
    if not _WOOCOMMERCE_ORDERS.fullmatch(topic):
        return _with(knock, problem=f"topic {topic[:40]!r} is not about orders")
    return _with(
        knock,
        order_source_id=_number(payload.get("id")),
        number=str(payload.get("number") or ""),
        updated=_gmt(payload.get("date_modified_gmt")),
    )


def _is_woocommerce_ping(headers: Headers, body: bytes) -> bool:
    """A new webhook tries its address with an unsigned form, and expects nothing but a 200."""
    return "x-wc-webhook-topic" not in headers and _PING.fullmatch(body) is not None


def _with(knock: Knock, **known: Any) -> Knock:
    return Knock(**{**vars(knock), **known})


def _number(value: object) -> str:
    """An id, which is a number; anything else must not get into an address."""
    text = str(value if value is not None else "")
    return text if text.isascii() and text.isdecimal() else ""


def _moment(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _gmt(value: object) -> datetime | None:
    try:
        return gmt(value if isinstance(value, str) else None)
    except ValueError:
        return None


SHOPIFY = Vendor("x-shopify-hmac-sha256", _read_shopify, lambda _headers, _body: False)
WOOCOMMERCE = Vendor("x-wc-webhook-signature", _read_woocommerce, _is_woocommerce_ping)
