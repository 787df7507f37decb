"""The names by which people call the place an order went to."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from cx_assistant.models import Address
from cx_assistant.order_keys import fold
from cx_assistant.orders.item_words import spoken

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
_ALSO = {
    "GB": ("uk", "england", "britain", "great britain", "großbritannien"),
    "US": ("usa", "the states"),
}
# Cities that are written differently by those who do not live there.
_CITIES = (
    ("vienna", "wien", "vienne", "viena"),
    ("munich", "münchen"),
    ("cologne", "köln"),
    ("nuremberg", "nürnberg"),
    ("zurich", "zürich"),
    ("geneva", "genf", "genève"),
    ("milan", "mailand", "milano"),
    ("rome", "rom", "roma"),
    ("florence", "florenz", "firenze"),
    ("venice", "venedig", "venezia"),
    ("naples", "neapel", "napoli"),
    ("turin", "torino"),
    ("prague", "prag", "praha"),
    ("warsaw", "warschau", "warszawa"),
    ("krakow", "krakau", "kraków", "cracow"),
    ("lisbon", "lissabon", "lisboa"),
    ("brussels", "brüssel", "bruxelles", "brussel"),
    ("antwerp", "antwerpen"),
    ("copenhagen", "kopenhagen", "københavn"),
    ("the hague", "den haag"),
    ("athens", "athen"),
    ("new york", "new york city", "nyc"),
)
_REGIONS_US = {
    "CA": "california",
    "NY": "new york",
    "TX": "texas",
    "FL": "florida",
    "IL": "illinois",
}


class PlaceNames(NamedTuple):
    """What one place is called, in small letters, and its initials in capitals."""

    single: frozenset[str]
    several: tuple[str, ...]
    initials: frozenset[str]

    def are_in(self, plain: str, words: frozenset[str], text: str) -> bool:
        """True if a text, also given as `spoken` and as words, names the place."""
        if not words.isdisjoint(self.single):
            return True
        if any(f" {name} " in plain for name in self.several):
            return True
        return any(re.search(rf"\b{each}\b", text) for each in self.initials)


def names_of_place(address: Address) -> PlaceNames:
    """The city, the region and the country of an address, as customers may write them."""
    return _names(address.city.strip(), address.region.strip(), address.country.strip())


@lru_cache(maxsize=4096)
def _names(city: str, region: str, country: str) -> PlaceNames:
    names = {_plain(city), _plain(region), *_countries().get(_plain(country), (_plain(country),))}
    for same in _CITIES:
        if _plain(city) in same:
            names |= set(same)
    names |= {_REGIONS_US[region]} if region in _REGIONS_US else set()
    names = {name for name in names if len(name) > 2 or name == "uk"}
    parts = city.split()
    short = "".join(part[0] for part in parts).upper() if len(parts) > 1 else ""
    initials = {short, f"{short}C"} if short.isalpha() and short.isascii() else set()
    return PlaceNames(
        frozenset(name for name in names if " " not in name),
        tuple(name for name in names if " " in name),
        frozenset(initials),
    )


def _plain(text: str) -> str:
    return spoken(fold(text)).strip()


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Every name and code of a country to all its names."""
    from babel import Locale

    found: dict[str, tuple[str, ...]] = {}
    locales = [Locale(language) for language in _LANGUAGES]
    for code in locales[0].territories:
        if isinstance(code, str) and len(code) == 2 and code.isalpha():
            names = {_plain(each.territories[code]) for each in locales if code in each.territories}
            names |= set(_ALSO.get(code, ()))
            for name in (*names, code.lower()):
                found.setdefault(name, tuple(sorted(names)))
    return found
