"""How likely it is that the evidence found for a question answers it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from cx_assistant.drafting.question_words import FILLERS
from cx_assistant.knowledge_base.answerability_weights import BIAS, WEIGHTS
from cx_assistant.models import Evidence

_WORD = re.compile(r"[^\W_]+")
_STEM = 5  # letters that two forms of a word share often enough
_WHOLE = 3  # words up to here count only as they stand: "eu" is not the beginning of "euro"
_COMPOUND = 8  # words from here on may be put together from others, as German ones are
_PART = 6
_MOST_WORDS = 24
# What people write around a question; the fillers have the words of proper sentences.
_CHATTER = frozenset(
    "able actually another anyone cant didnt does doesnt doing done dont else ever give gives go "
    "goes going gonna guys hows im isnt ive let lets make makes maybe ok okay other really regards "
    "someone something still stuff take takes thing things today u ur use want wanted wanna whats "
    "wheres wont would wouldnt yours "
    "anderes beim damit danke darf dürfen eigentlich etwas euch euer eure eurem euren gebt geht "
    "gerade gern gibt gruß grüße hallo heute ihnen jetzt jemand kriege leider lässt mache machen "
    "macht mal moin muss müssen müsste nix sachen schon sehr sie soll sollte wieviel wieviele "
    "worden würdet".split()
)
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
    """Share of what the question speaks of in the one passage, with its headings, that has most."""
    coverage: float
    """Share of it in the first three passages together."""

    def values(self) -> tuple[float, ...]:
        """In the order of the weights."""
        return (
            self.similarity,
            self.lead,
            self.agreement,
            self.fused_lead,
            self.best_coverage,
            self.coverage,
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
    topics = _topics(_words(question))
    held = [_held(topics, _with_headings(each)) for each in evidence]
    return AnswerabilitySignals(
        similarity=cosines[0],
        lead=cosines[0] - cosines[min(_COMPARED, len(cosines)) - 1],
        agreement=scores[0],
        fused_lead=scores[0] - scores[min(_TOP, len(scores)) - 1],
        best_coverage=max(map(len, held)) / (len(topics) or 1),
        coverage=len(set().union(*held[:_TOP])) / (len(topics) or 1),
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _with_headings(passage: Evidence) -> str:
    return f"{passage.title} {' '.join(passage.heading_path)} {passage.text}"


def _topics(asked: Sequence[str]) -> list[str]:
    """The words that say what the question is about, each once: no fillers, no single letters."""
    saying = (word for word in asked if word not in FILLERS and word not in _CHATTER)
    return list(dict.fromkeys(w for w in saying if len(w) > 1 or w.isdigit()))[:_MOST_WORDS]


def _held(topics: Sequence[str], text: str) -> set[str]:
    run = f" {' '.join(_words(text))} "
    return {word for word in topics if _holds(run, word)}


def _holds(run: str, word: str) -> bool:
    """True if a run of words between blanks has this word, a form of it, or a part of it."""
    if len(word) <= _WHOLE or word.isdigit():
        return f" {word} " in run
    if f" {word[:_STEM]}" in run:
        return True
    if len(word) >= _PART and word[:_PART] in run:
        return True
    # A part of the word that begins a word of its own: "frist" in "rückgabefrist".
    parts = range(_STEM - 1, len(word) - _STEM + 1) if len(word) >= _COMPOUND else ()
    return any(f" {word[at : at + _STEM]}" in run for at in parts)
