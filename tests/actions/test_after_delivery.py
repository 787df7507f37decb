"""What may come back after delivery, by the shop's tags, calendar and countries."""

from __future__ import annotations

from datetime import date

from cx_assistant.actions.after_delivery import can_come_back
from cx_assistant.actions.rulings import Case, Ruling
from cx_assistant.models import ActionKind, Verdict
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.policies import Policies, Rule, RuleKind, Scope

from .builders import NOW, context, delivered

SIX_DAYS = Rule(days=6, working_days=True, source="returns.md#1")


def ruling(
    sku: str,
    *,
    kind: ActionKind = ActionKind.RETURN,
    calendar: Calendar | None = None,
    **rules: object,
) -> Ruling:
    policies = Policies.model_validate({"return_window": Rule(days=30), **rules})
    about = context(policies=policies, calendar=calendar or Calendar())
    return can_come_back(Case(delivered(), about, NOW), kind, [sku])


def test_working_days_are_counted_on_the_calendar_of_the_shop() -> None:
    closed = Calendar("DE", closed_days=frozenset({date(2026, 6, 2)}))
    in_germany = ruling("MUG", return_window=SIX_DAYS, calendar=closed)

    assert "= 9 June 2026, 1 days ago" in ruling("MUG", return_window=SIX_DAYS).reasons[0]
    assert "= 10 June 2026, 0 days left" in in_germany.reasons[0]
    assert in_germany.verdict is Verdict.ALLOWED


def test_what_the_shop_takes_nothing_of_does_not_come_back() -> None:
    denied = ruling("HAT", no_return_tags=("Sale",))

    assert denied.verdict is Verdict.DENIED
    assert "Wool Hat is not taken back (sale)" in denied.reasons[0]
    assert ruling("MUG", no_return_tags=("Sale",)).verdict is Verdict.ALLOWED


def test_an_exchange_falls_under_the_rule_of_its_country() -> None:
    american = Rule(
        days=5, kind=RuleKind.EXCHANGE_WINDOW, scope=Scope(countries="USA"), source="us.md#1"
    )

    late = ruling("MUG", kind=ActionKind.EXCHANGE, limited_windows=(american,))

    assert late.verdict is Verdict.DENIED
    assert "+ 5 days (exchange window) = 6 June 2026, 4 days ago" in late.reasons[0]
    assert "us.md#1" in late.basis
