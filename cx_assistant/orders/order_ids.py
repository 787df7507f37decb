"""Recognises what looks like an order number of this shop, however a customer writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cx_assistant.order_keys import fold, key_of

_ORDER_WORD = (
    r"(?:orders?|bestellungs?|bestell|auftrags?|purchase|invoice|rechnungs?|commande|pedido|"
    r"ordine|bestelling)"
)
_NAMED = re.compile(
    rf"(?:\b{_ORDER_WORD}(?:nummer|nr)?\b|#)[\s:.#-]*(?:(?:number|no|nr|nummer|id|num)\b[\s:.#-]*)?"
    r"(?P<id>(?=[A-Z0-9/_-]*\d{3})#?[A-Z0-9](?:[A-Z0-9]|[/_-](?=[A-Z0-9])){2,24})\b",
    re.IGNORECASE,
)
_TRACKING_WORD = re.compile(
    r"\b(?:track(?:ing)?|sendung\w*|paketnummer|parcel number)\b"
    r"[\s:.#]*(?:(?:number|no|nr|code|id|nummer|is|ist|lautet)\b[\s:.#]*)*"
    r"(?P<id>(?=[A-Z0-9 ]*\d{4})[A-Z0-9][A-Z0-9 ]{6,34}[A-Z0-9])(?!\w)",
    re.IGNORECASE,
)
_ANY_SHOP = re.compile(r"\b[A-Z]{1,4}[-#]?\d{5,}\b")  # for a customer whose shop's shape is unknown
_YEAR = re.compile(r"(?:19|20)\d\d")


class Mention(NamedTuple):
    """An order number in a text: as written, and in the spelling it is compared by."""

    written: str
    key: str


class Shape(NamedTuple):
    """What the order numbers of a shop look like: `NL-` and five digits."""

    prefix: str
    digits: int
    suffix: str


def shapes_of(order_ids: Iterable[str]) -> tuple[Shape, ...]:
    """What these order numbers have in common, each shape once."""
    found = (re.fullmatch(r"(\D*)(\d{3,})(\D*)", key_of(each)) for each in order_ids)
    shapes = {Shape(m[1], len(m[2]), m[3]) for m in found if m is not None}
    return tuple(sorted(shapes))


def mentions(text: str, shapes: Sequence[Shape], own_ids: Iterable[str] = ()) -> list[Mention]:
    """What looks like an order number, in order, each once.

    A number with the shop's letters always does. Bare digits do if they are an own number, or
    come after a word such as "order" or "#"; else they may be a postcode or a price.
    """
    plain = fold(text)
    own = {key_of(each) for each in own_ids}
    found = [*_prefixed(plain, shapes), *_named(plain, shapes), *_own(plain, own, shapes)]
    found.sort(key=lambda span: (span[0], -span[1]))
    result: dict[str, Mention] = {}
    end = -1
    for start, stop in found:
        if start < end:
            continue
        end = stop
        written = text[start:stop].strip()
        key = _completed(key_of(written), shapes)
        result.setdefault(key, Mention(written, key))
    return list(result.values())


def _prefixed(text: str, shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    if not shapes:
        yield from (match.span() for match in _ANY_SHOP.finditer(text))
    for shape in shapes:
        if shape.prefix:
            for match in _pattern(shape).finditer(text):
                yield match.span()


def _pattern(shape: Shape) -> re.Pattern[str]:
    letters = r"[\s_/#.-]{0,2}".join(re.escape(character) for character in shape.prefix)
    fewest, most = max(3, shape.digits - 1), shape.digits + 1
    digits = rf"\d(?:[ .-]?\d){{{fewest - 1},{most - 1}}}"
    end = rf"{re.escape(shape.suffix)}(?![0-9])"
    return re.compile(rf"(?<![A-Z0-9]){letters}[\s_/#.:-]{{0,3}}{digits}{end}", re.IGNORECASE)


def _named(text: str, shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    for match in _NAMED.finditer(text):
        if not _YEAR.fullmatch(match["id"]) or any(shape.digits == 4 for shape in shapes):
            yield match.span("id")


def _own(text: str, own: set[str], shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    for match in re.finditer(r"(?<![\w.,€$£-])\d{3,}(?![\w%€]|[.,]\d)", text):
        if _completed(match[0], shapes) in own and not _YEAR.fullmatch(match[0]):
            yield match.span()


def _completed(key: str, shapes: Sequence[Shape]) -> str:
    """Bare digits with the shop's letters put back, where only one shape has that many."""
    if not key.isdigit():
        return key
    fitting = [shape for shape in shapes if shape.digits == len(key)]
    return f"{fitting[0].prefix}{key}{fitting[0].suffix}" if len(fitting) == 1 else key


def tracking_mentions(text: str) -> list[Mention]:
    """What is called a tracking number in the text."""
    plain = fold(text)
    found = ((match.start("id"), _trimmed(match["id"])) for match in _TRACKING_WORD.finditer(plain))
    return [
        Mention(text[at : at + len(code)], key_of(code)) for at, code in found if len(code) >= 8
    ]


def _trimmed(code: str) -> str:
    """Without the ordinary words that follow the number."""
    words = code.split(" ")
    while words and not any(c.isdigit() for c in words[-1]):
        words.pop()
    return " ".join(words)
