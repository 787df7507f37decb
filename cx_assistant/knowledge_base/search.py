"""Finds the passages that may answer a question: by meaning, by words, and to the letter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cx_assistant.errors import BackendError
from cx_assistant.knowledge_base.asking import Asked
from cx_assistant.knowledge_base.dialogue import Dialogue
from cx_assistant.knowledge_base.exact_terms import exact_terms
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import lexical_entry
from cx_assistant.knowledge_base.meaning_weight import (
    cross_language_weight,
    cross_language_words_weight,
    meaning_weight,
)
from cx_assistant.knowledge_base.ranking import (
    CLOSENESS_WEIGHT,
    EXACT_WEIGHT,
    NAMED_WEIGHT,
    OTHER_LANGUAGE_WEIGHT,
    WORDS_WEIGHT,
    Pool,
    Reach,
    best_first,
)
from cx_assistant.knowledge_base.repetition import without_repetition
from cx_assistant.knowledge_base.scope import PUBLIC, SearchScope, languages_of
from cx_assistant.models import (
    Evidence,
    EvidenceKind,
    Message,
    SourceSpan,
    StoredPassage,
    Visibility,
)
from cx_assistant.protocols import Embedder
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.rows import partition_of

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

# A code that stands in more passages than this says little about which one is meant.
_RARE = 20
_MOST_CANDIDATES = 640
# So many are read closely, however few are wanted.
_READ_CLOSELY = 30


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
        self._dialogue = Dialogue(indexes, articles, embedder)

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
        history: Sequence[Message] = (),
        query_vector: Vectors | None = None,
        words_only: bool = False,
    ) -> list[Evidence]:
        """The best passages that hold on the shop's day of `now`, best first.

        Articles in the customer's language come first, then those in the shop's own. Passages
        with an order number, SKU, error code or quoted phrase of the question gain much by it.
        `history` is what was said before the question, oldest first: what the question
        leaves out is taken from there. When the vector index or the embedder fails, words alone
        decide.
        """
        if not question.strip() or limit < 1:
            return []
        scope = SearchScope(
            languages=languages_of(language, self._default_language),
            visibility=visibility,
            today=now.astimezone(self._zone).date(),
        )
        vector = None if words_only else self._embedded(question, query_vector)
        exact = self._exact_matches(question, scope)
        asked = self._dialogue.heard(Asked(question, vector, exact=exact), history, scope)
        candidates = max(self._candidates, 2 * limit)
        while True:
            pool = self._gather(asked, scope, candidates)
            ranked, scores = self._ranked(asked, pool, scope, limit)
            chosen = without_repetition(ranked, limit)
            # Expired passages and repetitions may have used the candidates up: look further.
            found = len(pool.places)
            if len(chosen) == limit or found < candidates or candidates >= _MOST_CANDIDATES:
                break
            candidates *= 4
        return [
            evidence_of(each, scores[each.passage.id], pool.cosines.get(each.passage.id, 0.0))
            for each in chosen
        ]

    def _embedded(self, question: str, given: Vectors | None) -> Vectors | None:
        if given is not None:
            return given
        try:
            return self._embedder.embed_query(question)
        except BackendError:
            return None

    def _gather(self, asked: Asked, scope: SearchScope, candidates: int) -> Pool:
        pool, unit = Pool(), asked.unit
        for language in scope.languages:
            reach = self._reach(language, scope)
            for visibility in sorted(scope.visibility):
                partition = partition_of(visibility, language)
                near = (
                    [] if unit is None else self._indexes.similar(partition, unit, limit=candidates)
                )
                said = self._indexes.matching(
                    partition, asked.question, limit=candidates, context=asked.context
                )
                pool.note(partition, reach, near, said)
        if unit is not None:
            for partition, ids in pool.without_cosine().items():
                hits = self._indexes.similarities(partition, ids, unit)
                pool.cosines.update((hit.id, hit.score) for hit in hits)
        return pool

    def _reach(self, language: str, scope: SearchScope) -> Reach:
        """What articles in this language count for a question in the first of the scope."""
        asked, embedder_id = scope.languages[0], self._embedder.id
        if language == asked:
            return Reach(meaning=meaning_weight(embedder_id, asked))
        return Reach(
            OTHER_LANGUAGE_WEIGHT,
            meaning=cross_language_weight(embedder_id, asked),
            words=cross_language_words_weight(embedder_id),
        )

    def _ranked(
        self, asked: Asked, pool: Pool, scope: SearchScope, limit: int
    ) -> tuple[list[StoredPassage], dict[str, float]]:
        """The best that may be shown, read closely and put in order, with the score of each."""
        meaning = asked.length * self._reach(scope.languages[0], scope).meaning
        named = NAMED_WEIGHT if asked.named else 0.0
        most = meaning + WORDS_WEIGHT + CLOSENESS_WEIGHT + named
        scores = pool.scores(length=asked.length, most=most)
        for id_, matches in asked.exact.items():
            scores[id_] = scores.get(id_, 0.0) + EXACT_WEIGHT * matches
        depth = max(_READ_CLOSELY, 2 * limit)
        read = self._allowed(best_first(scores), scope, depth)
        entries = [lexical_entry(stored) for stored in read]
        close = self._indexes.closeness(asked.question, entries)
        for entry, share in zip(entries, close, strict=True):
            gained = CLOSENESS_WEIGHT * share + NAMED_WEIGHT * asked.named.get(entry.title, 0.0)
            scores[entry.id] += gained / most
        read.sort(key=lambda stored: (-scores[stored.passage.id], stored.passage.id))
        return read, scores

    def _allowed(
        self, ordered: Sequence[str], scope: SearchScope, depth: int
    ) -> list[StoredPassage]:
        allowed = (each for each in self._stored(ordered, depth) if scope.allows(each))
        return [stored for stored, _ in zip(allowed, range(depth), strict=False)]

    def _exact_matches(self, question: str, scope: SearchScope) -> dict[str, float]:
        """Passages with codes or quoted phrases of the question, and what share of those.

        A pasted log holds many codes, and none of them says much.
        """
        matches: dict[str, float] = {}
        terms = exact_terms(question)
        for term in terms:
            found = [
                hit.id
                for partition in scope.partitions
                for hit in self._indexes.containing(partition, [term], limit=_RARE + 1)
            ]
            if len(found) <= _RARE:
                for id_ in found:
                    matches[id_] = matches.get(id_, 0.0) + 1 / len(terms)
        return matches

    def _stored(self, ids: Sequence[str], page: int) -> Iterator[StoredPassage]:
        """The passages of these ids, read a page at a time: mostly the first page will do."""
        for start in range(0, len(ids), page):
            yield from self._articles.passages(ids[start : start + page])


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
