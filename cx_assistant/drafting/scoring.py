"""How well a line answers a question: by its words, and by the kind of fact that is asked for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cx_assistant.drafting.question_words import FILLERS, wanted_facts
from cx_assistant.drafting.units import Unit
from cx_assistant.models import Question

# What a word counts that stands above the line, of one in the line itself.
_HEADING_WEIGHT = 0.8
_TITLE_WEIGHT = 0.3
_FACT_BONUS = 0.12  # for holding the kind of fact that is asked for: an amount, a time
_RANK_PRIOR = 0.15  # what being in the best passage is worth
_SIMILARITY_WEIGHT = 0.3  # of the whole passage to the question, as the search measured it
_STEM_LETTERS = 5
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class Scored:
    """A unit, how well it answers all in all, and its share of the question's words."""

    unit: Unit
    score: float
    overlap: float


Scorer = Callable[[Question, Sequence[Unit]], list[Scored]]


def stems_of(text: str) -> list[str]:
    """The beginnings of the words that carry meaning, lower case."""
    words = (word.lower() for word in _WORD.findall(text))
    return [word[:_STEM_LETTERS] for word in words if word not in FILLERS]


def score_units(question: Question, units: Sequence[Unit]) -> list[Scored]:
    """All units, best first. No vectors: they cost more than they found (docs/decisions/0009)."""
    wanted = wanted_facts(question.text)
    scored = [
        Scored(unit, overlap + _FACT_BONUS * wanted.held_by(unit.text) + _prior(unit), overlap)
        for unit, overlap in zip(units, _overlaps(question.search_text, units), strict=True)
    ]
    return sorted(scored, key=lambda each: -each.score)


def _prior(unit: Unit) -> float:
    return _RANK_PRIOR / (1 + unit.rank) + _SIMILARITY_WEIGHT * unit.evidence.similarity


def _overlaps(question: str, units: Sequence[Unit]) -> list[float]:
    """Share of the question's words, weighted by rarity, that a unit or what is above it holds."""
    own = [set(stems_of(f"{unit.lead_in} {unit.text}")) for unit in units]
    headings = [set(stems_of(_heading(unit))) for unit in units]
    titles = [set(stems_of(_title(unit))) for unit in units]
    frequency = Counter(word for words in own for word in words)
    weights = {
        word: math.log(1 + len(units) / (1 + frequency[word])) for word in set(stems_of(question))
    }
    total = sum(weights.values()) or 1.0
    return [
        sum(
            weight * _weight(word, own[n], headings[n], titles[n])
            for word, weight in weights.items()
        )
        / total
        for n in range(len(units))
    ]


def _weight(word: str, own: set[str], heading: set[str], title: set[str]) -> float:
    if word in own:
        return 1.0
    return _HEADING_WEIGHT if word in heading else _TITLE_WEIGHT if word in title else 0.0


def _heading(unit: Unit) -> str:
    columns = " ".join(unit.header.names) if unit.header else ""
    return f"{unit.heading} {columns}"


def _title(unit: Unit) -> str:
    return f"{unit.evidence.title} {' '.join(unit.evidence.heading_path)}"
