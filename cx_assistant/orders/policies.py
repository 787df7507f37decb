"""The rules that facts are worked out with, each with the passage that says so to customers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from cx_assistant.models import Evidence, Model
from cx_assistant.orders.rules.agreeing import Disagreement, Statement
from cx_assistant.orders.rules.granted import (
    CancelRule,
    DeliveryRule,
    LoyaltyRule,
    ReturnCostRule,
    Rule,
    Stated,
)
from cx_assistant.orders.rules.places import holds_in
from cx_assistant.orders.rules.resolving import Rulings, statements_in
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind, Scope
from cx_assistant.settings.policy_schema import PoliciesSettings

__all__ = [
    "CancelRule",
    "CountedFrom",
    "DeliveryRule",
    "Disagreement",
    "LoyaltyRule",
    "Policies",
    "ReturnCostRule",
    "Rule",
    "RuleKind",
    "Scope",
    "Stated",
]

_Kind = TypeVar("_Kind", bound=Stated)


class Policies(Model):
    """The rules in force for one ticket. A rule nobody states is None and computes nothing.

    The single rules hold for everyone; those for some goods, countries, services or ways of paying
    are in the lists, each with its `scope`.
    """

    return_window: Rule | None = None
    sale_return_window: Rule | None = None
    exchange_window: Rule | None = None
    withdrawal: Rule | None = None
    legal_guarantee: Rule | None = None
    refund: Rule | None = None
    warranty: Rule | None = None
    cancel: CancelRule | None = None
    loyalty: LoyaltyRule | None = None
    delivery: DeliveryRule | None = None
    return_cost: ReturnCostRule | None = None
    limited_windows: tuple[Rule, ...] = ()
    refunds_by_method: tuple[Rule, ...] = ()
    warranties: tuple[Rule, ...] = ()
    cancels: tuple[CancelRule, ...] = ()
    deliveries: tuple[DeliveryRule, ...] = ()
    return_costs: tuple[ReturnCostRule, ...] = ()
    return_conditions: tuple[Stated, ...] = ()
    no_return: tuple[Stated, ...] = ()
    no_return_tags: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    @property
    def conflicts(self) -> tuple[str, ...]:
        """The disagreements, one sentence each."""
        return tuple(each.sentence for each in self.disagreements)

    def conflicts_on(self, kinds: Collection[RuleKind]) -> tuple[str, ...]:
        """The disagreements that matter to an answer which uses these kinds of rules."""
        return tuple(each.sentence for each in self.disagreements if each.kind in kinds)

    def delivery_to(self, country: str, *, service: str = "") -> DeliveryRule | None:
        """The delivery time to a country (code or name) by a service; the usual one if empty."""
        fitting = [
            rule
            for rule in self.deliveries
            if rule.scope.service.lower() == service.lower()
            and holds_in(rule.scope.countries, country)
        ]
        return _only(fitting) or (self.delivery if not service else None)

    def return_cost_from(self, country: str) -> ReturnCostRule | None:
        """What it costs to send goods back from a country (code or name)."""
        fitting = [rule for rule in self.return_costs if holds_in(rule.scope.countries, country)]
        return _only(fitting) or self.return_cost

    @classmethod
    def of(cls, settings: PoliciesSettings, passages: Sequence[Evidence] = ()) -> Policies:
        """The configured rules, tied to the passages that state them; else what passages state.

        Where an article says another number than cx.toml, or two articles disagree, there is no
        rule: a wrong date is worse than none. `disagreements` says where. The passages are read
        each time; `PolicyBook` reads them once per revision of the knowledge base.
        """
        return cls.from_statements(settings, statements_in(passages))

    @classmethod
    def from_statements(
        cls, settings: PoliciesSettings, statements: Sequence[Statement]
    ) -> Policies:
        """The same, from statements that have been read before."""
        found = Rulings(settings, statements)
        return cls(
            return_window=_as(Rule, found.general(RuleKind.RETURN_WINDOW)),
            sale_return_window=_as(Rule, found.general(RuleKind.SALE_RETURN_WINDOW)),
            exchange_window=_as(Rule, found.general(RuleKind.EXCHANGE_WINDOW)),
            withdrawal=_as(Rule, found.general(RuleKind.WITHDRAWAL)),
            legal_guarantee=_as(Rule, found.general(RuleKind.LEGAL_GUARANTEE)),
            refund=_as(Rule, found.refund()),
            warranty=_as(Rule, found.general(RuleKind.WARRANTY)),
            cancel=_as(CancelRule, found.cancel()),
            loyalty=_with_expiry(_as(LoyaltyRule, found.points()), found.points_expire_after()),
            delivery=_as(DeliveryRule, found.general(RuleKind.DELIVERY)),
            return_cost=_as(ReturnCostRule, found.general(RuleKind.RETURN_COST)),
            limited_windows=_all(Rule, found.limited(*_WINDOWS)),
            refunds_by_method=_all(Rule, found.limited(RuleKind.REFUND)),
            warranties=_all(Rule, found.limited(RuleKind.WARRANTY)),
            cancels=_all(CancelRule, found.limited(RuleKind.CANCEL)),
            deliveries=_all(DeliveryRule, found.limited(RuleKind.DELIVERY)),
            return_costs=_all(ReturnCostRule, found.limited(RuleKind.RETURN_COST)),
            return_conditions=_all(Stated, found.all_of(RuleKind.RETURN_CONDITION)),
            no_return=_all(Stated, found.all_of(RuleKind.NO_RETURN)),
            no_return_tags=settings.no_return_tags,
            disagreements=tuple(found.disagreements),
        )


_WINDOWS = (RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW, RuleKind.EXCHANGE_WINDOW)


def _as(kind: type[_Kind], statement: Statement | None) -> _Kind | None:
    return kind.of(statement) if statement is not None else None


def _all(kind: type[_Kind], statements: Sequence[Statement]) -> tuple[_Kind, ...]:
    return tuple(kind.of(statement) for statement in statements)


def _with_expiry(rule: LoyaltyRule | None, months: int | None) -> LoyaltyRule | None:
    return rule.model_copy(update={"expire_months": months}) if rule is not None else None


def _only(rules: Sequence[_Kind]) -> _Kind | None:
    """The one rule, if several places do not say different things."""
    alike = {rule.model_dump_json(exclude={"source", "quote", "span", "scope"}) for rule in rules}
    return rules[0] if len(alike) == 1 else None
