"""Whether a sentence says the opposite of its evidence: a "not" too many, an antonym, a modal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cx_assistant.grounding.facts import FactKind, extract_facts
from cx_assistant.grounding.lexicon import (
    DOUBLE_NEGATION,
    DUTY,
    FINITE_VERBS,
    INDIRECT_NEGATION,
    LEAVE,
    LIST_WORDS,
    NEGATIONS,
    OPPOSITES,
    RELATIONS,
    stem,
    telling_stem,
    telling_stems,
)
from cx_assistant.grounding.tables import read_tables
from cx_assistant.grounding.text import clauses, clean_text, segments, words

_FIGURES = frozenset(
    {FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.QUANTITY, FactKind.TIME}
)
_SAME_WORDING = 0.85
_SAME_SUBJECT = 0.66
_RIVAL_MARGIN = 0.1
_SMALLEST_STATEMENT = 3  # fewer words, as in a table cell, deny and affirm nothing
_NOT_ONLY = re.compile(r"\b(?:not only|nicht nur)\b", re.IGNORECASE)
_BUT_ALSO = re.compile(r"\b(?:but|sondern)\b", re.IGNORECASE)
_TOKEN = re.compile(r"\w+(?:[.,:]\d+)*")


class Clause(NamedTuple):
    """A clause in the forms that two are compared by."""

    text: str
    content: frozenset[str]
    tokens: frozenset[str]
    negations: int
    sentence_is_negated: bool
    is_indirect: bool


@lru_cache(maxsize=4096)
def read_clauses(text: str, language: str) -> tuple[Clause, ...]:
    """The clauses of a text, and of its tables a statement for each row that a heading is about."""
    found: list[Clause] = []
    for segment in (*segments(text), *_row_statements(text)):
        parts = _with_substance(clauses(_without_emphasis(segment)))
        counts = [count_negations(part, language) for part in parts]
        is_indirect = INDIRECT_NEGATION.search(segment.lower()) is not None
        inherited = 0
        for part, own in zip(parts, counts, strict=True):
            tokens = frozenset(words(part))
            inherited = own or (inherited if _continues_list(tokens) else 0)
            content = telling_stems(part)
            found.append(Clause(part, content, tokens, inherited, any(counts), is_indirect))
    return tuple(found)


def _without_emphasis(segment: str) -> str:
    """ "not only …, but also …" denies nothing; "not only" alone does."""
    return _NOT_ONLY.sub("", segment) if _BUT_ALSO.search(segment) else segment


def _row_statements(text: str) -> list[str]:
    """ "What cannot be returned" over a row named "Gift cards" says: gift cards cannot."""
    if "|" not in text:
        return []
    return [f"{name} {table.heading}" for table in read_tables(text) for name in table.row_names]


def _continues_list(tokens: frozenset[str]) -> bool:
    """ "cannot be returned, exchanged or paid out": the "not" holds for all of them."""
    return bool(tokens & LIST_WORDS) and not tokens & FINITE_VERBS


def _with_substance(parts: Sequence[str]) -> list[str]:
    """Clauses with fewer than two telling words go with their neighbour."""
    merged: list[str] = []
    for part in parts:
        if merged and min(len(telling_stems(part)), len(telling_stems(merged[-1]))) < 2:
            merged[-1] += ", " + part
        else:
            merged.append(part)
    return merged


def count_negations(text: str, language: str) -> int:
    """How many negations a text holds; at most one where two mean one."""
    negations = NEGATIONS.get(language, NEGATIONS["en"])
    count = sum(1 for word in words(text) if word in negations or word.endswith("n't"))
    return min(count, 1) if language in DOUBLE_NEGATION else count


def find_contradiction(claim: str, evidence_texts: Sequence[str], language: str) -> str:
    """What in the evidence the claim contradicts, as a detail for the drafter; else ''."""
    known = [
        clause
        for text in evidence_texts
        for clause in read_clauses(text, language)
        if len(clause.tokens) >= _SMALLEST_STATEMENT
    ]
    for said in read_clauses(clean_text(claim), language):
        # One word in common is no common subject.
        if len(said.content) >= 2 or (said.content and said.negations):
            found = _contradicted_by(said, known)
            if found:
                return f"The evidence says “{found.text}”; the sentence says the opposite."
    turned = _turned_relation(claim, evidence_texts)
    return f"The evidence says “{turned}”; the sentence says the opposite." if turned else ""


def find_moved_fact(claim: str, evidence_texts: Sequence[str], language: str, today: date) -> str:
    """A fact that its evidence states, but of something else; as a detail for the drafter.

    Only clauses of nearly the same words are compared: "3 years on tents" where the evidence
    says "5 years on tents and 3 years on clothing".
    """
    known = [clause for text in evidence_texts for clause in read_clauses(text, language)]
    anywhere = [_figures(text, language, today) for text in evidence_texts]
    for said in read_clauses(clean_text(claim), language):
        if moved := _other_number(said, known, language, today):
            return f"The evidence says “{moved}”; the sentence gives another figure."
        twins = [one.text for one in known if _likeness(said, one) >= _SAME_WORDING]
        if not twins or len(said.content) < 2:
            continue
        stated = [figure for twin in twins for figure in _figures(twin, language, today)]
        kinds = {(kind, unit) for kind, _, unit in stated}
        for figure in _figures(said.text, language, today):
            is_comparable = (figure[0], figure[2]) in kinds
            if is_comparable and figure not in stated and any(figure in one for one in anywhere):
                return f"The evidence says “{twins[0]}”; the sentence gives another figure."
    return ""


def _other_number(said: Clause, known: Sequence[Clause], language: str, today: date) -> str:
    """A clause that is the same word for word, but for a number: "you have 30 days left"."""
    twins = [one.text for one in known if one.tokens == said.tokens and said.content]
    numbers = _numbers(said.text, language, today)
    stated = [_numbers(twin, language, today) for twin in twins]
    units = [unit for unit, _ in numbers]
    comparable = [one for one in stated if [unit for unit, _ in one] == units]
    return twins[0] if comparable and numbers not in comparable else ""


@lru_cache(maxsize=4096)
def _numbers(text: str, language: str, today: date) -> tuple[tuple[str, str], ...]:
    facts = extract_facts(text, language, today)
    counted = _FIGURES | {FactKind.NUMBER}
    return tuple(sorted((fact.unit, fact.value) for fact in facts if fact.kind in counted))


@lru_cache(maxsize=4096)
def _figures(text: str, language: str, today: date) -> frozenset[tuple[str, str, str]]:
    facts = extract_facts(text, language, today)
    return frozenset((fact.kind, fact.value, fact.unit) for fact in facts if fact.kind in _FIGURES)


def _turned_relation(claim: str, evidence_texts: Sequence[str]) -> str:
    """ "after 7 days" where the evidence only knows "within 7 days"."""
    known = frozenset[tuple[str, str]]().union(*map(_relations, evidence_texts))
    for word, object_ in _relations(claim):
        if (word, object_) not in known:
            for opposite in RELATIONS[word]:
                if (opposite, object_) in known:
                    return f"{opposite} {object_}"
    return ""


@lru_cache(maxsize=4096)
def _relations(text: str) -> frozenset[tuple[str, str]]:
    """Every word such as before, after, with, with the telling word or number that it governs."""
    tokens = _TOKEN.findall(clean_text(text).lower())
    found: set[tuple[str, str]] = set()
    for at, token in enumerate(tokens):
        if token in RELATIONS:
            governed = (
                one for one in tokens[at + 1 : at + 4] if one[0].isdigit() or telling_stem(one)
            )
            if object_ := next(governed, ""):
                found.add((token, object_ if object_[0].isdigit() else stem(object_)))
    return frozenset(found)


def _contradicted_by(said: Clause, known: Sequence[Clause]) -> Clause | None:
    rated = [
        (_likeness(said, one), one) for one in known if not said.content.isdisjoint(one.content)
    ]
    best = max((likeness for likeness, _ in rated), default=0.0)
    if best < _SAME_SUBJECT:
        return None
    rivals = [one for likeness, one in rated if likeness >= best - _RIVAL_MARGIN]
    if best >= _SAME_WORDING:
        rivals = [one for likeness, one in rated if likeness >= max(_SAME_WORDING, best - 0.02)]
        if all(_opposes_closely(said, one) for one in rivals):
            return rivals[0]
        return None
    return rivals[0] if all(_opposes(said, one) for one in rivals) else None


def _likeness(one: Clause, other: Clause) -> float:
    shared = len(one.content & other.content)
    size = len(one.content) + len(other.content)
    return 2 * shared / size if size else 0.0


def _opposes_closely(said: Clause, known: Clause) -> bool:
    """For two clauses of nearly the same words, where any difference in sense is meant."""
    flipped = (said.negations - known.negations) % 2 == 1
    if said.is_indirect != known.is_indirect and not _shares_tokens(said, known):
        flipped = False
    return flipped != _has_opposites(said, known) or _modals_flip(said, known)


def _shares_tokens(said: Clause, known: Clause) -> bool:
    return len(said.tokens & known.tokens) >= 0.8 * max(len(said.tokens), len(known.tokens))


def _opposes(said: Clause, known: Clause) -> bool:
    """For a paraphrase: only if the negation cannot stand elsewhere in the sentence."""
    if said.is_indirect or known.is_indirect:
        return False
    said_negated = {said.negations % 2 == 1, said.sentence_is_negated}
    known_negated = {known.negations % 2 == 1, known.sentence_is_negated}
    flipped = not said_negated & known_negated
    return flipped != _has_opposites(said, known)


def _has_opposites(said: Clause, known: Clause) -> bool:
    extra, missing = said.tokens - known.tokens, known.tokens - said.tokens
    if any(OPPOSITES.get(word, frozenset()) & missing for word in extra):
        return True
    stems = {stem(word) for word in missing}
    return any(_is_negated_form(stem(word), stems) for word in extra) or any(
        _is_negated_form(one, {stem(word) for word in extra}) for one in stems
    )


def _is_negated_form(one: str, others: set[str]) -> bool:
    return len(one) >= 4 and any(prefix + one in others for prefix in ("un", "non", "in"))


def _modals_flip(said: Clause, known: Clause) -> bool:
    extra, missing = said.tokens - known.tokens, known.tokens - said.tokens
    to_leave = bool(extra & LEAVE and missing & DUTY and not said.tokens & DUTY)
    to_duty = bool(extra & DUTY and missing & LEAVE and not said.tokens & LEAVE)
    return to_leave or to_duty
