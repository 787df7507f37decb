"""Finds what must be matched to the letter: order numbers, SKUs, error codes, quoted phrases."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"[\"“”„«»](?P<phrase>[^\"“”„«»\n]{3,80})[\"“”„«»]")
_TOKEN = re.compile(r"(?<![\w@/.-])[\w#][\w#./:-]{2,40}")
_ORDINARY = re.compile(
    r"\d{1,2}(st|nd|rd|th)|\d{4}-\d{2}-\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}:\d{2}(am|pm)?"
    r"|\d+([.,]\d+)?(x|st|kg|g|cm|mm|m|km|ml|l|h|hrs?|min|days?|am|pm|gb|mb|kb|tb|eur|usd|gbp)"
    r"|\d{1,4}([.,/]\d+)*(-\d{1,4})?|(https?|www)\b.*",
    re.IGNORECASE,
)
_LIMIT = 8


def exact_terms(question: str) -> list[str]:
    """Quoted phrases and codes in the order they stand, each once, at most eight.

    Amounts, dates, times and measures are no codes, though they hold digits.
    """
    quoted = [match["phrase"].strip() for match in _QUOTED.finditer(question)]
    tokens = (match[0].rstrip(".:/-#").lstrip("#") for match in _TOKEN.finditer(question))
    found = [term for term in [*quoted, *tokens] if term in quoted or _is_code(term)]
    return list(dict.fromkeys(found))[:_LIMIT]


def _is_code(token: str) -> bool:
    if len(token) < 3 or _ORDINARY.fullmatch(token):
        return False
    has_digit = any(character.isdigit() for character in token)
    joined_capitals = "_" in token and token.upper() == token
    return (has_digit and len(token) >= 4) or joined_capitals
