"""The address a customer wants something sent to: written out, or known already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.words import places_of, plain_words, says
from cx_assistant.models import Address, Order

_POSTCODES = (
    ("GB", r"(?P<postcode>[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2})", "before"),
    ("NL", r"(?P<postcode>\d{4}\s?[A-Z]{2})(?![\w])", "after"),
    ("PL", r"(?P<postcode>\d{2}-\d{3})(?!\d)", "after"),
    ("PT", r"(?P<postcode>\d{4}-\d{3})(?!\d)", "after"),
    ("US", r"(?P<region>[A-Z]{2})\s+(?P<postcode>\d{5}(?:-\d{4})?)(?!\d)", "before"),
    ("", r"(?:[A-Z]{1,2}-)?(?P<postcode>\d{4,5})(?!\d)", "after"),
)
_CITY = r"[^\W\d_][^\W\d_.'’-]*(?:[ .'’-]+[^\W\d_][^\W\d_.'’-]*){0,3}"
_SEPARATOR = re.compile(r"\s*(?:,|\n|;|\||·)\s*")
_NUMBERED = re.compile(r"(?<!\w)\d{1,5}\s?[a-zA-Z]?(?!\w)")
_UNIT = re.compile(
    r"^(?:suite|apt\.?|apartment|flat|unit|floor|room|c/o|etage|hinterhaus|\d+\.\s?(?:og|stock))\b",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^.*(?:\b(?:address(?:\s+is)?|is|to|at|should be|an die|an|adresse(?:\s+(?:ist|lautet))?|"
    r"lautet|nach|est|à|es|a|è|naar|is|para|na|in|live|mother's|mother|neighbour|mutter|"
    r"richtig ist|bringen|now)\b\s*:?|:)\s*",
    re.IGNORECASE | re.DOTALL,
)
_ENDS = re.compile(
    r"[.!?](?:\s|$)|\s(?:please|instead|thanks|bitte|schicken|liefern|senden)\b", re.I
)


def written_address(text: str) -> Address | None:
    """The postal address in a text; None without street and postcode or town.

    Read by the shapes of postcodes; what stands in front of it with a house number is the street.
    """
    for country, pattern, city_side in _POSTCODES:
        city = rf"(?P<city>{_CITY})"
        whole = rf"{city}\s*,?\s+{pattern}" if city_side == "before" else rf"{pattern}\s+{city}"
        for found in re.finditer(rf"(?<![\w-]){whole}", text):
            street = _street(text[: found.start()])
            if street:
                return _address(found, street, country, text[found.end() :])
    return None


def _address(found: re.Match[str], street: str, country: str, after: str) -> Address:
    city = _ENDS.split(found["city"])[0].strip(" .,")
    groups = found.groupdict()
    return Address(
        street=street,
        city=city,
        postcode=" ".join(groups["postcode"].split()),
        region=groups.get("region") or "",
        country=_country(after) or (country if country in {"GB", "US"} else ""),
    )


def _street(before: str) -> str:
    """The last parts before the town that hold a house number, without the words leading there."""
    parts = [part for part in _SEPARATOR.split(before.rstrip(" ,\n")) if part.strip()]
    taken: list[str] = []
    for part in reversed(parts[-3:]):
        text = _LEAD_IN.sub("", _last_sentence(part)).strip(" :.")
        has_number = bool(_NUMBERED.search(text))
        if not has_number and not _UNIT.match(text):
            break
        taken.insert(0, text)
        if text != part.strip() or (has_number and not _UNIT.match(text)):
            break
    street = ", ".join(taken)
    return street if _NUMBERED.search(street) and re.search(r"[^\W\d_]{2}", street) else ""


def _last_sentence(text: str) -> str:
    return re.split(r"(?<=[^\W\d_]{3}[.!?])\s+", text)[-1]


def _country(after: str) -> str:
    name = re.match(r"\s*[,\n]\s*([^\W\d_][^\W\d_ ]*(?: [^\W\d_]+){0,2})", after)
    if name is None:
        return ""
    words = name[1].split()
    for length in range(len(words), 0, -1):
        code = _countries().get(" ".join(words[:length]).casefold())
        if code:
            return code
    return ""


@cache
def _countries() -> dict[str, str]:
    from babel import Locale

    names = {"usa": "US", "uk": "GB", "england": "GB", "scotland": "GB"}
    for language in ("en", "de", "fr", "es", "it", "nl", "pt", "pl"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2 and code.isalpha():
                names.setdefault(name.casefold(), code)
    return names


def known_addresses(context: ActionContext) -> list[tuple[Address, Order | None]]:
    """The customer's own address and those of their orders, each once, newest orders first."""
    customer = context.customer
    found: dict[Address, Order | None] = {}
    if customer is not None and customer.address is not None:
        found[_place(customer.address)] = None
    for order in context.orders:
        for address in (order.shipping_address, order.billing_address):
            if address is not None:
                found.setdefault(_place(address), order)
    return list(found.items())


def _place(address: Address) -> Address:
    """The address without who receives there: two names at one door are one place."""
    return address.model_copy(update={"name": ""})


def meant_address(text: str, context: ActionContext, target: Order | None) -> Address | None:
    """The one known address that a text points at, other than where the order goes now.

    By a town or region in it, as "my default address", or as the one of another order.
    """
    known = known_addresses(context)
    now = _place(target.shipping_address) if target and target.shipping_address else None
    if target is None and context.customer and context.customer.address:
        now = _place(context.customer.address)
    others = [(address, order) for address, order in known if address != now]
    named = [address for address, _ in others if _names(text, address)]
    if len(named) == 1:
        return named[0]
    own = context.customer.address if context.customer else None
    if says(text, "default_address") and target is not None and own is not None:
        return _place(own)
    if says(text, "other_order") or says(text, "moved"):
        elsewhere = [address for address, order in others if order is not None]
        return elsewhere[0] if len(elsewhere) == 1 else None
    return None


def _names(text: str, address: Address) -> bool:
    words = plain_words(text)
    city = plain_words(address.city)
    region = address.region.strip()
    initials = "".join(word[0] for word in city) if len(city) > 1 else ""
    return (
        _stands_in(city, words)
        or _stands_in(plain_words(address.street), words)
        or bool(initials and {initials, f"{initials}c"} & set(words))
        or bool(len(region) == 2 and re.search(rf"(?<!\w){re.escape(region)}(?!\w)", text))
    )


def _stands_in(part: Sequence[str], words: Sequence[str]) -> bool:
    return bool(part) and any(
        list(words[n : n + len(part)]) == list(part) for n in range(len(words) - len(part) + 1)
    )


def is_for_account(text: str) -> bool:
    """True if the customer's own address on file is to change, not only an order's.

    "The address in my account", "my default address"; not "to my default address", which says where
    to, and not "it is in my profile", which says where to look.
    """
    words = plain_words(text)
    return any(_is_target(words, start, end) for start, end in places_of(words, "account"))


def _is_target(words: Sequence[str], start: int, end: int) -> bool:
    if says(words[max(0, start - 1) : start], "the_order"):  # "in my orders profile"
        return False
    if says(words[max(0, start - 3) : start], "toward"):
        return False
    near = [*words[max(0, start - 4) : start], *words[start : end + 2]]
    return says(near, "address")


def first_of(addresses: Iterable[Address | None]) -> Address | None:
    """The first that is one."""
    return next((address for address in addresses if address is not None), None)
