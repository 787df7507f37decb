"""A set of customer cases about orders: who wrote, what is on file, and what would be right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from functools import cached_property

from cx_assistant.models import Action, Customer, Model, Order, Product
from cx_assistant.orders.locating import CustomerDirectory
from cx_assistant.settings.order_schema import ActionsSettings
from cx_assistant.settings.policy_schema import PoliciesSettings

ItemKey = tuple[str, str]  # order id, sku


@dataclass(frozen=True)
class World:
    """What the shop of a set has on file."""

    customers: Mapping[str, Customer]
    orders: Mapping[str, tuple[Order, ...]]  # by customer id, as the set lists them
    products: Mapping[str, Product] = field(default_factory=dict)

    @cached_property
    def directory(self) -> CustomerDirectory:
        """Its customers, to be looked up."""
        return CustomerDirectory(self.customers.values())

    @cached_property
    def product_by_sku(self) -> Mapping[str, Product]:
        """The product of every variant."""
        return {
            each.sku: product for product in self.products.values() for each in product.variants
        }

    @cached_property
    def order_by_id(self) -> Mapping[str, Order]:
        """Every order of everybody."""
        return {each.id: each for some in self.orders.values() for each in some}

    def orders_of(self, customer_id: str) -> tuple[Order, ...]:
        """The orders of this customer; none if nobody has this id."""
        return self.orders.get(customer_id, ())


@dataclass(frozen=True)
class Case:
    """One customer with one message. What the set does not say is None."""

    id: str
    text: str  # the opening, as the customer would write it
    known: str  # what the customer says of themselves
    world: World
    customer_id: str | None = None
    orders: frozenset[str] | None = None
    items: frozenset[ItemKey] | None = None
    # The actions that are right, as far as they have a name here; complete if all have one.
    expected: tuple[Action, ...] = ()
    is_complete: bool = True

    @property
    def cluster(self) -> str:
        """Cases of one customer succeed and fail together."""
        return self.customer_id or self.id

    @property
    def message(self) -> str:
        """All that is known before anybody asks back."""
        return f"{self.text}\n\n{self.known}".strip()


class Measures(Model):
    """What a set can say anything about, each with the reason if it cannot."""

    items: str = ""
    decision: str = ""
    actions: str = ""


@dataclass(frozen=True)
class OrderSet:
    """All cases of a folder, with the rules of its shop."""

    name: str
    cases: tuple[Case, ...]
    now: datetime
    undefined: Measures = field(default_factory=Measures)
    policies: PoliciesSettings = field(default_factory=PoliciesSettings)
    actions: ActionsSettings = field(default_factory=ActionsSettings)
    zone: tzinfo = UTC
