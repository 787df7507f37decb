"""Finds the passages that may answer a question: by meaning, by words, and to the letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cx_assistant.errors import BackendError
from cx_assistant.knowledge_base.exact_terms import exact_terms
from cx_assistant.knowledge_base.fusion import (
    MEANING_WEIGHT,
    OTHER_LANGUAGE_WEIGHT,
    WORDS_WEIGHT,
    Ranking,
    fuse,
)
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.repetition import without_repetition
from cx_assistant.models import (
    Evidence,
    EvidenceKind,
    Hit,
    SourceSpan,
    StoredPassage,
    Visibility,
)
from cx_assistant.protocols import Embedder
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.rows import partition_of

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

PUBLIC = frozenset({Visibility.PUBLIC})
# A code that stands in more passages than this says little about which one is meant.
_RARE = 20
_MOST_CANDIDATES = 640


@dataclass(frozen=True)
class SearchScope:
    """Where to look, and the day on which articles must hold."""

    languages: tuple[str, ...]
    visibility: frozenset[Visibility]
    today: date

    def allows(self, stored: StoredPassage) -> bool:
        """True if this passage may be shown for this search, whatever index it came from."""
        begun = stored.valid_from is None or stored.valid_from <= self.today
        ended = stored.valid_until is not None and stored.valid_until < self.today
        return stored.visibility in self.visibility and begun and not ended


class KnowledgeSearch:
    """Search over the knowledge base; safe to call from several threads."""

    def __init__(  # noqa: PLR0913 - every part can be replaced
        self,
        indexes: DerivedIndexes,
        articles: ArticleStore,
        embedder: Embedder,
        *,
        zone: ZoneInfo,
        default_language: str,
        candidates: int = 40,
    ) -> None:
        self._indexes = indexes
        self._articles = articles
        self._embedder = embedder
        self._zone = zone
        self._default_language = default_language
        self._candidates = candidates

    @property
    def degraded(self) -> str | None:
        """Why searches see less than they should, None when all is well."""
        return self._indexes.degraded

    @property
    def revision(self) -> str:
        """Which state of the knowledge base is searched, for the trace."""
        return self._indexes.revision

    def find(  # noqa: PLR0913 - what decides a search is said by name
        self,
        question: str,
        *,
        now: datetime,
        language: str,
        limit: int,
        visibility: frozenset[Visibility] = PUBLIC,
        query_vector: Vectors | None = None,
        words_only: bool = False,
    ) -> list[Evidence]:
        """The best passages that hold on the shop's day of `now`, best first.

        Articles in the customer's language come first, then those in the shop's own. Passages
        with an order number, SKU, error code or quoted phrase of the question come before all
        others. When the vector index or the embedder fails, words alone decide.
        """
        if not question.strip() or limit < 1:
            return []
        scope = SearchScope(
            languages=_languages(language, self._default_language),
            visibility=visibility,
            today=now.astimezone(self._zone).date(),
        )
        vector = query_vector
        if vector is None and not words_only:
            vector = self._embed(question)
        candidates = max(self._candidates, 2 * limit)
        while True:
            scores, cosines = self._rank(question, vector, scope, candidates)
            chosen = self._choose(scores, scope, limit)
            # Expired passages and repetitions may have used the candidates up: look further.
            if len(chosen) == limit or len(scores) < candidates or candidates >= _MOST_CANDIDATES:
                break
            candidates *= 4
        cosines = self._complete(cosines, chosen, vector)
        return [
            evidence_of(stored, scores[stored.passage.id], cosines.get(stored.passage.id, 0.0))
            for stored in chosen
        ]

    def _embed(self, question: str) -> Vectors | None:
        try:
            return self._embedder.embed_query(question)
        except BackendError:
            return None

    def _rank(
        self, question: str, vector: Vectors | None, scope: SearchScope, candidates: int
    ) -> tuple[Mapping[str, float], dict[str, float]]:
        rankings: list[Ranking] = []
        cosines: dict[str, float] = {}
        for position, language in enumerate(scope.languages):
            weight = OTHER_LANGUAGE_WEIGHT if position else 1.0
            partitions = [partition_of(each, language) for each in sorted(scope.visibility)]
            near: list[Hit] = []
            if vector is not None:
                for partition in partitions:
                    near += self._indexes.similar(partition, vector, limit=candidates)
            words: list[Hit] = []
            for partition in partitions:
                words += self._indexes.matching(partition, question, limit=candidates)
            cosines |= {hit.id: hit.score for hit in near}
            rankings.append(Ranking(_best(near, candidates), MEANING_WEIGHT * weight))
            rankings.append(Ranking(_best(words, candidates), WORDS_WEIGHT * weight))
        scores = dict(fuse([ranking for ranking in rankings if ranking.ids]))
        for id_, matches in self._exact_matches(question, scope).items():
            scores[id_] = scores.get(id_, 0.0) + matches
        return scores, cosines

    def _exact_matches(self, question: str, scope: SearchScope) -> dict[str, int]:
        matches: dict[str, int] = {}
        for term in exact_terms(question):
            found = [
                hit.id
                for language in scope.languages
                for visibility in scope.visibility
                for hit in self._indexes.containing(
                    partition_of(visibility, language), [term], limit=_RARE + 1
                )
            ]
            if len(found) <= _RARE:
                for id_ in found:
                    matches[id_] = matches.get(id_, 0) + 1
        return matches

    def _choose(
        self, scores: Mapping[str, float], scope: SearchScope, limit: int
    ) -> list[StoredPassage]:
        ordered = sorted(scores, key=lambda id_: (-scores[id_], id_))
        allowed = (each for each in self._stored(ordered, 2 * limit) if scope.allows(each))
        return without_repetition(allowed, limit)

    def _stored(self, ids: Sequence[str], page: int) -> Iterator[StoredPassage]:
        """The passages of these ids, read a page at a time: mostly the first page will do."""
        for start in range(0, len(ids), page):
            yield from self._articles.passages(ids[start : start + page])

    def _complete(
        self, cosines: dict[str, float], chosen: Sequence[StoredPassage], vector: Vectors | None
    ) -> dict[str, float]:
        """Cosines for passages too that only their words have found."""
        if vector is None:
            return cosines
        missing: dict[str, list[str]] = {}
        for stored in chosen:
            if stored.passage.id not in cosines:
                place = partition_of(stored.visibility, stored.language)
                missing.setdefault(place, []).append(stored.passage.id)
        for partition, ids in missing.items():
            hits = self._indexes.similarities(partition, ids, vector)
            cosines |= {hit.id: hit.score for hit in hits}
        return cosines


def _languages(first: str, second: str) -> tuple[str, ...]:
    each = (first, first.partition("-")[0], second, second.partition("-")[0])
    return tuple(dict.fromkeys(each))


def _best(hits: Iterable[Hit], limit: int) -> list[str]:
    return [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))[:limit]]


def evidence_of(stored: StoredPassage, score: float = 0.0, cosine: float = 0.0) -> Evidence:
    """A stored passage as evidence."""
    passage = stored.passage
    return Evidence(
        id=passage.id,
        kind=EvidenceKind.ARTICLE,
        source=passage.path,
        title=stored.title,
        heading_path=passage.heading_path,
        text=passage.text,
        url=stored.url,
        span=SourceSpan(start=passage.start, end=passage.end, revision=stored.revision),
        visibility=stored.visibility,
        language=stored.language,
        score=score,
        similarity=cosine,
        updated=stored.updated,
    )
