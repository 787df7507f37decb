"""A postal address that a customer has written into a message."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from cx_assistant.models import Address

_CAPITAL = r"[^\W\d_a-zß-öø-ÿąćęłńóśźż][\w'’-]*\.?"
_SMALL = (
    r"(?:am|an|auf|bei|im|in|der|des|die|den|dem|de|del|della|di|da|do|dos|das|du|la|le|les|los|ob|"
    r"on|upon|sur|van|von|y|zum|zur)"
)
_TOWN_WORD = r"[^\W\d_a-zß-öø-ÿąćęłńóśźż][\w'’]*"
_CITY = rf"(?:St\. )?{_TOWN_WORD}(?:[ -](?:{_SMALL}[ -])?{_TOWN_WORD}){{0,3}}"
_STATES = """Alabama AL Alaska AK Arizona AZ Arkansas AR California CA Colorado CO Connecticut CT
Delaware DE Florida FL Georgia GA Hawaii HI Idaho ID Illinois IL Indiana IN Iowa IA Kansas KS
Kentucky KY Louisiana LA Maine ME Maryland MD Massachusetts MA Michigan MI Minnesota MN
Mississippi MS Missouri MO Montana MT Nebraska NE Nevada NV New_Hampshire NH New_Jersey NJ
New_Mexico NM New_York NY North_Carolina NC North_Dakota ND Ohio OH Oklahoma OK Oregon OR
Pennsylvania PA Rhode_Island RI South_Carolina SC South_Dakota SD Tennessee TN Texas TX Utah UT
Vermont VT Virginia VA Washington WA West_Virginia WV Wisconsin WI Wyoming WY
District_of_Columbia DC""".split()
_STATE_CODES = {
    name.replace("_", " "): code for name, code in zip(_STATES[::2], _STATES[1::2], strict=True)
}
_STATE = "|".join([*_STATE_CODES, *_STATE_CODES.values()])
_TOWNS = (
    ("US", rf"(?P<city>{_CITY}),?\s+(?P<region>{_STATE})\b[\s,]*"
           r"(?:(?:USA|US|U\.S\.A\.|United States)[\s,]*)?(?P<postcode>\d{5}(?:-\d{4})?)(?![\w-])"),
    ("GB", rf"(?P<city>{_CITY}),?\s+(?P<postcode>[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}})\b"),
    ("IE", rf"(?P<city>{_CITY}),?\s+(?P<postcode>[A-Z]\d[\dW]\s?[A-Z\d]{{4}})\b"),
    ("NL", rf"(?P<postcode>\d{{4}}\s?[A-Z]{{2}})\s+(?P<city>{_CITY})"),
    ("PL", rf"(?P<postcode>\d{{2}}-\d{{3}})\s+(?P<city>{_CITY})"),
    ("PT", rf"(?P<postcode>\d{{4}}-\d{{3}})\s+(?P<city>{_CITY})"),
    ("", rf"(?:[A-Z]{{1,2}}-)?(?P<postcode>\d{{4,5}})\s+(?P<city>{_CITY})"),
)  # fmt: skip
_SURE = frozenset({"US", "GB", "IE", "NL", "PL", "PT"})  # whose postcodes look like no others
_SEPARATOR = re.compile(r"\s*[,\n;|]\s*")
_HOUSE = r"\d{1,5}(?:[-/]\d{1,4})?\s?[a-zA-Z]?"
_UNIT = (
    r"(?:(?:suite|ste\.?|apt\.?|apartment|flat|unit|floor|room|hall|building|block|#|c/o|etage|"
    r"hinterhaus|wohnung|appt\.?|piso|int\.?|m\.)\s?[\w.-]{1,6}|\d{1,2}\.\s?(?:og|stock|etage|floor))"
)
_STREET_WORD = rf"(?:{_CAPITAL}|{_SMALL}|\d{{1,3}}(?:st|nd|rd|th|\.)|ul\.|al\.|pl\.|av\.|str\.)"
_FIRST_NUMBER = re.compile(
    rf"(?<![\w.-]){_HOUSE},?\s+(?:(?:rue|avenue|boulevard|place|chemin|impasse|quai)\s+)?"
    rf"(?:(?:{_SMALL}\s+)*{_STREET_WORD})(?:\s+{_STREET_WORD}){{0,4}}(?:,?\s+(?i:{_UNIT}))?$"
)
_LAST_NUMBER = re.compile(
    rf"(?:(?:ul|al|pl|av|str)\.\s)?{_CAPITAL}(?:\s+{_STREET_WORD}){{0,4}}\s+{_HOUSE}$"
)
_IS_UNIT = re.compile(rf"^{_UNIT}$", re.IGNORECASE)
_ENDS_IN_UNIT = re.compile(rf"{_UNIT}$", re.IGNORECASE)
_MONTHS = (
    "january|february|march|april|may|june|july|august|september|october|november|december|januar|"
    "februar|märz|mai|juni|juli|oktober|dezember"
)
_NOT_A_STREET = re.compile(
    rf"\b(?:order|bestellung|commande|pedido|ordine|paid|euros?|dollars?)\b|"
    rf"^(?:from\s|vom\s)?\d{{1,2}}\.?\s(?:{_MONTHS})\b",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"^(?:(?:to|at|is|an|in|my|our|the|address|adresse|nach|it|send|ship|sie|ihr|uns|mir|es|é|è|"
    r"neue|new)\s+)+",
    re.IGNORECASE,
)


def written_address(text: str) -> Address | None:
    """The postal address in a text; None without a street with a number, a postcode and a town.

    Read by the shapes of postcodes; the street is what stands right before the town with a house
    number. An order number or a date beside a town is no address.
    """
    return next(_addresses(text), None)


def _addresses(text: str) -> Iterator[Address]:
    for country, pattern in _TOWNS:
        for found in re.finditer(rf"(?<![\w-]){pattern}", text):
            street = _street_before(text[: found.start()])
            if street:
                groups = found.groupdict()
                region = groups.get("region") or ""
                named = _country_after(text[found.end() :])
                yield Address(
                    street=street,
                    city=found["city"].strip(" .,"),
                    postcode=" ".join(found["postcode"].split()),
                    region=_STATE_CODES.get(region, region),
                    country=named or (country if country in _SURE else ""),
                )


def _street_before(before: str) -> str:
    """The parts right before the town that are a street and a flat; empty if there is none."""
    before = re.sub(r"(?:[\s,]|\b(?:in|at|à|en)\b)*$", "", before)
    parts = [part for part in _SEPARATOR.split(before) if part.strip()]
    units: list[str] = []
    while parts and _IS_UNIT.match(parts[-1].strip()):
        units.insert(0, parts.pop().strip())
    if not parts:
        return ""
    street = _street_at_the_end(parts[-1].strip())
    if not street:
        return ""
    flat = _ENDS_IN_UNIT.search(parts[-2].strip()) if len(parts) > 1 else None
    front = [flat.group()] if flat and not units else []
    return ", ".join([*front, street, *units])


def _street_at_the_end(part: str) -> str:
    found = _FIRST_NUMBER.search(part) or _LAST_NUMBER.search(part)
    if found is None:
        return ""
    street = _LEADING.sub("", found.group().strip())
    return "" if _NOT_A_STREET.search(street) else street


def _country_after(after: str) -> str:
    name = re.match(r"\s*[,\n]\s*([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2})", after)
    words = name[1].split() if name else []
    ends = range(len(words), 0, -1)
    codes = (_countries().get(" ".join(words[:end]).casefold()) for end in ends)
    return next((code for code in codes if code), "")


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names = {"usa": "US", "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB"}
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "pl"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(name.casefold(), code)
    return names
