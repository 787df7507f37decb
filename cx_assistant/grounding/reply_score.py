"""How well a whole reply is supported, as one number, for measuring against labelled replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from cx_assistant.grounding.claims import support_score
from cx_assistant.grounding.facts import FactKind, extract_facts
from cx_assistant.grounding.polarity import find_contradiction
from cx_assistant.grounding.text import segments

_UNSUPPORTED_FACT = 0.5  # each multiplies the score of its sentence
_CONTRADICTION = 0.3


def score_reply(
    reply: str, evidence_texts: Sequence[str], *, today: date, language: str = "en"
) -> float:
    """0 to 1: the support of the weakest sentence, lowered by facts the evidence does not state.

    Evidence is taken as a whole, since labelled sets name no citation for each sentence.
    """
    stated = {
        (fact.kind, fact.value)
        for text in evidence_texts
        for fact in extract_facts(text, language, today)
    }
    values = {value for _, value in stated}
    scores = [1.0]
    for sentence in segments(reply):
        score = support_score(sentence, evidence_texts)
        for fact in extract_facts(sentence, language, today):
            is_number = fact.kind is FactKind.NUMBER and fact.value in values
            if (fact.kind, fact.value) not in stated and not is_number:
                score *= _UNSUPPORTED_FACT
        if find_contradiction(sentence, evidence_texts, language):
            score *= _CONTRADICTION
        scores.append(score)
    return min(scores)
