"""From what the workers saw to figures with their intervals, as the evaluation works them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx_assistant.evaluation.beir import RetrievalSet
from cx_assistant.evaluation.bootstrap import mean_intervals, resampled
from cx_assistant.evaluation.clusters import Clusters, cluster_queries
from cx_assistant.evaluation.metrics import ndcg, recall
from cx_assistant.evaluation.paired import differences

Floats = NDArray[np.float64]
METRICS = ("recall@5", "ndcg@10")


@dataclass(frozen=True)
class Measured:
    """One system asked in one way."""

    system: str
    label: str
    form: str
    rankings: Mapping[str, Sequence[str]]
    milliseconds: Sequence[float]
    passages: int
    index_seconds: float
    peak_megabytes: float
    kept: bool


@dataclass(frozen=True)
class Figure:
    """A mean with its 95% bootstrap interval, questions about one document drawn together."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """True if chance alone would hardly give this sign."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class Row:
    """One line of the tables. `ahead` is how much higher the first of ours scores, by question."""

    system: str
    label: str
    form: str
    quality: Mapping[str, Figure]
    ahead: Mapping[str, Figure]
    passages: int
    index_seconds: float
    p50_ms: float
    p95_ms: float
    peak_megabytes: float
    kept: bool


def rows_of(measured: Sequence[Measured], whole: RetrievalSet, *, reference: str) -> list[Row]:
    """A row for each, in the same order; none is ahead of itself, or of a reference left out."""
    clusters = cluster_queries([whole.gold(query.id) for query in whole.scored])
    scores = [scores_of(each.rankings, whole) for each in measured]
    first = next((row for row, each in enumerate(measured) if each.system == reference), None)
    rows = []
    for number, each in enumerate(measured):
        compared = first is not None and number != first
        ahead = _ahead(scores[first], scores[number], clusters) if compared else {}
        rows.append(_row(each, _quality(scores[number], clusters), ahead))
    return rows


def scores_of(rankings: Mapping[str, Sequence[str]], whole: RetrievalSet) -> Floats:
    """One line a question that has a right document, one column a metric."""
    found = [(rankings[query.id], whole.qrels[query.id]) for query in whole.scored]
    return np.array(
        [
            (recall(ranking, gains, depth=5), ndcg(ranking, gains, depth=10))
            for ranking, gains in found
        ]
    )


def _quality(scores: Floats, clusters: Clusters) -> dict[str, Figure]:
    intervals = mean_intervals(scores, resampled(clusters))
    return {
        name: Figure(float(mean), each.low, each.high)
        for name, mean, each in zip(METRICS, scores.mean(axis=0), intervals, strict=True)
    }


def _ahead(first: Floats, other: Floats, clusters: Clusters) -> dict[str, Figure]:
    found = differences(first, other, clusters)
    return {
        name: Figure(each.mean, each.interval.low, each.interval.high)
        for name, each in zip(METRICS, found, strict=True)
    }


def _row(each: Measured, quality: Mapping[str, Figure], ahead: Mapping[str, Figure]) -> Row:
    return Row(
        system=each.system,
        label=each.label,
        form=each.form,
        quality=quality,
        ahead=ahead,
        passages=each.passages,
        index_seconds=each.index_seconds,
        p50_ms=float(np.percentile(each.milliseconds, 50)),
        p95_ms=float(np.percentile(each.milliseconds, 95)),
        peak_megabytes=each.peak_megabytes,
        kept=each.kept,
    )
