"""Whether two claims speak of the same case of the same thing, so that only one can be right."""

from __future__ import annotations

from cx_assistant.grounding.lexicon import OPPOSITES
from cx_assistant.grounding.text import words
from cx_assistant.knowledge_base.health.claims import Claim
from cx_assistant.knowledge_base.health.figures import FREE
from cx_assistant.knowledge_base.health.names import Names
from cx_assistant.knowledge_base.health.pairing import Pair
from cx_assistant.knowledge_base.health.qualifiers import same_case
from cx_assistant.knowledge_base.health.statements import Statement
from cx_assistant.knowledge_base.health.vocabulary import PREDICATES, terms

# "Within 30 days" and "after 30 days" limit two different things.
_APART = ({"lower", "upper"}, {"after", "upper"}, {"after", "lower"})
_ENOUGH_WORDS = 3
_RICH_WORDS, _VERY_RICH_WORDS, _SAME_SENTENCE_WORDS = 3, 4, 6
_RICH_COVERAGE = 0.85


def stand_apart(pair: Pair) -> bool:
    """False for two steps, rows or items of one section: those are meant to differ."""
    first, second = pair.one.statement, pair.other.statement
    if first.article is not second.article:
        return True
    return first.block != second.block and first.headings != second.headings


def is_same_case(pair: Pair) -> bool:
    """True if both hold for the same goods, customers, places, and so on."""
    one, other = pair.one, pair.other
    return (
        one.codes == other.codes
        and _have_like_roles(one, other)
        and _qualify_alike(pair)
        and not _name_opposite_cases(one, other)
    )


def is_same_subject(pair: Pair, names: Names) -> bool:
    """True if neither names, titles nor the headings above set them apart."""
    one, other = pair.one, pair.other
    return (
        _share_enough(pair)
        and not _names_differ(one, other)
        and _titles_allow(pair, names)
        and not _are_parallel(one.statement, other.statement)
    )


def _qualify_alike(pair: Pair) -> bool:
    """The more two statements say themselves, the less what they stand under can change."""
    one, other = pair.one.qualifiers, pair.other.qualifiers
    if _is_rich(pair, _SAME_SENTENCE_WORDS):
        return same_case(one.said, other.said)
    if _is_rich(pair, _RICH_WORDS):
        return same_case(one.below_headings, other.below_headings)
    return same_case(one.below_title, other.below_title)


def _is_rich(pair: Pair, least: int) -> bool:
    """True if the two share so many words that they speak of the same wherever they stand."""
    shared = len(pair.one.frame & pair.other.frame)
    return pair.coverage >= _RICH_COVERAGE and shared >= least


def _have_like_roles(one: Claim, other: Claim) -> bool:
    figures = {claim.figure.dimension for claim in (one, other) if claim.figure}
    if FREE in figures:  # "free from €60" costs nothing that €60 could contradict
        return not one.role and not other.role
    return {one.role, other.role} not in _APART


def _name_opposite_cases(one: Claim, other: Claim) -> bool:
    """ "opened" and "unopened", "before" and "after": two cases of one rule."""
    first, second = set(words(one.statement.text)), set(words(other.statement.text))
    return any(
        OPPOSITES.get(word, frozenset()) & (second - first)
        for word in first - second
        if word not in PREDICATES
    )


def _share_enough(pair: Pair) -> bool:
    one, other = pair.one, pair.other
    needed = _ENOUGH_WORDS - 1 if one.figure or one.frame == other.frame else _ENOUGH_WORDS
    return len(one.frame & other.frame) >= needed


def _names_differ(one: Claim, other: Claim) -> bool:
    if one.names - other.names_around or other.names - one.names_around:
        return True
    return bool(one.names_around - other.names_around and other.names_around - one.names_around)


def _titles_allow(pair: Pair, names: Names) -> bool:
    """A name in one title only needs full agreement of all else; two names never agree."""
    one, other = pair.one, pair.other
    first = names.in_titles.get(one.statement.article.path, frozenset())
    second = names.in_titles.get(other.statement.article.path, frozenset())
    if first <= other.names_around and second <= one.names_around:
        return True
    return _is_rich(pair, _VERY_RICH_WORDS) and not (first and second)


def _are_parallel(one: Statement, other: Statement) -> bool:
    """ "Admin access" and "Finance access": rows, or sections of one article, for other cases."""
    if _differ_both_ways(one.lead, other.lead, need_common=one.article is not other.article):
        return True
    headings = (" ".join(one.headings[-1:]), " ".join(other.headings[-1:]))
    return one.article is other.article and _differ_both_ways(*headings, need_common=False)


def _differ_both_ways(one: str, other: str, *, need_common: bool) -> bool:
    first, second = terms(one), terms(other)
    return bool(first - second and second - first and (first & second or not need_common))
