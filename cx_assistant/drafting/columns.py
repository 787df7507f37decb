"""Chooses the columns of a wide table that a question asks for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from cx_assistant.drafting.question_words import holds, wanted_facts
from cx_assistant.drafting.scoring import stems_of
from cx_assistant.drafting.units import Unit, cells_of
from cx_assistant.models import Question

_NARROW = 5  # a row of so many cells is quoted whole
_CLOSE = 0.7  # of the best column's score


def columns_asked(question: Question, unit: Unit) -> tuple[int, ...]:
    """Positions of the cells to quote, the first one not counted; all of them if in doubt."""
    cells = cells_of(unit.text)
    everything = tuple(range(1, len(cells)))
    if unit.header is None or len(cells) <= _NARROW or len(unit.header.names) != len(cells):
        return everything
    scores = _scores(question.text, unit.header.names)
    if not any(scores[1:]):  # "How about Ireland?": what was said before tells what is asked
        scores = _scores(question.search_text, unit.header.names)
    chosen: set[int] = set()
    for kind in wanted_facts(question.text).kinds:  # a column of amounts answers "how much"
        chosen |= _best([n for n in everything if holds(kind, cells[n])], scores)
    chosen = chosen or _best([n for n in everything if scores[n] > 0], scores)
    return tuple(sorted(chosen)) or everything


def _best(columns: Sequence[int], scores: Sequence[float]) -> set[int]:
    best = max((scores[n] for n in columns), default=0.0)
    return {n for n in columns if scores[n] >= _CLOSE * best}


def _scores(question: str, names: Sequence[str]) -> list[float]:
    """How much of the question each column's name repeats; words that few names hold count more."""
    asked = set(stems_of(question))
    stems = [set(stems_of(name)) for name in names]
    frequency = Counter(stem for some in stems for stem in some)
    return [
        sum(math.log(1 + len(names) / frequency[stem]) for stem in own & asked) for own in stems
    ]
