"""The regular expressions that facts are read with."""

from __future__ import annotations

import re
from decimal import Decimal

from cx_assistant.grounding.units import (
    CENTS,
    CURRENCIES,
    DURATIONS,
    MEASURES,
    WORKING_AFTER,
    WORKING_BEFORE,
    WORKING_DAY_WORDS,
)

ONE = Decimal(1)
CENT = Decimal("0.01")


def _any(words: set[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_NUMBER = r"\d+(?:[.,']\d+)*"
_MONEY_NUMBER = rf"(?:\d{{1,3}}(?:\ \d{{3}})+(?:[.,]\d+)?|{_NUMBER})(?:[.,]-+)?"
_TO = r"(?:\s?-\s?|\s(?:to|bis|und|and|or|oder|à|a|y|e|o|ou|et|tot|en|até|do|lub|i)\s)"
_TO_STRICT = r"(?:\s?-\s?|\s(?:to|bis|à|tot|até)\s)"
_START = r"(?<![\w.,'])"
_SYMBOLS = {word for word in CURRENCIES if not word.isalpha()} | {"chf", "eur", "gbp", "usd"}
_CODES = {word for word in CURRENCIES if len(word) == 3 and word.isascii() and word.isalpha()}
_LONG_TIME_UNITS = set(DURATIONS) - {"h", "an", "ano", "anno", "ore"}
_ALPHA_TIME = _any(set(DURATIONS))

WORD = re.compile(r"[^\W\d_]+")
DIGIT = re.compile(r"\d")
MARKS = re.compile(r"\*+|~~|`|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
# "as of today" dates the reply itself; "hier" and "morgens" are handled by language.
NOT_A_DAY = re.compile(r"(?:\bas of|\bstand|\bper|\bguten|\bif you \w+|good|\bam)\s*$")

EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,12}://[^\s<>\"'\x00\])|]+"
    r"|(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}(?!(?:e|g|b|a|m)\b)[a-z]{2,24}"
    r"(?::\d{2,5})?(?:/[^\s<>\"'\x00\])|]*)?(?![\w@])",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?<![\w.,-])(?:\(?(?:\+|00)\d{1,3}\)?[\s()/.-]*|\(?0)\d[\d\s()/.-]{5,}\d(?!\w)"
)
_ORDER_WORDS = (
    r"order|bestellung|auftrag|bestellnummer|auftragsnummer|sendungsnummer|tracking|commande|"
    r"pedido|ordine|encomenda|bestelling|zamówieni[ae]|invoice|rechnung|ticket"
)
NAMED_ORDER = re.compile(
    rf"(?:\b(?:{_ORDER_WORDS})\b\s*(?:(?:number|no\.?|nr\.?|nummer|id|n°|nº|numéro|:|#)\s*)*"
    r"|\#\s?)(\d{4,})\b",
    re.IGNORECASE,
)
CODE = re.compile(r"(?<![\w\x00])(?=[\w/-]*[^\W\d_])(?=[\w/-]*\d)[^\W_]+(?:[-_/][^\W_]+)*(?!\w)")
# 30-day, 24h, 5kg, 18h30, 3rd: numbers with a unit, not codes.
MEASURE_LIKE = re.compile(
    r"\d+(?:-\d+)?-[^\W\d_]{2,}(?:-[^\W\d_]+)*|\d+(?:-\d+)?[^\W\d_]{1,7}|\d{1,2}h\d\d"
    r"|\d{1,2}[ap]m-\d{1,2}[ap]m",
)
LONG_DIGITS = re.compile(
    r"(?<![\w.,])\d{4}(?:[ -]\d{4}){2,}(?:[ -]\d{1,4})?(?!\w)|(?<![\w.,])\d{8,}\b"
)

_HALF = r"(?P<half{0}>a\.?m\b\.?|p\.?m\b\.?|uhr\b|o'clock\b)"
TIME_RANGE = re.compile(
    rf"{_START}(?P<h1>[01]?\d|2[0-4])(?:[:.h](?P<m1>[0-5]\d))?\s?(?:{_HALF.format(1)})?{_TO_STRICT}"
    rf"(?P<h>[01]?\d|2[0-4])(?:[:.h](?P<m>[0-5]\d))?\s?(?P<half>a\.?m\b\.?|p\.?m\b\.?|uhr\b)",
    re.IGNORECASE,
)
TIME = re.compile(
    rf"{_START}(?P<h>[01]?\d|2[0-4])(?:(?P<sep>[:.h])(?P<m>[0-5]\d)(?!\d))?(?:\s?{_HALF.format('')})?"
    r"(?![\w])",
    re.IGNORECASE,
)
MONEY_PREFIX = re.compile(
    rf"(?P<unit>{_any(_SYMBOLS - _CODES)})(?P<left>{_MONEY_NUMBER})"
    rf"(?:{_TO_STRICT}(?P<right>{_MONEY_NUMBER})(?![^\s.,;:)!?\x00]|\s?(?:%|{_ALPHA_TIME})\b))?(?!\w)",
    re.IGNORECASE,
)
MONEY_SUFFIX = re.compile(
    rf"{_START}(?:(?P<left>{_MONEY_NUMBER}){_TO})?(?P<right>{_MONEY_NUMBER})\s?-?"
    rf"(?P<unit>{_any({*CURRENCIES, *CENTS})})(?!\w)",
    re.IGNORECASE,
)
MONEY_SPACED = re.compile(
    rf"(?<!\w)(?P<unit>{_any(_SYMBOLS | _CODES)})\s?(?P<left>{_MONEY_NUMBER})"
    rf"(?:{_TO_STRICT}(?P<right>{_MONEY_NUMBER}))?(?!\w)",
    re.IGNORECASE,
)
PERCENT = re.compile(
    rf"{_START}(?:(?P<left>{_NUMBER}){_TO})?(?P<right>{_NUMBER})\s?-?"
    r"(?:%|percent\b|per\ cent\b|prozent\w*|pour\ cent\b|por\ ciento\b|per\ cento\b|procent\w*|"
    r"por\ cento\b)",
    re.IGNORECASE,
)
WORKING_DAYS = re.compile(
    rf"{_START}(?:(?P<left>{_NUMBER}){_TO})?(?P<right>{_NUMBER})[\s-]?(?:"
    rf"(?:{WORKING_BEFORE})[\s-]days?|{WORKING_DAY_WORDS}|"
    rf"(?:jours?|días?|dias?|giorni|giorno|dni|dzień)\s(?:{WORKING_AFTER}))(?!\w)",
    re.IGNORECASE,
)
DURATION = re.compile(
    rf"{_START}(?:(?P<left>{_NUMBER}){_TO})?(?P<right>{_NUMBER})[\s-]?"
    rf"(?:full\s|calendar\s|volle\s|vollen\s)?(?P<unit>{_ALPHA_TIME})(?!\w)",
    re.IGNORECASE,
)
# "a week" is a duration only after words that say so; "€12 a night" is a rate.
ONE_UNIT = re.compile(
    r"\b(?:within|in|after|for|takes|about|up\sto|least|innerhalb|binnen|nach|für|sous|dans|entro|"
    r"dentro\sde|binnen)\s(?:a|an|einer|einem|eines|einen|eine|une?|una?|um|uma|een)\s"
    rf"(?P<unit>{_any(_LONG_TIME_UNITS)})(?!\w)",
    re.IGNORECASE,
)
QUANTITY = re.compile(
    rf"(?<![\w.,'])(?P<sign>-(?=\d+\s?°))?(?:(?P<left>{_NUMBER}){_TO})?(?P<right>{_NUMBER})[\s-]?"
    rf"(?P<unit>{_any(set(MEASURES))}|°\s[cf])(?!\w)",
    re.IGNORECASE,
)
LIST_ORDINAL = re.compile(
    r"(?m)^\s{0,8}(?:[-*•>]\s)?(?:\d{1,2}[.)](?=\s)|(?:step|schritt)\s\d{1,2}:)", re.IGNORECASE
)
LEFTOVER_CODE = re.compile(r"(?<!\w)(?=\w*[^\W\d_])(?=\w*\d)\w+")
NUMBER = re.compile(r"(?<![\w.,])-?\d+(?:[.,']\d+)*")
