"""The intervals hold what they promise."""

from __future__ import annotations

from time import process_time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.evaluation.bootstrap import (
    RESAMPLES,
    mean_intervals,
    quantile,
    quantile_intervals,
    resampled,
)
from cx_assistant.evaluation.clusters import Clusters, cluster_queries

SIMULATIONS = 250


def clusters_of(count: int, size: int) -> Clusters:
    return cluster_queries([frozenset({str(row // size)}) for row in range(count * size)])


def grouped(draw: np.random.Generator, clusters: int, size: int) -> np.ndarray:
    """Scores whose mean is 0.5 in truth; those of a cluster are mostly alike."""
    easy = draw.random((clusters, 1)) < 0.5
    own = draw.random((clusters, size)) < 0.5
    alike = draw.random((clusters, size)) < 0.8
    return np.where(alike, easy, own).astype(float).reshape(-1, 1)


def test_95_of_100_intervals_hold_the_truth_when_questions_come_in_groups() -> None:
    draw = np.random.default_rng(1)
    by_document, by_query = clusters_of(40, 5), clusters_of(200, 1)
    held = {"documents": 0, "queries": 0}
    for _ in range(SIMULATIONS):
        scores = grouped(draw, 40, 5)
        for name, clusters in (("documents", by_document), ("queries", by_query)):
            interval = mean_intervals(scores, resampled(clusters, resamples=400))[0]
            held[name] += interval.low <= 0.5 <= interval.high

    assert 0.90 <= held["documents"] / SIMULATIONS <= 0.99
    assert held["queries"] / SIMULATIONS < 0.80  # what taking them to be independent would do


def test_an_interval_of_independent_queries_is_that_of_the_textbook() -> None:
    scores = (np.arange(400) % 2).astype(float).reshape(-1, 1)

    interval = mean_intervals(scores, resampled(clusters_of(400, 1)))[0]

    margin = 1.96 * 0.5 / 20  # of a share of one half among 400
    assert interval.low == pytest.approx(0.5 - margin, abs=0.006)
    assert interval.high == pytest.approx(0.5 + margin, abs=0.006)


def test_all_right_or_all_wrong_is_not_taken_for_certainty() -> None:
    scores = np.column_stack([np.ones(10), np.zeros(10)])

    right, wrong = mean_intervals(scores, resampled(clusters_of(10, 1)))

    assert (right.low, right.high) == (pytest.approx(0.6915, abs=1e-4), 1.0)  # Clopper-Pearson
    assert (wrong.low, wrong.high) == (0.0, pytest.approx(0.3085, abs=1e-4))


def test_the_same_run_has_the_same_intervals() -> None:
    scores = np.random.default_rng(3).random((60, 2))
    clusters = clusters_of(30, 2)

    assert mean_intervals(scores, resampled(clusters)) == mean_intervals(
        scores, resampled(clusters)
    )


def test_quantiles_are_values_that_were_measured_and_lie_in_their_intervals() -> None:
    values = np.random.default_rng(5).permutation(np.arange(1.0, 101.0))

    half, most = quantile_intervals(values, [0.5, 0.95], resampled(clusters_of(100, 1)))

    assert (quantile(values, 0.5), quantile(values, 0.95)) == (50.0, 95.0)
    assert 38 <= half.low <= 43  # the binomial gives ranks 40 and 61
    assert 58 <= half.high <= 63
    assert most.low <= 95 <= most.high <= 100


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.integers(1, 4))
def test_the_mean_lies_within_its_interval_and_the_interval_within_0_and_1(
    values: list[float], size: int
) -> None:
    scores = np.array(values).reshape(-1, 1)
    clusters = cluster_queries([frozenset({str(row // size)}) for row in range(len(values))])

    interval = mean_intervals(scores, resampled(clusters, resamples=200))[0]

    assert 0.0 <= interval.low <= interval.high <= 1.0
    if clusters.count >= 8:
        assert interval.low - 1e-9 <= scores.mean() <= interval.high + 1e-9


def test_2000_resamples_of_2000_queries_are_quick() -> None:
    scores = np.random.default_rng(7).random((2000, 6))
    started = process_time()

    resamples = resampled(clusters_of(1000, 2))
    mean_intervals(scores, resamples)
    quantile_intervals(scores[:, 0], [0.5, 0.95], resamples)

    assert len(resamples.counts) == RESAMPLES == 2000
    assert process_time() - started < 2.0
