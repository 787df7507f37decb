"""What a clause says of an order apart from its goods: money, place, day, name, payment, state."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal
from enum import StrEnum
from functools import partial

from cx_assistant.models import Order, OrderStatus
from cx_assistant.order_keys import fold
from cx_assistant.orders.amounts import parse_amount
from cx_assistant.orders.dates_meant import Days, days_meant
from cx_assistant.orders.formats import local_date
from cx_assistant.orders.goods import delivered_at, is_dispatched, is_open
from cx_assistant.orders.item_words import order_words, says, spoken
from cx_assistant.orders.matching_clauses import Clause
from cx_assistant.orders.matching_places import names_of_place


class Cue(StrEnum):
    """By what an order was told apart."""

    NUMBER = "number"
    TRACKING = "tracking"
    ITEM = "item"
    OPTION = "option"
    AMOUNT = "amount"
    PLACE = "place"
    DAY = "day"
    RECIPIENT = "recipient"
    PAYMENT = "payment"
    STATE = "state"
    POSITION = "position"
    LIKENESS = "likeness"


@dataclass(frozen=True)
class Pool:
    """The orders to choose from, newest first, and the shop's clock."""

    orders: tuple[Order, ...]
    now: datetime
    zone: tzinfo

    def ids(self, fits: Callable[[Order], bool]) -> frozenset[str]:
        """The ids of the orders for which it is true."""
        return frozenset(order.id for order in self.orders if fits(order))


def details(clause: Clause, pool: Pool) -> dict[Cue, frozenset[str]]:
    """The orders that fit each thing the clause says; without what fits none of them, or all."""
    found = {
        Cue.AMOUNT: _by_amount(clause, pool),
        Cue.PLACE: _by_place(clause, pool),
        Cue.DAY: _by_day(clause, pool),
        Cue.RECIPIENT: _by_recipient(clause, pool),
        Cue.PAYMENT: _by_payment(clause, pool),
        Cue.STATE: _by_state(clause, pool),
    }
    return {cue: ids for cue, ids in found.items() if 0 < len(ids) < len(pool.orders)}


_SIGN = r"(?:€|\$|£|eur|euros?|usd|gbp|chf|dollars?|pounds?|pln|zł)"
_NUMBER = r"\d{1,3}(?:[., ’']\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_MONEY = re.compile(
    rf"(?<![\w.,-])(?:{_SIGN}\s?(?P<after>{_NUMBER})|(?P<before>{_NUMBER})\s?{_SIGN}(?!\w)|"
    r"(?P<bare>\d+[.,]\d\d))(?![\d.,]*\d|\.\d|\s?(?:cm|mm|m|km|g|kg|l|ml|uhr|am|pm|h)\b)",
    re.IGNORECASE,
)
_LOOK_BACK = 40
_BOUND = re.compile(
    r"\b(?:less than|more than|under|over|below|above|up to|around|about|cheaper than|unter|über|"
    r"bis zu|moins de|menos de|meno di)\s*[€$£]?$",
    re.IGNORECASE,
)


def _by_amount(clause: Clause, pool: Pool) -> frozenset[str]:
    amounts = {amount for text in {clause.kept, clause.text} for amount in _amounts(text)}
    return pool.ids(lambda order: not amounts.isdisjoint(_sums(order))) if amounts else frozenset()


def _amounts(text: str) -> Iterator[Decimal]:
    for match in _MONEY.finditer(fold(text)):
        if _BOUND.search(text[max(0, match.start() - _LOOK_BACK) : match.start()]):
            continue
        written = match["after"] or match["before"] or match["bare"]
        sign = "," if re.search(r",\d\d?$", written) else "."
        try:
            yield parse_amount(written, decimal_sign=sign).value
        except ValueError:
            continue


def _sums(order: Order) -> Iterator[Decimal]:
    """Every amount the customer may have seen: on the bill, at the bank, at an item."""
    sums = [order.total, *(paid.amount for paid in order.payments)]
    sums += [refund.amount for refund in order.refunds]
    for item in order.items:
        if item.price:
            sums += [item.price, item.price * item.quantity]
    yield from (each for each in sums if each is not None)
    lines = [item.price * item.quantity for item in order.items if item.price is not None]
    if len(lines) == len(order.items) > 1:
        yield sum(lines, Decimal(0))


_AWAY = re.compile(r"\b(?:moved|move|moving|live|living|address|adresse|umgezogen|wohne)\b", re.I)


def _by_place(clause: Clause, pool: Pool) -> frozenset[str]:
    text = fold(clause.kept)
    plain = spoken(text)
    words = frozenset(plain.split())
    if _AWAY.search(text) and not says(plain, order_words().about["words"]):
        return frozenset()
    return pool.ids(
        lambda order: (
            order.shipping_address is not None
            and names_of_place(order.shipping_address).are_in(plain, words, text)
        )
    )


