"""Ways of searching a set: as configured, and the baselines to hold that against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import perf_counter

from cx_assistant.evaluation.beir import Query
from cx_assistant.evaluation.fusion import Ranking, fuse
from cx_assistant.evaluation.metrics import DEPTH
from cx_assistant.evaluation.set_search import SetSearch
from cx_assistant.intake.language import detect_language
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Evidence, Hit, Visibility
from cx_assistant.settings import Settings
from cx_assistant.store.rows import partition_of

# Articles of a set hold always, so any day will do; a fixed one keeps runs the same.
NOW = datetime(2026, 1, 1, tzinfo=UTC)
PASSAGES = 40


@dataclass(frozen=True)
class Found:
    """What a search gave for a query."""

    documents: tuple[str, ...]
    """Best first, each where its best passage stands."""
    seconds: float
    """Until the passages that a customer's question would get were there."""
    evidence: tuple[Evidence, ...] = ()


Ask = Callable[[Query], Found]
Rank = Callable[[str, Sequence[str]], list[str]]


@dataclass(frozen=True)
class ConfiguredSearch:
    """Search exactly as a shop with these settings has it."""

    search: KnowledgeSearch
    languages: Sequence[str]
    passages: int
    uses_history: bool = True

    def __call__(self, query: Query) -> Found:
        """The passages a question gets in production, then deeper ones to fill the ranking up."""
        language = language_of(query, self.languages)
        started = perf_counter()
        evidence = self._find(query, language, self.passages)
        seconds = perf_counter() - started
        documents = _distinct(each.source for each in evidence)
        if len(documents) < DEPTH:
            deeper = self._find(query, language, max(PASSAGES, 2 * self.passages))
            documents = _distinct([*documents, *(each.source for each in deeper)])
        return Found(documents, seconds, tuple(evidence))

    def _find(self, query: Query, language: str, limit: int) -> list[Evidence]:
        return self.search.find(
            query.text,
            now=NOW,
            language=language,
            limit=limit,
            history=query.history if self.uses_history else (),
        )


def configured(index: SetSearch, settings: Settings, *, uses_history: bool) -> ConfiguredSearch:
    """The search these settings describe, over an index made with the same embedder."""
    workspace = index.workspace
    search = KnowledgeSearch(
        workspace.indexes,
        workspace.articles,
        workspace.embedder,
        zone=settings.shop.zone,
        default_language=index.languages[0],
        candidates=settings.search.candidates,
    )
    return ConfiguredSearch(
        search=search,
        languages=index.languages,
        passages=settings.search.passages_per_question,
        uses_history=uses_history,
    )


@dataclass(frozen=True)
class Baselines:
    """The two halves of the hybrid, each alone, over the same index; the question only."""

    index: SetSearch

    def words(self, query: Query) -> Found:
        """By the words of the question (BM25)."""
        return self._timed(query, (self._words,))

    def meaning(self, query: Query) -> Found:
        """By the cosine of the question's vector."""
        return self._timed(query, (self._meaning,))

    def rrf(self, query: Query) -> Found:
        """Both, by reciprocal rank fusion as published, with equal weights."""
        return self._timed(query, (self._meaning, self._words))

    def _timed(self, query: Query, ways: Sequence[Rank]) -> Found:
        languages = self.index.languages
        asked = dict.fromkeys((language_of(query, languages), languages[0]))
        partitions = [partition_of(Visibility.PUBLIC, language) for language in asked]
        started = perf_counter()
        scores = fuse([Ranking(rank(query.text, partitions)) for rank in ways])
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:PASSAGES]
        stored = self.index.workspace.articles.passages(best)
        seconds = perf_counter() - started
        return Found(_distinct(each.passage.path for each in stored), seconds)

    def _words(self, text: str, partitions: Sequence[str]) -> list[str]:
        indexes = self.index.workspace.indexes
        found: list[Hit] = []
        for partition in partitions:
            found += indexes.matching(partition, text, limit=PASSAGES)
        return _best(found)

    def _meaning(self, text: str, partitions: Sequence[str]) -> list[str]:
        workspace = self.index.workspace
        vector = workspace.embedder.embed_query(text)
        found: list[Hit] = []
        for partition in partitions:
            found += workspace.indexes.similar(partition, vector, limit=PASSAGES)
        return _best(found)


def named_searches(index: SetSearch, settings: Settings) -> dict[str, Ask]:
    """The searches that can be compared with by name: those in `NAMES`."""
    baselines = Baselines(index)
    return {
        "words": baselines.words,
        "meaning": baselines.meaning,
        "rrf": baselines.rrf,
        "last-turn": configured(index, settings, uses_history=False),
    }


NAMES = ("words", "meaning", "rrf", "last-turn")


def language_of(query: Query, expected: Sequence[str]) -> str:
    """The language a query says it is in, else the one it seems to be in."""
    return query.language or detect_language(query.text, expected=expected)


def _best(hits: Iterable[Hit]) -> list[str]:
    return [hit.id for hit in sorted(hits, key=lambda hit: (-hit.score, hit.id))[:PASSAGES]]


def _distinct(documents: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(documents))[:DEPTH]
