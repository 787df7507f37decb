"""What each item of an exchange is to be swapped for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cx_assistant.actions.items_meant import Mention, Place
from cx_assistant.actions.pieces import Pieces
from cx_assistant.actions.requests import Request
from cx_assistant.actions.variants import Choice, chosen_variant
from cx_assistant.actions.wishes import sku_of
from cx_assistant.actions.words import Word, words_of
from cx_assistant.models import Swap
from cx_assistant.protocols import Catalogue

_BEFORE = 3
_JOINT = re.compile(r"[,;]\s*|\s(?:and|und|et|y|e|en|i)\s")

Swaps = tuple[tuple[Swap, ...], tuple[str, ...], tuple[str, ...]]


def swaps_for(
    request: Request,
    pieces: Pieces,
    mentions: Sequence[Mention],
    catalogue: Catalogue | None,
) -> Swaps:
    """The swaps, what is missing for them, and notes; several items are described one by one."""
    swaps: list[Swap] = []
    missing: list[str] = []
    notes: list[str] = []
    texts = _descriptions(request, pieces, mentions)
    for place in pieces.places:
        choice = _choice(place, texts[place.key], request, catalogue)
        if choice.variant is None:
            missing.append(choice.missing)
        else:
            pair = Swap(sku=sku_of(place.item), new_sku=choice.variant.sku)
            swaps += [pair] * place.item.quantity
        notes += [choice.note] if choice.note else []
    return tuple(swaps), tuple(missing), tuple(notes)


def _choice(place: Place, text: str, request: Request, catalogue: Catalogue | None) -> Choice:
    item = place.item
    product = None
    if catalogue is not None:
        product = catalogue.product(item.product) or catalogue.product_of(item.sku)
    if product is None:
        return Choice(missing=f"{item.name}: which variant, the catalogue does not have it")
    own = chosen_variant(product, item, f"{text} {request.details}".strip())
    if own.variant is None and text != request.text:
        # "The bed and the chair to the cheapest": what is said last holds for both.
        shared = chosen_variant(product, item, request.all_text)
        return shared if shared.variant is not None else own
    return own


def _descriptions(
    request: Request, pieces: Pieces, mentions: Sequence[Mention]
) -> dict[tuple[str, int], str]:
    """For each item the words from where it is named to where the next one is."""
    words = words_of(request.text)
    texts = {place.key: request.text for place in pieces.places}
    if len(mentions) < 2:
        return texts
    starts = [_start(words, mention, request.text) for mention in mentions]
    for number, mention in enumerate(mentions):
        end = starts[number + 1] if number + 1 < len(mentions) else len(request.text)
        start = starts[number] if number else 0
        for place in mention.places:
            texts[place.key] = request.text[start:end]
    return texts


def _start(words: Sequence[Word], mention: Mention, text: str) -> int:
    """Where the description of a thing begins: up to three words before its name, in its clause."""
    first = words[max(0, mention.start - _BEFORE)].start
    name = words[mention.start].start
    joints = [match.end() for match in _JOINT.finditer(text, first, name)]
    return joints[-1] if joints else first
