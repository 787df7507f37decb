"""Which of the ways to pay on file a customer means."""

from __future__ import annotations

import re

from cx_assistant.actions.words import says
from cx_assistant.models import Customer, Order, PaymentMethod

_KINDS = ("gift_card", "paypal", "credit_card")
_DIGITS = re.compile(r"(?<!\d)\d{4,}(?!\d)")


def methods_meant(text: str, customer: Customer | None, order: Order) -> tuple[PaymentMethod, ...]:
    """The ways to pay that the text may mean; empty if it names none, several if it is unclear.

    By the last digits, by kind ("PayPal", "gift card"), or as the other one than it was paid with.
    """
    methods = customer.payment_methods if customer else ()
    numbers = _DIGITS.findall(text)
    by_number = tuple(m for m in methods if any(_ends_in(m, number) for number in numbers))
    if by_number:
        return by_number
    used = {payment.method_id for payment in order.payments}
    kinds = [kind for kind in _KINDS if says(text, kind)]
    of_kind = tuple(m for m in methods if m.kind in _kinds_meant(kinds))
    if says(text, "the_other") and (kinds or "method" in text.lower()):
        return tuple(m for m in (of_kind or methods) if m.id not in used)
    return of_kind


def _kinds_meant(kinds: list[str]) -> list[str]:
    """A gift card is not meant by its "card" alone."""
    return kinds[:1] if "gift_card" in kinds[:1] else kinds


def _ends_in(method: PaymentMethod, number: str) -> bool:
    return any(re.sub(r"\D", "", held).endswith(number) for held in (method.label, method.id))


def names_a_way_to_pay(text: str) -> bool:
    """True if some way to pay is named, on file or not."""
    return any(says(text, kind) for kind in _KINDS)


def original_method(order: Order) -> str:
    """The id of the way it was paid, if one is known and it is the only one."""
    ids = {payment.method_id for payment in order.payments if payment.method_id}
    return ids.pop() if len(ids) == 1 else ""
