"""The rules that dates are worked out with, each with the evidence that says so to customers."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.models import Evidence, Model
from cx_assistant.orders.day_rules import DayRule, RuleKind, extract_day_rules
from cx_assistant.settings.policy_schema import PoliciesSettings, PolicyRule


class Rule(Model):
    """A number of days, and the passage or article it stands in."""

    days: int
    working_days: bool = False
    source: str = ""


class Policies(Model):
    """The rules in force for one ticket. A rule nobody states is None and computes nothing."""

    return_window: Rule | None = None
    sale_return_window: Rule | None = None
    refund: Rule | None = None
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
