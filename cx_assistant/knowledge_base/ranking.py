"""Scores what was found: by meaning, by words, by words that stand together, by what is named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from cx_assistant.models import Hit

# Chosen on half of the questions of six sets and reported on the other half, see
# docs/decisions/0016-ranking.md. Meaning weighs the length of what is asked, 1 without a history.
WORDS_WEIGHT = 0.4
CLOSENESS_WEIGHT = 0.5
NAMED_WEIGHT = 0.5
# For a passage with all codes and quoted phrases of the question, added to a score of 1 at most.
EXACT_WEIGHT = 0.3
# Articles in another language than the customer's answer only when theirs has nothing.
OTHER_LANGUAGE_WEIGHT = 0.6


@dataclass
class Pool:
    """Everything both indexes found for one question, by passage id."""

    cosines: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)
    places: dict[str, tuple[str, float, float]] = field(default_factory=dict)
    """Partition, weight of its language, and how far the embedder reads it."""

    def note(
        self, partition: str, weights: tuple[float, float], near: list[Hit], said: list[Hit]
    ) -> None:
        """Take in what one partition gave."""
        self.cosines.update((hit.id, hit.score) for hit in near)
        self.words.update((hit.id, hit.score) for hit in said)
        self.places.update((hit.id, (partition, *weights)) for hit in [*near, *said])

    def without_cosine(self) -> Mapping[str, list[str]]:
        """Passages that only their words have found, by partition."""
        missing: dict[str, list[str]] = {}
        for id_, (partition, _, _) in self.places.items():
            if id_ not in self.cosines:
                missing.setdefault(partition, []).append(id_)
        return missing

    def scores(self, *, meaning: float, extra: float) -> dict[str, float]:
        """A score per id, 1 at most: the cosine, and the word score as a share of the best.

        `meaning` is how much a cosine of 1 counts, `extra` what later steps may still add.
        """
        best = max(self.words.values(), default=0.0) or 1.0
        most = meaning + WORDS_WEIGHT + extra
        return {
            id_: language
            * (reads * meaning * self.cosines.get(id_, 0.0) + self._said(id_, best))
            / most
            for id_, (_, language, reads) in self.places.items()
        }

    def _said(self, id_: str, best: float) -> float:
        return WORDS_WEIGHT * self.words.get(id_, 0.0) / best


def best_first(scores: Mapping[str, float]) -> list[str]:
    """Ids by score; equal ones by id, so that every run gives the same order."""
    return sorted(scores, key=lambda id_: (-scores[id_], id_))


def top(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """The best of hits from several searches of one index."""
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]
