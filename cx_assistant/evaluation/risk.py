"""What share of answers would be wrong if only the surest questions were answered."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cx_assistant.evaluation.bootstrap import Floats, Interval, Resamples, interval_of
from cx_assistant.models import Model

COVERAGES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


class RiskPoint(Model):
    """The risk when this share of the questions, the surest, is answered."""

    coverage: float
    risk: float
    interval: Interval


class RiskCurve(Model):
    """Risk against coverage; `aurc` is its mean over all coverages, lower is better."""

    aurc: float
    aurc_interval: Interval
    points: tuple[RiskPoint, ...]
    risks: tuple[float, ...]
    """After each question, the surest first."""


def risk_curve(chances: Floats, bad: Floats, resamples: Resamples) -> RiskCurve:
    """The curve for questions of which some are bad to answer (1).

    El-Yaniv & Wiener, "On the Foundations of Noise-free Selective Classification", JMLR 11, 2010;
    the area is the AURC of Geifman, Uziel & El-Yaniv, "Bias-Reduced Uncertainty Estimation for
    Deep Neural Classifiers", ICLR 2019. Equal chances are answered together, so their order in
    the set does not matter.
    """
    order = np.argsort(-chances, kind="stable")
    scores, wrong = chances[order], bad[order]
    last = np.searchsorted(-scores, -scores, "right") - 1
    ones = np.ones((1, len(scores)))
    risks = _risks(wrong, ones, last)
    points = _points(wrong, ones, last)[0]
    drawn = [
        (_points(wrong, some, last), _area(_risks(wrong, some, last), some))
        for some in (weights[:, order] for weights in resamples.weights())
    ]
    ranges, areas = np.vstack([each for each, _ in drawn]), np.concatenate([a for _, a in drawn])
    return RiskCurve(
        aurc=float(_area(risks, ones)[0]),
        aurc_interval=interval_of(areas),
        points=tuple(
            RiskPoint(coverage=coverage, risk=float(risk), interval=interval_of(column))
            for coverage, risk, column in zip(COVERAGES, points, ranges.T, strict=True)
        ),
        risks=tuple(float(risk) for risk in risks[0]),
    )


def _risks(wrong: Floats, weights: Floats, last: NDArray[np.int64]) -> Floats:
    """Per row of weights and per question, the risk of answering it and all that are as sure."""
    answered = np.cumsum(weights, axis=1)[:, last]
    bad = np.cumsum(weights * wrong, axis=1)[:, last]
    risks: Floats = np.divide(bad, answered, out=np.zeros_like(bad), where=answered > 0)
    return risks


def _points(wrong: Floats, weights: Floats, last: NDArray[np.int64]) -> Floats:
    """The risk at each of `COVERAGES`, answering at least that share."""
    reached, risks = np.cumsum(weights, axis=1), _risks(wrong, weights, last)
    rows = np.arange(len(weights))
    columns = [np.argmax(reached >= share * reached[:, -1:] - 1e-9, axis=1) for share in COVERAGES]
    return np.stack([risks[rows, column] for column in columns], axis=1)


def _area(risks: Floats, weights: Floats) -> Floats:
    area: Floats = (risks * weights).sum(axis=1) / weights.sum(axis=1)
    return area
