"""The rules in force, out of what cx.toml and the articles say."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.models import Evidence
from cx_assistant.orders.rules.agreeing import Disagreement, Statement, agreed
from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.orders.rules.settled import configured_rules
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind
from cx_assistant.settings.policy_schema import PoliciesSettings


def statements_in(passages: Sequence[Evidence]) -> list[Statement]:
    """The rules of some passages, in order, each with the passage it stands in."""
    return [
        Statement(rule, passage)
        for passage in passages
        for rule in extract_rules(passage.text, headings=(passage.title, *passage.heading_path))
    ]


class Rulings:
    """One statement per kind of rule, where cx.toml and the articles agree on one.

    Ask for every kind that is wanted, then read `disagreements`.
    """

    def __init__(self, settings: PoliciesSettings, statements: Sequence[Statement]) -> None:
        self._configured = configured_rules(settings)
        self._statements = statements
        self.disagreements: list[Disagreement] = []

    def general(self, kind: RuleKind) -> Statement | None:
        """The rule that holds for everyone and everything."""
        return self._decided(kind, self._of(kind))

    def refund(self) -> Statement | None:
        """When money is sent once a return has arrived: what a bank adds is another matter."""
        arrived = [
            each
            for each in self._of(RuleKind.REFUND)
            if each.rule.counted_from is CountedFrom.RETURN_ARRIVAL and not each.rule.condition
        ]
        return self._decided(RuleKind.REFUND, arrived)

    def cancel(self) -> Statement | None:
        """Until when orders can be cancelled; "until dispatch" alone leaves a time limit open."""
        stated = self._of(RuleKind.CANCEL)
        timed = [each for each in stated if each.rule.minutes]
        has_general = any(each.is_general for each in timed)
        return self._decided(RuleKind.CANCEL, timed if has_general else stated)

    def points(self) -> Statement | None:
        """What money earns."""
        earned = [each for each in self._of(RuleKind.LOYALTY) if each.rule.points is not None]
        return self._decided(RuleKind.LOYALTY, earned)

    def points_expire_after(self) -> int | None:
        """Months after which points expire; None if nothing says so, or not without condition."""
        configured = self._configured.get(RuleKind.LOYALTY)
        if configured is not None and configured.rule.months:
            return configured.rule.months
        months = {
            each.rule.months
            for each in self._of(RuleKind.LOYALTY)
            if each.rule.points is None and each.is_general and not each.rule.condition
        }
        return months.pop() if len(months) == 1 else None

    def limited(self, *kinds: RuleKind) -> list[Statement]:
        """The statements that hold for some goods, countries, services or customers only."""
        return [
            each for each in self._statements if each.rule.kind in kinds and not each.is_general
        ]

    def all_of(self, kind: RuleKind) -> list[Statement]:
        """Every statement of the kind."""
        return self._of(kind)

    def _of(self, kind: RuleKind) -> list[Statement]:
        return [each for each in self._statements if each.rule.kind is kind]

    def _decided(self, kind: RuleKind, statements: Sequence[Statement]) -> Statement | None:
        found = agreed(kind, statements, self._configured.get(kind))
        if isinstance(found, Disagreement):
            self.disagreements.append(found)
            return None
        return found
