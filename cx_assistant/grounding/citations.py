"""Whether citations are real: the evidence exists and the quote stands in it word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cx_assistant.grounding.problems import problem
from cx_assistant.models import (
    Citation,
    Draft,
    Evidence,
    Problem,
    ProblemKind,
    Sentence,
    SentenceRole,
)

_SPACES = re.compile(r"\s+")


def find_citation_problems(draft: Draft, evidence: Sequence[Evidence]) -> list[Problem]:
    """Unknown citations, quotes that stand nowhere, and answers that cite nothing."""
    by_id = {item.id: item for item in evidence}
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        if sentence.role is SentenceRole.ANSWER and not sentence.citations:
            detail = "The sentence answers the customer but cites nothing; cite its source."
            problems.append(problem(ProblemKind.MISSING_CITATION, index, sentence, detail))
        for citation in sentence.citations:
            found = _check_citation(index, sentence, citation, by_id)
            problems += [found] if found else []
    return problems


def _check_citation(
    index: int, sentence: Sentence, citation: Citation, by_id: dict[str, Evidence]
) -> Problem | None:
    item = by_id.get(citation.evidence_id)
    if item is None:
        detail = f"There is no evidence {citation.evidence_id!r}; cite one that was given."
        return problem(ProblemKind.UNKNOWN_CITATION, index, sentence, detail)
    if citation.source != item.source:
        detail = (
            f"Evidence {item.id!r} comes from {item.source!r}, not {citation.source!r}; name that."
        )
        return problem(ProblemKind.UNKNOWN_CITATION, index, sentence, detail)
    if _squeeze(citation.quote) not in _squeeze(item.text):
        detail = f"The quote “{citation.quote}” does not stand in {item.id!r}; copy it exactly."
        return problem(ProblemKind.QUOTE_NOT_FOUND, index, sentence, detail)
    return None


@lru_cache(maxsize=4096)
def _squeeze(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
