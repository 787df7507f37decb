"""What follows from an order and the shop's rules, with the arithmetic in the sentence."""

from __future__ import annotations

from datetime import datetime, tzinfo

from cx_assistant.models import Evidence, OrderField
from cx_assistant.orders.cancelling import cancel_facts, dispatch_facts
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.lateness import expected_facts, lateness_facts
from cx_assistant.orders.loyalty import loyalty_by_rule
from cx_assistant.orders.made_for_them import no_return_facts
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.refund_due import refund_facts
from cx_assistant.orders.return_window import return_facts
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.totals import total_facts
from cx_assistant.orders.warranty import warranty_facts


def computed_facts(
    view: OrderView, policies: Policies, *, language: str, now: datetime, zone: tzinfo
) -> list[Evidence]:
    """Return windows, lateness, refund date, whether it can be cancelled: what can be worked out.

    `basis` names the order fact and the passage (or article) a sentence rests on. Days are counted
    on the shop's calendar. Rests on nothing that the view withholds.
    """
    return worked_out(Telling.of(view, language=language, now=now, zone=zone), policies)


def worked_out(telling: Telling, policies: Policies) -> list[Evidence]:
    """The same, with working days counted on the calendar of the telling.

    Where the status is withheld, or cannot be true, nothing is worked out that hangs on it.
    """
    in_all = total_facts(telling)
    if telling.contradicts_status or not telling.view.may_tell(OrderField.STATUS):
        return list(in_all)
    return [
        *return_facts(telling, policies),
        *no_return_facts(telling, policies),
        *refund_facts(telling, policies.refund),
        *lateness_facts(telling),
        *expected_facts(telling, policies),
        *dispatch_facts(telling),
        *cancel_facts(telling, policies),
        *warranty_facts(telling, policies),
        *in_all,
        *loyalty_by_rule(telling, policies.loyalty),
    ]
