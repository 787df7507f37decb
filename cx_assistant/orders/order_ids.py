"""Recognises what looks like an order number of this shop, however a customer writes it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import NamedTuple

from cx_assistant.order_keys import fold, key_of
from cx_assistant.orders.number_context import ORDER_WORD, is_quantity, is_something_else
from cx_assistant.orders.own_ids import NUMBER_WORD, is_called_order, like_own, written_out

_NAMED = re.compile(
    rf"(?:\b{ORDER_WORD}(?:-?(?:nummern?|nrn?))?\b|#)[\s:.#-]{{0,6}}(?:{NUMBER_WORD}(?!\w)[\s:.#-]{{0,6}})?"
    r"(?P<id>(?=[A-Z0-9/_-]*\d{3})#?[A-Z0-9](?:[A-Z0-9]|[/_-](?=[A-Z0-9])){2,39})\b",
    re.IGNORECASE,
)
_AND_ANOTHER = re.compile(
    r"\s?(?:,|&|\+|/|\band\b|\bund\b|\bor\b|\boder\b|\bet\b|\by\b|\be\b|\ben\b|\bi\b|,\s?and\b)\s?"
    r"(?P<id>#?(?:[A-Z]{1,4}[- ]?)?\d{3,})\b(?![.,]\d)",
    re.IGNORECASE,
)
_ANY_SHOP = re.compile(r"\b[A-Z]{1,4}[-#]?\d{5,}\b")  # for a customer whose shop's shape is unknown
_BILL = re.compile(
    r"\b(?:invoices?|bills?|receipts?|tickets?|cases?|rechnung(?:snummer)?|rechnungen|quittung|"
    r"faktura|facture|factura|fattura|factuur)\s*(?:(?:number|no|nr|nummer)\b)?[\s.:#-]*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?[/-]\d\d?[/-]\d{2,4}")
_PART = re.compile(r"[^\W_]+")
_MOST_PARTS = 4
_BETWEEN = re.compile(r"[\s._/#:-]{1,3}")
_TRACKING_WORD = re.compile(
    r"\b(?:track(?:ing)?|sendung\w*|paket-?nummer|parcel number|colis|env[ií]o|spedizione|"
    r"przesyłk\w+)(?:-?(?:nummer|nr|code|id))?\b"
    r"[\s:.#]*(?:(?:number|no|nr|code|id|nummer|is|ist|lautet)\b[\s:.#]*)*"
    r"(?P<id>(?:[A-Z]{1,4}[ -]?)?[A-Z0-9]*\d[A-Z0-9]*(?:[ -][A-Z0-9]*\d[A-Z0-9]*){0,9}"
    r"(?: ?[A-Z]{2}\b)?)(?!\w)",
    re.IGNORECASE,
)
_FEWEST_TRACKING_DIGITS = 6
# Signs that are typed for a digit they look like.
_DIGIT_LIKE = str.maketrans("OoQIlSB", "0001158")
_DIGIT_SIGN = r"[\dOoQIlSB]"


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
    return shapes_of_keys(key_of(each) for each in order_ids)


def shapes_of_keys(keys: Iterable[str]) -> tuple[Shape, ...]:
    """The same for numbers in the spelling of `key_of`."""
    found = (re.fullmatch(r"(\D*)(\d{3,})(\D*)", key) for key in keys)
    return tuple(sorted({Shape(m[1], len(m[2]), m[3]) for m in found if m is not None}))


def mentions(text: str, shapes: Sequence[Shape], own_ids: Iterable[str] = ()) -> list[Mention]:
    """What looks like an order number, in order, each once.

    A number with the shop's letters always does. Bare digits do if they are an own number, or
    come after a word such as "order" or "#"; else they may be a postcode or a price.
    """
    return [mention for mention, _ in placed_mentions(text, shapes, {key_of(i) for i in own_ids})]


def placed_mentions(
    text: str, shapes: Sequence[Shape], own_keys: Iterable[str]
) -> list[tuple[Mention, int]]:
    """The same with the place of each in the text; `own_keys` as `key_of` spells them."""
    plain, own = fold(text), frozenset(own_keys)
    verbatim = list(written_out(plain, own))
    found = [*_prefixed(plain, shapes), *_named(plain, shapes), *_own(plain, own, shapes)]
    found += like_own(plain, own)
    free = [span for span in found if not _overlaps(span, verbatim)]
    result: dict[str, tuple[Mention, int]] = {}
    end = -1
    for start, stop in sorted([*verbatim, *free], key=lambda span: (span[0], -span[1])):
        if start < end:
            continue
        end = stop
        written = text[start:stop].strip()
        key = key_of(written)
        key = key if key in own else completed(key, shapes)
        result.setdefault(key, (Mention(written, key), start))
    return list(result.values())


def _overlaps(span: tuple[int, int], others: Sequence[tuple[int, int]]) -> bool:
    """True beside an own number that is written out, which leaves nothing to guess."""
    return any(start < span[1] and span[0] < stop for start, stop in others)


def completed(key: str, shapes: Sequence[Shape]) -> str:
    """With digits for signs that look like one, and the shop's letters put back.

    Letters are put back where only one shape has that many digits.
    """
    for shape in shapes:
        rest = key.removeprefix(shape.prefix).removesuffix(shape.suffix)
        # Capitals only: `key_of` has turned "l" into "L", and no shop mixes L into its digits.
        digits = rest.replace("L", "1").translate(_DIGIT_LIKE)
        if len(digits) == shape.digits and digits.isdigit() and _is_mostly_digits(rest):
            key = digits if rest == key else f"{shape.prefix}{digits}{shape.suffix}"
    if not key.isdigit():
        return key
    fitting = [shape for shape in shapes if shape.digits == len(key)]
    return f"{fitting[0].prefix}{key}{fitting[0].suffix}" if len(fitting) == 1 else key


def _is_mostly_digits(text: str) -> bool:
    return 2 * sum(character.isdigit() for character in text) > len(text)


def _prefixed(text: str, shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    if not shapes:
        yield from (match.span() for match in _ANY_SHOP.finditer(text))
    for shape in shapes:
        if shape.prefix:
            for match in _pattern(shape).finditer(text):
                if _is_mostly_digits(key_of(match["digits"])):
                    yield match.span()


@lru_cache(maxsize=256)
def _pattern(shape: Shape) -> re.Pattern[str]:
    letters = r"[\s_/#.-]{0,2}".join(re.escape(character) for character in shape.prefix)
    # Spaces inside only where all digits are there: in "NL-20431 5 days ago" the 5 is none of them.
    end = rf"{re.escape(shape.suffix)}(?![A-Za-z0-9])"
    apart = rf"{_DIGIT_SIGN}(?:[ .-]?{_DIGIT_SIGN}){{{shape.digits - 1}}}(?={end})"
    close = rf"{_DIGIT_SIGN}{{{max(3, shape.digits - 1)},{shape.digits + 1}}}"
    digits = rf"(?P<digits>{apart}|{close})"
    return re.compile(rf"(?<![A-Z0-9]){letters}[\s_/#.:-]{{0,3}}{digits}{end}", re.IGNORECASE)


def _named(text: str, shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    for match in _NAMED.finditer(text):
        at = match.start("id")
        if (
            not _could_be_order(match["id"], shapes)
            or is_quantity(text, at)
            or _is_bill(text, match)
        ):
            continue
        yield match.span("id")
        end = match.end()
        while (more := _AND_ANOTHER.match(text, end)) is not None:
            if not _could_be_order(more["id"], shapes) or is_quantity(text, more.start("id")):
                break
            yield more.span("id")
            end = more.end()


def _is_bill(text: str, match: re.Match[str]) -> bool:
    """True for the number of an invoice, which shops count apart from orders."""
    digits = key_of(match["id"]).isdigit()
    return digits and _BILL.search(text[max(0, match.start() - 20) : match.start("id")]) is not None


def _could_be_order(written: str, shapes: Sequence[Shape]) -> bool:
    if _DATE.fullmatch(written):
        return False
    key = key_of(written)
    if not key.isdigit():
        return True
    if _YEAR.fullmatch(key):
        return any(shape.digits == 4 for shape in shapes)
    lengths = {shape.digits for shape in shapes} or {len(key)}
    return len(key) > 3 - bool(shapes) and len(key) >= min(lengths) - 1


def _own(text: str, own: frozenset[str], shapes: Sequence[Shape]) -> Iterator[tuple[int, int]]:
    """Own numbers with nothing before them that says so, also in several parts: `500 123`."""
    parts = list(_PART.finditer(text)) if own else []
    lengths = {len(key) for key in own} | {shape.digits for shape in shapes}
    is_own = cache(partial(_names_own, own=own, shapes=shapes))
    for at, first in enumerate(parts):
        start, key, end = first.start(), "", first.start()
        for count, part in enumerate(parts[at : at + _MOST_PARTS], start=1):
            if count > 1 and not _BETWEEN.fullmatch(text, end, part.start()):
                break
            end, key = part.end(), key + part[0].upper()
            if len(key) > 40:
                break
            if len(key) in lengths and is_own(key) and _stands_alone(text, (start, end), count):
                yield start, end


def _names_own(key: str, own: frozenset[str], shapes: Sequence[Shape]) -> bool:
    if sum(character.isdigit() for character in key) < 2 or len(key) < 3:
        return False
    return key in own or completed(key, shapes) in own


def _stands_alone(text: str, span: tuple[int, int], parts: int) -> bool:
    start, end = span
    written = text[start:end]
    if any(character.isalpha() for character in key_of(written).translate(_DIGIT_LIKE)):
        # "in 2024 a parcel came" names no order 2024A.
        is_apart = parts > 1 and any(character.isspace() for character in written)
        return not is_apart or written.isupper() or is_called_order(text, start)
    if parts > 1 and not written.replace(" ", "").isalnum():
        return False
    if _YEAR.fullmatch(key_of(written)):
        return False
    return not is_something_else(text, start, end)


def tracking_mentions(text: str) -> list[Mention]:
    """What is called a tracking number in the text."""
    return [mention for mention, _ in placed_tracking_mentions(text)]


def placed_tracking_mentions(text: str) -> list[tuple[Mention, int]]:
    """The same with the place of each in the text."""
    found = []
    for match in _TRACKING_WORD.finditer(fold(text)):
        key = key_of(match["id"])
        if len(key) >= 8 and sum(c.isdigit() for c in key) >= _FEWEST_TRACKING_DIGITS:
            found.append((Mention(text[match.start("id") : match.end("id")], key), match.start()))
    return found
