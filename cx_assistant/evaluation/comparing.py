"""Turns runs into figures with intervals, and pairs of runs into comparisons."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cx_assistant.errors import InputError
from cx_assistant.evaluation.answerability import AnswerabilityReport, answerability_report
from cx_assistant.evaluation.beir import RetrievalSet
from cx_assistant.evaluation.bootstrap import (
    Resamples,
    mean_intervals,
    quantile,
    quantile_intervals,
    resampled,
)
from cx_assistant.evaluation.clusters import Clusters, cluster_queries
from cx_assistant.evaluation.metrics import METRICS
from cx_assistant.evaluation.paired import differences, holm
from cx_assistant.evaluation.report import Comparison, Figures
from cx_assistant.evaluation.runs import Run

_LATENCIES = {"p50_ms": 0.5, "p95_ms": 0.95}
_SHOWN = METRICS.index("ndcg@10")
_HIT = METRICS.index("hit@5")


def figures_of(run: Run, whole: RetrievalSet, clusters: Clusters) -> Figures:
    """The means of a run with their intervals; `clusters` are of `whole.scored`, in order.

    Queries that the run did not have are left out.
    """
    ids, rows = _shared(run, whole)
    resamples = resampled(clusters.only(rows))
    scores, times = run.scores(ids, whole), run.milliseconds(ids)
    intervals = [
        *mean_intervals(scores, resamples),
        *quantile_intervals(times, list(_LATENCIES.values()), resamples),
    ]
    means = dict(zip(METRICS, scores.mean(axis=0).tolist(), strict=True))
    return Figures(
        name=run.name,
        queries=len(ids),
        values=means | {name: quantile(times, share) for name, share in _LATENCIES.items()},
        intervals=dict(zip((*METRICS, *_LATENCIES), intervals, strict=True)),
    )


def comparisons_of(
    run: Run, others: Sequence[Run], whole: RetrievalSet, clusters: Clusters
) -> tuple[Comparison, ...]:
    """The run against each other one, on the queries that both have."""
    found = [_comparison(run, other, whole, clusters) for other in others]
    corrected = {metric: holm([each.differences[metric].p for each in found]) for metric in METRICS}
    return tuple(
        each.model_copy(update={"p_holm": {name: corrected[name][row] for name in METRICS}})
        for row, each in enumerate(found)
    )


def _comparison(run: Run, other: Run, whole: RetrievalSet, clusters: Clusters) -> Comparison:
    ids, rows = _shared(other, whole)
    mine, theirs = run.scores(ids, whole), other.scores(ids, whole)
    shared = clusters.only(rows)
    found = differences(mine, theirs, shared)
    return Comparison(
        against=other.name,
        queries=len(ids),
        clusters=shared.count,
        differences=dict(zip(METRICS, found, strict=True)),
        p_holm={},
        per_query=tuple((mine - theirs)[:, _SHOWN].tolist()),
    )


def answerability_of(run: Run, whole: RetrievalSet) -> AnswerabilityReport | None:
    """How well the chances of this run tell what can be answered; None without both kinds.

    Questions that the set calls answerable without naming a right document are left out: nobody
    can say whether search missed it.
    """
    asked = [
        query
        for query in whole.queries
        if query.id in run.answers
        and (query.answerable is False or (query.answerable and query.id in whole.qrels))
    ]
    if len({query.answerable for query in asked}) < 2:
        return None
    chances = np.array([run.answers[query.id].answerability or 0.0 for query in asked])
    labels = np.array([float(query.answerable is True) for query in asked])
    hits = [run.answers[query.id].metrics.get(METRICS[_HIT], 0.0) for query in asked]
    resamples: Resamples = resampled(cluster_queries([whole.gold(query.id) for query in asked]))
    return answerability_report(chances, labels, 1.0 - np.array(hits), resamples)


def _shared(run: Run, whole: RetrievalSet) -> tuple[list[str], np.ndarray]:
    rows = [row for row, query in enumerate(whole.scored) if query.id in run.answers]
    if not rows:
        message = f"{run.name} has none of the queries of {whole.name}; compare with another"
        raise InputError(message)
    ids = [whole.scored[row].id for row in rows]
    return ids, np.array(rows, dtype=np.int64)
