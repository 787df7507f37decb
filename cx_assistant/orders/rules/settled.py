"""What cx.toml says, in the shape of a rule that an article states."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cx_assistant.orders.rules.stated import RuleKind, StatedRule
from cx_assistant.settings.policy_schema import PoliciesSettings, PolicyRule

_DAYS = {
    RuleKind.RETURN_WINDOW: "return_window_days",
    RuleKind.SALE_RETURN_WINDOW: "sale_return_window_days",
    RuleKind.EXCHANGE_WINDOW: "exchange_window_days",
    RuleKind.REFUND: "refund_days",
}


@dataclass(frozen=True)
class Configured:
    """A rule of cx.toml: its key there, the article it names, and which statements agree."""

    key: str
    article: str
    rule: StatedRule
    agrees: Callable[[StatedRule], bool]
    leaves_working_days_open: bool = False


def configured_rules(settings: PoliciesSettings) -> Mapping[RuleKind, Configured]:
    """The rules that cx.toml states."""
    found = {
        kind: _in_days(kind, key, rule)
        for kind, key in _DAYS.items()
        if (rule := getattr(settings, key)) is not None
    }
    for each in (_warranty, _cancel, _loyalty, _delivery, _return_fee):
        configured = each(settings)
        if configured is not None:
            found[configured.rule.kind] = configured
    return found


def _in_days(kind: RuleKind, key: str, rule: PolicyRule) -> Configured:
    working = rule.working_days

    def agrees(stated: StatedRule) -> bool:
        same = not stated.months and stated.days == rule.days
        return same and (working is None or stated.working_days == working)

    # Refunds are promised in working days nearly everywhere; the later date is the safe one.
    counted = working if working is not None else kind is RuleKind.REFUND
    stated = _stated(kind, days=rule.days, working_days=counted)
    return Configured(key, rule.article, stated, agrees, leaves_working_days_open=working is None)


def _warranty(settings: PoliciesSettings) -> Configured | None:
    rule = settings.warranty_months
    if rule is None:
        return None
    stated = _stated(RuleKind.WARRANTY, months=rule.months)
    return Configured(
        "warranty_months", rule.article, stated, lambda each: each.months == rule.months
    )


def _cancel(settings: PoliciesSettings) -> Configured | None:
    rule = settings.cancel
    if rule is None:
        return None
    minutes = rule.within_minutes or 0

    def agrees(stated: StatedRule) -> bool:
        # A statement may leave out one of two limits, as a short answer does.
        in_time = stated.minutes == minutes if stated.minutes else rule.until is not None
        return in_time and (rule.until is not None or not stated.until_dispatch)

    stated = _stated(RuleKind.CANCEL, minutes=minutes, until_dispatch=rule.until is not None)
    return Configured("cancel", rule.article, stated, agrees)


def _loyalty(settings: PoliciesSettings) -> Configured | None:
    rule = settings.loyalty
    if rule is None:
        return None

    def agrees(stated: StatedRule) -> bool:
        if stated.points is None:
            return rule.expire_months in {None, stated.months}
        return stated.points / stated.per_amount == rule.points_per_unit

    stated = _stated(RuleKind.LOYALTY, points=rule.points_per_unit, months=rule.expire_months or 0)
    return Configured("loyalty", rule.article, stated, agrees)


def _delivery(settings: PoliciesSettings) -> Configured | None:
    rule = settings.delivery_days
    if rule is None:
        return None
    least = rule.min if rule.min < rule.max else None
    stated = _stated(RuleKind.DELIVERY, days=rule.max, least=least, working_days=rule.working_days)

    def agrees(each: StatedRule) -> bool:
        same = each.days == rule.max and each.working_days == rule.working_days
        return same and each.least in {None, least}

    return Configured("delivery_days", rule.article, stated, agrees)


def _return_fee(settings: PoliciesSettings) -> Configured | None:
    rule = settings.return_fee
    if rule is None:
        return None

    def agrees(stated: StatedRule) -> bool:
        same_currency = "" in {rule.currency, stated.currency} or stated.currency == rule.currency
        return stated.amount == rule.amount and same_currency

    stated = _stated(RuleKind.RETURN_COST, amount=rule.amount, currency=rule.currency)
    return Configured("return_fee", rule.article, stated, agrees)


def _stated(kind: RuleKind, **fields: object) -> StatedRule:
    return StatedRule.model_validate({"kind": kind, "quote": "", "start": 0, "end": 0, **fields})
