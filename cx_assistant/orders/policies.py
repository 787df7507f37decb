"""The rules that dates are worked out with, each with the evidence that says so to customers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from cx_assistant.models import Evidence, Model, SourceSpan
from cx_assistant.orders.day_rules import DayRule, RuleKind, extract_day_rules
from cx_assistant.orders.rules.stated import CountedFrom, Scope
from cx_assistant.settings.policy_schema import PoliciesSettings, PolicyRule


class Stated(Model):
    """Where a rule stands, for whom it holds, and under which condition.

    A rule with a `condition` holds only where that is met ("if unopened"), which order data cannot
    tell: a sentence that uses the rule must say the condition, or not be said.
    """

    source: str = Field(default="", description="id of the passage that states it, or its article")
    quote: str = Field(default="", description="the passage's own words")
    span: SourceSpan | None = None
    scope: Scope = Scope()
    condition: str = ""


class Rule(Stated):
    """A time that is granted: `days`, or `months` (a year is 12) where it is given in those.

    Of a range ("3-5 working days") `days` is the last and `least` the first.
    """

    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    least: int | None = None
    working_days: bool = False
    counted_from: CountedFrom | None = None


class CancelRule(Stated):
    """How long an order can be cancelled: until it is dispatched, for some minutes, or both.

    Where both are set, both must hold.
    """

    until_dispatch: bool = False
    within_minutes: int | None = Field(default=None, ge=0)


class LoyaltyRule(Stated):
    """Points earned: `points` for every full `per_amount` of the order's currency."""

    points: Decimal = Decimal(1)
    per_amount: Decimal = Decimal(1)
    expire_months: int | None = None

    @property
    def points_per_unit(self) -> Decimal:
        """Points for one unit of money."""
        return self.points / self.per_amount


class DeliveryRule(Stated):
    """How long a delivery takes; `scope` names country and service where it depends on them."""

    min_days: int = Field(ge=0)
    max_days: int = Field(ge=0)
    working_days: bool = True
    counted_from: CountedFrom | None = None


class ReturnCostRule(Stated):
    """What sending something back costs the customer: an amount, a percentage, or nothing."""

    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None


class Policies(Model):
    """The rules in force for one ticket. A rule nobody states is None and computes nothing."""

    return_window: Rule | None = None
    sale_return_window: Rule | None = None
    exchange_window: Rule | None = None
    refund: Rule | None = None
    warranty: Rule | None = None
    cancel: CancelRule | None = None
    loyalty: LoyaltyRule | None = None
    delivery: DeliveryRule | None = None
    conflicts: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: PoliciesSettings, passages: Sequence[Evidence] = ()) -> Policies:
        """The configured rules, tied to the passages that state them; else what passages state.

        Where the configured article says another number, or two articles disagree, there is no
        rule: a wrong date is worse than none. `conflicts` says where.
        """
        stated = [(passage, rule) for passage in passages for rule in _rules_in(passage)]
        conflicts: list[str] = []
        rules = {
            kind: _rule(kind, configured, stated, conflicts)
            for kind, configured in (
                (RuleKind.RETURN_WINDOW, settings.return_window_days),
                (RuleKind.SALE_RETURN_WINDOW, settings.sale_return_window_days),
                (RuleKind.REFUND, settings.refund_days),
            )
        }
        return cls(
            return_window=rules[RuleKind.RETURN_WINDOW],
            sale_return_window=rules[RuleKind.SALE_RETURN_WINDOW],
            refund=rules[RuleKind.REFUND],
            conflicts=tuple(conflicts),
        )


_Statement = tuple[Evidence, DayRule]


def _rules_in(passage: Evidence) -> tuple[DayRule, ...]:
    return extract_day_rules(passage.text, heading=" ".join((passage.title, *passage.heading_path)))


def _rule(
    kind: RuleKind,
    configured: PolicyRule | None,
    stated: Sequence[_Statement],
    conflicts: list[str],
) -> Rule | None:
    relevant = [(passage, rule) for passage, rule in stated if rule.kind is kind]
    if configured is None:
        return _stated_rule(kind, relevant, conflicts)
    agreeing = [each for each in relevant if each[1].days == configured.days]
    own = [each for each in relevant if each[0].source == configured.article]
    if own and not any(each in agreeing for each in own):
        found = sorted({str(rule.days) for _, rule in own})
        conflicts.append(
            f"{kind.value}_days is {configured.days} in cx.toml, but {configured.article} says "
            f"{', '.join(found)}; correct one of them"
        )
        return None
    preferred = [each for each in own if each in agreeing] or agreeing
    if preferred:
        return _from(*preferred[0])
    # Refunds are promised in working days nearly everywhere; the later date is the safe one.
    is_refund = kind is RuleKind.REFUND
    return Rule(days=configured.days, working_days=is_refund, source=configured.article)


def _stated_rule(
    kind: RuleKind, relevant: Sequence[_Statement], conflicts: list[str]
) -> Rule | None:
    if len({(rule.days, rule.working_days) for _, rule in relevant}) > 1:
        places = ", ".join(sorted({passage.source for passage, _ in relevant}))
        conflicts.append(f"{places} disagree on the {kind.value}; set it under [policies]")
        return None
    return _from(*relevant[0]) if relevant else None


def _from(passage: Evidence, rule: DayRule) -> Rule:
    return Rule(days=rule.days, working_days=rule.working_days, source=passage.id)
