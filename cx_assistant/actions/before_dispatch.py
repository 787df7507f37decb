"""Whether an order can still be stopped or changed: nothing of it may have left."""

from __future__ import annotations

from datetime import timedelta

from cx_assistant.actions.rulings import Case, Ruling, allowed, denied, needs_approval, on_condition
from cx_assistant.models import OrderStatus
from cx_assistant.orders.goods import is_dispatched

_OVER = {
    OrderStatus.CANCELLED: "has been cancelled",
    OrderStatus.RETURNED: "has been returned",
    OrderStatus.REFUNDED: "has been refunded",
    OrderStatus.DELIVERED: "has been delivered",
    OrderStatus.LOST: "has left and is lost",
}


def not_dispatched(case: Case, what: str) -> Ruling:
    """Denied once a parcel has left; `what` is what would be done, as a noun."""
    order, status = case.order, case.fact("status")
    over = _OVER.get(order.status)
    if over is not None:
        return denied(f"{order.id} {over}; {what} is possible before dispatch only", status)
    has_left = is_dispatched(order, case.now)
    if has_left is None:
        told = f"its status {order.status_text!r} does" if order.status_text else "the order does"
        return needs_approval(f"{told} not say whether {order.id} has left; look before", status)
    if has_left:
        sent = [s.shipped for s in order.shipments if s.shipped and s.shipped <= case.now]
        on = f" on {case.day(min(sent))}" if sent else ""
        return denied(f"{order.id} left{on}; {what} is possible before dispatch only", status)
    return allowed(f"nothing of {order.id} has left yet ({order.status.value})", status)


def within_cancel_time(case: Case) -> Ruling:
    """What the shop's rule on cancelling says, where it counts minutes from the order on."""
    rule = case.context.policies.cancel
    if rule is None:
        return allowed("no rule limits cancelling before dispatch")
    if rule.within_minutes is None:
        return allowed(f"the rule allows it until dispatch{on_condition(rule)}", rule.source)
    placed = case.order.placed
    if placed is None:
        reason = (
            f"orders can be cancelled within {rule.within_minutes} minutes, but this has no date"
        )
        return needs_approval(reason, rule.source)
    age = int((case.now - placed) / timedelta(minutes=1))
    sum_ = f"placed {age} minutes ago, limit {rule.within_minutes} minutes{on_condition(rule)}"
    told = denied if age > rule.within_minutes else allowed
    return told(sum_, case.fact("placed"), rule.source)
