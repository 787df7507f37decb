"""Picks, from the passages found, the few lines that answer a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from cx_assistant.drafting.scoring import Scored, Scorer, score_units, stems_of
from cx_assistant.drafting.units import Header, Unit, UnitKind, cells_of, units_of
from cx_assistant.models import Evidence, Question

_PASSAGES = 5  # passages looked at; the answer is rarely further down
_CLOSE = 0.9  # a second block this near to the best one is quoted too
_MAX_WORDS = 110
_MAX_PARAGRAPH_WORDS = 65
_MAX_BLOCKS = 2
_MAX_CHANCE = 0.5
_MAX_ITEMS = 9
_READABLE_CELLS = 3  # a row of more says nothing without its column names

_LEANS = re.compile(
    r"^\W*(?:it|its|this|that|these|those|they|them|he|she|his|her|their|then|there|also|"
    r"otherwise|after that|er|sie|es|dies\w*|das|danach|dann|damit|dabei|dafür|davon|auch|sonst|"
    r"ihre?|sein\w*|il|elle|ils|elles|ce|cela|cette|ensuite|esto|esta|este|eso|ese|luego|ellos|"
    r"questo|questa|poi|dit|deze|daarna|isso|isto|depois|to|potem)\b",
    re.IGNORECASE,
)


class AnswerPicker:
    """Picks by score; the scorer can be replaced by one that knows more."""

    def __init__(self, *, scorer: Scorer = score_units) -> None:
        self._scorer = scorer

    def pick(self, question: Question, evidence: Sequence[Evidence]) -> list[list[Unit]]:
        """The blocks to quote, best first; each is one or more units in reading order."""
        looked_at = evidence[:_PASSAGES]
        units = [unit for rank, item in enumerate(looked_at) for unit in units_of(item, rank)]
        units = _once([unit for unit in _with_borrowed_headers(units) if _can_be_quoted(unit)])
        scored = self._scorer(question, units)
        asked = frozenset(stems_of(question.search_text))
        return _blocks(asked, scored, units) if scored else []


def _with_borrowed_headers(units: Sequence[Unit]) -> list[Unit]:
    """A table that was split keeps its column names in its first part only."""
    headers: dict[tuple[str, int], Header] = {}
    for unit in units:
        if unit.header:
            headers.setdefault((unit.evidence.source, len(unit.header.names)), unit.header)
    return [
        replace(unit, header=headers.get((unit.evidence.source, len(cells_of(unit.text)))))
        if unit.kind is UnitKind.ROW and unit.header is None
        else unit
        for unit in units
    ]


def _once(units: Sequence[Unit]) -> list[Unit]:
    """Each line where it first stands: passages overlap, and articles repeat each other."""
    first = {unit.text: unit for unit in reversed(units)}
    return [unit for unit in units if first[unit.text] is unit]


def _can_be_quoted(unit: Unit) -> bool:
    if len(unit.text) < 8:
        return False
    is_bare_row = unit.kind is UnitKind.ROW and unit.header is None
    return not is_bare_row or len(cells_of(unit.text)) <= _READABLE_CELLS


def _blocks(
    asked: frozenset[str], scored: Sequence[Scored], units: Sequence[Unit]
) -> list[list[Unit]]:
    best = scored[0]
    blocks: list[list[Unit]] = []
    words = 0
    for item in scored:
        if item.score < _CLOSE * best.score or len(blocks) == _MAX_BLOCKS:
            break
        is_second = bool(blocks) and item.overlap < _CLOSE * best.overlap
        if is_second or any(item.unit.place == block[0].place for block in blocks):
            continue
        block = _around(item, asked, scored, units)
        words += sum(unit.words for unit in block)
        if blocks and words > _MAX_WORDS:
            break
        if block:
            blocks.append(block)
        if block and block[0].kind is UnitKind.ROW:
            break  # a row answers exactly; what else there is answers something else
    return blocks or [[scored[0].unit]]


def _around(
    item: Scored, asked: frozenset[str], scored: Sequence[Scored], units: Sequence[Unit]
) -> list[Unit]:
    """The unit with what it needs to be understood: its steps, its rows, its paragraph."""
    unit = item.unit
    same = [other for other in units if other.place == unit.place]
    if unit.kind is UnitKind.SENTENCE:
        return _sentences_around(unit, same)
    if unit.kind is UnitKind.STEP or (unit.lead_in and _fits(same)):
        return same
    close = [each.unit for each in scored if each.overlap >= _CLOSE * item.overlap]
    chosen = [other for other in same if other is unit or other in close]
    named = [row for row in chosen if _is_named(row, asked)]
    if named and unit.kind is UnitKind.ROW:
        return named[:_MAX_ITEMS]
    if _fits(chosen):
        return chosen
    # One row or item of many that answer equally well would be picked by chance.
    return [] if len(chosen) > _MAX_CHANCE * len(same) else [unit]


def _is_named(row: Unit, asked: frozenset[str]) -> bool:
    """True if all of the row's name is asked for: "Ireland" is not asked by "Northern Ireland"."""
    name = set(stems_of(cells_of(row.text)[0])) if row.kind is UnitKind.ROW else set()
    return bool(name) and name <= asked


def _fits(units: Sequence[Unit]) -> bool:
    return len(units) <= _MAX_ITEMS and sum(map(_length, units)) <= _MAX_WORDS


def _length(unit: Unit) -> int:
    """Words of the line as it will be read, a row with its column names."""
    return unit.words + (len(" ".join(unit.header.names).split()) if unit.header else 0)


def _sentences_around(unit: Unit, paragraph: Sequence[Unit]) -> list[Unit]:
    """A window of the paragraph that does not end in a question which it leaves open."""
    window = _window(unit, paragraph)
    while len(window) > 1 and window[-1].text.rstrip("*_ ").endswith("?"):
        window = window[:-1]
    return window


def _window(unit: Unit, paragraph: Sequence[Unit]) -> list[Unit]:
    """The whole paragraph if it is short, else this sentence, the one before and some after."""
    if sum(sentence.words for sentence in paragraph) <= _MAX_PARAGRAPH_WORDS:
        return list(paragraph)
    start = end = paragraph.index(unit)
    words = unit.words
    while start > 0 and words + paragraph[start - 1].words <= _MAX_PARAGRAPH_WORDS:
        if start < end and not _LEANS.match(paragraph[start].text):
            break
        start -= 1
        words += paragraph[start].words
    while end + 1 < len(paragraph) and words + paragraph[end + 1].words <= _MAX_PARAGRAPH_WORDS:
        end += 1
        words += paragraph[end].words
    return list(paragraph[start : end + 1])
