"""Whether a fact said in a reply is one that the evidence states."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.dates import agrees
from cx_assistant.grounding.facts import Fact, FactKind, extract_facts
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.quotation import is_quotation
from cx_assistant.grounding.text import has_direction_tricks
from cx_assistant.grounding.units import CURRENCIES
from cx_assistant.models import (
    Draft,
    Evidence,
    EvidenceKind,
    Problem,
    ProblemKind,
    Sentence,
    SentenceRole,
)

_HALF_DAY_MINUTES = 720
_CROWNS = frozenset({"KR", "SEK", "NOK", "DKK"})
# A unit alone in a table cell or in brackets applies to the bare numbers under it.
_HEADER_UNIT = re.compile(r"[(\[|]\s?(EUR|GBP|USD|CHF|PLN|€|£|\$|%)\s?[)\]|]", re.IGNORECASE)


class KnownFacts(NamedTuple):
    """Facts that may be said, and the units that table headers give to bare numbers."""

    facts: frozenset[Fact]
    by_value: frozenset[tuple[FactKind, str, str]]
    dates: tuple[Fact, ...]
    phones: tuple[str, ...]
    codes: tuple[str, ...]
    header_units: frozenset[str]


@lru_cache(maxsize=4096)
def _known_of_text(text: str, language: str, today: date) -> KnownFacts:
    facts = extract_facts(text, language, today)
    return KnownFacts(
        frozenset(facts),
        frozenset((fact.kind, fact.value, fact.unit) for fact in facts),
        tuple(fact for fact in facts if fact.day is not None),
        tuple(fact.value for fact in facts if fact.kind is FactKind.PHONE),
        tuple(fact.value for fact in facts if fact.kind is FactKind.CODE),
        frozenset(_unit_of(name) for name in _HEADER_UNIT.findall(text)),
    )


def _unit_of(name: str) -> str:
    return CURRENCIES.get(name.lower(), name)


def text_with_context(item: Evidence) -> str:
    """An evidence item's text with all that stands around it: title, headings, address, id."""
    order_id = item.source if item.kind is EvidenceKind.ORDER else ""
    headings = [f"# {part}" for part in (item.title, *item.heading_path) if part]
    return "\n\n".join((*headings, *filter(None, (item.url, order_id)), item.text))


def known_facts(items: Iterable[Evidence], context: CheckContext) -> list[KnownFacts]:
    """What these items of evidence state."""
    today = context.now.date()
    return [_known_of_text(text_with_context(item), item.language, today) for item in items]


def is_known(fact: Fact, known: Sequence[KnownFacts], today: date) -> bool:
    """True if any of the evidence states the fact, whatever way it is written there."""
    return any(_states(some, fact, today) for some in known)


def _states(known: KnownFacts, fact: Fact, today: date) -> bool:
    if fact.day is not None:
        return _states_date(known, fact, today)
    if (fact.kind, fact.value, fact.unit) in known.by_value:
        return True
    states_otherwise = _OTHER_SPELLINGS.get(fact.kind)
    return states_otherwise is not None and states_otherwise(known, fact)


def _states_date(known: KnownFacts, fact: Fact, today: date) -> bool:
    assert fact.day is not None
    if fact.kind is FactKind.RELATIVE_DATE and any(
        other.kind is fact.kind and other.value == fact.value for other in known.dates
    ):
        return True
    day = fact.day
    return any(
        agrees(day, other.day, today)
        for other in known.dates
        if other.day is not None and other.kind is FactKind.DATE
    )


def _states_money(known: KnownFacts, fact: Fact) -> bool:
    if fact.unit in _CROWNS:
        return any(
            kind is FactKind.MONEY and value == fact.value and "KR" in {unit, fact.unit}
            for kind, value, unit in known.by_value
            if unit in _CROWNS
        )
    bare = (FactKind.NUMBER, fact.value, "")
    return fact.unit in known.header_units and bare in known.by_value


