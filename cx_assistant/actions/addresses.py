"""An address that a customer points at without writing it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.words import places_of, plain_words, says
from cx_assistant.models import Address, Order


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
