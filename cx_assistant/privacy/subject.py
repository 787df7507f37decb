"""Everything by which data about one customer is recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from cx_assistant.models import Address, Customer, Model, Order

_SHORTEST_MARK = 5  # shorter texts occur by accident in any large file
_NOTHING = re.compile(r"(?!)")


class Subject(Model):
    """A customer, and the texts that tell data about them.

    `keys` are theirs alone: ids, order and tracking numbers, e-mail, phone. `marks` are texts that
    others may share with them: a full name, a street, a note.
    """

    customer_id: str
    keys: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()

    @classmethod
    def of(cls, customer_id: str, customer: Customer | None, orders: Sequence[Order]) -> Subject:
        """What names this customer. Texts under five characters are left out."""
        keys = [customer_id, *_keys_of(customer), *(k for order in orders for k in _numbers(order))]
        marks = [*_marks_of(customer), *(m for order in orders for m in _told(order))]
        return cls(customer_id=customer_id, keys=_usable(keys), marks=_usable(marks))

    def is_named_in(self, text: str) -> bool:
        """True if one of the keys stands in the text as a word of its own."""
        return self._key_pattern.search(text) is not None

    def redacted(self, text: str, by: str) -> str:
        """The text with every key and mark replaced."""
        return self._pattern.sub(by, text)

    @cached_property
    def _key_pattern(self) -> re.Pattern[str]:
        return _pattern(self.keys)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return _pattern((*self.keys, *self.marks))


def _pattern(texts: Sequence[str]) -> re.Pattern[str]:
    if not texts:
        return _NOTHING
    longest_first = sorted(texts, key=len, reverse=True)
    any_of = "|".join(re.escape(text) for text in longest_first)
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)", re.IGNORECASE)


def _usable(texts: Iterable[str]) -> tuple[str, ...]:
    found = {text.strip() for text in texts}
    return tuple(sorted(text for text in found if len(text) >= _SHORTEST_MARK))


def _keys_of(customer: Customer | None) -> Iterator[str]:
    if customer is not None:
        yield from (customer.email, customer.email.lower(), customer.phone)
        yield from (method.id for method in customer.payment_methods)


def _numbers(order: Order) -> Iterator[str]:
    yield order.id
    yield from (sent.tracking_number for sent in order.shipments)


def _marks_of(customer: Customer | None) -> Iterator[str]:
    if customer is not None:
        yield from _full_name(customer.name)
        yield from _of_address(customer.address)


def _told(order: Order) -> Iterator[str]:
    yield from _of_address(order.shipping_address)
    yield from _of_address(order.billing_address)
    yield from order.notes


def _of_address(address: Address | None) -> Iterator[str]:
    if address is not None:
        yield from _full_name(address.name)
        yield address.street


def _full_name(name: str) -> Iterable[str]:
    """A name alone could be anybody's or a product's; a full one is somebody's."""
    return (name,) if " " in name.strip() else ()
