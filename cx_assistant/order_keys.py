"""Order numbers in one spelling, however they were typed, so that they can be looked up."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from cx_assistant.models import Order

# Letters of other alphabets that look like ours: a number must not change by how it was typed.
_LOOK_ALIKES = str.maketrans(
    "АВСЕНІЈКМОРЅТХУаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧονℓ‐‑‒–—−⁃",
    "ABCEHIJKMOPSTXYaeopcyxijsABEZHIKMNOPTYXovl-------",
)


def fold(text: str) -> str:
    """The text in Latin letters and ASCII digits, each sign in its place."""
    return text if text.isascii() else "".join(_folded(character) for character in text)


def key_of(order_id: str) -> str:
    """The letters and digits of an order number in one spelling: `#nl 20417` → `NL20417`."""
    return re.sub(r"[\W_]", "", fold(order_id)).upper()


def keys_of(order: Order) -> tuple[str, ...]:
    """What an order is found by: its own number and those of its parcels, each once."""
    numbers = (order.id, *(sent.tracking_number for sent in order.shipments))
    return tuple(dict.fromkeys(key for number in numbers if (key := key_of(number))))


def is_one_slip(one: str, two: str) -> bool:
    """True if a single wrong, missing, extra or swapped sign makes one into the other."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    if len(one) > len(two):
        one, two = two, one
    at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), len(one))
    if len(one) < len(two):
        return one[at:] == two[at + 1 :]
    swapped = one[:at] + one[at + 1 : at + 2] + one[at : at + 1] + one[at + 2 :]
    return one[at + 1 :] == two[at + 1 :] or swapped == two


def is_wrong_sign(one: str, two: str) -> bool:
    """True if they differ in exactly one sign that is another one."""
    return len(one) == len(two) and sum(a != b for a, b in zip(one, two, strict=True)) == 1


@lru_cache(maxsize=16_384)
def _folded(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character).translate(_LOOK_ALIKES)
    digit = unicodedata.decimal(plain, None) if len(plain) == 1 else None
    plain = plain if digit is None else str(digit)
    return plain if len(plain) == 1 else character  # positions in the text must not shift
