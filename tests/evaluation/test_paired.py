"""A real difference is found, and chance is not taken for one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.evaluation.clusters import Clusters, cluster_queries
from cx_assistant.evaluation.paired import Difference, differences, holm

QUERIES = 120
SIMULATIONS = 200


def clusters_of(size: int, queries: int = QUERIES) -> Clusters:
    return cluster_queries([frozenset({str(row // size)}) for row in range(queries)])


def difference(first: np.ndarray, second: np.ndarray, clusters: Clusters) -> Difference:
    return differences(first.reshape(-1, 1), second.reshape(-1, 1), clusters, resamples=400)[0]


def test_a_planted_difference_is_found() -> None:
    draw = np.random.default_rng(11)
    worse = (draw.random(QUERIES) < 0.5).astype(float)
    better = np.maximum(worse, (draw.random(QUERIES) < 0.3).astype(float))

    found = difference(better, worse, clusters_of(1))

    assert found.mean == pytest.approx((better - worse).mean())
    assert found.interval.low > 0
    assert found.p < 0.001
    assert (found.wins, found.losses) == (int((better > worse).sum()), 0)


def test_the_other_way_round_has_the_other_sign_and_the_same_chance() -> None:
    draw = np.random.default_rng(12)
    one, other, clusters = draw.random(QUERIES), draw.random(QUERIES), clusters_of(2)

    there, back = difference(one, other, clusters), difference(other, one, clusters)

    assert there.mean == pytest.approx(-back.mean)
    assert there.p == back.p
    assert (there.wins, there.losses) == (back.losses, back.wins)


def test_a_search_is_not_better_than_itself() -> None:
    scores = np.random.default_rng(13).random(QUERIES)

    found = difference(scores, scores, clusters_of(2))

    assert (found.mean, found.p, found.wins, found.losses) == (0.0, 1.0, 0, 0)
    assert (found.interval.low, found.interval.high) == (0.0, 0.0)


def test_without_a_difference_5_of_100_tests_find_one() -> None:
    """In groups that differ together: by query, far too many would be found."""
    draw = np.random.default_rng(14)
    found = {"documents": 0, "queries": 0}
    for _ in range(SIMULATIONS):
        common = np.repeat(draw.normal(size=QUERIES // 4), 4)
        each = common + 0.3 * draw.normal(size=QUERIES)
        nothing = np.zeros(QUERIES)
        found["documents"] += difference(each, nothing, clusters_of(4)).p < 0.05
        found["queries"] += difference(each, nothing, clusters_of(1)).p < 0.05

    assert found["documents"] / SIMULATIONS <= 0.09
    assert found["documents"] > 0
    assert found["queries"] / SIMULATIONS > 0.2


def test_with_few_clusters_every_flip_is_counted() -> None:
    better, worse = np.array([0.6, 0.7, 0.8, 0.9]), np.zeros(4)

    # Only all plus and all minus of the 16 ways are as far from 0.
    assert difference(better, worse, clusters_of(1, 4)).p == pytest.approx(2 / 16)


def test_holm_multiplies_the_smallest_most_and_keeps_the_order() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.5]) == [0.5]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_never_makes_a_finding_surer(chances: list[float]) -> None:
    corrected = holm(chances)

    assert all(p <= after <= 1.0 for p, after in zip(chances, corrected, strict=True))
    for one, first in zip(chances, corrected, strict=True):
        for other, second in zip(chances, corrected, strict=True):
            assert one > other or first <= second
