"""Picks, from the passages found, the few lines that answer a question."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cx_assistant.drafting.units import Unit, UnitKind, units_of
from cx_assistant.models import Evidence
from cx_assistant.protocols import Embedder

_PASSAGES = 4  # passages looked at; the answer is rarely further down
_EMBEDDED_UNITS = 10  # the lexically best; embedding every unit would cost more than it finds
_LEXICAL_WEIGHT = 0.5
_HEADING_WEIGHT = 0.5  # a word in the heading counts this much of one in the line itself
_RANK_PRIOR = 0.15  # what being in the best passage is worth
_CLOSE = 0.9  # a second block this near to the best one is quoted too
_MAX_WORDS = 110
_MAX_ROWS = 3
_MAX_ITEMS = 9
_STEM_LETTERS = 5

_WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_STOP = frozenset(
    """a an the and or of to in on at for from by with is are was were be been am i i'm my me we our
    us you your it its this that these those do does did can could will would should may might have
    has had if so as but not no any some there here what which who when where how why please hi
    hello thanks just also than then get got der die das den dem des ein eine einen einem einer und
    oder zu im in am an auf für von mit ist sind war ich mein meine meinen mich mir wir uns sie ihr
    es er kann können könnte will würde habe hat haben wenn so als aber nicht kein keine was welche
    wer wann wo wie warum bitte auch noch dann""".split()
)


@dataclass(frozen=True)
class _Scored:
    unit: Unit
    score: float


class AnswerPicker:
    """Scores lines by the question's words and, with an embedder, by its meaning."""

    def __init__(self, embedder: Embedder | None = None) -> None:
        self._embedder = embedder

    def pick(self, question: str, evidence: Sequence[Evidence]) -> list[list[Unit]]:
        """The blocks to quote, best first; each is one or more units in reading order."""
        units = [
            unit
            for rank, item in enumerate(evidence[:_PASSAGES])
            for unit in units_of(item, rank)
            if len(unit.text) >= 8
        ]
        scored = self._scored(question, units)
        if not scored or scored[0].score <= 0:
            return []
        return _blocks(scored, units)

    def _scored(self, question: str, units: list[Unit]) -> list[_Scored]:
        lexical = _lexical_scores(question, units)
        order = sorted(range(len(units)), key=lambda n: -_with_prior(units[n], lexical[n]))
        if self._embedder is None:
            return [_Scored(units[n], _with_prior(units[n], lexical[n])) for n in order]
        likely = order[:_EMBEDDED_UNITS]
        texts = [question, *(_in_context(units[n]) for n in likely)]
        vectors = self._embedder.embed(texts)
        similarities = vectors[1:] @ vectors[0]
        scored = []
        for position, n in enumerate(likely):
            meaning = float(similarities[position])
            mixed = _LEXICAL_WEIGHT * lexical[n] + (1 - _LEXICAL_WEIGHT) * meaning
            scored.append(_Scored(units[n], _with_prior(units[n], mixed)))
        return sorted(scored, key=lambda item: -item.score)


def words_of(text: str) -> list[str]:
    """Word stems that carry meaning, lower case."""
    words = (word.lower() for word in _WORD.findall(text))
    return [word[:_STEM_LETTERS] for word in words if word not in _STOP]


def _with_prior(unit: Unit, score: float) -> float:
    return score + _RANK_PRIOR / (1 + unit.rank)


def _in_context(unit: Unit) -> str:
    columns = " ".join(unit.header)
    return " ".join(part for part in (unit.heading, columns, unit.lead_in, unit.text) if part)


def _lexical_scores(question: str, units: Sequence[Unit]) -> list[float]:
    """Share of the question's words, weighted by rarity, that a unit or its heading holds."""
    own = [set(words_of(f"{unit.lead_in} {' '.join(unit.header)} {unit.text}")) for unit in units]
    above = [set(words_of(f"{unit.evidence.title} {unit.heading}")) for unit in units]
    frequency = Counter(word for words in own for word in words)
    asked = set(words_of(question))
    weights = {word: math.log(1 + len(units) / (1 + frequency[word])) for word in asked}
    total = sum(weights.values()) or 1.0
    return [
        sum(
            weight * (1.0 if word in own[n] else _HEADING_WEIGHT if word in above[n] else 0.0)
            for word, weight in weights.items()
        )
        / total
        for n in range(len(units))
    ]


def _blocks(scored: Sequence[_Scored], units: Sequence[Unit]) -> list[list[Unit]]:
    best = scored[0].score
    blocks: list[list[Unit]] = []
    seen: set[tuple[str, int]] = set()
    words = 0
    for item in scored:
        key = (item.unit.evidence.id, item.unit.block)
        if item.score < _CLOSE * best or key in seen:
            continue
        block = _around(item.unit, scored, units)
        words += sum(len(unit.text.split()) for unit in block)
        if blocks and words > _MAX_WORDS:
            break
        seen.add(key)
        blocks.append(block)
        if len(blocks) == 2:
            break
    return blocks


def _around(unit: Unit, scored: Sequence[_Scored], units: Sequence[Unit]) -> list[Unit]:
    """The unit with what it needs to be understood: its steps, its rows, its paragraph."""
    same = [
        other
        for other in units
        if (other.evidence.id, other.block) == (unit.evidence.id, unit.block)
    ]
    if unit.kind is UnitKind.ROW:
        close = {item.unit.text for item in scored if item.score >= _CLOSE * scored[0].score}
        return [row for row in same if row is unit or row.text in close][:_MAX_ROWS] or [unit]
    if unit.kind is UnitKind.SENTENCE:
        return _sentences_around(unit, same)
    fits = len(same) <= _MAX_ITEMS and sum(len(u.text.split()) for u in same) <= _MAX_WORDS
    return same if fits or unit.kind is UnitKind.STEP else [unit]


def _sentences_around(unit: Unit, paragraph: list[Unit]) -> list[Unit]:
    """The whole paragraph if it is short, else from this sentence on."""
    if sum(len(sentence.text.split()) for sentence in paragraph) <= _MAX_WORDS // 2:
        return paragraph
    start = paragraph.index(unit)
    chosen: list[Unit] = []
    for sentence in paragraph[start:]:
        if chosen and sum(len(u.text.split()) for u in [*chosen, sentence]) > _MAX_WORDS // 2:
            break
        chosen.append(sentence)
    return chosen
