"""What an evaluation of search found, ready to be shown, drawn, or written as JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from pydantic import Field

from cx_assistant.evaluation.answerability import AnswerabilityReport
from cx_assistant.evaluation.bootstrap import Interval
from cx_assistant.evaluation.paired import Difference
from cx_assistant.models import Model

_DIGITS = 4


class Figures(Model):
    """One search on one set. `values` and `intervals` have every metric, `p50_ms` and `p95_ms`."""

    name: str
    queries: int
    values: Mapping[str, float]
    intervals: Mapping[str, Interval]


class Comparison(Model):
    """The configured search minus another on the same queries, so above 0 it is better."""

    against: str
    queries: int
    clusters: int
    differences: Mapping[str, Difference]
    p_holm: Mapping[str, float] = Field(description="corrected over the comparisons, per metric")
    per_query: tuple[float, ...] = Field(exclude=True, description="differences in nDCG@10")


class ClusterNote(Model):
    """What was resampled."""

    count: int
    by: str
    largest: int
    note: str = ""


class RetrievalReport(Model):
    """Everything that is known after a run."""

    name: str
    part: str
    documents: int
    passages: int
    embedded: int
    index_seconds: float
    clusters: ClusterNote
    figures: Figures
    compared: tuple[Figures, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    answerability: AnswerabilityReport | None = None
    degraded: str | None = Field(default=None, description="why search saw less than everything")

    def as_json(self) -> dict[str, Any]:
        """A flat object: the plain figures of the configured search, then everything else."""
        found: dict[str, Any] = {
            "queries": self.figures.queries,
            **self.figures.values,
            "index_seconds": self.index_seconds,
            "intervals": _pairs(self.figures.intervals),
            "set": self.name,
            "part": self.part,
            "documents": self.documents,
            "passages": self.passages,
            "embedded": self.embedded,
            "clusters": self.clusters.model_dump(),
            "configurations": [_plain(each) for each in (self.figures, *self.compared)],
            "comparisons": [_compared(each) for each in self.comparisons],
        }
        if self.answerability is not None:
            found["answerability"] = self.answerability.model_dump()
        if self.degraded is not None:
            found["degraded"] = self.degraded
        rounded: dict[str, Any] = _rounded(found)
        return rounded


def _plain(figures: Figures) -> dict[str, Any]:
    return {
        "name": figures.name,
        "queries": figures.queries,
        **figures.values,
        "intervals": _pairs(figures.intervals),
    }


def _compared(comparison: Comparison) -> dict[str, Any]:
    return {
        "against": comparison.against,
        "queries": comparison.queries,
        "clusters": comparison.clusters,
        "metrics": {
            name: {
                "difference": difference.mean,
                "interval": _pair(difference.interval),
                "p": difference.p,
                "p_holm": comparison.p_holm[name],
                "wins": difference.wins,
                "losses": difference.losses,
            }
            for name, difference in comparison.differences.items()
        },
    }


def _pairs(intervals: Mapping[str, Interval]) -> dict[str, tuple[float, float]]:
    return {name: _pair(each) for name, each in intervals.items()}


def _pair(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _rounded(value: Any) -> Any:
    """The same with four decimals, and null for figures that do not exist."""
    if isinstance(value, float):
        return round(value, _DIGITS) if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(each) for each in value]
    return value
