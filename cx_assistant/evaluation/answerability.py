"""How well the chance that a question can be answered tells which ones can.

The scores come from `cx_assistant.knowledge_base.answerability`; `chance_of` is the only call.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from cx_assistant.evaluation.beir import Query
from cx_assistant.evaluation.bootstrap import Floats, Interval, Resamples, interval_of
from cx_assistant.evaluation.risk import RiskCurve, risk_curve
from cx_assistant.knowledge_base.answerability import answerability
from cx_assistant.models import Evidence, Model

_BINS = 10


class AnswerabilityReport(Model):
    """Figures of one set; the curves say what answering only the surest questions would bring.

    The chance is stated for a shop where half of all questions can be answered. So the
    calibration error is given twice: as the set is, and weighted to such even odds.
    """

    answerable: int
    unanswerable: int
    auroc: float
    auroc_interval: Interval
    calibration_error: float
    calibration_interval: Interval
    even_calibration_error: float
    even_calibration_interval: Interval
    unanswerable_risk: RiskCurve
    miss_risk: RiskCurve


def chance_of(query: Query, evidence: Sequence[Evidence]) -> float:
    """The chance that this evidence answers the query, as the assistant works it out."""
    return answerability(query.text, evidence, in_dialogue=bool(query.history))


def answerability_report(
    chances: Floats, labels: Floats, misses: Floats, resamples: Resamples
) -> AnswerabilityReport:
    """What these chances are worth.

    `labels` are 1 for questions that can be answered, `misses` 1 where no right document stands
    among the first five (so for every question without one).
    """
    ranking = _with_interval(_auroc, chances, labels, resamples)
    calibration = _with_interval(_calibration, chances, labels, resamples)
    even = _with_interval(_even_calibration, chances, labels, resamples)
    return AnswerabilityReport(
        answerable=int(labels.sum()),
        unanswerable=int((1 - labels).sum()),
        auroc=ranking[0],
        auroc_interval=ranking[1],
        calibration_error=calibration[0],
        calibration_interval=calibration[1],
        even_calibration_error=even[0],
        even_calibration_interval=even[1],
        unanswerable_risk=risk_curve(chances, 1 - labels, resamples),
        miss_risk=risk_curve(chances, misses, resamples),
    )


def auroc(chances: Floats, labels: Floats) -> float:
    """The chance that a question that can be answered scores above one that cannot.

    The Mann-Whitney statistic, ties counting half: Hanley & McNeil, "The Meaning and Use of the
    Area under a Receiver Operating Characteristic (ROC) Curve", Radiology 143, 1982. NaN if all
    questions are of one kind.
    """
    return float(_auroc(chances, labels, np.ones((1, len(chances))))[0])


def calibration_error(chances: Floats, labels: Floats) -> float:
    """How far the chances given and the shares that came true lie apart, on average.

    In ten steps of equal width: Naeini, Cooper & Hauskrecht, "Obtaining Well Calibrated
    Probabilities Using Bayesian Binning", AAAI 2015; the ECE of Guo et al., ICML 2017. Noise only
    ever adds to it, and resampling adds noise, so its interval lies rather high.
    """
    return float(_calibration(chances, labels, np.ones((1, len(chances))))[0])


def _with_interval(
    measure: Callable[[Floats, Floats, Floats], Floats],
    chances: Floats,
    labels: Floats,
    resamples: Resamples,
) -> tuple[float, Interval]:
    value = measure(chances, labels, np.ones((1, len(chances))))[0]
    drawn = [measure(chances, labels, weights) for weights in resamples.weights()]
    return float(value), interval_of(np.concatenate(drawn))


def _auroc(chances: Floats, labels: Floats, weights: Floats) -> Floats:
    """One figure a row of weights, by ranks, so that large sets take no quadratic time."""
    order = np.argsort(chances, kind="stable")
    scores, above = chances[order], weights[:, order] * labels[order]
    below = weights[:, order] * (1 - labels[order])
    reached = np.hstack([np.zeros((len(weights), 1)), np.cumsum(below, axis=1)])
    first = reached[:, np.searchsorted(scores, scores, "left")]
    last = reached[:, np.searchsorted(scores, scores, "right")]
    won = (above * (first + last) / 2).sum(axis=1)
    pairs = above.sum(axis=1) * below.sum(axis=1)
    found: Floats = np.divide(won, pairs, out=np.full(len(pairs), math.nan), where=pairs > 0)
    return found


def _calibration(chances: Floats, labels: Floats, weights: Floats) -> Floats:
    steps = np.minimum((chances * _BINS).astype(np.int64), _BINS - 1)
    gaps = weights * (chances - labels)
    apart = sum(np.abs(gaps[:, steps == step].sum(axis=1)) for step in range(_BINS))
    found: Floats = apart / weights.sum(axis=1)
    return found


def _even_calibration(chances: Floats, labels: Floats, weights: Floats) -> Floats:
    """Half of the weight on questions that can be answered; NaN if all are of one kind."""
    with np.errstate(invalid="ignore", divide="ignore"):
        above = weights * labels / (weights * labels).sum(axis=1, keepdims=True)
        below = weights * (1 - labels) / (weights * (1 - labels)).sum(axis=1, keepdims=True)
    return _calibration(chances, labels, above + below)
