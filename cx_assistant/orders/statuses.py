"""What the words for an order's state mean, from one column or from several."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from cx_assistant.models import OrderStatus, Shipment

_SHIPPED = frozenset({OrderStatus.SHIPPED, OrderStatus.IN_TRANSIT})
_MONEY_CAME = frozenset({OrderStatus.PAID, OrderStatus.REFUNDED, OrderStatus.PARTIALLY_REFUNDED})
_SETTLES_IT = frozenset(
    {OrderStatus.CANCELLED, OrderStatus.REFUNDED, OrderStatus.PARTIALLY_REFUNDED}
)


def read_status(text: str) -> OrderStatus:
    """What one word or phrase means; `UNKNOWN` for words nobody listed."""
    return _words("status").get(_key(text), OrderStatus.UNKNOWN)


def is_paid_status(text: str) -> bool:
    """True if a payment status says that the money came, whatever happened to it later."""
    return _words("financial").get(_key(text), OrderStatus.UNKNOWN) in _MONEY_CAME


def combined_status(
    financial: str, fulfillment: str, parcels: Sequence[str], *, cancelled: bool
) -> OrderStatus:
    """The state of an order whose shop keeps payment and dispatch apart.

    `parcels` are the carrier's words for each parcel.
    """
    money = _words("financial").get(_key(financial), OrderStatus.UNKNOWN)
    if cancelled and money not in {OrderStatus.REFUNDED, OrderStatus.PARTIALLY_REFUNDED}:
        return OrderStatus.CANCELLED
    if money in _SETTLES_IT:
        return money
    goods = _words("fulfillment").get(_key(fulfillment), OrderStatus.UNKNOWN)
    if goods in _SHIPPED:
        return _by_carrier(parcels) or goods
    if goods in {OrderStatus.UNKNOWN, OrderStatus.PAID}:
        return OrderStatus.UNKNOWN if fulfillment and goods is OrderStatus.UNKNOWN else money
    return goods


def with_deliveries(status: OrderStatus, shipments: Sequence[Shipment]) -> OrderStatus:
    """Delivered if all parcels were: shop systems stop at "fulfilled" or "complete"."""
    if status in _SHIPPED and shipments and all(sent.delivered for sent in shipments):
        return OrderStatus.DELIVERED
    return status


def _by_carrier(parcels: Sequence[str]) -> OrderStatus | None:
    meanings = {_words("fulfillment").get(_key(word)) for word in parcels}
    if meanings == {OrderStatus.DELIVERED}:
        return OrderStatus.DELIVERED
    return OrderStatus.IN_TRANSIT if OrderStatus.IN_TRANSIT in meanings else None


@cache
def _words(table: str) -> dict[str, OrderStatus]:
    text = Path(__file__).with_name("status_words.toml").read_text(encoding="utf-8")
    lists: dict[str, list[str]] = tomllib.loads(text)[table]
    return {_key(word): OrderStatus(status) for status, words in lists.items() for word in words}


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().lower()
