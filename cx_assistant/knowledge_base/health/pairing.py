"""Finds the claims that speak of the same thing among very many, without comparing all with all."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from cx_assistant.knowledge_base.health.claims import Claim
from cx_assistant.knowledge_base.health.figures import FREE, MONEY

if TYPE_CHECKING:
    from numpy.typing import NDArray

Advance = Callable[[str, int, int], None]
_STEP = "Comparing statements"
_TOLD_EVERY = 256
_MOST_PARTNERS = 40
_LEAST_SHARED = 0.4
_ALWAYS_KEPT = 200  # a word in more claims than this, and in a tenth of them, picks none out
_HEAVIEST = 3.0


class Pair(NamedTuple):
    """Two claims with how much of each one's words the other has too, 0 to 1."""

    one: Claim
    other: Claim
    covers_one: float
    covers_other: float

    @property
    def coverage(self) -> float:
        """The smaller of the two."""
        return min(self.covers_one, self.covers_other)

    @property
    def paths(self) -> tuple[str, str]:
        """The articles they stand in, sorted."""
        first, second = sorted((self.one.statement.article.path, self.other.statement.article.path))
        return first, second


def likely_pairs(claims: Sequence[Claim], on_progress: Advance) -> Iterator[Pair]:
    """Pairs of claims of one language and dimension that share a good part of their words."""
    weights = _weights(claims)
    groups = list(_comparable(claims))
    done, total = 0, sum(map(len, groups))
    for some in groups:
        for position, near in _near(some, weights):
            if position % _TOLD_EVERY == 0:
                on_progress(_STEP, done + position, total)
            yield from (_pair(some[position], some[index], weights) for index in near)
        done += len(some)
    on_progress(_STEP, total, total)


def _weights(claims: Sequence[Claim]) -> dict[str, float]:
    """How much a word tells: 1 for one that all claims use, up to 3 for the rarest."""
    seen = Counter(term for claim in claims for term in claim.around)
    total = len(claims)
    scale = max(math.log(total), 1.0) if total else 1.0
    return {
        term: 1.0 + (_HEAVIEST - 1.0) * math.log(total / count) / scale
        for term, count in seen.items()
    }


def _comparable(claims: Sequence[Claim]) -> Iterator[list[Claim]]:
    """Claims that could contradict one another; "free" stands with the amounts of any currency."""
    found: dict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in claims:
        dimension = claim.figure.dimension if claim.figure else ""
        found[claim.statement.article.language, dimension].append(claim)
    for (language, dimension), some in found.items():
        if dimension.startswith(MONEY):
            yield [*some, *found.get((language, FREE), ())]
        else:
            yield some


def _near(
    claims: Sequence[Claim], weights: dict[str, float]
) -> Iterator[tuple[int, Iterable[int]]]:
    """Each claim's number with those of later claims that may speak of the same."""
    places = _places(claims)
    for position, claim in enumerate(claims):
        shared = np.zeros(len(claims), dtype=np.float32)
        for term in claim.frame & places.keys():
            shared[places[term]] += weights[term]
        total = sum(weights[term] for term in claim.frame)
        near = np.flatnonzero(shared > _LEAST_SHARED * total)
        if len(near) > _MOST_PARTNERS:
            near = near[np.argsort(-shared[near], kind="stable")[:_MOST_PARTNERS]]
        # A pair counts only if each covers the other, so it is enough to look ahead.
        yield position, map(int, near[near > position])


def _places(claims: Sequence[Claim]) -> dict[str, NDArray[np.int64]]:
    """Where each word occurs, without the words that occur nearly everywhere."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, claim in enumerate(claims):
        for term in claim.around:
            found[term].append(position)
    most = max(_ALWAYS_KEPT, len(claims) // 10)
    return {
        term: np.asarray(places, dtype=np.int64)
        for term, places in found.items()
        if len(places) <= most
    }


def _pair(one: Claim, other: Claim, weights: dict[str, float]) -> Pair:
    return Pair(one, other, _covered(one, other, weights), _covered(other, one, weights))


def _covered(one: Claim, other: Claim, weights: dict[str, float]) -> float:
    total = sum(weights[term] for term in one.frame)
    shared = sum(weights[term] for term in one.frame & other.around)
    return shared / total if total else 0.0