_ARRIVAL = re.compile(
    r"\b(?:arriv\w*|came|come|received|got|delivered|shipped|sent|dispatched|geliefert|angekommen|"
    r"erhalten|kam|kamen|zugestellt|verschickt|reçu|llegó|ricevuto|ontvangen)\b",
    re.IGNORECASE,
)
_PLACING = re.compile(
    r"\b(?:order\w*|bought|placed|purchase\w*|bestell\w*|gekauft|command\w*|pedi\w*|ordin\w*)\b",
    re.IGNORECASE,
)


def _by_day(clause: Clause, pool: Pool) -> frozenset[str]:
    meant = set(days_meant(fold(clause.kept), local_date(pool.now, pool.zone)))
    if not meant:
        return frozenset()
    is_arrival = _ARRIVAL.search(clause.text) and not _PLACING.search(clause.text)
    readings = (_arrivals, _placed) if is_arrival else (_placed, _arrivals)
    for moments in readings:
        fitting = pool.ids(partial(_was_placed_or_came, moments, meant, pool))
        if fitting:
            return fitting
    return frozenset()


def _was_placed_or_came(
    moments: Callable[[Order], list[datetime | None]],
    meant: Collection[Days],
    pool: Pool,
    order: Order,
) -> bool:
    days = [local_date(each, pool.zone) for each in moments(order) if each is not None]
    return any(span.holds(day) for day in days for span in meant)


def _placed(order: Order) -> list[datetime | None]:
    return [order.placed]


def _arrivals(order: Order) -> list[datetime | None]:
    return [
        moment
        for sent in order.shipments
        for moment in (sent.delivered, sent.shipped, sent.estimated)
    ]


_FOR = re.compile(
    r"\b(?:for|to|an|für|from|pour|para|per|voor|dla)\s+(?P<names>[^\W\d_]+(?:\s+[^\W\d_]+){0,2})"
)
_NAME = re.compile(r"[^\W\d_]{3,}")


def _by_recipient(clause: Clause, pool: Pool) -> frozenset[str]:
    said = " ".join(match["names"] for match in _FOR.finditer(clause.kept))
    named = set(_NAME.findall(said.lower()))
    if not named:
        return frozenset()
    return pool.ids(lambda order: bool(named & _names(order)))


def _names(order: Order) -> set[str]:
    address = order.shipping_address
    return set() if address is None else set(_NAME.findall(address.name.lower()))


_PAID = re.compile(
    r"\b(?:paid|pay|payed|bought|charged?|charge|bezahlt|gezahlt|gekauft|abgebucht|payé\w*|pagado|"
    r"pagué|pagato|betaald|paguei|zapłaci\w+|statement|on my|mit)\b[^.;]*",
    re.IGNORECASE,
)


def _by_payment(clause: Clause, pool: Pool) -> frozenset[str]:
    found = _PAID.search(clause.kept)
    if found is None:
        return frozenset()
    plain = spoken(found[0])
    ways = order_words().payments.values()
    said = [(name, names) for names in ways for name in names if f" {name} " in plain]
    if not said:
        return frozenset()
    # "gift card" says more than "card", and "visa" more than that it is one of the cards.
    name, alike = max(said, key=lambda each: len(each[0]))
    exact = pool.ids(lambda order: _paid_by(order, [name]))
    return exact or pool.ids(lambda order: _paid_by(order, alike))


def _paid_by(order: Order, names: Sequence[str]) -> bool:
    methods = spoken(
        " ".join(f"{p.method} {p.method_id}" for p in order.payments).replace("_", " ")
    )
    return any(f" {name} " in methods for name in names)


def _by_state(clause: Clause, pool: Pool) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for state, phrases in order_words().states.items():
        if says(clause.plain, phrases):
            fitting = pool.ids(partial(is_in_state, state=state, now=pool.now))
            found = (found & fitting or found) if found else fitting
    return found


_BY_STATUS = {
    "cancelled": {OrderStatus.CANCELLED},
    "returned": {OrderStatus.RETURNED, OrderStatus.REFUNDED, OrderStatus.PARTIALLY_REFUNDED},
    "on_hold": {OrderStatus.ON_HOLD},
    "lost": {OrderStatus.LOST},
}


def is_in_state(order: Order, state: str, now: datetime) -> bool:
    """True if the order is where the words of this kind in `order_words.toml` say."""
    if state in _BY_STATUS:
        return order.status in _BY_STATUS[state]
    if state == "unsent":
        return is_dispatched(order, now) is False
    if state == "waiting":
        return is_open(order, now)
    if state == "sent":
        return is_dispatched(order, now) is True and is_open(order, now)
    return order.status is OrderStatus.DELIVERED or delivered_at(order, now) is not None
