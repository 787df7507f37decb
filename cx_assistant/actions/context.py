"""What proposals for one ticket are made from: whose orders, which rules, what the shop sells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo

from cx_assistant.models import Customer, Order
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.policies import Policies
from cx_assistant.protocols import Catalogue
from cx_assistant.settings.order_schema import ActionsSettings


@dataclass(frozen=True)
class ActionContext:
    """The verified sender with all their own orders, and what holds for them.

    `matched` are the orders the ticket was found to be about; a request that describes another own
    order is still filled from `orders`. `currency` is the shop's, the one of `refund_limit`.
    """

    identity: VerifiedIdentity | None
    customer: Customer | None = None
    orders: Sequence[Order] = ()
    matched: Sequence[Order] = ()
    policies: Policies = field(default_factory=Policies)
    settings: ActionsSettings = field(default_factory=ActionsSettings)
    catalogue: Catalogue | None = None
    zone: tzinfo = UTC
    currency: str = "EUR"
    calendar: Calendar = field(default_factory=Calendar)
