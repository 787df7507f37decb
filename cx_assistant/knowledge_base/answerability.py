"""How likely it is that the evidence found for a question answers it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from cx_assistant.knowledge_base.answerability_weights import BIAS, WEIGHTS
from cx_assistant.models import Evidence

_WORD = re.compile(r"\w+")
_STEM = 5  # letters that two forms of a word share often enough
_TOP = 3
_COMPARED = 5


@dataclass(frozen=True)
class AnswerabilitySignals:
    """What is looked at; each lies between 0 and about 1, and higher speaks for an answer."""

    similarity: float
    """Cosine of the closest passage."""
    lead: float
    """By how much it is closer than the fifth: one passage stands out when one has the answer."""
    agreement: float
    """Fused score of the first passage: 1 if it is first by meaning and by words."""
    fused_lead: float
    """By how much the first is ahead of the third."""
    best_coverage: float
    """Share of the question's longer words in the one passage that has most of them."""
    coverage: float
    """Share of them in the first three passages together."""
    pairs: float
    """Share of the question's neighbouring words that stand side by side there too."""

    def values(self) -> tuple[float, ...]:
        """In the order of the weights."""
        return (
            self.similarity,
            self.lead,
            self.agreement,
            self.fused_lead,
            self.best_coverage,
            self.coverage,
            self.pairs,
        )


def answerability(question: str, evidence: Sequence[Evidence]) -> float:
    """The chance that these passages answer the question; 0 without passages.

    For a shop where half of all questions can be answered. Evidence as `KnowledgeSearch.find`
    gives it, best first; order facts are no passages and must not be among it.
    """
    if not evidence or not question.strip():
        return 0.0
    signals = answerability_signals(question, evidence).values()
    total = BIAS + sum(w * value for w, value in zip(WEIGHTS, signals, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def answerability_signals(question: str, evidence: Sequence[Evidence]) -> AnswerabilitySignals:
    """What `answerability` looks at, for at least one piece of evidence."""
    cosines = sorted((each.similarity for each in evidence), reverse=True)
    # Exact matches lie above 1; beyond being first by both ways there is nothing to add.
    scores = [min(each.score, 1.0) for each in evidence]
    asked = _stems(question)
    topics = {stem for stem in asked if len(stem) > 3}
    texts = [_stems(f"{each.title} {each.text}") for each in evidence]
    together = {stem for text in texts[:_TOP] for stem in text}
    pairs = set(pairwise(asked))
    answered = {pair for text in texts[:_TOP] for pair in pairwise(text)}
    return AnswerabilitySignals(
        similarity=cosines[0],
        lead=cosines[0] - cosines[min(_COMPARED, len(cosines)) - 1],
        agreement=scores[0],
        fused_lead=scores[0] - scores[min(_TOP, len(scores)) - 1],
        best_coverage=max(_share(topics, set(text)) for text in texts),
        coverage=_share(topics, together),
        pairs=len(pairs & answered) / len(pairs) if pairs else 0.0,
    )


def _stems(text: str) -> list[str]:
    return [word[:_STEM] for word in _WORD.findall(text.casefold())]


def _share(wanted: set[str], found: set[str]) -> float:
    return len(wanted & found) / len(wanted) if wanted else 0.0
