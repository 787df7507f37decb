"""Which order in a row of orders is meant: the last, the one before it, the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from cx_assistant.models import Order

_THING = (
    r"(?:orders?|purchases?|ones?|bestellung(?:en)?|auftrag|aufträge|commandes?|pedidos?|ordin[ei]|"
    r"bestellingen?|bestelling|encomendas?|zam[oó]wieni[aeu]|compras?|achats?)"
)
_LAST = (
    r"(?:last|latest|newest|most recent|recent|letzte[nrs]?|neue?ste[nrs]?|jüngste[nrs]?|"
    r"aktuelle[nr]?|dernière?s?|últim[oa]s?|ultim[oaie]|laatste|ostatni[aeo]?|najnowsze)"
)
_FIRST = (
    r"(?:very first|first(?: ever)?|oldest|earliest|allererste[nr]?|erste[nr]?|älteste[nr]?|"
    r"première|primer[oa]?|prim[oa]|eerste|primeir[oa]|pierwsze)"
)
_SECOND = (
    r"(?:second[- ]to[- ]last|penultimate|last but one|second[- ]last|vorletzte[nr]?|"
    r"avant-dernière|penúltim[oa]|penultimo|voorlaatste|przedostatnie)"
)
_BEFORE_THAT = (
    r"(?:the one before(?: that| it| the last)?|order before (?:that|the last|my last)|die davor|"
    r"bestellung davor|celle d'avant|el anterior|quello prima|die daarvoor)"
)
# A word between may say which: "my last jacket order", but "last week's order" is no position.
_BETWEEN = (
    r"(?:(?!week|month|year|night|monday|tuesday|wednesday|thursday|friday|saturday|sunday|summer|"
    r"winter|spring|autumn|fall|christmas)[\w'-]+\s+){0,2}"
)
_COUNTS = {
    "two": 2, "2": 2, "beiden": 2, "zwei": 2, "deux": 2, "dos": 2, "due": 2, "twee": 2, "duas": 2,
    "couple": 2, "three": 3, "3": 3, "drei": 3, "trois": 3, "tres": 3, "tre": 3, "drie": 3,
    "três": 3, "four": 4, "4": 4, "vier": 4, "five": 5, "5": 5, "fünf": 5,
}  # fmt: skip


def at_position(
    text: str, newest_first: Sequence[Order], *, is_complete: bool
) -> tuple[Order, ...] | None:
    """The orders at the place that a text names; None if it names none.

    Empty if it cannot be told: by orders without a date, two of one moment, or a first one where
    older ones are not among these.
    """
    dated = [order for order in newest_first if order.placed is not None]
    said = _said(text.lower())
    if said is None:
        return None
    if len(dated) < len(newest_first):
        return tuple(newest_first) if len(newest_first) == 1 else ()
    first, count = said
    if first < 0:
        chosen = dated[-1:] if is_complete else []
        beside = dated[-2:-1]
    else:
        chosen = dated[first : first + count]
        beside = dated[first + count : first + count + 1]
        if first:
            beside += dated[first - 1 : first]
    if any(other.placed == order.placed for other in beside for order in chosen):
        return ()
    return tuple(chosen)


def _said(text: str) -> tuple[int, int] | None:
    """From which place, counted from the newest, and how many; -1 is the very first."""
    patterns = _patterns()
    if patterns["second"].search(text):
        return 1, 1
    several = patterns["several"].search(text)
    if several:
        return 0, _COUNTS[several["count"]]
    if patterns["last"].search(text):
        return 0, 1
    return (-1, 1) if patterns["first"].search(text) else None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    counts = "|".join(_COUNTS)
    return {
        "second": re.compile(rf"\b(?:{_SECOND}\s+{_BETWEEN}{_THING}|{_BEFORE_THAT})\b"),
        "several": re.compile(rf"\b{_LAST}\s+(?P<count>{counts})\s+(?:\w+\s+)?{_THING}\b"),
        "last": re.compile(
            rf"\b{_LAST}\s+{_BETWEEN}{_THING}\b|\b(?:pedido|commande|ordine|encomenda)\s+{_LAST}\b|"
            r"\border i (?:have )?just (?:placed|made)\b|\bwhat i just ordered\b|"
            r"\bjust placed an order\b"
        ),
        "first": re.compile(rf"\b{_FIRST}\s+{_BETWEEN}{_THING}\b"),
    }
