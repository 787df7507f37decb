"""The orders a text names by number: their own, a parcel's, or one that is nobody's business."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cx_assistant.models import Order
from cx_assistant.order_keys import fold, is_one_slip, is_wrong_sign, key_of
from cx_assistant.orders.matching_clauses import TAKEN_BACK
from cx_assistant.orders.order_ids import (
    Mention,
    Shape,
    completed,
    placed_mentions,
    placed_tracking_mentions,
    shapes_of_keys,
)
from cx_assistant.orders.own_ids import codes_like

_SHORTEST_TRACKING = 8
_LONGEST_TRACKING = 40
_FEWEST_TRACKING_DIGITS = 6
_MOST_KEYS = 50
LONGEST_TEXT = 20_000  # whoever pastes a book has said which order it is by then
_FEWEST_DIGITS_FOR_A_WRONG_ONE = 5
# What could be a tracking number though nothing calls it one: never more than looked up.
_LONG_CODE = re.compile(
    r"(?<!\w)(?:[A-Z]{1,4}[ -])?[A-Za-z0-9]*\d[A-Za-z0-9]*(?:[ -][A-Za-z0-9]*\d[A-Za-z0-9]*){0,9}"
    r"(?: [A-Z]{2}(?!\w))?"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]+")
_BLANKS = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_DIGITS = re.compile(r"(?<![\w])#?\d{3,12}(?!\w)")


@dataclass(frozen=True)
class Named:
    """What the numbers in a text point at; `places` are where they stand."""

    exact: tuple[Order, ...] = ()
    by_tracking: tuple[Order, ...] = ()
    slips: tuple[tuple[Order, str], ...] = ()
    foreign: tuple[str, ...] = ()
    places: tuple[int, ...] = ()

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders that are named, each once."""
        found = (*self.exact, *self.by_tracking, *(order for order, _ in self.slips))
        return tuple({order.id: order for order in found}.values())


def readable(text: str) -> str:
    """As much of a text as is looked at, without signs nobody sees and without rows of blanks."""
    seen = _UNSEEN.sub("", text[:LONGEST_TEXT])
    return _LINES.sub("\n", _BLANKS.sub(" ", seen))


def named_orders(text: str, orders: Sequence[Order]) -> Named:
    """The own orders named by their number, also with a slip, or by their parcel's."""
    keys = {_key(order.id): order for order in orders}
    if not any(sign.isdecimal() for sign in text) and all(map(_has_digit, keys)):
        return Named()  # a spelled-out number is beyond us
    parcels = _parcels(orders)
    shapes = shapes_of_keys(keys)
    tracked, places = _tracked(text, parcels)
    unknown: list[Mention] = []
    exact: list[Order] = []
    for mention, at in _standing(text, placed_mentions(text, shapes, keys)):
        if mention.key in keys:
            exact.append(keys[mention.key])
            places.append(at)
        elif not _is_otherwise_known(mention.key, parcels, orders):
            unknown.append(mention)
            places.append(at)
    slips = {each: _slip_of(each.key, keys, exact, shapes) for each in unknown}
    foreign = [each.written for each, own in slips.items() if own is None]
    foreign += [
        each.written
        for each, _ in placed_tracking_mentions(text)
        if each.key not in parcels
        and each.key not in keys
        and not _is_part(each.key, parcels)
        and completed(each.key, shapes) not in keys
    ]
    guessed = tuple((own, each.written) for each, own in slips.items() if own is not None)
    return Named(
        tuple(exact), tuple(tracked), guessed, tuple(dict.fromkeys(foreign)), tuple(places)
    )


def _standing(text: str, found: Sequence[tuple[Mention, int]]) -> list[tuple[Mention, int]]:
    """Without numbers that the customer took back to give another: "sorry, I meant NL-20301"."""
    at = [match.start() for match in TAKEN_BACK.finditer(text)] if len(found) > 1 else []
    following = [place for _, place in found[1:]]
    kept = [
        each
        for each, after in zip(found, following, strict=False)
        if not any(each[1] < place < after for place in at)
    ]
    return [*kept, *found[-1:]]


