"""The metrics against values worked out by hand, and what must hold for any ranking."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.evaluation.metrics import (
    METRICS,
    hit,
    ndcg,
    recall,
    reciprocal_rank,
    scores_of,
)

DOCUMENTS = [f"d{number}" for number in range(16)]
rankings = st.lists(st.sampled_from(DOCUMENTS), max_size=16, unique=True)
gains = st.dictionaries(
    st.sampled_from(DOCUMENTS), st.floats(0.1, 5.0), min_size=1, max_size=len(DOCUMENTS)
)


def test_recall_is_the_share_of_right_documents_found() -> None:
    right = {"a": 1.0, "b": 1.0, "c": 1.0}

    assert recall(["x", "a", "b"], right, depth=2) == pytest.approx(1 / 3)
    assert recall(["x", "a", "b"], right, depth=3) == pytest.approx(2 / 3)
    assert recall(["c", "b", "a"], right, depth=3) == 1.0


def test_ndcg_of_graded_documents_is_what_the_formula_gives_by_hand() -> None:
    # 3 / log2(3) + 2 / log2(4) = 2.89279 of 3 / log2(2) + 2 / log2(3) = 4.26186
    assert ndcg(["x", "a", "b"], {"a": 3.0, "b": 2.0}, depth=10) == pytest.approx(
        0.678763, abs=1e-6
    )
    # Of three right documents only two can stand among the first two.
    assert ndcg(["a", "b"], {"a": 1.0, "b": 1.0, "c": 1.0}, depth=2) == pytest.approx(1.0)
    assert ndcg(["b", "a"], {"a": 3.0, "b": 2.0}, depth=10) < 1.0


def test_reciprocal_rank_looks_at_the_first_right_document_only() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1.0, "b": 1.0}, depth=10) == pytest.approx(
        1 / 3
    )
    assert reciprocal_rank([*"uvwxyz", "a"], {"a": 1.0}, depth=5) == 0.0


def test_a_hit_needs_one_right_document_within_the_depth() -> None:
    assert hit([*"wxyz", "a"], {"a": 1.0}, depth=5) == 1.0
    assert hit([*"vwxyz", "a"], {"a": 1.0}, depth=5) == 0.0


def test_documents_with_gain_0_are_not_right() -> None:
    right = {"a": 0.0, "b": 1.0}

    assert scores_of(["a"], right) == (0.0,) * len(METRICS)
    assert recall(["b"], right, depth=1) == 1.0


def test_a_document_named_twice_counts_once() -> None:
    twice, once = ["a", "a", "b"], ["a", "b"]

    assert scores_of(twice, {"a": 1.0, "b": 1.0}) == scores_of(once, {"a": 1.0, "b": 1.0})


@given(gains)
def test_an_empty_ranking_scores_0_in_everything(right: dict[str, float]) -> None:
    assert scores_of([], right) == (0.0,) * len(METRICS)


@given(rankings)
def test_nothing_scores_where_nothing_is_right(ranking: list[str]) -> None:
    assert scores_of(ranking, {}) == (0.0,) * len(METRICS)


@given(rankings, gains)
def test_every_metric_lies_between_0_and_1(ranking: list[str], right: dict[str, float]) -> None:
    assert all(0.0 <= score <= 1.0 and math.isfinite(score) for score in scores_of(ranking, right))


@given(gains)
def test_the_best_order_has_an_ndcg_of_1(right: dict[str, float]) -> None:
    best = sorted(right, key=lambda document: -right[document])

    assert ndcg(best, right, depth=10) == pytest.approx(1.0)
    assert reciprocal_rank(best, right, depth=10) == 1.0


@given(rankings, gains, st.integers(1, 12), st.integers(1, 12))
def test_looking_deeper_never_finds_less(
    ranking: list[str], right: dict[str, float], one: int, other: int
) -> None:
    shallow, deep = sorted((one, other))

    for measure in (recall, hit, reciprocal_rank):
        assert measure(ranking, right, depth=shallow) <= measure(ranking, right, depth=deep)


@given(rankings, gains, st.data())
def test_moving_a_right_document_up_past_a_wrong_one_never_costs(
    ranking: list[str], right: dict[str, float], data: st.DataObject
) -> None:
    places = [
        place
        for place in range(1, len(ranking))
        if ranking[place] in right and ranking[place - 1] not in right
    ]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    better = [*ranking]
    better[place - 1], better[place] = ranking[place], ranking[place - 1]

    for before, after in zip(scores_of(ranking, right), scores_of(better, right), strict=True):
        assert after >= before - 1e-12
