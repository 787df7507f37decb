"""Amounts of money as shops write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

_MARKS = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "£": "GBP", "gbp": "GBP", "chf": "CHF", "fr.": "CHF",
    "sfr.": "CHF", "$": "USD", "us$": "USD", "usd": "USD", "¥": "JPY", "zł": "PLN", "zl": "PLN",
    "kč": "CZK", "₹": "INR",
}  # fmt: skip
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"})
_LARGEST = Decimal(10) ** 12
_DIGITS = re.compile(r"[0-9][0-9.,' \u00a0\u202f’]*[0-9]|[0-9]")
_GROUPED = re.compile(r"[0-9]+|[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*")
_THREE_AFTER_ONE = re.compile(r"\d{1,3}(?P<sign>[.,])\d{3}")


class Amount(NamedTuple):
    """A value, and the currency written beside it if any."""

    value: Decimal
    currency: str | None = None


def parse_amount(value: object, *, decimal_sign: str | None) -> Amount:
    """The amount in a number or a text; raises `ValueError` if it could mean two things.

    `decimal_sign` is the one the rest of the file uses: it decides what "1.234" is.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        message = f"{str(value)[:40]!r} is no amount"
        raise ValueError(message)
    text = value if isinstance(value, str) else None
    amount = Amount(Decimal(value)) if text is None else _parse_text(text, decimal_sign)
    if not amount.value.is_finite() or abs(amount.value) >= _LARGEST or _has_many_digits(amount):
        message = f"{str(value)[:40]!r} is no amount a shop would charge"
        raise ValueError(message)
    return amount


def _has_many_digits(amount: Amount) -> bool:
    exponent = amount.value.as_tuple().exponent
    return not isinstance(exponent, int) or exponent < -8


def _parse_text(text: str, decimal_sign: str | None) -> Amount:
    stripped = re.sub(r"[,.]\s?[-–—]+(?=\D*$)", "", text.strip())  # 12,- and 12.--
    numbers = _DIGITS.findall(stripped)
    if len(numbers) != 1:
        message = f"{text[:40]!r} is no amount"
        raise ValueError(message)
    rest = stripped.replace(numbers[0], " ", 1)
    is_negative = bool(re.search(r"[-−–]", rest)) or (rest.strip().startswith("(") and ")" in rest)
    value = Decimal(_plain(numbers[0], decimal_sign))
    return Amount(-value if is_negative else value, _currency(rest, text))


def _plain(number: str, decimal_sign: str | None) -> str:
    digits = re.sub(r"[' \u00a0\u202f’]", "", number)
    dot, comma = digits.rfind("."), digits.rfind(",")
    if dot >= 0 and comma >= 0:
        sign = "." if dot > comma else ","
    elif digits.count(".") + digits.count(",") > 1:
        sign = ""  # 1.234.567: only thousands are marked more than once
    elif _THREE_AFTER_ONE.fullmatch(digits) and not digits.startswith("0"):
        sign = _agreed(number, decimal_sign)
    else:
        sign = "." if dot >= 0 else ","
    whole, _, decimals = digits.rpartition(sign) if sign and sign in digits else (digits, "", "")
    if not _GROUPED.fullmatch(whole) or (decimals and not decimals.isdigit()):
        message = f"{number[:40]!r} is no amount"
        raise ValueError(message)
    return re.sub("[.,]", "", whole) + (f".{decimals}" if decimals else "")


def _agreed(number: str, decimal_sign: str | None) -> str:
    if decimal_sign is None:
        message = f"{number!r} could mean thousands or decimals; write two decimals"
        raise ValueError(message)
    return decimal_sign


def _currency(rest: str, text: str) -> str | None:
    mark = re.sub(r"[-−–+()\s\u00a0]", "", rest).lower()
    if not mark:
        return None
    known = _MARKS.get(mark) or (mark.upper() if re.fullmatch("[a-z]{3}", mark) else None)
    if known is None:
        message = f"{text[:40]!r} is no amount"
        raise ValueError(message)
    return known


def parse_currency(text: str) -> str:
    """The ISO code for a code, a sign or a name; raises `ValueError` for anything else."""
    key = text.strip().lower()
    code = _MARKS.get(key) or (key.upper() if re.fullmatch("[a-z]{3}", key) else None)
    if code is None:
        message = f"{text[:20]!r} is no currency; use an ISO code such as EUR"
        raise ValueError(message)
    return code


def is_same_currency(mark: str, currency: str) -> bool:
    """True if an amount marked so may belong to an order in this currency."""
    return mark == currency or (mark == "USD" and currency in _DOLLARS)


def decimal_sign_of(texts: Iterable[str]) -> str | None:
    """The decimal sign that the unambiguous amounts agree on; None if they do not."""
    votes = {sign for text in texts for sign in _votes(text)}
    return votes.pop() if len(votes) == 1 else None


def _votes(text: str) -> set[str]:
    number = next(iter(_DIGITS.findall(text)), "")
    digits = re.sub(r"[' \u00a0\u202f’]", "", number)
    decimals = re.search(r"([.,])(\d{1,2})$", digits)
    if decimals:
        return {decimals[1]}
    thousands = re.match(r"\d{1,3}([.,])\d{3}\1\d{3}", digits)
    return {"," if thousands[1] == "." else "."} if thousands else set()
