"""One rule out of several statements of it, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cx_assistant.models import Evidence, Model
from cx_assistant.orders.rules.settled import Configured
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule


class Disagreement(Model):
    """Two places that cannot both be right about one kind of rule, in one sentence."""

    kind: RuleKind
    sentence: str


@dataclass(frozen=True)
class Statement:
    """A rule and the passage that states it; no passage where only cx.toml does."""

    rule: StatedRule
    passage: Evidence | None = None
    article: str = ""

    @property
    def source(self) -> str:
        """The article it stands in."""
        return self.passage.source if self.passage is not None else self.article

    @property
    def is_general(self) -> bool:
        """True if it holds for everyone and everything, whatever its condition."""
        return self.rule.scope.is_general


def agreed(
    kind: RuleKind, statements: Sequence[Statement], configured: Configured | None
) -> Statement | Disagreement | None:
    """The statement everything agrees with, or what contradicts it; None if nobody states it.

    A statement for some goods, countries or customers contradicts none for all of them.
    """
    general = [each for each in statements if each.is_general]
    if configured is None:
        return _among(kind, general)
    agreeing = [each for each in statements if configured.agrees(each.rule)]
    where = {each.source for each in agreeing}
    others = [each for each in general if each not in agreeing and each.source not in where]
    if others:
        named = [each for each in others if each.source == configured.article]
        return _with_settings(kind, configured, named or others)
    best = _best(agreeing, configured.article)
    return _as_configured(best, configured)


def worded(rule: StatedRule) -> str:
    """What a rule grants, as people say it: "30 days", "5 working days", "free"."""
    if rule.amount is not None:
        return f"{rule.amount} {rule.currency}".strip() if rule.amount else "free"
    if rule.points is not None:
        return f"{rule.points} for every {rule.per_amount}"
    for count, unit in (
        (rule.days, "working days" if rule.working_days else "days"),
        (rule.months, "months"),
        (rule.minutes, "minutes"),
    ):
        if count:
            return f"{rule.least}-{count} {unit}" if rule.least is not None else f"{count} {unit}"
    return "until dispatch" if rule.until_dispatch else "0 days"


def _among(kind: RuleKind, general: Sequence[Statement]) -> Statement | Disagreement | None:
    said: dict[str, Statement] = {}
    for each in general:
        said.setdefault(worded(each.rule), each)
    if len(said) > 1:
        return _among_articles(kind, said)
    return _best(general, "")


def _best(statements: Iterable[Statement], article: str) -> Statement | None:
    """Of the named article before others, general and without conditions before the rest."""
    return min(
        statements,
        key=lambda each: (
            each.source != article,
            not each.is_general,
            bool(each.rule.condition),
            each.rule.counted_from is None,
        ),
        default=None,
    )


def _as_configured(best: Statement | None, configured: Configured) -> Statement:
    """What cx.toml says, in the words of the article that says it too."""
    if best is None:
        return Statement(configured.rule, article=configured.article)
    own = configured.rule.model_dump(
        exclude_defaults=True, exclude={"kind", "quote", "start", "end"}
    )
    if configured.leaves_working_days_open:
        own["working_days"] = best.rule.working_days
    rule = best.rule.model_copy(update={**own, "scope": Scope(), "condition": _limits(best.rule)})
    return Statement(rule, passage=best.passage)


def _limits(rule: StatedRule) -> str:
    """For whom the article grants it, where cx.toml names nobody: customers must be told.

    Goods are left out: a time that is stated for some goods is the least there is for all.
    """
    scope = rule.scope
    return "; ".join(filter(None, (rule.condition, scope.countries, scope.tier, scope.period)))


def _with_settings(
    kind: RuleKind, configured: Configured, others: Sequence[Statement]
) -> Disagreement:
    places = {each.source: worded(each.rule) for each in reversed(others)}
    said = " and ".join(f"{place} says {words}" for place, words in sorted(places.items()))
    sentence = f"{configured.key} is {worded(configured.rule)} in cx.toml, but {said}"
    return Disagreement(kind=kind, sentence=f"{sentence}; correct one of them")


def _among_articles(kind: RuleKind, said: dict[str, Statement]) -> Disagreement:
    places = sorted((each.source, words) for words, each in said.items())
    told = " and ".join(f"{place} says {words}" for place, words in places)
    what = kind.value.replace("_", " ")
    return Disagreement(
        kind=kind,
        sentence=f"{told}: they disagree on the {what}; correct one, or set it under [policies]",
    )
