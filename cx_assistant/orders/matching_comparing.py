"""Tells the bigger from the smaller and the cheaper from the dearer of like things."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache

from cx_assistant.models import Order, OrderItem
from cx_assistant.orders.goods import goods

_LARGER = (
    r"bigger|larger|biggest|largest|longer|taller|größere\w*|größte\w*|längere\w*|plus grande?"
)
_SMALLER = r"smaller|smallest|shorter|kleinere\w*|kleinste\w*|kürzere\w*|plus petite?"
_DEARER = (
    r"more expensive|most expensive|pricier|priciest|dearer|teurere\w*|teuerste\w*|plus chère?"
)
_CHEAPER = (
    r"cheaper|cheapest|less expensive|least expensive|billigere\w*|billigste\w*|günstigere\w*|"
    r"günstigste\w*|moins chère?"
)
_OF_ALL = re.compile(
    r"\b(?:(?P<dear>most expensive|priciest|dearest|costliest|teuerste\w*|plus chère?|más caro)|"
    r"cheapest|least expensive|billigste\w*|günstigste\w*|moins chère?|más barato)\s+"
    r"(?:(?:single\s+)?(?:thing|item|product|article|artikel|sache|ding|teil|produkt|produit)|"
    r"(?P<order>order|purchase|bestellung|commande))\b",
    re.IGNORECASE,
)
_MEASURE = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)?)[\s-]?([a-z\"]{0,4})", re.IGNORECASE)
_UNITS = {
    "ml": Decimal(1), "cl": Decimal(10), "l": Decimal(1000), "mm": Decimal(1), "cm": Decimal(10),
    "m": Decimal(1000), "g": Decimal(1), "kg": Decimal(1000),
}  # fmt: skip
_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_SIZE_WORDS = {"small": "s", "medium": "m", "large": "l", "klein": "s", "mittel": "m", "groß": "l"}


def compared(text: str, items: Iterable[tuple[str, OrderItem]]) -> frozenset[str]:
    """The orders with the biggest, smallest, cheapest or dearest of the items, if one is asked for.

    Empty if none is, or if a single item does not say its measure or price.
    """
    asked = next((each for pattern, each in _comparisons() if pattern.search(text)), None)
    if asked is None:
        return frozenset()
    measure, sign = asked
    values = [(order_id, measure(item)) for order_id, item in items]
    known = [(order_id, value * sign) for order_id, value in values if value is not None]
    if len(known) < len(values) or len({value for _, value in known}) < 2:
        return frozenset()
    most = max(value for _, value in known)
    return frozenset(order_id for order_id, value in known if value == most)


def dearest(text: str, orders: Sequence[Order]) -> frozenset[str]:
    """The order of the dearest or the cheapest of all that was bought, if that is asked for.

    Empty as well if a price is not known, two are the same, or currencies differ.
    """
    said = _OF_ALL.search(text)
    if said is None or len({order.currency for order in orders}) != 1:
        return frozenset()
    prices = _totals(orders) if said["order"] else _prices(orders)
    known = [(price, order_id) for price, order_id in prices if price is not None]
    if len(known) < len(prices) or not known:
        return frozenset()
    most = (max if said["dear"] else min)(price for price, _ in known)
    fitting = frozenset(order_id for price, order_id in known if price == most)
    return fitting if len(fitting) == 1 else frozenset()


def _totals(orders: Sequence[Order]) -> list[tuple[Decimal | None, str]]:
    return [(order.total, order.id) for order in orders]


def _prices(orders: Sequence[Order]) -> list[tuple[Decimal | None, str]]:
    return [(item.price, order.id) for order in orders for item in goods(order)]


@cache
def _comparisons() -> tuple[tuple[re.Pattern[str], tuple[Callable[..., Decimal | None], int]], ...]:
    asked = (
        (_LARGER, (_size, 1)),
        (_SMALLER, (_size, -1)),
        (_CHEAPER, (_price, -1)),  # before "more expensive": "less expensive" holds neither
        (_DEARER, (_price, 1)),
    )
    return tuple((re.compile(rf"\b(?:{words})\b", re.IGNORECASE), what) for words, what in asked)


def _price(item: OrderItem) -> Decimal | None:
    return item.price


def _size(item: OrderItem) -> Decimal | None:
    for text in (*item.options.values(), item.name):
        word = _SIZE_WORDS.get(text.strip().lower(), text.strip().lower())
        if word in _SIZES:
            return Decimal(_SIZES.index(word))
    for text in (*item.options.values(), item.name):
        found = _MEASURE.search(text)
        if found:
            unit = _UNITS.get(found[2].lower(), Decimal(1))
            return Decimal(found[1].replace(",", ".")) * unit
    return None
