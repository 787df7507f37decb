"""A stated rule with the words it was read from."""

from __future__ import annotations

from typing import Any

from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.stated import RuleKind, StatedRule
from cx_assistant.orders.rules.statements import Statement


def rule_in(statement: Statement, kind: RuleKind, **fields: Any) -> StatedRule:
    """A rule read from a statement; its quote is filled in from the text at the end."""
    return StatedRule(
        kind=kind, quote=statement.text, start=statement.start, end=statement.end, **fields
    )


def rule_of(mention: Mention, kind: RuleKind, **fields: Any) -> StatedRule:
    """A rule that is a length of time, with what it is counted from unless the caller knows."""
    length = mention.duration
    known = {"counted_from": mention.counted_from, **fields}
    return rule_in(
        mention.statement,
        kind,
        days=length.days,
        months=length.months,
        minutes=length.minutes,
        least=length.least,
        working_days=length.working_days,
        **known,
    )
