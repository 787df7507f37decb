"""How good one ranking of documents is: recall, hit rate, nDCG and reciprocal rank.

All lie between 0 and 1, higher is better, and an empty ranking has 0 in each.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import partial

Ranking = Sequence[str]
Gains = Mapping[str, float]

DEPTH = 10


def recall(ranking: Ranking, gains: Gains, *, depth: int) -> float:
    """Share of the right documents that stand among the first `depth`.

    Manning, Raghavan & Schütze, "Introduction to Information Retrieval", 2008, section 8.4;
    `recall.k` of trec_eval. With more than `depth` right documents it cannot reach 1.
    """
    right = _right(gains)
    return len(right & set(_first(ranking, depth))) / len(right) if right else 0.0


def hit(ranking: Ranking, gains: Gains, *, depth: int) -> float:
    """1 if at least one right document stands among the first `depth`, else 0.

    `success.k` of trec_eval.
    """
    return float(bool(_right(gains) & set(_first(ranking, depth))))


def reciprocal_rank(ranking: Ranking, gains: Gains, *, depth: int) -> float:
    """1 / rank of the first right document; 0 if it is not among the first `depth`.

    Its mean is MRR: Voorhees, "The TREC-8 Question Answering Track Report", 1999.
    """
    right = _right(gains)
    ranks = (rank for rank, each in enumerate(_first(ranking, depth), start=1) if each in right)
    return next((1.0 / rank for rank in ranks), 0.0)


def ndcg(ranking: Ranking, gains: Gains, *, depth: int) -> float:
    """Discounted gain of the first `depth`, as a share of what the best order would have.

    Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS 20(4),
    2002: the gain is the grade itself. Discounted by log2(rank + 1) from the first rank on, as
    `ndcg_cut` of trec_eval and so the BEIR figures have it; the paper's own discount spares the
    first two ranks.
    """
    ideal = sorted((gain for gain in gains.values() if gain > 0), reverse=True)[:depth]
    found = [max(gains.get(each, 0.0), 0.0) for each in _first(ranking, depth)]
    best = _discounted(ideal)
    return min(_discounted(found) / best, 1.0) if best > 0 else 0.0


_MEASURES: dict[str, Callable[[Ranking, Gains], float]] = {
    "recall@1": partial(recall, depth=1),
    "recall@5": partial(recall, depth=5),
    "recall@10": partial(recall, depth=10),
    "ndcg@10": partial(ndcg, depth=10),
    "mrr@10": partial(reciprocal_rank, depth=10),
    "hit@5": partial(hit, depth=5),
}
METRICS = tuple(_MEASURES)


def scores_of(ranking: Ranking, gains: Gains) -> tuple[float, ...]:
    """Every metric of one ranking, in the order of `METRICS`."""
    return tuple(measure(ranking, gains) for measure in _MEASURES.values())


def _right(gains: Gains) -> set[str]:
    return {document for document, gain in gains.items() if gain > 0}


def _first(ranking: Ranking, depth: int) -> list[str]:
    """The first documents; one named twice counts where it stands first."""
    return list(dict.fromkeys(ranking))[:depth]


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))
