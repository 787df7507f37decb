"""What was paid and refunded in all: for one order, and for several together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from cx_assistant.models import Evidence
from cx_assistant.orders.telling import Telling, shown

_Amounts = list[tuple[str, Decimal]]  # each with the name of its fact


def total_facts(telling: Telling) -> Iterator[Evidence]:
    """The sum of several payments, and how much of what was paid has been refunded.

    A sum is told with its parts. Where more went back than was paid, or a booking runs the other
    way, nothing is compared: somebody has to look at it.
    """
    if not telling.knows_currency:
        return
    wording = telling.wording.computed
    paid, refunds = _paid(telling), _refunded(telling)
    if len(paid) > 1:
        text = telling.text(
            wording.paid_sum, paid=telling.money(_sum(paid)), sum=_parts(telling, paid)
        )
        yield telling.computed("paid-total", text, basis=_basis(telling, paid))
    if refunds:
        yield from _refund_total(telling, paid, refunds)


def totals_together(tellings: Sequence[Telling]) -> Iterator[Evidence]:
    """What several orders of one customer cost together, one sentence for each currency.

    An order with an unclear booking leaves its currency without a sum.
    """
    by_currency: defaultdict[str, list[Telling]] = defaultdict(list)
    for telling in tellings:
        if telling.knows_currency:
            by_currency[telling.order.currency.upper()].append(telling)
    for group in by_currency.values():
        if len(group) > 1 and len({one.order.customer_id for one in group}) == 1:
            wording = group[0].wording.computed
            yield from _together(group, "paid-together", wording.paid_together, paid=True)
            yield from _together(group, "refunds-together", wording.refunds_together, paid=False)


def _together(
    group: Sequence[Telling], name: str, sentence: str, *, paid: bool
) -> Iterator[Evidence]:
    found = [(one, _paid(one) if paid else _refunded(one)) for one in group]
    found = [(one, amounts) for one, amounts in found if amounts]
    # A sum over some of the orders would be read as one over all of them.
    if len(found) < 2 or (paid and len(found) < len(group)):
        return
    first = found[0][0]
    sums = [("", _sum(amounts)) for _, amounts in found]
    values = {"paid" if paid else "refunded": first.money(_sum(sums))}
    text = first.text(
        sentence,
        orders=first.names([shown(one.order.id) for one, _ in found]),
        sum=_parts(first, sums),
        **values,
    )
    basis = tuple(part for one, amounts in found for part in _basis(one, amounts))
    yield first.computed(name, text, basis=basis)


def _refund_total(telling: Telling, paid: _Amounts, refunds: _Amounts) -> Iterator[Evidence]:
    wording = telling.wording.computed
    back, all_paid = _sum(refunds), _sum(paid)
    values = {"refunded": telling.money(back), "sum": _parts(telling, refunds)}
    if not paid or back > all_paid:
        if len(refunds) > 1:
            text = telling.text(wording.refunds_sum, **values)
            yield telling.computed("refund-total", text, basis=_basis(telling, refunds))
        return
    values["paid"] = telling.money(all_paid)
    if back == all_paid:
        del values["refunded"]
        text = telling.text(wording.refunded_all, **values)
    else:
        text = telling.text(wording.refunded_part, left=telling.money(all_paid - back), **values)
    basis = (*_basis(telling, paid), *_basis(telling, refunds))
    yield telling.computed("refund-total", text, basis=basis)


def _paid(telling: Telling) -> _Amounts:
    payments = telling.order.payments
    if any(payment.amount < 0 for payment in payments):
        return []
    return [
        (f"payment-{number}", payment.amount)
        for number, payment in enumerate(payments, start=1)
        if payment.amount and not (payment.at is not None and payment.at > telling.now)
    ]


def _refunded(telling: Telling) -> _Amounts:
    refunds = telling.order.refunds
    if any(refund.amount < 0 for refund in refunds):
        return []
    return [
        (f"refund-{number}", refund.amount)
        for number, refund in enumerate(refunds, start=1)
        if refund.amount and not (refund.at is not None and refund.at > telling.now)
    ]


def _sum(amounts: _Amounts) -> Decimal:
    return sum((amount for _, amount in amounts), Decimal(0))


def _parts(telling: Telling, amounts: _Amounts) -> str:
    if len(amounts) < 2:
        return ""
    return f" ({' + '.join(telling.money(amount) for _, amount in amounts)})"


def _basis(telling: Telling, amounts: _Amounts) -> tuple[str, ...]:
    return tuple(f"order:{telling.order.id}:{name}" for name, _ in amounts)
