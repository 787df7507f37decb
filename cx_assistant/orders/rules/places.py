"""Whether what a rule calls a place is the country of an order."""

from __future__ import annotations

from functools import cache

_ALSO = {"GB": ("UK", "U.K.", "Great Britain", "Großbritannien"), "US": ("USA", "U.S.")}
_SHORTEST_NAME = 4


def holds_in(places: str, country: str) -> bool:
    """True if "Germany, Austria" names the country, given by ISO code or by name.

    "Other EU countries" and "abroad" name none; neither does "United Kingdom (mainland)", which
    leaves part of it out.
    """
    if "(" in places or not places:
        return False
    named = {part.strip().casefold() for part in places.replace(" and ", ",").split(",")}
    return bool(named & _names(country.strip().casefold()))


@cache
def _names(country: str) -> frozenset[str]:
    """All names of the country; just the given one if nobody knows it."""
    for code, names in _countries().items():
        if country == code.casefold() or country in names:
            return names
    return frozenset({country})


@cache
def _countries() -> dict[str, frozenset[str]]:
    # Names of all countries take some milliseconds, and most processes never need them.
    from babel import Locale

    found: dict[str, set[str]] = {}
    for language in ("en", "de"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha() and len(name) >= _SHORTEST_NAME:
                found.setdefault(code, set()).add(name.casefold())
    for code, names in _ALSO.items():
        found[code] |= {name.casefold() for name in names}
    return {code: frozenset(names) for code, names in found.items()}
