"""Whether something may be sent once more."""

from __future__ import annotations

from datetime import timedelta

from cx_assistant.actions.before_dispatch import not_dispatched
from cx_assistant.actions.orders_meant import has_been_delivered
from cx_assistant.actions.rulings import Case, Ruling, allowed, denied, needs_approval
from cx_assistant.models import OrderStatus, Verdict
from cx_assistant.orders.formats import local_date

LATE_ENOUGH = timedelta(days=14)  # carriers take a parcel for lost after about two weeks


def may_be_sent_again(case: Case) -> Ruling:
    """A lost parcel may; one booked as delivered needs a person; one under way must wait."""
    order, status = case.order, case.fact("status")
    if order.status is OrderStatus.LOST:
        return allowed(f"{order.id} is lost", status)
    if order.status in {OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED}:
        return denied(f"{order.id} is {order.status.value}; there is nothing to send again", status)
    if has_been_delivered(order, case.now):
        reason = f"{order.id} is booked as delivered; what is broken or missing must be looked at"
        return needs_approval(reason, status)
    if not_dispatched(case, "").verdict is Verdict.ALLOWED:
        return denied(f"nothing of {order.id} has left yet, so nothing can be sent again", status)
    return _under_way(case)


def _under_way(case: Case) -> Ruling:
    expected = [sent.estimated for sent in case.order.shipments if sent.estimated is not None]
    eta = case.fact("eta-1")
    if not expected:
        return needs_approval(f"{case.order.id} is under way without a date", case.fact("status"))
    zone = case.context.zone
    late = (local_date(case.now, zone) - local_date(max(expected), zone)).days
    sum_ = f"expected {case.day(max(expected))}, {max(late, 0)} days late"
    if late >= LATE_ENOUGH.days:
        return allowed(f"{sum_}, taken for lost after {LATE_ENOUGH.days}", eta)
    if late > 0:
        return needs_approval(f"{sum_}, taken for lost after {LATE_ENOUGH.days}", eta)
    return denied(f"{case.order.id} is under way, expected {case.day(max(expected))}", eta)
