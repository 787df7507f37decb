"""What was paid, what went back and what it cost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from cx_assistant.models import Evidence, Order, Refund
from cx_assistant.orders.goods import goods
from cx_assistant.orders.telling import Telling, shown
from cx_assistant.orders.wording import say


def money_facts(telling: Telling) -> Iterator[Evidence]:
    """Payments, refunds, total and what it is made of. Zero amounts are not worth a sentence.

    Where an amount runs the wrong way, somebody has to look at it, and nothing of its kind is said;
    in a currency that nobody knows nothing at all.
    """
    if telling.knows_currency:
        yield from _payments(telling)
        yield from _refunds(telling)
        yield from _totals(telling)


def _payments(telling: Telling) -> Iterator[Evidence]:
    wording = telling.wording.facts
    payments = telling.order.payments
    if any(payment.amount < 0 for payment in payments):
        return
    for number, payment in enumerate(payments, start=1):
        if not payment.amount or (payment.at is not None and payment.at > telling.now):
            continue
        yield telling.fact(
            f"payment-{number}",
            wording.paid,
            amount=telling.money(payment.amount),
            method=_by(telling, wording.by_method, payment.method),
            when=telling.and_when(payment.at),
        )


def _refunds(telling: Telling) -> Iterator[Evidence]:
    wording = telling.wording.facts
    refunds = telling.order.refunds
    if any(refund.amount < 0 for refund in refunds):  # money was taken back again
        return
    for number, refund in enumerate(refunds, start=1):
        if not refund.amount:
            continue
        names = refunded_names(telling.order, refund)
        is_planned = refund.at is not None and refund.at > telling.now
        done = wording.refunded_items if names else wording.refunded
        values = {"names": telling.names(names)} if names and not is_planned else {}
        yield telling.fact(
            f"refund-{number}",
            wording.refund_due if is_planned else done,
            amount=telling.money(refund.amount),
            method=_by(telling, wording.to_method, refund.method),
            when=telling.and_when(refund.at),
            **values,
        )


def refunded_names(order: Order, refund: Refund) -> tuple[str, ...]:
    """What a refund is for; nothing unless every one of its skus is a named piece of the order."""
    names = {item.sku: item.name for item in goods(order) if item.sku and shown(item.name)}
    found = tuple(names.get(sku, "") for sku in dict.fromkeys(refund.skus))
    return found if all(found) else ()


def _totals(telling: Telling) -> Iterator[Evidence]:
    order, wording = telling.order, telling.wording.facts
    items = None if order.total is not None else items_total(order)
    amounts = (
        ("total", wording.total, _not_negative(order.total)),
        ("items-total", wording.items_total, _not_negative(items)),
        ("shipping-cost", wording.shipping_cost, _not_negative(_shipping_cost(order))),
        # Some shops book a discount as a negative amount.
        ("discount", wording.discount, None if order.discount is None else abs(order.discount)),
        ("tax", wording.tax, _not_negative(order.tax)),
    )
    for name, sentence, amount in amounts:
        if amount:
            yield telling.fact(name, sentence, amount=telling.money(amount))


def items_total(order: Order) -> Decimal | None:
    """What the goods cost together; None unless every price is known."""
    prices = [(item.price, item.quantity) for item in goods(order)]
    if not prices or any(price is None for price, _ in prices):
        return None
    return sum((price * count for price, count in prices if price is not None), Decimal(0))


def _not_negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None or amount < 0 else amount


def _shipping_cost(order: Order) -> Decimal | None:
    if order.shipping_cost is not None:
        return order.shipping_cost
    wares = goods(order)
    lines = [item for item in order.items if item not in wares]
    if not lines:
        return None
    return sum(((item.price or Decimal(0)) * item.quantity for item in lines), Decimal(0))


def _by(telling: Telling, sentence: str, method: str) -> str:
    if not shown(method):
        return ""
    key = re.sub(r"\W+", "_", method.strip().lower())
    name = telling.wording.methods.get(key) or shown(method.replace("_", " "))
    return say(sentence, method=name)
