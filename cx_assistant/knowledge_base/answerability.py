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
_COMPARED = 6
# Between short questions and pasted reports, in topic words: what tells an answer differs.
_LONG_FROM = 10
_LONG_STEP = 2


@dataclass(frozen=True)
class AnswerabilitySignals:
    """What is looked at; each lies between 0 and about 1, and higher speaks for an answer."""

    similarity: float
    """Cosine of the closest passage."""
    lead: float
    """By how much it is closer than the last of the first six."""
    score: float
    """Score of the first passage."""
    score_lead: float
    """By how much it is ahead of the last of the first six."""
    article_lead: float
    """By how much it is ahead of the best passage of another article."""
    best_coverage: float
    """Share of what the question speaks of in the one passage, with its headings, that has most."""
    coverage: float
    """Share of it in the first three passages together."""
    length: float
    """0 for a short question, 1 for a long one; says how the others are to be taken."""
    dialogue: float
    """1 if the question was searched with the talk before it, which its words leave out."""

    def values(self) -> tuple[float, ...]:
        """In the order of the weights: all, again for long questions, again for dialogues."""
        looked_at = (
            self.similarity,
            self.lead,
            self.score,
            self.score_lead,
            self.article_lead,
            self.best_coverage,
            self.coverage,
        )
        cases = (self.length, self.dialogue)
        return (*looked_at, *(case * each for case in cases for each in (1.0, *looked_at)))


def answerability(
    question: str, evidence: Sequence[Evidence], *, in_dialogue: bool = False
) -> float:
    """The chance that these passages answer the question; 0 without passages.

    For a shop where half of all questions can be answered: a logistic regression fitted by
    tools/fit_answerability.py. Evidence as `KnowledgeSearch.find` gives it, best first; order facts
    are no passages and must not be among it. `in_dialogue` says that it was given a history.
    """
    if not evidence or not question.strip():
        return 0.0
    signals = answerability_signals(question, evidence, in_dialogue=in_dialogue).values()
    total = BIAS + sum(w * value for w, value in zip(WEIGHTS, signals, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


def answerability_signals(
    question: str, evidence: Sequence[Evidence], *, in_dialogue: bool = False
) -> AnswerabilitySignals:
    """What `answerability` looks at, for at least one piece of evidence."""
    first = evidence[:_COMPARED]
    cosines = sorted((each.similarity for each in first), reverse=True)
    # Codes found to the letter may lift a score above 1, which adds nothing here.
    scores = [min(each.score, 1.0) for each in first]
    elsewhere = [
        score
        for each, score in zip(first, scores, strict=True)
        if each.source != evidence[0].source
    ]
    topics = _topics(_words(question))
    held = [_held(topics, _with_headings(each)) for each in first]
    return AnswerabilitySignals(
        similarity=cosines[0],
        lead=cosines[0] - cosines[-1],
        score=scores[0],
        score_lead=scores[0] - scores[-1],
        article_lead=scores[0] - (elsewhere or scores[-1:])[0],
        best_coverage=max(map(len, held)) / (len(topics) or 1),
        coverage=len(set().union(*held[:_TOP])) / (len(topics) or 1),
        length=1 / (1 + math.exp((_LONG_FROM - len(topics)) / _LONG_STEP)),
        dialogue=float(in_dialogue),
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
