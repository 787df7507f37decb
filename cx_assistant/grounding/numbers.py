"""Numbers as people write them: separators by language, and number words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from cx_assistant.grounding.units import UNIT_WORDS

_COMMA_DECIMAL = frozenset({"de", "fr", "es", "it", "nl", "pt", "pl", "da", "sv", "nb", "cs", "fi"})

_WORDS: dict[str, dict[str, int]] = {
    "en": {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
        "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
        "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
        "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
        "ninety": 90,
    },
    "de": {
        "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
        "zehn": 10, "elf": 11, "zwölf": 12, "dreizehn": 13, "vierzehn": 14, "fünfzehn": 15,
        "sechzehn": 16, "siebzehn": 17, "achtzehn": 18, "neunzehn": 19, "zwanzig": 20,
        "einundzwanzig": 21, "vierundzwanzig": 24, "achtundvierzig": 48, "dreißig": 30,
        "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
        "hundert": 100,
    },
    "fr": {
        "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
        "douze": 12, "quatorze": 14, "quinze": 15, "vingt": 20, "trente": 30, "soixante": 60,
    },
    "es": {
        "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9,
        "diez": 10, "doce": 12, "catorce": 14, "quince": 15, "veinte": 20, "treinta": 30,
    },
    "it": {
        "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sette": 7, "otto": 8, "nove": 9,
        "dieci": 10, "dodici": 12, "quattordici": 14, "quindici": 15, "venti": 20, "trenta": 30,
    },
    "nl": {
        "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9,
        "tien": 10, "twaalf": 12, "veertien": 14, "vijftien": 15, "twintig": 20, "dertig": 30,
    },
    "pt": {
        "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
        "nove": 9, "dez": 10, "doze": 12, "catorze": 14, "quinze": 15, "vinte": 20, "trinta": 30,
    },
    "pl": {
        "dwa": 2, "dwie": 2, "trzy": 3, "cztery": 4, "pięć": 5, "sześć": 6, "siedem": 7,
        "osiem": 8, "dziesięć": 10, "czternaście": 14, "dwadzieścia": 20, "trzydzieści": 30,
    },
}  # fmt: skip
NUMBER_WORDS = frozenset(word for table in _WORDS.values() for word in table)
# Words that are also articles or pronouns: a number only in front of a unit.
_ONE = {
    "en": "one", "de": "ein|eine|einem|einen|einer|eines", "fr": "un|une", "es": "un|una",
    "it": "un|una", "nl": "een", "pt": "um|uma", "pl": "jeden|jedna|jednego",
}  # fmt: skip
COUNTING_WORDS = NUMBER_WORDS | {"hundred", *"|".join(_ONE.values()).split("|")}
_COUNTED_LOOSELY = (
    "ways?|options?|things?|steps?|questions?|parts?|points?|cases?|möglichkeiten|schritte|"
    "fragen|punkte|dinge|wege|teile|fälle"
)


def read_number(written: str, language: str) -> Decimal:
    """The value of digits with separators, read as this language writes them.

    Where both separators occur the last is the decimal one; a single separator before exactly
    three digits is the language's thousands separator or its decimal one.
    """
    digits = written.replace("'", "").replace(" ", "")
    last_dot, last_comma = digits.rfind("."), digits.rfind(",")
    if last_dot >= 0 and last_comma >= 0:
        decimal = "." if last_dot > last_comma else ","
    else:
        decimal = _decimal_separator(digits, language)
    thousands = "," if decimal == "." else "."
    return Decimal(digits.replace(thousands, "").replace(decimal, "."))


def _decimal_separator(digits: str, language: str) -> str:
    separator = "," if "," in digits else "."
    if digits.count(separator) > 1:
        return "." if separator == "," else ","
    own_decimal = "," if language in _COMMA_DECIMAL else "."
    looks_grouped = len(digits) - digits.rfind(separator) == 4 and not digits.startswith("0")
    return own_decimal if looks_grouped else separator


def canonical(value: Decimal) -> str:
    """One spelling per value: 5, 5.0 and 5.00 are the same."""
    return format(value.normalize(), "f")


@cache
def _number_words(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    table = _WORDS.get(language, {}) | {"hundred": 100}
    tens = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    names = "|".join(sorted(table, key=len, reverse=True))
    compound = rf"(?:(?:{tens})-(?:one|two|three|four|five|six|seven|eight|nine))"
    one = rf"(?:{_ONE.get(language, 'one')})(?=[\s-](?:\w+\s)?(?:{UNIT_WORDS})\b)"
    # "two ways" counts what the sentence itself goes on to say; it is no fact of the shop's.
    pattern = rf"\b(?:{compound}|{names}|{one})\b(?!\s+(?:{_COUNTED_LOOSELY})\b)"
    return re.compile(pattern, re.IGNORECASE), table


def with_digits(text: str, language: str) -> str:
    """The text with number words of this language written as digits."""
    pattern, table = _number_words(language)

    def digits(match: re.Match[str]) -> str:
        word = match[0].lower()
        if word in table:
            return str(table[word])
        if "-" in word:
            tens, units = word.split("-")
            return str(table[tens] + ({"one": 1} | table)[units])
        return "1"

    return pattern.sub(digits, text)
