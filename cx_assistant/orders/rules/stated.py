"""A rule as an article states it: what it grants, to whom, and the words that say so."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from cx_assistant.models import Model


class RuleKind(StrEnum):
    """What a rule is about."""

    RETURN_WINDOW = "return_window"
    SALE_RETURN_WINDOW = "sale_return_window"
    EXCHANGE_WINDOW = "exchange_window"
    WITHDRAWAL = "withdrawal"  # the law's own, never the shop's return window
    REFUND = "refund"
    WARRANTY = "warranty"
    LEGAL_GUARANTEE = "legal_guarantee"  # what the law grants on faults, beside any warranty
    CANCEL = "cancel"
    DELIVERY = "delivery"
    RETURN_COST = "return_cost"
    RESTOCKING_FEE = "restocking_fee"
    LOYALTY = "loyalty"
    NO_RETURN = "no_return"
    RETURN_CONDITION = "return_condition"


class CountedFrom(StrEnum):
    """The day or moment the time starts."""

    DELIVERY = "delivery"
    DISPATCH = "dispatch"
    ORDER = "order"
    RETURN_ARRIVAL = "return_arrival"
    REFUND = "refund"  # after the shop has started it: what a bank adds
    CANCELLATION = "cancellation"


class Scope(Model):
    """Whom and what a rule holds for, in the article's own words; empty holds for all."""

    goods: str = ""
    countries: str = ""
    service: str = ""
    method: str = ""
    tier: str = ""
    period: str = Field(default="", description="orders placed then, as for the winter holidays")

    @property
    def is_general(self) -> bool:
        """True for a rule that holds for everyone and everything."""
        return self == _GENERAL


_GENERAL = Scope()


class StatedRule(Model):
    """One rule of an article. Only the fields of its kind are set."""

    kind: RuleKind
    quote: str = Field(description="verbatim words of the article; empty if only cx.toml says it")
    start: int = Field(ge=0, description="where the quote stands in the text that was read")
    end: int = Field(ge=0)
    days: int = 0
    months: int = 0
    minutes: int = 0
    least: int | None = Field(default=None, description="of a range: 3 in '3-5 working days'")
    working_days: bool = False
    counted_from: CountedFrom | None = None
    until_dispatch: bool = False
    last_date: str = Field(default="", description="a fixed last day, as '31 January'")
    amount: Decimal | None = None
    currency: str = ""
    percent: Decimal | None = None
    points: Decimal | None = None
    per_amount: Decimal = Decimal(1)
    scope: Scope = Scope()
    condition: str = Field(
        default="", description="words that limit the rule and that order data cannot decide"
    )
