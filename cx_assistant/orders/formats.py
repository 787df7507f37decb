"""Amounts, numbers and dates as people write them in a language, in the shop's time zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache

# English dates lead with the day: every shop that ships abroad has readers of both orders.
_DATE_LOCALES = {"en": "en_GB", "pt": "pt_PT"}
_NUMBER_LOCALES = {"pt": "pt_PT"}
_LANGUAGES = frozenset({"en", "de", "fr", "es", "it", "nl", "pt", "pl"})
_SPACES = re.compile("[\u00a0\u202f]")
_CODE_BEFORE_DIGITS = re.compile(r"(?<![^\W\d_])([A-Z]{3})(?=\d)")
# "il 8 giugno" is read "l'otto giugno" and written like it.
_ITALIAN_ELISION = re.compile(r"\b(il|al|dal|del|nel) (?=(?:8|11) [a-z])", re.IGNORECASE)
_ELIDED = {"il": "l'", "al": "all'", "dal": "dall'", "del": "dell'", "nel": "nell'"}


def money(amount: Decimal, currency: str, language: str) -> str:
    """`€1,200.00` or `1.200,00 €`, exact to the last digit that is known."""
    from babel.numbers import format_currency

    # Babel would round to the currency's digits; an amount must never change in writing it.
    text = format_currency(
        amount, currency.upper(), locale=_number_locale(language), decimal_quantization=False
    )
    return _CODE_BEFORE_DIGITS.sub(r"\1 ", _SPACES.sub(" ", text))


@cache
def is_currency(code: str) -> bool:
    """True for the ISO code of a currency; an amount in anything else cannot be written."""
    from babel.numbers import list_currencies

    return code.upper() in list_currencies()


def number(count: int, language: str) -> str:
    """`1,200` or `1.200`."""
    from babel.numbers import format_decimal

    return _SPACES.sub(" ", format_decimal(count, locale=_number_locale(language)))


def listed(names: Sequence[str], language: str) -> str:
    """`tent, stove and mug`."""
    from babel.lists import format_list

    # British lists have no comma before the last one, as the rest of the English here.
    locale = "en_GB" if language not in _LANGUAGES or language == "en" else language
    return format_list(list(names), locale=locale)


def day(moment: datetime | date, language: str, zone: tzinfo) -> str:
    """`3 June 2026` or `3. Juni 2026`: the day it is in the shop at that moment."""
    from babel.dates import format_date

    spoken = language if language in _LANGUAGES else "en"
    text = format_date(local_date(moment, zone), "long", locale=_DATE_LOCALES.get(spoken, spoken))
    return re.sub(r"^1(?= )", "1er", text) if spoken == "fr" else text


def clock(moment: datetime, zone: tzinfo) -> str:
    """`09:31` on the shop's clock."""
    return moment.astimezone(zone).strftime("%H:%M")


def local_date(moment: datetime | date, zone: tzinfo) -> date:
    """The day it is in the shop at that moment; a date stays as it is."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def country_name(code: str, language: str) -> str:
    """`Germany` for `DE`; the code itself where the language has no name for it."""
    from babel import Locale

    names = Locale.parse(language if language in _LANGUAGES else "en").territories
    return str(names.get(code.upper(), code))


def elided(sentence: str, language: str) -> str:
    """The sentence with the apostrophes that Italian puts before some days of a month."""
    if language != "it":
        return sentence
    return _ITALIAN_ELISION.sub(_elide, sentence)


def _elide(match: re.Match[str]) -> str:
    short = _ELIDED[match[1].lower()]
    return short.capitalize() if match[1][0].isupper() else short


def _number_locale(language: str) -> str:
    return _NUMBER_LOCALES.get(language, language) if language in _LANGUAGES else "en"