def number_keys(text: str, known_ids: Iterable[str]) -> tuple[str, ...]:
    """What in the text may be an order or tracking number, as `OrderSource.find` takes it.

    Missing prefixes are put back as `known_ids` have them. More is given than is ever taken for a
    number, because looking up a postcode among one's own orders harms nobody.
    """
    text = readable(text)
    ids = [_key(each) for each in known_ids]
    shapes = shapes_of_keys(ids)
    folded = fold(text)
    keys = [mention.key for mention, _ in placed_mentions(text, shapes, ids)]
    keys += [mention.key for mention, _ in placed_tracking_mentions(text)]
    lengths = {shape.digits for shape in shapes}
    for match in _DIGITS.finditer(folded):
        key = key_of(match[0])
        if len(key) in lengths:
            keys.append(completed(key, shapes))
    codes = [key_of(match[0]) for match in _LONG_CODE.finditer(folded)]
    keys += [code for code in codes if _could_be_parcel(code)]
    keys += codes_like(folded, ids)
    return tuple(dict.fromkeys(keys))[:_MOST_KEYS]


def _could_be_parcel(key: str) -> bool:
    digits = sum(character.isdigit() for character in key)
    return _SHORTEST_TRACKING <= len(key) <= _LONGEST_TRACKING and digits >= _FEWEST_TRACKING_DIGITS


def _has_digit(key: str) -> bool:
    return any(sign.isdigit() for sign in key)


def _key(number: str) -> str:
    """As `key_of`, without its work for numbers that are almost in that spelling."""
    plain = number.replace("-", "").replace("#", "").replace(" ", "")
    return plain.upper() if plain.isascii() and plain.isalnum() else key_of(number)


def _parcels(orders: Sequence[Order]) -> dict[str, list[Order]]:
    found: dict[str, list[Order]] = {}
    for order in orders:
        for sent in order.shipments:
            if len(sent.tracking_number) >= _SHORTEST_TRACKING:
                found.setdefault(_key(sent.tracking_number), []).append(order)
    return found


def _tracked(text: str, parcels: Mapping[str, list[Order]]) -> tuple[list[Order], list[int]]:
    """Own parcels whose number stands in the text, with spaces or without."""
    if not parcels:
        return [], []
    folded = fold(text)
    signs = [(at, sign.upper()) for at, sign in enumerate(folded) if sign.isalnum()]
    squeezed = "".join(sign[0] for _, sign in signs)
    orders: dict[str, Order] = {}
    places: list[int] = []
    for key, owners in parcels.items():
        at = squeezed.find(key) if len(key) >= _SHORTEST_TRACKING else -1
        if at >= 0:
            places.append(signs[at][0])
            orders |= {order.id: order for order in owners}
    return list(orders.values()), places


def _is_part(key: str, parcels: Collection[str]) -> bool:
    return any(parcel in key or (len(key) >= 10 and key in parcel) for parcel in parcels)


def _is_otherwise_known(key: str, parcels: Collection[str], orders: Sequence[Order]) -> bool:
    """True for an own parcel's number or an article number: no order of somebody else."""
    if key in parcels or _is_part(key, parcels):
        return True
    return any(key == _key(item.sku) for order in orders for item in order.items if item.sku)


def _slip_of(
    key: str, own: Mapping[str, Order], exact: Sequence[Order], shapes: Sequence[Shape]
) -> Order | None:
    """The one own order a number is a typing error of; none if that one is named as well."""
    near = [
        order
        for own_key, order in own.items()
        if is_one_slip(key, own_key) and _may_slip(key, own_key)
    ]
    return near[0] if len(near) == 1 and near[0] not in exact else None


def _may_slip(key: str, own: str) -> bool:
    """In a short number a wrong digit more likely makes somebody else's number."""
    digits = sum(character.isdigit() for character in own)
    return digits >= _FEWEST_DIGITS_FOR_A_WRONG_ONE or not is_wrong_sign(key, own)
