"""What the chance of an answer is worth, against values worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.evaluation.answerability import (
    AnswerabilityReport,
    answerability_report,
    auroc,
    calibration_error,
)
from cx_assistant.evaluation.bootstrap import resampled
from cx_assistant.evaluation.clusters import cluster_queries
from cx_assistant.evaluation.risk import COVERAGES

pairs = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40)


def report(chances: list[float], labels: list[int], misses: list[int]) -> AnswerabilityReport:
    clusters = cluster_queries([frozenset({str(row)}) for row in range(len(chances))])
    columns = (np.array(each, dtype=float) for each in (chances, labels, misses))
    return answerability_report(*columns, resampled(clusters, resamples=200))


def test_auroc_is_the_share_of_pairs_in_the_right_order_with_ties_half() -> None:
    assert auroc(np.array([0.9, 0.8, 0.3, 0.2]), np.array([1.0, 0, 1, 0])) == 0.75
    assert auroc(np.array([0.9, 0.5, 0.5]), np.array([1.0, 1, 0])) == 0.75
    assert auroc(np.array([0.4, 0.4]), np.array([1.0, 0])) == 0.5
    assert math.isnan(auroc(np.array([0.4, 0.5]), np.array([1.0, 1])))


@given(pairs)
def test_auroc_agrees_with_counting_every_pair(questions: list[tuple[float, bool]]) -> None:
    above = [chance for chance, label in questions if label]
    below = [chance for chance, label in questions if not label]
    won = [1.0 if a > b else 0.5 if a == b else 0.0 for a in above for b in below]

    found = auroc(*map(np.array, zip(*((c, float(label)) for c, label in questions), strict=True)))

    assert found == pytest.approx(sum(won) / len(won)) if won else math.isnan(found)


def test_calibration_error_is_the_gap_between_what_was_said_and_what_came_true() -> None:
    # Above 0.9: said 1.90 of two, one came true; below 0.2: said 0.15, none came true.
    chances, labels = np.array([0.95, 0.95, 0.15]), np.array([1.0, 0, 0])

    assert calibration_error(chances, labels) == pytest.approx((0.90 + 0.15) / 3)
    assert calibration_error(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0.0


def test_calibration_at_even_odds_gives_both_kinds_of_questions_the_same_weight() -> None:
    # Said 0.75 of four; three came true. At even odds one half of them would.
    found = report([0.75] * 4, [1, 1, 1, 0], [0, 0, 0, 1])

    assert found.calibration_error == 0.0
    assert found.even_calibration_error == pytest.approx(0.25)


def test_risk_is_the_share_of_bad_ones_among_the_surest() -> None:
    found = report([0.9, 0.8, 0.3, 0.2], [1, 0, 1, 0], [0, 1, 1, 1])

    assert found.unanswerable_risk.risks == pytest.approx((0, 1 / 2, 1 / 3, 1 / 2))
    assert found.unanswerable_risk.aurc == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)
    assert found.miss_risk.risks == pytest.approx((0, 1 / 2, 2 / 3, 3 / 4))
    points = {point.coverage: point.risk for point in found.unanswerable_risk.points}
    assert tuple(points) == COVERAGES
    assert points[1.0] == 0.5
    assert points[0.7] == pytest.approx(1 / 3)  # 3 of 4 are needed to answer 70%
    assert points[0.5] == 0.5


def test_questions_with_the_same_chance_are_answered_together() -> None:
    one = report([0.9, 0.5, 0.5, 0.5], [1, 1, 0, 0], [0, 0, 1, 1])
    other = report([0.5, 0.5, 0.9, 0.5], [0, 0, 1, 1], [1, 1, 0, 0])

    assert one.unanswerable_risk.risks == other.unanswerable_risk.risks == (0, 0.5, 0.5, 0.5)


def test_perfect_chances_have_no_risk_until_only_bad_ones_are_left() -> None:
    found = report([0.9, 0.8, 0.7, 0.1], [1, 1, 1, 0], [0, 0, 0, 1])

    assert found.auroc == 1.0
    assert found.unanswerable_risk.risks == (0.0, 0.0, 0.0, 0.25)
    assert (found.answerable, found.unanswerable) == (3, 1)


@given(pairs)
def test_figures_and_intervals_stay_within_0_and_1(questions: list[tuple[float, bool]]) -> None:
    labels = [int(label) for _, label in questions]
    if len(set(labels)) < 2:
        return
    found = report([chance for chance, _ in questions], labels, [1 - label for label in labels])

    assert found.miss_risk == found.unanswerable_risk
    for value, interval in (
        (found.auroc, found.auroc_interval),
        (found.calibration_error, found.calibration_interval),
        (found.miss_risk.aurc, found.miss_risk.aurc_interval),
    ):
        assert -1e-9 <= value <= 1 + 1e-9
        assert -1e-9 <= interval.low <= interval.high <= 1 + 1e-9
    assert found.miss_risk.points[0].risk == pytest.approx(1 - sum(labels) / len(labels))
