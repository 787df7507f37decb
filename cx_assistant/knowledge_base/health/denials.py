"""Whether one statement says yes where another says no."""

from __future__ import annotations

import re

from cx_assistant.grounding.lexicon import DUTY, FINITE_VERBS, LEAVE, OPPOSITES
from cx_assistant.grounding.polarity import Clause, read_clauses
from cx_assistant.knowledge_base.health.findings import Mark
from cx_assistant.knowledge_base.health.statements import Statement
from cx_assistant.knowledge_base.health.vocabulary import PREDICATES, YES_OR_NO, terms

_ALIKE = 0.75
_FEW = 2
# "No" and "none" deny a thing, not a sentence: "at no cost" is no denial of "three a year".
_NO = re.compile(r"(?:not|never|cannot|\w+n['’]t|nicht|kein\w*|nie|niemals)", re.IGNORECASE)
_WORD = re.compile(r"[\w'’]+")
# What stands under such a heading describes what went wrong, not what holds.
_PROBLEM = re.compile(
    r"\b(?:why|problem|error|issue|trouble\w*|reason\w*|symptom|fail\w*|reject\w*|declin\w*|"
    r"when to|warum|fehler|störung|abgelehnt)\b",
    re.IGNORECASE,
)
_VERBS = FINITE_VERBS | DUTY | LEAVE | frozenset("need needs".split())


# "Cannot exceed" is no denial of "must remain below", nor "if it is" of "it is not".
_BOUND = re.compile(
    r"\b(?:exceed\w*|below|above|under|over|more than|less than|fewer|überschreit\w*|mehr|"
    r"weniger)\b",
    re.IGNORECASE,
)
_PREDICATE = re.compile(
    r"\b(?:is|are|be|been|was|were|not|ist|sind|wird|werden|nicht)(?:\s\w+){0,4}?\s(\w+)"
    r"(?=$|[\s.,;:!])"
)
_ASIDE = re.compile(r"\([^()]*\)")
_CONDITION = re.compile(r"(?:if|when|once|whether|wenn|falls|sobald|ob)\b", re.IGNORECASE)


def deny(one: Statement, other: Statement) -> bool:
    """True if a clause of one denies a clause of the other in nearly the same words."""
    if not (yes_or_no(one.text) or yes_or_no(other.text)):
        return False
    if _tell_problems(one, other) or any(map(_is_unclear, (one.text, other.text))):
        return False
    said, known = _clauses(one), _clauses(other)
    denials = [sum(map(_denials, clauses)) for clauses in (said, known)]
    if all(denials):  # which of several clauses each denies is a guess
        return False
    return any(_opposed(first, second) for first in said for second in known)


def _is_unclear(text: str) -> bool:
    return text.endswith("?") or _BOUND.search(text) is not None


def _clauses(statement: Statement) -> list[Clause]:
    plain = _ASIDE.sub("", statement.text)
    read = read_clauses(plain, statement.article.language)
    return [clause for clause in read if not _CONDITION.match(clause.text)]


def _tell_problems(*statements: Statement) -> bool:
    above = (" ".join((*one.headings[-1:], one.lead)) for one in statements)
    return any(_PROBLEM.search(text) for text in above)


def _opposed(said: Clause, known: Clause) -> bool:
    first, second = terms(said.text) - YES_OR_NO, terms(known.text) - YES_OR_NO
    if min(len(first), len(second)) < _FEW or said.is_indirect or known.is_indirect:
        return False
    if 2 * len(first & second) < _ALIKE * (len(first) + len(second)):
        return False
    if not all(clause.tokens & _VERBS or "n't" in clause.text for clause in (said, known)):
        return False
    flipped = (_denials(said) - _denials(known)) % 2 == 1
    return flipped != _say_opposites(said, known)


def _denials(clause: Clause) -> int:
    return min(
        clause.negations, sum(1 for word in _WORD.findall(clause.text) if _NO.fullmatch(word))
    )


def _say_opposites(said: Clause, known: Clause) -> bool:
    """ "Is required" and "is optional"; but "required" and "optional fields" are two things."""
    first, second = _predicates(said.text), _predicates(known.text)
    return any(OPPOSITES.get(word, frozenset()) & (second - first) for word in first - second)


def _predicates(text: str) -> set[str]:
    return set(_PREDICATE.findall(text.lower())) & PREDICATES


def yes_or_no(text: str) -> tuple[Mark, ...]:
    """The words of the text that say yes or no."""
    return tuple(
        Mark(start=found.start(), end=found.end())
        for found in _WORD.finditer(text)
        if _NO.fullmatch(found[0]) or found[0].lower() in PREDICATES
    )
