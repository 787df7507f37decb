"""Takes payment numbers out of a message: nobody needs them, and no prompt or log may hold them."""

from __future__ import annotations

import re

_CARD = re.compile(r"(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?\b")
_SECURITY_CODE = re.compile(r"\b(cvv2?|cvc2?|security code|prüfziffer)(\W{1,5})\d{3,4}\b", re.I)


def without_payment_numbers(text: str) -> tuple[str, int]:
    """The text with card numbers, IBANs and card codes masked, and how many there were.

    Card numbers are told from other digits by their Luhn check digit (ISO/IEC 7812-1), IBANs by
    their mod-97 check (ISO 13616); a tracking number that fails both stays readable.
    """
    found = 0

    def mask(matched: re.Match[str]) -> str:
        nonlocal found
        number = re.sub(r"[ -]", "", matched.group())
        is_card = number.isdigit() and passes_luhn(number)
        if not (is_card or (number[0].isalpha() and _passes_mod_97(number))):
            return matched.group()
        found += 1
        return f"[number ending {number[-4:]}]" if is_card else "[bank account]"

    text = _IBAN.sub(mask, _CARD.sub(mask, text))
    text, codes = _SECURITY_CODE.subn(r"\1\2[removed]", text)
    return text, found + codes


def passes_luhn(number: str) -> bool:
    """True if the last digit is the right check digit and the number could be a card's."""
    if len(set(number)) == 1 or number[0] not in "23456":
        return False
    doubled = (int(digit) * 2 for digit in number[-2::-2])
    total = sum(map(int, number[-1::-2])) + sum(n - 9 if n > 9 else n for n in doubled)
    return total % 10 == 0


def _passes_mod_97(number: str) -> bool:
    moved = number[4:] + number[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
