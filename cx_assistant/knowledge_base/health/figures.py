"""The figures a statement gives, and whether two of them can both be right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from cx_assistant.grounding.facts import Fact, FactKind, extract_facts
from cx_assistant.knowledge_base.health.findings import Mark
from cx_assistant.store.statements import batches

# Bare numbers are left out: most of them are versions, sizes and steps.
_MEASURED = frozenset(
    {
        FactKind.MONEY,
        FactKind.PERCENT,
        FactKind.DURATION,
        FactKind.QUANTITY,
        FactKind.TIME,
        FactKind.DATE,
    }
)
MONEY, FREE = FactKind.MONEY.value, "free"
_FREE = re.compile(
    r"\b(?:free of charge|for free|costs? (?:you )?nothing|you pay nothing|"
    r"(?:at )?no (?:extra |additional )?(?:cost|charge)|"
    r"(?:is|are|it's) (?:always |completely )?free|"
    r"kostenlos\w*|kostenfrei\w*|gratis|ohne aufpreis)\b|^free$",
    re.IGNORECASE,
)
_DAY, _MONTH = Decimal(86400), Decimal(30)
_NEARLY = Decimal("0.04")  # 12 months and 365 days, a month and 30 days, are the same to a reader
_WORKING, _CALENDAR = "working days", "days"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, or one range: what it measures, its ends, and where it stands in the text."""

    dimension: str
    low: Decimal
    high: Decimal
    unit: str
    text: str
    mark: Mark | None

    @property
    def is_range(self) -> bool:
        """True for "3 to 5 days"."""
        return self.low != self.high

    @property
    def value(self) -> tuple[Decimal, Decimal, str]:
        """Equal for two spellings of one figure."""
        return self.low, self.high, self.unit


def figures_of(text: str, language: str, today: date) -> list[Figure]:
    """Every figure of the text that another text could contradict, each once."""
    facts = (one for one in extract_facts(text, language, today) if one.kind in _MEASURED)
    found: dict[tuple[str, tuple[Decimal, Decimal, str]], Figure] = {}
    for _, group in groupby(facts, key=lambda one: (one.kind, one.text, one.unit)):
        for figure in _figures(list(group), text):
            found.setdefault((figure.dimension, figure.value), figure)
    figures = list(found.values())
    has_money = any(one.dimension.startswith(MONEY) for one in figures)
    return figures if has_money else [*figures, *_free(text)]


def _free(text: str) -> Iterator[Figure]:
    """ "Free of charge" is an amount as well."""
    if said := _FREE.search(text):
        nothing, mark = Decimal(0), Mark(start=said.start(), end=said.end())
        yield Figure(FREE, nothing, nothing, "", said[0], mark)


def _figures(facts: Sequence[Fact], text: str) -> Iterator[Figure]:
    """A range is two facts written as one."""
    measured = [one for fact in facts if (one := _measured(fact)) is not None]
    for some in batches(measured, 2 if len(measured) % 2 == 0 else 1):
        (dimension, _, unit), *_ = some
        numbers = sorted(value for _, value, _ in some)
        mark = _mark(facts[0].text, text)
        yield Figure(dimension, numbers[0], numbers[-1], unit, facts[0].text, mark)


def _measured(fact: Fact) -> tuple[str, Decimal, str] | None:
    """Dimension, value in its base unit, and unit; None if it cannot be compared."""
    if fact.kind is FactKind.DATE:
        return _measured_date(fact)
    value = Decimal(fact.value)
    if fact.kind is not FactKind.DURATION:
        return f"{fact.kind.value} {fact.unit}".strip(), value, fact.unit
    if fact.unit == _WORKING:
        return fact.kind.value, value, _WORKING
    days = value * _MONTH if fact.unit == "months" else value / _DAY
    return fact.kind.value, days, _CALENDAR


def _measured_date(fact: Fact) -> tuple[str, Decimal, str] | None:
    day = fact.day
    if day is None or day.month is None or day.day is None:
        return None
    number = (day.year or 0) * 10_000 + day.month * 100 + day.day
    return ("date" if day.year else "day of the year"), Decimal(number), ""


def _mark(written: str, text: str) -> Mark | None:
    """Where it stands; a figure written as a word ("two weeks") is found by what follows it."""
    parts = [re.escape(part) for part in re.findall(r"\w+|[^\w\s]", written)]
    for loose in (r"\W{0,2}".join(parts), r"\w+[\s-]" + parts[-1]):
        if found := re.search(loose, text):
            return Mark(start=found.start(), end=found.end())
    return None


def are_comparable(one: Figure, other: Figure) -> bool:
    """True if they measure the same."""
    if FREE in {one.dimension, other.dimension}:
        return {one.dimension, other.dimension} != {FREE}
    return one.dimension == other.dimension


def agree(one: Figure, other: Figure) -> bool:
    """True if both can be right: equal, or one within the range that the other gives."""
    if FREE in {one.dimension, other.dimension}:
        return one.high == other.high == 0
    if one.unit != other.unit:
        return False
    if one.is_range == other.is_range:
        return _same(one.low, other.low) and _same(one.high, other.high)
    wide, single = (one, other) if one.is_range else (other, one)
    return wide.low <= single.low <= wide.high


def _same(one: Decimal, other: Decimal) -> bool:
    if one == other:
        return True
    # Only months and years, told in days by one of the two, are inexact.
    is_rounded = (one % _MONTH == 0) != (other % _MONTH == 0)
    return (
        is_rounded
        and min(one, other) >= _MONTH - 2
        and (abs(one - other) <= _NEARLY * max(one, other))
    )
