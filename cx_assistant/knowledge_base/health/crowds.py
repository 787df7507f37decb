"""What many pairs together tell: a series of values, sibling articles, a better partner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from cx_assistant.knowledge_base.health.claims import Claim
from cx_assistant.knowledge_base.health.figures import agree
from cx_assistant.knowledge_base.health.pairing import Pair
from cx_assistant.knowledge_base.health.vocabulary import terms

_CLOSE = 0.7
_MOST_VALUES = 2
_SIBLINGS_DIFFER_ON = 3
_MARGIN = 0.05


class Crowd:
    """Pairs of one case, agreeing and disagreeing, and what they say about each other."""

    def __init__(self, agreeing: Iterable[Pair], disagreeing: Sequence[Pair]) -> None:
        close = [pair for pair in disagreeing if pair.coverage >= _CLOSE]
        self._in_series = _in_series(close)
        self._siblings = _siblings(close)
        self._agreement = _agreement(agreeing)

    def allows(self, pair: Pair) -> bool:
        """False if the others show that the two of this pair speak of different things."""
        return not (
            id(pair.one) in self._in_series
            or id(pair.other) in self._in_series
            or pair.paths in self._siblings
            or self._has_better_partner(pair.one, pair.other, pair.coverage)
            or self._has_better_partner(pair.other, pair.one, pair.coverage)
        )

    def _has_better_partner(self, one: Claim, other: Claim, coverage: float) -> bool:
        """The other's article says the same as `one` elsewhere, so here it means something else."""
        agreement = self._agreement.get((id(one), other.statement.article.path), 0.0)
        return agreement >= coverage - _MARGIN


def _in_series(pairs: Iterable[Pair]) -> frozenset[int]:
    """Claims whose wording is given many values: many values mean many subjects."""
    values = defaultdict[int, set[object]](set)
    for pair in pairs:
        for claim, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if other.figure is not None:
                values[id(claim)].add(other.figure.value)
    return frozenset(claim for claim, some in values.items() if len(some) > _MOST_VALUES)


def _siblings(pairs: Iterable[Pair]) -> frozenset[tuple[str, str]]:
    """Articles that differ on so much that they describe two things, unless titled alike."""
    places = defaultdict[tuple[str, str], tuple[set[int], set[int]]](lambda: (set(), set()))
    alike: set[tuple[str, str]] = set()
    for pair in pairs:
        first, second = pair.one.statement, pair.other.statement
        if first.article.path > second.article.path:
            first, second = second, first
        places[pair.paths][0].add(first.start)
        places[pair.paths][1].add(second.start)
        if terms(first.article.title) == terms(second.article.title):
            alike.add(pair.paths)
    return frozenset(
        paths
        for paths, (here, there) in places.items()
        if min(len(here), len(there)) >= _SIBLINGS_DIFFER_ON and paths not in alike
    )


def _agreement(pairs: Iterable[Pair]) -> dict[tuple[int, str], float]:
    """How well each claim is met by an agreeing claim of each article."""
    best: dict[tuple[int, str], float] = {}
    for pair in pairs:
        for claim, other in ((pair.one, pair.other), (pair.other, pair.one)):
            key = (id(claim), other.statement.article.path)
            best[key] = max(best.get(key, 0.0), pair.coverage)
    return best


def says_the_same(pair: Pair) -> bool:
    """True for two figures that agree; statements without figures neither agree nor differ."""
    one, other = pair.one.figure, pair.other.figure
    return one is not None and other is not None and agree(one, other)
