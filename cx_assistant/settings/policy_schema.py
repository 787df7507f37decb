"""`[policies]`: rules of the shop that dates and permissions are worked out with."""

from __future__ import annotations

from pydantic import Field

from cx_assistant.models import Model


class PolicyRule(Model):
    """A rule of the shop as a number of days, and the article that says so to customers."""

    days: int = Field(ge=0)
    article: str = ""


class PoliciesSettings(Model):
    """`[policies]`: rules that dates are worked out with."""

    return_window_days: PolicyRule | None = None
    sale_return_window_days: PolicyRule | None = None
    refund_days: PolicyRule | None = None
