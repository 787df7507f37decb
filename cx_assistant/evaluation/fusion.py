"""Reciprocal rank fusion: the usual way to make one ranking out of several, as a baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Cormack, Clarke and Büttcher, SIGIR 2009.
RANK_OFFSET = 60


@dataclass(frozen=True)
class Ranking:
    """Ids, best first, and how much this order of them counts."""

    ids: Sequence[str]
    weight: float = 1.0


def fuse(rankings: Sequence[Ranking], *, offset: int = RANK_OFFSET) -> Mapping[str, float]:
    """A score per id: the weighted sum of 1 / (offset + rank), scaled so that 1 is first in all."""
    total = sum(ranking.weight for ranking in rankings) or 1.0
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(dict.fromkeys(ranking.ids)):
            gain = ranking.weight / total * (offset + 1) / (offset + 1 + rank)
            scores[id_] = scores.get(id_, 0.0) + gain
    return scores
