"""Is one search better than another on the same questions, or could that be chance?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np

from cx_assistant.evaluation.bootstrap import (
    RESAMPLES,
    SEED,
    Floats,
    Interval,
    interval_of,
    resampled,
)
from cx_assistant.evaluation.clusters import Clusters
from cx_assistant.models import Model

FLIPS = 9_999
_AT_ONCE = 1_000
_ALL_FLIPS_UP_TO = 12  # clusters; beyond, 2^n is more than we draw


class Difference(Model):
    """How much higher the first scores than the second on average, and whether that is sure."""

    mean: float
    interval: Interval
    p: float
    wins: int
    losses: int


def differences(
    first: Floats, second: Floats, clusters: Clusters, *, resamples: int = RESAMPLES
) -> list[Difference]:
    """The difference in every column: rows are queries, the same in both."""
    each = first - second
    drawn = resampled(clusters, resamples=resamples).means(each)
    chances = _chances(each, clusters)
    return [
        Difference(
            mean=float(column.mean()),
            interval=interval_of(means),
            p=chance,
            wins=int((column > 0).sum()),
            losses=int((column < 0).sum()),
        )
        for column, means, chance in zip(each.T, drawn.T, chances, strict=True)
    ]


def holm(chances: Sequence[float]) -> list[float]:
    """The same p values, corrected for there being several.

    Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
    Statistics 6(2), 1979.
    """
    corrected, highest = [0.0] * len(chances), 0.0
    for place, row in enumerate(sorted(range(len(chances)), key=lambda row: chances[row])):
        highest = max(highest, min(1.0, (len(chances) - place) * chances[row]))
        corrected[row] = highest
    return corrected


def _chances(each: Floats, clusters: Clusters) -> list[float]:
    """The chance of a mean difference at least as large if both were equally good.

    Fisher's randomisation test, found to suit retrieval best by Smucker, Allan & Carterette, "A
    Comparison of Statistical Significance Tests for Information Retrieval Evaluation", CIKM 2007.
    The sign is flipped for a whole cluster at a time. The observed order counts as one of the
    drawn, so p is never 0 (Phipson & Smyth, "Permutation P-values Should Never Be Zero", 2010).
    """
    sums = np.zeros((clusters.count, each.shape[1]))
    np.add.at(sums, clusters.labels, each)
    seen = np.abs(sums.sum(axis=0)) - 1e-9  # sums in another order differ by a rounding error
    if clusters.count <= _ALL_FLIPS_UP_TO:
        signs = np.array(list(itertools.product((-1.0, 1.0), repeat=clusters.count)))
        return [float(share) for share in (np.abs(signs @ sums) >= seen).mean(axis=0)]
    draw, beaten, left = np.random.default_rng(SEED), np.ones(each.shape[1]), FLIPS
    while left:
        signs = draw.integers(0, 2, (min(left, _AT_ONCE), clusters.count)) * 2.0 - 1.0
        beaten += (np.abs(signs @ sums) >= seen).sum(axis=0)
        left -= len(signs)
    return [float(count) / (FLIPS + 1) for count in beaten]
