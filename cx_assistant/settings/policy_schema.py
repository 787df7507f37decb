"""`[policies]`: rules of the shop that dates and permissions are worked out with.

Every rule may name the `article` that says the same to customers: replies then rest on that
article, and `cx-assistant` stops using a rule as soon as the article says something else.
A rule that is left out is read from the articles themselves, where they state it plainly.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from cx_assistant.models import Model


class _Named(Model):
    article: str = Field(default="", description="path of the article that says so to customers")


class PolicyRule(_Named):
    """A number of days: `{ days = 30, article = "returns/return-policy.md" }`.

    `working_days = true` counts Monday to Friday without public holidays. Left out, refunds are
    counted in working days and everything else in calendar days.
    """

    days: int = Field(ge=0, le=3650)
    working_days: bool | None = None


class MonthsRule(_Named):
    """A number of months, 24 for two years: `{ months = 24, article = "warranty.md" }`."""

    months: int = Field(ge=1, le=1200)


class CancelPolicy(_Named):
    """Until when a customer may cancel: `{ until = "dispatch", within_minutes = 120 }`.

    `until = "dispatch"` allows it until the first parcel has left; `within_minutes` for so long
    after the order was placed. Where both are given, both must hold.
    """

    until: Literal["dispatch"] | None = None
    within_minutes: int | None = Field(default=None, ge=0, le=525_600)

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.until is None and self.within_minutes is None:
            message = 'say until when: until = "dispatch", within_minutes = 120, or both'
            raise ValueError(message)
        return self


class LoyaltyPolicy(_Named):
    """Points for money spent: `{ points_per_unit = 1, expire_months = 24 }`.

    One point for every full unit of the order's currency is `1`; one for every 10 is `0.1`.
    Without `expire_months` nothing is said about when points expire.
    """

    points_per_unit: Decimal = Field(gt=0)
    expire_months: int | None = Field(default=None, ge=1, le=1200)


class DeliveryPolicy(_Named):
    """How long the usual delivery takes: `{ min = 2, max = 4 }`, counted from dispatch.

    In working days unless `working_days = false`. Times that depend on the country or the service
    are read from the article's table.
    """

    min: int = Field(ge=0, le=365)
    max: int = Field(ge=0, le=365)
    working_days: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min > self.max:
            message = f"min = {self.min} must not be above max = {self.max}; swap them"
            raise ValueError(message)
        return self


class FeePolicy(_Named):
    """What sending something back costs: `{ amount = 4.90, currency = "EUR" }`; 0 is free.

    Without `currency` it is the shop's own. Costs that depend on the country are read from the
    article's table.
    """

    amount: Decimal = Field(ge=0)
    currency: str = Field(default="", pattern=r"^([A-Z]{3})?$")


class PoliciesSettings(Model):
    """`[policies]`: rules that dates and permissions are worked out with; all may be left out.

    - `return_window_days`: how long goods may be returned, counted from delivery.
    - `sale_return_window_days`: the same for goods bought in a sale, where it differs.
    - `exchange_window_days`: how long they may be exchanged for another size or colour.
    - `refund_days`: by when a refund is started, counted from the arrival of the return.
    - `warranty_months`: the warranty every product has at least, counted from delivery.
    - `cancel`: until when an order may be cancelled.
    - `loyalty`: points earned on what is spent.
    - `delivery_days`: how long the usual delivery takes, counted from dispatch.
    - `return_fee`: what sending goods back costs the customer.
    - `no_return_tags`: tags of products that cannot be returned, as `["personalised", "hygiene"]`.
    """

    return_window_days: PolicyRule | None = None
    sale_return_window_days: PolicyRule | None = None
    exchange_window_days: PolicyRule | None = None
    refund_days: PolicyRule | None = None
    warranty_months: MonthsRule | None = None
    cancel: CancelPolicy | None = None
    loyalty: LoyaltyPolicy | None = None
    delivery_days: DeliveryPolicy | None = None
    return_fee: FeePolicy | None = None
    no_return_tags: tuple[str, ...] = ()

    @field_validator("no_return_tags")
    @classmethod
    def _tags_say_something(cls, tags: tuple[str, ...]) -> tuple[str, ...]:
        if not all(tag.strip() for tag in tags):
            message = "a tag is empty; remove it"
            raise ValueError(message)
        return tuple(tag.strip() for tag in tags)

    @property
    def articles(self) -> tuple[str, ...]:
        """The articles that the rules name, each once."""
        rules = (getattr(self, name) for name in type(self).model_fields)
        named = (rule.article for rule in rules if isinstance(rule, _Named))
        return tuple(dict.fromkeys(path for path in named if path))
