"""Whether a reply is written in the language that is wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence

from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.quotation import is_quotation
from cx_assistant.grounding.text import without_markdown, words
from cx_assistant.languages import language_scores
from cx_assistant.models import Draft, Evidence, Problem, ProblemKind, Sentence, SentenceRole

_MINIMUM_WORDS = 6  # fewer say too little about their language
_MINIMUM_LEAD = 8.0  # difference in log probability that counts as certain
_SAMPLE = 80  # characters
_PROSE = frozenset({SentenceRole.ANSWER, SentenceRole.COURTESY})


def find_wrong_language(
    draft: Draft, evidence: Sequence[Evidence], context: CheckContext
) -> list[Problem]:
    """One problem if the reply as a whole is in another language than the wanted one.

    Quotations speak the language of their article: one in the wanted language is right however
    few of its words tell so, and others may stay where the context allows it.
    """
    prose = [
        sentence.text
        for sentence in draft.sentences
        if sentence.role in _PROSE and not _is_fitting_quote(sentence, evidence, context)
    ]
    # The beginning of each sentence tells enough, in a fraction of the time.
    text = without_markdown(" ".join(line[:_SAMPLE] for line in prose)[: 8 * _SAMPLE])
    if len(words(text)) < _MINIMUM_WORDS:
        return []
    spoken = confident_language(text, context.language)
    if spoken == context.language:
        return []
    detail = f"The reply is written in {spoken!r}; write it in {context.language!r}."
    return [Problem(kind=ProblemKind.WRONG_LANGUAGE, detail=detail)]


def _is_fitting_quote(
    sentence: Sentence, evidence: Sequence[Evidence], context: CheckContext
) -> bool:
    cited = {citation.evidence_id for citation in sentence.citations}
    return any(
        item.id in cited
        and item.language in {context.language, *context.allowed_languages}
        and is_quotation(sentence.text, [item])
        for item in evidence
    )


def confident_language(text: str, expected: str) -> str:
    """The language of the text; the expected one unless another is clearly more likely."""
    ranked = language_scores(text)
    best, best_score = ranked[0]
    scores = dict(ranked)
    expected_score = scores.get(expected, -math.inf)
    return best if best_score - expected_score > _MINIMUM_LEAD else expected
