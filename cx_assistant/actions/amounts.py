"""How much money a customer asks back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from cx_assistant.actions.items_meant import Mention
from cx_assistant.actions.pieces import Pieces, skus_of
from cx_assistant.actions.requests import Request
from cx_assistant.actions.wishes import item_of, left_to_refund
from cx_assistant.actions.words import says
from cx_assistant.models import Order
from cx_assistant.orders.amounts import parse_amount

_MARK = r"€|£|\$|¥|zł|EUR|USD|GBP|CHF|PLN|euros?|pounds?|dollars?|złotych"
_AMOUNT = re.compile(
    rf"(?:(?P<m1>{_MARK})\s?(?P<n1>\d[\d.,]*\d|\d))|(?:(?P<n2>\d[\d.,]*\d|\d)\s?(?P<m2>{_MARK}))(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(
    r"(?P<share>\d{1,2}(?:[.,]\d+)?)\s?(?:%|percent|prozent|pour cent|procent)", re.I
)
_CURRENCIES = {
    "euro": "EUR", "euros": "EUR", "pound": "GBP", "pounds": "GBP", "dollar": "USD",
    "dollars": "USD", "złotych": "PLN",
}  # fmt: skip
_CENT = Decimal("0.01")


class Asked(NamedTuple):
    """What is asked back, and for which pieces if it is for single ones."""

    amount: Decimal
    currency: str
    is_partial: bool
    skus: tuple[str, ...] = ()


def refund_asked(
    request: Request, order: Order, pieces: Pieces, mentions: Sequence[Mention]
) -> Asked | None:
    """The sum named, a share of the price, the price of what is named, delivery, or the rest.

    None if it is for something whose price the order does not say.
    """
    left = left_to_refund(order)
    skus = skus_of(pieces, request)[0] if mentions and not pieces.missing else ()
    stated = _stated(request.text, order)
    if stated is not None:
        return Asked(stated[0], stated[1], stated[0] < left, skus)
    if says(request.text, "shipping") and not skus:
        return _shipping(order)
    whole = _price_of(order, skus) if skus else left
    if whole is None:
        return None
    amount = _share(request.text, whole)
    return Asked(amount, order.currency, amount < left, skus)


def _stated(text: str, order: Order) -> tuple[Decimal, str] | None:
    found = _AMOUNT.search(text)
    if found is None:
        return None
    mark = (found["m1"] or found["m2"]).lower()
    mark = _CURRENCIES.get(mark, mark)
    try:
        amount = parse_amount(f"{found['n1'] or found['n2']} {mark}", decimal_sign=".")
    except ValueError:
        return None
    return amount.value, amount.currency or order.currency


def _shipping(order: Order) -> Asked | None:
    if not order.shipping_cost:
        return None
    return Asked(order.shipping_cost, order.currency, order.shipping_cost < left_to_refund(order))


def _price_of(order: Order, skus: Sequence[str]) -> Decimal | None:
    prices = [item.price for sku in skus if (item := item_of(order, sku)) is not None]
    known = [price for price in prices if price is not None]
    return sum(known, Decimal(0)) if len(known) == len(skus) else None


def _share(text: str, whole: Decimal) -> Decimal:
    percent = _PERCENT.search(text)
    if percent:
        share = Decimal(percent["share"].replace(",", ".")) / 100
    else:
        share = Decimal("0.5") if says(text, "half") else Decimal(1)
    return (whole * share).quantize(_CENT, ROUND_HALF_UP) if share != 1 else whole
