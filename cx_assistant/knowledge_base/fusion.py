"""Makes one ranking out of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Chosen on half of the questions of two sets and confirmed on the others, see
# docs/decisions/0003-tantivy.md.
RANK_OFFSET = 5
MEANING_WEIGHT = 1.0
WORDS_WEIGHT = 1.0
# Articles in another language than the customer's answer only when theirs has nothing.
OTHER_LANGUAGE_WEIGHT = 0.6


@dataclass(frozen=True)
class Ranking:
    """Ids, best first, and how much this order of them counts."""

    ids: Sequence[str]
    weight: float = 1.0


def fuse(rankings: Sequence[Ranking], *, offset: int = RANK_OFFSET) -> Mapping[str, float]:
    """A score per id: the weighted sum of 1 / (offset + rank), scaled so that 1 is first in all.

    Ranks and not scores are added, because a cosine and a word score have no common scale.
    """
    total = sum(ranking.weight for ranking in rankings) or 1.0
    scores: dict[str, float] = {}
    for ranking in rankings:
        for rank, id_ in enumerate(dict.fromkeys(ranking.ids)):
            gain = ranking.weight / total * (offset + 1) / (offset + 1 + rank)
            scores[id_] = scores.get(id_, 0.0) + gain
    return scores
