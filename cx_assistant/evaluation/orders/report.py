"""What an evaluation of orders found, ready to be shown or written as JSON."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from cx_assistant.evaluation.bootstrap import Interval
from cx_assistant.evaluation.orders.cases import Measures
from cx_assistant.evaluation.orders.scoring import ARGUMENTS, FIGURES, ActionTally, CaseScore
from cx_assistant.evaluation.orders.shares import Share
from cx_assistant.evaluation.paired import Difference
from cx_assistant.models import ActionKind, Model

_DIGITS = 4


class CaseRow(Model):
    """What one reader made of one case. Ids and kinds only: no text, no name, no address."""

    id: str
    reader: str
    ms: float
    score: CaseScore
    candidates: int = Field(description="customers the text may be from")
    orders: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    proposed: tuple[str, ...] = Field(default=(), description="kind and order id")
    asked_back: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    expected: tuple[str, ...] = Field(default=(), description="kind and order id")


class KindFigures(Model):
    """How well one kind of action is found, on its right order."""

    recall: Share
    precision: Share

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both; None if nothing of this kind was expected or proposed."""
        total = self.recall.n + self.precision.n
        return 2 * self.recall.hits / total if total else None


class Figures(Model):
    """One reader on one set."""

    name: str
    shares: Mapping[str, Share]
    kinds: Mapping[ActionKind, KindFigures]
    all_kinds: KindFigures
    arguments: Mapping[str, Share] = Field(description="of actions found on the right order")
    p50_ms: float
    p95_ms: float


class OrdersReport(Model):
    """Everything that is known after a run."""

    name: str
    part: str
    cases: int
    customers: int
    figures: Figures
    baseline: Figures
    differences: Mapping[str, Difference] = Field(description="ours minus the baseline")
    undefined: Measures

    def as_json(self) -> dict[str, Any]:
        """A plain object; a figure the set cannot decide is null."""
        return {
            "set": self.name,
            "part": self.part,
            "cases": self.cases,
            "customers": self.customers,
            "readers": [_plain(each) for each in (self.figures, self.baseline)],
            "differences": {
                name: {
                    "difference": round(each.mean, _DIGITS),
                    "interval": _pair(each.interval),
                    "p": round(each.p, _DIGITS),
                    "wins": each.wins,
                    "losses": each.losses,
                }
                for name, each in self.differences.items()
            },
            "undefined": {name: why for name, why in self.undefined if why},
        }


def figures_of(name: str, rows: Sequence[CaseRow]) -> Figures:
    """What the rows of one reader come to."""
    tallies = [tally for row in rows for tally in row.score.actions]
    times = sorted(row.ms for row in rows)
    return Figures(
        name=name,
        shares={figure: _share(rows, figure) for figure in FIGURES},
        kinds={
            kind: _kind(some)
            for kind in ActionKind
            if (some := [each for each in tallies if each.kind is kind])
        },
        all_kinds=_kind(tallies),
        arguments={each: _argument(tallies, each) for each in ARGUMENTS},
        p50_ms=statistics.median(times),
        p95_ms=times[min(len(times) - 1, int(0.95 * len(times)))],
    )


def _share(rows: Sequence[CaseRow], figure: str) -> Share:
    return _counted(row.score.figures[figure] for row in rows if figure in row.score.figures)


def _kind(tallies: Sequence[ActionTally]) -> KindFigures:
    return KindFigures(
        recall=_counted(each.is_proposed for each in tallies if each.is_expected),
        precision=_counted(each.is_expected for each in tallies if each.is_proposed),
    )


def _argument(tallies: Sequence[ActionTally], name: str) -> Share:
    return _counted(each.right[name] for each in tallies if name in each.right)


def _counted(truths: Iterable[bool]) -> Share:
    known = list(truths)
    return Share(hits=sum(known), n=len(known))


def _plain(figures: Figures) -> dict[str, Any]:
    return {
        "name": figures.name,
        "p50_ms": round(figures.p50_ms, _DIGITS),
        "p95_ms": round(figures.p95_ms, _DIGITS),
        "figures": {name: _as_json(each) for name, each in figures.shares.items()},
        "kinds": {
            **{kind.value: _found(each) for kind, each in figures.kinds.items()},
            "all": _found(figures.all_kinds),
        },
        "arguments": {name: _as_json(each) for name, each in figures.arguments.items()},
    }


def _found(kind: KindFigures) -> dict[str, Any]:
    return {
        "recall": _as_json(kind.recall),
        "precision": _as_json(kind.precision),
        "f1": None if kind.f1 is None else round(kind.f1, _DIGITS),
    }


def _as_json(share: Share) -> dict[str, Any]:
    value, interval = share.value, share.interval
    return {
        "share": None if value is None else round(value, _DIGITS),
        "hits": share.hits,
        "n": share.n,
        "interval": None if interval is None else _pair(interval),
    }


def _pair(interval: Interval) -> list[float]:
    return [round(interval.low, _DIGITS), round(interval.high, _DIGITS)]