def _is_half_day_apart(known: KnownFacts, fact: Fact) -> bool:
    # "from 2 to 5" o'clock leaves open which half of the day is meant; "2 pm" does not.
    if re.search(r"[ap]\.?m|:|uhr|h", fact.text, re.IGNORECASE):
        return False
    other = str((int(fact.value) + _HALF_DAY_MINUTES) % (2 * _HALF_DAY_MINUTES))
    return (FactKind.TIME, other, "") in known.by_value


def _same_phone(one: str, other: str) -> bool:
    if one == other:
        return True
    full, national = (one, other) if one.startswith("+") else (other, one)
    if not full.startswith("+") or not national.startswith("0"):
        return False
    rest = national.lstrip("0")
    return full.endswith(rest) and 1 <= len(full) - len(rest) - 1 <= 3


def _states_code(known: KnownFacts, fact: Fact) -> bool:
    code = fact.value
    # "order 20417" is a fair way to name NL-20417.
    is_short_form = code.isdigit() and len(code) >= 4
    return any(
        code == other or (is_short_form and other.lstrip("abcdefghijklmnopqrstuvwxyz") == code)
        for other in (*known.codes, *(value for _, value, unit in known.by_value if not unit))
    )


def _states_number(known: KnownFacts, fact: Fact) -> bool:
    # "orders above 60" is a fair way to speak of "orders above €60".
    return any(value == fact.value for _, value, _ in known.by_value)


def _states_percent(known: KnownFacts, fact: Fact) -> bool:
    return "%" in known.header_units and (FactKind.NUMBER, fact.value, "") in known.by_value


def _states_phone(known: KnownFacts, fact: Fact) -> bool:
    return any(_same_phone(fact.value, phone) for phone in (*known.phones, *known.codes))


_OTHER_SPELLINGS: dict[FactKind, Callable[[KnownFacts, Fact], bool]] = {
    FactKind.NUMBER: _states_number,
    FactKind.MONEY: _states_money,
    FactKind.PERCENT: _states_percent,
    FactKind.TIME: _is_half_day_apart,
    FactKind.PHONE: _states_phone,
    FactKind.CODE: _states_code,
}


def find_unsupported_facts(
    draft: Draft, evidence: Sequence[Evidence], context: CheckContext
) -> list[Problem]:
    """A problem for every fact in the draft that nothing it may rest on states."""
    by_id = {item.id: item for item in evidence}
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        problems += _check_sentence(index, sentence, by_id, context, draft.language)
    return problems


def _check_sentence(
    index: int,
    sentence: Sentence,
    by_id: dict[str, Evidence],
    context: CheckContext,
    language: str,
) -> list[Problem]:
    if has_direction_tricks(sentence.text):
        detail = "The sentence holds characters that reorder or hide text; write it plainly."
        return [problem(ProblemKind.UNSUPPORTED_FACT, index, sentence, detail)]
    today = context.now.date()
    facts = extract_facts(sentence.text, language, today)
    if not facts:
        return []
    if sentence.role is SentenceRole.ANSWER:
        cited = [by_id[c.evidence_id] for c in sentence.citations if c.evidence_id in by_id]
        # Figures of a quotation in another language would be read by the wrong rules.
        if is_quotation(sentence.text, cited):
            return []
        known = known_facts(cited, context)
    else:
        known = known_facts(by_id.values(), context)
        known += [_known_of_text(context.customer_words, context.language, today)]
        known += [_known_of_text(context.shop_words, context.language, today)]
        facts = tuple(fact for fact in facts if fact.value != "+0")  # thanks for writing today
    return [
        problem(ProblemKind.UNSUPPORTED_FACT, index, sentence, _detail(fact, sentence))
        for fact in dict.fromkeys(facts)
        if not is_known(fact, known, today)
    ]


def _detail(fact: Fact, sentence: Sentence) -> str:
    where = "the evidence it cites" if sentence.role is SentenceRole.ANSWER else "any evidence"
    if fact.day is not None and fact.day.contradicts_itself:
        return f"The date “{fact.text}” does not exist or has the wrong weekday; correct it."
    return (
        f"The {fact.kind.value} “{fact.text}” does not stand in {where}; "
        "cite the source that states it, or leave it out."
    )
