"""What order state, policy and settings say to an action, with the arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from cx_assistant.actions.context import ActionContext
from cx_assistant.models import Order, OrderField, Verdict
from cx_assistant.orders.disclosure import OrderView
from cx_assistant.orders.formats import day, money
from cx_assistant.orders.policies import Stated
from cx_assistant.orders.telling import Telling

_ORDER = (Verdict.ALLOWED, Verdict.NEEDS_APPROVAL, Verdict.DENIED)


@dataclass(frozen=True)
class Ruling:
    """A verdict, what it rests on in words and in evidence, and what the action costs the shop."""

    verdict: Verdict
    reasons: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    cost: Decimal | None = None

    def costing(self, cost: Decimal | None) -> Ruling:
        """The same verdict with this cost."""
        return Ruling(self.verdict, self.reasons, self.basis, cost)


def allowed(reason: str, *basis: str) -> Ruling:
    """It may be done."""
    return Ruling(Verdict.ALLOWED, (reason,), _given(basis))


def needs_approval(reason: str, *basis: str) -> Ruling:
    """It may be done if a second person agrees."""
    return Ruling(Verdict.NEEDS_APPROVAL, (reason,), _given(basis))


def denied(reason: str, *basis: str) -> Ruling:
    """It may not be done."""
    return Ruling(Verdict.DENIED, (reason,), _given(basis))


def together(rulings: Iterable[Ruling]) -> Ruling:
    """The strictest of the verdicts, with the reasons for it first and those of the others after.

    A denial is explained by what denies it alone.
    """
    every = list(rulings)
    worst = max((each.verdict for each in every), key=_ORDER.index)
    told = [each for each in every if each.verdict is worst]
    if worst is not Verdict.DENIED:
        told += [each for each in every if each.verdict is not worst]
    reasons = dict.fromkeys(reason for each in told for reason in each.reasons)
    basis = dict.fromkeys(each for ruling in every for each in ruling.basis)
    return Ruling(worst, tuple(reasons), tuple(basis))


def _given(basis: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in basis if each)


@dataclass(frozen=True)
class Case:
    """One order to be judged, as of a moment, in the words for staff."""

    order: Order
    context: ActionContext
    now: datetime

    @property
    def telling(self) -> Telling:
        """The order in the words for staff, who may see all of it."""
        view = OrderView(self.order, frozenset(OrderField))
        context = self.context
        return Telling.of(
            view, language="en", now=self.now, zone=context.zone, calendar=context.calendar
        )

    def fact(self, name: str) -> str:
        """The evidence id of what the order says about this."""
        return f"order:{self.order.id}:{name}"

    def day(self, moment: datetime | date) -> str:
        """The day it was in the shop."""
        return day(moment, "en", self.context.zone)

    def money(self, amount: Decimal) -> str:
        """An amount in the order's currency."""
        return money(amount, self.order.currency, "en")


Check = Callable[[Case], Ruling]


def on_condition(rule: Stated) -> str:
    """` (only: unused, for members)`, which order data cannot tell, or nothing."""
    limits = [rule.condition, *rule.scope.model_dump().values()]
    told = ", ".join(limit for limit in limits if limit)
    return f" (only: {told})" if told else ""
