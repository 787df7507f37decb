"""Which customers a text may be from, for support agents who look somebody up.

This is a search, not a check: anybody can write anybody's name or address into a text. Nothing
here makes a `VerifiedIdentity`, and what is found must never be disclosed to whoever wrote.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from cx_assistant.models import Customer, Model
from cx_assistant.order_keys import fold, key_of

_LONGEST_TEXT = 20_000
_SHORTEST_PHONE = 7  # digits
_SHORTEST_BARE_ID = 5  # a shorter one is as likely a quantity or a house number
_LONGEST_ID_WORDS = 3
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w-])\+?\(?\d[\d\s()./-]{5,}\d(?!\w)")
_CALLED_ID = re.compile(
    r"\b(?:customer|user|client|account|kunden?)[\s-]*(?:id|number|no|nr|nummer)?\b[\s:.#]*"
    r"(?:is\s+|ist\s+)?(?P<id>\w[\w.-]*)",
    re.IGNORECASE,
)


class LocatedBy(StrEnum):
    """What in the text led to a customer."""

    CUSTOMER_ID = "customer_id"
    EMAIL = "email"
    PHONE = "phone"
    NAME_AND_POSTCODE = "name_and_postcode"


class Candidate(Model):
    """A customer the text may be from, and everything in it that says so."""

    customer_id: str
    by: tuple[LocatedBy, ...]


class CustomerLookup(Protocol):
    """Where customers are looked up. Each answer holds every customer it fits."""

    def with_id(self, customer_id: str) -> Sequence[Customer]:
        """Those with this id, whatever its case."""

    def with_email(self, email: str) -> Sequence[Customer]:
        """Those with this address, whatever its case."""

    def with_phone(self, digits: str) -> Sequence[Customer]:
        """Those whose number has these digits."""

    def with_postcode(self, key: str) -> Sequence[Customer]:
        """Those who live there; `key` is `key_of` the postcode."""


class CustomerDirectory:
    """Customers in memory, as a `CustomerLookup`."""

    def __init__(self, customers: Iterable[Customer]) -> None:
        self._ids: defaultdict[str, list[Customer]] = defaultdict(list)
        self._emails: defaultdict[str, list[Customer]] = defaultdict(list)
        self._phones: defaultdict[str, list[Customer]] = defaultdict(list)
        self._postcodes: defaultdict[str, list[Customer]] = defaultdict(list)
        for each in customers:
            self._ids[_plain(each.id)].append(each)
            self._emails[each.email.strip().casefold()].append(each)
            self._phones[_digits(each.phone)].append(each)
            self._postcodes[key_of(each.address.postcode if each.address else "")].append(each)

    def with_id(self, customer_id: str) -> Sequence[Customer]:
        """Those with this id, whatever its case."""
        return _under(self._ids, _plain(customer_id))

    def with_email(self, email: str) -> Sequence[Customer]:
        """Those with this address, whatever its case."""
        return _under(self._emails, email.strip().casefold())

    def with_phone(self, digits: str) -> Sequence[Customer]:
        """Those whose number has these digits."""
        return _under(self._phones, digits)

    def with_postcode(self, key: str) -> Sequence[Customer]:
        """Those who live there; `key` is `key_of` the postcode."""
        return _under(self._postcodes, key)


def locate_customers(text: str, directory: CustomerLookup) -> tuple[Candidate, ...]:
    """Every customer whose id, e-mail address, phone number or name and postcode is in the text.

    Clues that agree narrow each other down. Where they disagree, or one fits several customers,
    all are returned: two people who share an address are two candidates, never a guess.
    """
    text = text[:_LONGEST_TEXT]
    clues = {
        LocatedBy.CUSTOMER_ID: _by_id(text, directory),
        LocatedBy.EMAIL: _by_email(text, directory),
        LocatedBy.PHONE: _by_phone(text, directory),
        LocatedBy.NAME_AND_POSTCODE: _by_name(text, directory),
    }
    found = {clue: ids for clue, ids in clues.items() if ids}
    if not found:
        return ()
    agreed = set.intersection(*found.values())
    kept = agreed or set.union(*found.values())
    return tuple(
        Candidate(customer_id=id_, by=tuple(clue for clue, ids in found.items() if id_ in ids))
        for id_ in sorted(kept)
    )


def _by_id(text: str, directory: CustomerLookup) -> set[str]:
    words = [word.strip(".,;:!?()[]<>\"'") for word in text.split()]
    runs = {
        " ".join(words[start : start + length])
        for start in range(len(words))
        for length in range(1, _LONGEST_ID_WORDS + 1)
    }
    bare = {run for run in runs if len(run) >= _SHORTEST_BARE_ID}
    called = {match["id"].rstrip(".-") for match in _CALLED_ID.finditer(fold(text))}
    return {each.id for run in sorted(bare | called) for each in directory.with_id(run)}


def _by_email(text: str, directory: CustomerLookup) -> set[str]:
    written = {match[0].rstrip(".") for match in _EMAIL.finditer(text)}
    return {each.id for email in written for each in directory.with_email(email)}


def _by_phone(text: str, directory: CustomerLookup) -> set[str]:
    written = {_digits(match[0]) for match in _PHONE.finditer(fold(text))}
    long_enough = {digits for digits in written if len(digits) >= _SHORTEST_PHONE}
    return {each.id for digits in long_enough for each in directory.with_phone(digits)}


def _by_name(text: str, directory: CustomerLookup) -> set[str]:
    spoken = f" {' '.join(_words(text))} "
    return {
        each.id
        for code in _codes(text)
        for each in directory.with_postcode(code)
        if any(f" {name} " in spoken for name in _spellings(each.name))
    }


def _codes(text: str) -> set[str]:
    """What could be a postcode: words with a digit, alone and with a neighbour (`SW1A 1AA`)."""
    words = re.findall(r"[^\W_]+", fold(text))
    pairs = (a + b for a, b in pairwise(words))
    return {key_of(each) for each in (*words, *pairs) if any(sign.isdigit() for sign in each)}


def _spellings(name: str) -> Iterator[str]:
    words = _words(name)
    if len(words) > 1:  # a first name and a postcode are true of too many
        yield " ".join(words)
        yield " ".join((words[-1], *words[:-1]))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", fold(text).casefold())


def _plain(customer_id: str) -> str:
    return " ".join(fold(customer_id).casefold().split())


def _digits(phone: str) -> str:
    return re.sub(r"\D", "", fold(phone))


def _under(entries: dict[str, list[Customer]], key: str) -> Sequence[Customer]:
    return tuple(entries[key]) if key and key in entries else ()
