"""Scores what was found: by meaning, by words, by words that stand together, by what is named."""

from __future__ import annotations

from collections.abc import Mapping
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


@dataclass(frozen=True)
class Reach:
    """How much a partition's articles count, and of that their meaning and their words."""

    articles: float = 1.0
    meaning: float = 1.0
    words: float = 1.0


@dataclass
class Pool:
    """Everything both indexes found for one question, by passage id."""

    cosines: dict[str, float] = field(default_factory=dict)
    words: dict[str, float] = field(default_factory=dict)
    places: dict[str, tuple[str, Reach]] = field(default_factory=dict)
    """The partition of each passage, and what it counts for."""

    def note(self, partition: str, reach: Reach, near: list[Hit], said: list[Hit]) -> None:
        """Take in what one partition gave."""
        self.cosines.update((hit.id, hit.score) for hit in near)
        self.words.update((hit.id, hit.score) for hit in said)
        self.places.update((hit.id, (partition, reach)) for hit in [*near, *said])

    def without_cosine(self) -> Mapping[str, list[str]]:
        """Passages that only their words have found, by partition."""
        missing: dict[str, list[str]] = {}
        for id_, (partition, _) in self.places.items():
            if id_ not in self.cosines:
                missing.setdefault(partition, []).append(id_)
        return missing

    def scores(self, *, length: float, most: float) -> dict[str, float]:
        """A score per id: the cosine, and the word score as a share of the best.

        `length` is how much a cosine of 1 counts where the embedder reads well, `most` the sum
        that makes a score of 1.
        """
        best = max(self.words.values(), default=0.0) or 1.0
        return {
            id_: reach.articles
            * (
                reach.meaning * length * self.cosines.get(id_, 0.0)
                + reach.words * WORDS_WEIGHT * self.words.get(id_, 0.0) / best
            )
            / most
            for id_, (_, reach) in self.places.items()
        }


def best_first(scores: Mapping[str, float]) -> list[str]:
    """Ids by score; equal ones by id, so that every run gives the same order."""
    return sorted(scores, key=lambda id_: (-scores[id_], id_))
