"""Amounts and dates as people write them in a language, in the shop's time zone."""

from __future__ import annotations

import re
from datetime import date, datetime, tzinfo
from decimal import Decimal

# English dates lead with the day: every shop that ships abroad has readers of both orders.
_DATES = {"en": ("en_GB", "d MMMM y"), "de": ("de", "d. MMMM y")}
_SPACES = re.compile("[\u00a0\u202f]")


def money(amount: Decimal, currency: str, language: str) -> str:
    """`€1,200.00` or `1.200,00 €`, exact to the last digit that is known."""
    from babel.numbers import format_currency

    # Babel would round to the currency's digits; an amount must never change in writing it.
    text = format_currency(amount, currency, locale=_locale(language), decimal_quantization=False)
    return _SPACES.sub(" ", text)


def day(moment: datetime | date, language: str, zone: tzinfo) -> str:
    """`3 June 2026` or `3. Juni 2026`: the day it is in the shop at that moment."""
    from babel.dates import format_date

    locale, pattern = _DATES.get(language, _DATES["en"])
    return format_date(local_date(moment, zone), pattern, locale=locale)


def clock(moment: datetime, zone: tzinfo) -> str:
    """`09:31` on the shop's clock."""
    return moment.astimezone(zone).strftime("%H:%M")


def local_date(moment: datetime | date, zone: tzinfo) -> date:
    """The day it is in the shop at that moment; a date stays as it is."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def _locale(language: str) -> str:
    return language if language in _DATES else "en"
