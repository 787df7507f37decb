"""The rules that facts are worked out with, one model per kind."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from pydantic import Field

from cx_assistant.models import Model, SourceSpan
from cx_assistant.orders.rules.agreeing import Statement
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind, Scope, StatedRule


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

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """The rule of a statement."""
        return cls.model_validate({**_where(statement), **cls._own_fields(statement.rule)})

    @classmethod
    def _own_fields(cls, _stated: StatedRule) -> dict[str, object]:
        return {}


class Rule(Stated):
    """A time that is granted: `days`, or `months` (a year is 12) where it is given in those.

    Of a range ("3-5 working days") `days` is the last and `least` the first.
    """

    kind: RuleKind | None = None
    days: int = Field(default=0, ge=0)
    months: int = Field(default=0, ge=0)
    least: int | None = None
    working_days: bool = False
    counted_from: CountedFrom | None = None
    last_date: str = Field(default="", description="a fixed last day instead of a length of time")

    @classmethod
    def _own_fields(cls, stated: StatedRule) -> dict[str, object]:
        fields = {"kind", "days", "months", "least", "working_days", "counted_from", "last_date"}
        return stated.model_dump(include=fields)


class CancelRule(Stated):
    """How long an order can be cancelled: until it is dispatched, for some minutes, or both.

    Where both are set, both must hold.
    """

    until_dispatch: bool = False
    within_minutes: int | None = Field(default=None, ge=0)

    @classmethod
    def _own_fields(cls, stated: StatedRule) -> dict[str, object]:
        minutes = stated.minutes or (None if stated.until_dispatch else 0)
        return {"until_dispatch": stated.until_dispatch, "within_minutes": minutes}


class LoyaltyRule(Stated):
    """Points earned: `points` for every full `per_amount` of the order's currency."""

    points: Decimal = Decimal(1)
    per_amount: Decimal = Decimal(1)
    expire_months: int | None = None

    @property
    def points_per_unit(self) -> Decimal:
        """Points for one unit of money."""
        return self.points / self.per_amount

    @classmethod
    def _own_fields(cls, stated: StatedRule) -> dict[str, object]:
        return {"points": stated.points, "per_amount": stated.per_amount}


class DeliveryRule(Stated):
    """How long a delivery takes; `scope` names country and service where it depends on them."""

    min_days: int = Field(ge=0)
    max_days: int = Field(ge=0)
    working_days: bool = True
    counted_from: CountedFrom | None = None

    @classmethod
    def _own_fields(cls, stated: StatedRule) -> dict[str, object]:
        return {
            "min_days": stated.days if stated.least is None else stated.least,
            "max_days": stated.days,
            "working_days": stated.working_days,
            "counted_from": stated.counted_from,
        }


class ReturnCostRule(Stated):
    """What sending something back costs the customer; an amount of 0 is free."""

    amount: Decimal
    currency: str = ""

    @classmethod
    def _own_fields(cls, stated: StatedRule) -> dict[str, object]:
        return {"amount": stated.amount, "currency": stated.currency}


def _where(statement: Statement) -> dict[str, object]:
    rule, passage = statement.rule, statement.passage
    span = None
    if passage is not None and passage.span is not None:
        start = passage.span.start
        span = SourceSpan(
            start=start + rule.start, end=start + rule.end, revision=passage.span.revision
        )
    return {
        "source": passage.id if passage is not None else statement.article,
        "quote": rule.quote,
        "span": span,
        "scope": rule.scope,
        "condition": rule.condition,
    }
