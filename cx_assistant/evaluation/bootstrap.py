"""95% intervals by resampling clusters of queries, always with the same seed.

The percentile bootstrap of Efron & Tibshirani, "An Introduction to the Bootstrap", 1993, chapter
13, with whole clusters drawn with replacement (Cameron, Gelbach & Miller, "Bootstrap-Based
Improvements for Inference with Clustered Errors", Review of Economics and Statistics 90(3), 2008).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cx_assistant.evaluation.clusters import Clusters
from cx_assistant.models import Model

Floats = NDArray[np.float64]

RESAMPLES = 2000
SEED = 20260101
_TAIL = 0.025
_AT_ONCE = 200  # resamples whose weights of every query are in memory together


class Interval(Model):
    """Where the true figure lies with 95% confidence."""

    low: float
    high: float


@dataclass(frozen=True)
class Resamples:
    """How often every cluster is drawn: one row a resample, one column a cluster."""

    clusters: Clusters
    counts: NDArray[np.int64]

    def means(self, values: Floats) -> Floats:
        """The mean of every column of values over the queries of each resample."""
        sums = np.zeros((self.clusters.count, values.shape[1]))
        np.add.at(sums, self.clusters.labels, values)
        sizes = self.counts @ self.clusters.sizes
        means: Floats = (self.counts @ sums) / sizes[:, None]
        return means

    def weights(self) -> Iterator[Floats]:
        """How often every query is drawn, some resamples at a time: (resamples, queries)."""
        for start in range(0, len(self.counts), _AT_ONCE):
            some = self.counts[start : start + _AT_ONCE]
            yield some[:, self.clusters.labels].astype(np.float64)


def resampled(clusters: Clusters, *, resamples: int = RESAMPLES, seed: int = SEED) -> Resamples:
    """As many clusters as there are, drawn with replacement, again and again."""
    count = clusters.count
    draw = np.random.default_rng(seed)
    counts = draw.multinomial(count, np.full(count, 1.0 / count), size=resamples)
    return Resamples(clusters, counts)


def mean_intervals(values: Floats, resamples: Resamples) -> list[Interval]:
    """An interval of the mean of every column of shares between 0 and 1.

    Where all queries score 0, or all 1, resampling sees no spread at all; there the exact
    interval of Clopper & Pearson, "The use of confidence or fiducial limits", Biometrika 26,
    1934, over clusters takes its place.
    """
    means = resamples.means(values)
    found = [interval_of(column) for column in means.T]
    rest = float(_TAIL ** (1.0 / resamples.clusters.count))
    for column, each in enumerate(values.T):
        if np.all(each == 1.0):
            found[column] = Interval(low=rest, high=1.0)
        elif np.all(each == 0.0):
            found[column] = Interval(low=0.0, high=1.0 - rest)
    return found


def quantile_intervals(
    values: Floats, shares: Sequence[float], resamples: Resamples
) -> list[Interval]:
    """An interval of each quantile of the values."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    drawn: list[Floats] = []
    for weights in resamples.weights():
        reached = np.cumsum(weights[:, order], axis=1)
        totals = reached[:, -1:]
        columns = [_first_at_least(reached, share * totals) for share in shares]
        drawn.append(np.stack([ordered[each] for each in columns], axis=1))
    return [interval_of(column) for column in np.vstack(drawn).T]


def quantile(values: Floats, share: float) -> float:
    """The smallest value that this share of the values does not exceed.

    Definition 1 of Hyndman & Fan, "Sample Quantiles in Statistical Packages", The American
    Statistician 50(4), 1996: always a value that was really measured.
    """
    return float(np.quantile(values, share, method="inverted_cdf"))


def interval_of(drawn: Floats) -> Interval:
    """The middle 95% of what the resamples gave; resamples without a figure (NaN) are left out."""
    known = drawn[~np.isnan(drawn)]
    if not len(known):
        return Interval(low=float("nan"), high=float("nan"))
    low, high = np.percentile(known, [100 * _TAIL, 100 * (1 - _TAIL)])
    return Interval(low=float(low), high=float(high))


def _first_at_least(reached: Floats, wanted: Floats) -> NDArray[np.int64]:
    """Per row the first column that reaches what is wanted, rounding aside."""
    columns: NDArray[np.int64] = np.argmax(reached >= wanted - 1e-9, axis=1)
    return columns
