"""The last look at evidence before it enters a prompt: is all personal data in it theirs?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from cx_assistant.errors import LeakError
from cx_assistant.models import Evidence, EvidenceKind, Order
from cx_assistant.order_keys import key_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.order_ids import (
    Mention,
    Shape,
    mentions,
    shapes_of,
    tracking_mentions,
)

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")


class Directory(Protocol):
    """Knows whose an order or an address is; `OrderStore` is one."""

    def owner_of(self, order_id: str) -> str | None:
        """The customer whose order this is."""

    def customer_ids_by_email(self, email: str) -> list[str]:
        """The customers with this address."""


def assert_only_own_data(
    evidence: Sequence[Evidence],
    identity: VerifiedIdentity | None,
    own_orders: Sequence[Order],
    *,
    own_emails: Iterable[str] = (),
    directory: Directory | None = None,
) -> None:
    """Raises `LeakError` if evidence holds an order, an address or a parcel of somebody else.

    Order facts and what is worked out from them may name the identity's own only, and none without
    an identity. Articles may hold the shop's own addresses and invented order numbers; with a
    `directory` not even they may hold a real one. The customer's own words are not evidence: they
    may mention any number.
    """
    own = _Own(identity, own_orders, own_emails)
    for item in evidence:
        if _is_personal(item):
            own.check_personal(item)
        elif directory is not None:
            own.check_public(item, directory)


def _is_personal(item: Evidence) -> bool:
    derived = any(source.startswith("order:") for source in item.basis)
    return item.kind is not EvidenceKind.ARTICLE or item.customer_id is not None or derived


class _Own:
    """Everything that is known to belong to one customer."""

    def __init__(
        self, identity: VerifiedIdentity | None, orders: Sequence[Order], emails: Iterable[str]
    ) -> None:
        self._customer_id = None if identity is None else identity.customer_id
        orders = [order for order in orders if order.customer_id == self._customer_id]
        self._ids = {key_of(order.id): order.id for order in orders}
        self._shapes: tuple[Shape, ...] = shapes_of(order.id for order in orders)
        self._tracking = {
            key_of(sent.tracking_number) for order in orders for sent in order.shipments
        }
        self._emails = {email.strip().lower() for email in emails}

    def check_personal(self, item: Evidence) -> None:
        """Every name of an order, a parcel or a mailbox in it must be their own."""
        if self._customer_id is None or item.customer_id != self._customer_id:
            raise _leak(item, "belongs to another customer or to nobody known")
        if item.kind is EvidenceKind.ORDER and key_of(item.source) not in self._ids:
            raise _leak(item, "is about an order that is not theirs")
        if any(key not in self._ids for key in self._order_keys(item.text)):
            raise _leak(item, "names an order that is not theirs")
        if any(key not in self._tracking for key in self._tracking_keys(item.text)):
            raise _leak(item, "names a parcel that is not theirs")
        if any(email.lower() not in self._emails for email in _EMAIL.findall(item.text)):
            raise _leak(item, "names an e-mail address that is not theirs")

    def check_public(self, item: Evidence, directory: Directory) -> None:
        """No real order or mailbox of another customer may have got into an article."""
        for mention in mentions(item.text, self._shapes, self._ids.values()):
            owners = {directory.owner_of(spelling) for spelling in self._spellings(mention)}
            if owners - {None, self._customer_id}:
                raise _leak(item, "names a real order of another customer")
        for email in _EMAIL.findall(item.text):
            owners = set(directory.customer_ids_by_email(email))
            if owners and self._customer_id not in owners:
                raise _leak(item, "names the e-mail address of a customer")

    def _spellings(self, mention: Mention) -> set[str]:
        """As written, and as the shop writes its numbers."""
        digits = "".join(re.findall(r"\d", mention.key))
        own_style = {re.sub(r"\d+", digits, own, count=1) for own in self._ids.values()}
        return {mention.written, mention.key} | own_style

    def _order_keys(self, text: str) -> Iterator[str]:
        for mention in mentions(text, self._shapes, self._ids.values()):
            if mention.key not in self._tracking:
                yield mention.key

    def _tracking_keys(self, text: str) -> Iterator[str]:
        for mention in tracking_mentions(text):
            if mention.key not in self._ids:
                yield mention.key


def _leak(item: Evidence, why: str) -> LeakError:
    """Without the evidence's id, which names an order: this ends in traces and logs."""
    message = (
        f"a piece of {item.kind.value} evidence {why}; "
        "build evidence with order_facts and computed_facts only"
    )
    return LeakError(message)
