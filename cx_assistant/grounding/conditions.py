"""Whether a reply repeats a rule but leaves out the condition its source attaches to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from cx_assistant.grounding.lexicon import CONDITION, telling_stems
from cx_assistant.grounding.text import segments

_RULE_IS_REPEATED = 0.7
_CONDITION_IS_TOLD = 0.3


def dropped_condition(claim: str, evidence_texts: Sequence[str], reply: str) -> str:
    """The condition that is missing, as a detail for the drafter; '' if none is.

    The condition may be told anywhere in the reply, in words of its own.
    """
    said = telling_stems(claim)
    if len(said) < 2:
        return ""
    told = said | telling_stems(reply)
    for text in evidence_texts:
        for rule in conditional_rules(text):
            if _repeats(said, rule.says) and not _is_told(rule.on_condition, told):
                return f"The evidence adds “{rule.condition}”; say so as well."
    return ""


class ConditionalRule(NamedTuple):
    """A sentence of the evidence that holds only on a condition."""

    says: frozenset[str]
    on_condition: frozenset[str]
    condition: str


@lru_cache(maxsize=2048)
def conditional_rules(text: str) -> tuple[ConditionalRule, ...]:
    """Every sentence of the text that attaches a condition to what it says."""
    found = ((segment, CONDITION.search(segment)) for segment in segments(text))
    return tuple(_split(segment, match.start()) for segment, match in found if match)


def _split(segment: str, at: int) -> ConditionalRule:
    rule, condition = segment[:at], segment[at:]
    if not telling_stems(rule):  # "Unless …, you can …": the condition comes first
        condition, _, rule = segment.partition(",")
    return ConditionalRule(telling_stems(rule), telling_stems(condition), condition)


def _repeats(said: frozenset[str], rule: frozenset[str]) -> bool:
    # Both ways: the claim is about this rule, and says most of what the rule says.
    shared = len(said & rule)
    return len(rule) >= 2 and shared >= _RULE_IS_REPEATED * max(len(rule), len(said))


def _is_told(condition: frozenset[str], reply: frozenset[str]) -> bool:
    if not condition:
        return True
    return len(condition & reply) >= _CONDITION_IS_TOLD * len(condition)
