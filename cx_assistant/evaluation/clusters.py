"""Which questions belong together because the same documents answer them.

Questions about one document succeed and fail together, so they are no independent observations:
intervals that take them to be so are too narrow. They are resampled as one cluster, as described
in Cameron & Miller, "A Practitioner's Guide to Cluster-Robust Inference", Journal of Human
Resources 50(2), 2015.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BY_DOCUMENT = "right document"
BY_DOCUMENT_SET = "exact set of right documents"
BY_QUERY = "query"
_FEW = 20


@dataclass(frozen=True)
class Clusters:
    """The cluster of every query, numbered from 0 without gaps."""

    labels: NDArray[np.int64]
    by: str
    note: str = ""

    @property
    def count(self) -> int:
        """How many clusters there are."""
        return int(self.labels.max()) + 1 if len(self.labels) else 0

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many queries each has."""
        return np.bincount(self.labels, minlength=self.count)

    def only(self, rows: NDArray[np.int64]) -> Clusters:
        """The clusters of these queries, numbered anew."""
        labels = np.unique(self.labels[rows], return_inverse=True)[1].astype(np.int64)
        return Clusters(labels, self.by, self.note)


def cluster_queries(gold: Sequence[frozenset[str]]) -> Clusters:
    """Queries that share a right document, directly or through others, in one cluster.

    A query without right documents is a cluster of its own. When more than half of the queries
    hang together, resampling so few clusters says nothing: then only queries with exactly the
    same right documents are one cluster, or, if that is no better, every query is its own. Either
    is stated in `note`.
    """
    linked = _numbered(_components(gold))
    share = _largest(linked, gold)
    if share is None:
        return Clusters(linked, BY_DOCUMENT, _warned_of_few(linked))
    same = _numbered([each or row for row, each in enumerate(gold)])
    is_better = _largest(same, gold) is None
    labels = same if is_better else np.arange(len(gold), dtype=np.int64)
    by = BY_DOCUMENT_SET if is_better else BY_QUERY
    note = (
        f"{share} of {len(gold)} queries hang together through shared documents, so clusters are "
        f"by {by} instead, and the intervals may be too narrow"
    )
    return Clusters(labels, by, "; ".join(filter(None, (note, _warned_of_few(labels)))))


def _components(gold: Sequence[frozenset[str]]) -> list[int]:
    """For every query the smallest row that it hangs together with (union-find)."""
    parents = list(range(len(gold)))

    def root(row: int) -> int:
        while parents[row] != row:
            parents[row] = parents[parents[row]]
            row = parents[row]
        return row

    first: dict[str, int] = {}
    for row, documents in enumerate(gold):
        for document in documents:
            one, other = sorted((root(row), root(first.setdefault(document, row))))
            parents[other] = one
    return [root(row) for row in range(len(gold))]


def _largest(labels: NDArray[np.int64], gold: Sequence[frozenset[str]]) -> int | None:
    """The size of the cluster with more than half of the queries, None if there is no such."""
    if len(gold) < 2:
        return None
    size = int(np.bincount(labels).max())
    return size if 2 * size > len(gold) else None


def _numbered(keys: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers = {key: number for number, key in enumerate(Counter(keys))}
    return np.array([numbers[key] for key in keys], dtype=np.int64)


def _warned_of_few(labels: NDArray[np.int64]) -> str:
    count = len(set(labels.tolist()))
    few = f"only {count} clusters: the intervals are rough and probably too narrow"
    return few if count < _FEW else ""
