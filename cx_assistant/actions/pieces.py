"""Which pieces of an order a request means, as the skus an action names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cx_assistant.actions.items_meant import (
    ItemFinder,
    Mention,
    Place,
    narrowed,
    places_in,
)
from cx_assistant.actions.requests import Request
from cx_assistant.actions.wishes import sku_of
from cx_assistant.actions.words import places_of, plain_words, says
from cx_assistant.models import Order


class Pieces(NamedTuple):
    """The items meant; `missing` says which of several could be, if that is not plain."""

    places: tuple[Place, ...] = ()
    missing: str = ""
    notes: tuple[str, ...] = ()


def excepted_from(request: Request) -> int | None:
    """The position of the word where "everything but …" starts to take out, if it is said."""
    words = plain_words(request.text)
    if not says(words, "everything"):
        return None
    return next((end for _, end in places_of(words, "except")), None)


def pieces_meant(
    request: Request, order: Order, mentions: Sequence[Mention], *, before: Sequence[Mention]
) -> Pieces:
    """The items of this order that are meant; `before` is what was named earlier in the ticket.

    "Everything but the lamp" is all but one; "it" is what was named last; an order of a single
    item needs no word for it.
    """
    own = places_in([order])
    here = [mention for mention in mentions if _in(mention, order)]
    cut = excepted_from(request)
    if cut is not None:
        out = {p.key for m in here if m.start > cut for p in _in(m, order)}
        return Pieces(tuple(place for place in own if place.key not in out))
    if not here and (says(request.text, "everything") or says(request.text, "all_orders")):
        return Pieces(tuple(own))
    if here:
        return _named(request, order, here)
    if len(own) == 1:
        return Pieces(tuple(own))
    earlier = [mention for mention in before if _in(mention, order)]
    if earlier:
        return _named(request, order, earlier[-1:])
    return Pieces(missing="which items")


def _in(mention: Mention, order: Order) -> tuple[Place, ...]:
    return tuple(place for place in mention.places if place.order.id == order.id)


def _named(request: Request, order: Order, mentions: Sequence[Mention]) -> Pieces:
    found: dict[tuple[str, int], Place] = {}
    for mention in mentions:
        places = narrowed(request.text, _in(mention, order))
        if len(places) > 1 and not mention.is_plural:
            names = "; or ".join(_told(place) for place in places)
            return Pieces(missing=f"which one: {names}")
        found |= {place.key: place for place in places}
    return Pieces(tuple(found.values()))


def _told(place: Place) -> str:
    options = ", ".join(place.item.options.values())
    return f"{place.item.name} ({options})" if options else place.item.name


def skus_of(pieces: Pieces, request: Request) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skus, once per piece, and what is to be said about how many that are."""
    skus: list[str] = []
    notes: list[str] = []
    for place in pieces.places:
        count = 1 if says(request.text, "one_of") else place.item.quantity
        skus += [sku_of(place.item)] * count
        if place.item.quantity > 1:
            notes.append(f"{count} of {place.item.quantity} × {place.item.name}")
    return tuple(skus), tuple(notes)


def earlier_mentions(finder: ItemFinder, text: str, request: Request) -> list[Mention]:
    """What a ticket names before this request."""
    first = request.text.split(",")[0]
    return finder.mentions(text.partition(first)[0] if first in text else text)
