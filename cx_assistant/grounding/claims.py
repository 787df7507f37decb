"""Whether what a sentence claims is supported by the evidence it cites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from cx_assistant.grounding.conditions import dropped_condition
from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.fact_support import text_with_context
from cx_assistant.grounding.lexicon import SYNONYM_GROUPS, stem, telling_stem
from cx_assistant.grounding.polarity import find_contradiction, find_moved_fact
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.quotation import is_quotation
from cx_assistant.grounding.tables import find_swapped_cell
from cx_assistant.grounding.text import (
    clean_text,
    segments,
    stands_whole_in,
    without_markdown,
    words,
)
from cx_assistant.models import Draft, Evidence, Problem, ProblemKind, Sentence, SentenceRole

Similarity = Callable[[str, str], float]

# Chosen on labelled replies by tools/tune_claim_support.py; see docs/decisions/0006.
CLAIM_SUPPORT_THRESHOLD = 0.68
_SIMILARITY_MARGIN = 0.25
_SIMILARITY_THRESHOLD = 0.75
_CUSTOMERS_WORD = 0.7  # a word the customer used themselves supports a claim, but not fully
_SYNONYM = 0.85
_SAME_BEGINNING = 0.8
_PART_OF_COMPOUND = 0.7
_BEGINNING = 5
_PART = 4
_NAME_WEIGHT = 1.5


class Vocabulary(NamedTuple):
    """The words of a text in the forms they are matched by."""

    stems: frozenset[str]
    beginnings: frozenset[str]
    endings: frozenset[str]
    groups: frozenset[int]


@lru_cache(maxsize=4096)
def vocabulary(text: str) -> Vocabulary:
    """Every word of the text, stemmed."""
    stems = frozenset(stem(word) for word in words(clean_text(text)))
    return Vocabulary(
        stems,
        frozenset(one[:_BEGINNING] for one in stems if len(one) >= _BEGINNING),
        frozenset(one[at:] for one in stems for at in range(len(one) - _PART + 1)),
        frozenset(group for one in stems for group in SYNONYM_GROUPS.get(one, ())),
    )


def support_score(claim: str, evidence_texts: Sequence[str], *, customer_words: str = "") -> float:
    """How much of what the claim says the texts say too: 0 nothing, 1 all of its words.

    Amounts, dates and other facts are checked elsewhere and play no part here.
    """
    if any(stands_whole_in(claim, text) for text in evidence_texts):
        return 1.0
    content = _content_words(claim)
    if not content:
        return 1.0
    known = [vocabulary(text) for text in evidence_texts]
    asked = vocabulary(customer_words)
    total = sum(weight for _, weight in content)
    return sum(weight * _word_support(one, known, asked) for one, weight in content) / total


def _content_words(claim: str) -> list[tuple[str, float]]:
    found: dict[str, float] = {}
    plain = without_markdown(clean_text(claim))
    for part in segments(plain):
        for position, word in enumerate(part.split()):
            is_name = position > 0 and word[:1].isupper() and not word.isupper()
            for piece in words(word):
                if one := telling_stem(piece):
                    found.setdefault(one, _NAME_WEIGHT if is_name else 1.0)
    return list(found.items())


def _word_support(one: str, known: Iterable[Vocabulary], asked: Vocabulary) -> float:
    best = max((_match(one, some) for some in known), default=0.0)
    return max(best, _CUSTOMERS_WORD * _match(one, asked))


def _match(one: str, some: Vocabulary) -> float:
    if one in some.stems:
        return 1.0
    if SYNONYM_GROUPS.get(one, frozenset()) & some.groups:
        return _SYNONYM
    if len(one) >= _BEGINNING and one[:_BEGINNING] in some.beginnings:
        return _SAME_BEGINNING
    return _PART_OF_COMPOUND if _is_compound(one, some) else 0.0


def _is_compound(one: str, some: Vocabulary) -> bool:
    """True for lamp where headlamp stands, and the other way round."""
    return one in some.endings or any(
        one[at:] in some.stems for at in range(1, len(one) - _PART + 1)
    )


def find_claim_problems(
    draft: Draft,
    evidence: Sequence[Evidence],
    context: CheckContext,
    *,
    similarity: Similarity | None = None,
) -> list[Problem]:
    """Claims that their evidence does not support, contradicts, or makes only on a condition."""
    by_id = {item.id: item for item in evidence}
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        if sentence.role is not SentenceRole.ANSWER:
            continue
        cited = [by_id[c.evidence_id] for c in sentence.citations if c.evidence_id in by_id]
        if cited:
            found = _check_claim(sentence, list(dict.fromkeys(cited)), draft, context, similarity)
            problems += [problem(kind, index, sentence, detail) for kind, detail in found]
    return problems


def _check_claim(
    sentence: Sentence,
    cited: list[Evidence],
    draft: Draft,
    context: CheckContext,
    similarity: Similarity | None,
) -> list[tuple[ProblemKind, str]]:
    if is_quotation(sentence.text, cited):
        return []
    texts = [text_with_context(item) for item in cited]
    opposed = _find_opposed(sentence.text, texts, cited, draft.language, context.now.date())
    if opposed or (context.translations_allowed and _is_translation(cited, draft.language)):
        return opposed
    score = support_score(sentence.text, texts, customer_words=context.customer_words)
    if score < CLAIM_SUPPORT_THRESHOLD and not _is_similar(sentence.text, texts, score, similarity):
        return [(ProblemKind.UNSUPPORTED_CLAIM, _missing_words(sentence.text, texts))]
    condition = dropped_condition(sentence.text, texts, draft.text)
    return [(ProblemKind.UNSUPPORTED_CLAIM, condition)] if condition else []


def _find_opposed(
    claim: str, texts: list[str], cited: list[Evidence], language: str, today: date
) -> list[tuple[ProblemKind, str]]:
    """What speaks against the claim, however well its words are supported."""
    found = (
        (ProblemKind.CONTRADICTED_CLAIM, find_contradiction(claim, texts, language)),
        (ProblemKind.UNSUPPORTED_FACT, find_moved_fact(claim, texts, language, today)),
        (ProblemKind.UNSUPPORTED_CLAIM, find_swapped_cell(claim, [item.text for item in cited])),
    )
    return [(kind, detail) for kind, detail in found if detail][:1]


def _is_translation(cited: Iterable[Evidence], language: str) -> bool:
    return all(item.language != language for item in cited)


def _is_similar(
    claim: str, texts: Sequence[str], score: float, similarity: Similarity | None
) -> bool:
    if similarity is None or score < CLAIM_SUPPORT_THRESHOLD - _SIMILARITY_MARGIN:
        return False
    return any(
        similarity(claim, part) >= _SIMILARITY_THRESHOLD
        for text in texts
        for part in segments(text)
    )


def _missing_words(claim: str, texts: Sequence[str]) -> str:
    known = [vocabulary(text) for text in texts]
    missing = [
        word
        for word in dict.fromkeys(words(clean_text(claim)))
        if (one := telling_stem(word)) and max(_match(one, some) for some in known) == 0.0
    ]
    return (
        f"The evidence cited does not say this (nothing about: {', '.join(missing[:8])}); "
        "say what it says, or cite the source that does."
    )
