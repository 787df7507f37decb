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
# Cormack, Clarke & Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
# Learning Methods", SIGIR 2009.
_RRF_OFFSET = 60


@dataclass(frozen=True)
class Found:
    """What a search gave for a query."""

    documents: tuple[str, ...]
    """Best first, each where its best passage stands."""
    seconds: float
    """Until the passages that a customer's question would get were there."""
    evidence: tuple[Evidence, ...] = ()


Ask = Callable[[Query], Found]


@dataclass(frozen=True)
class ConfiguredSearch:
    """Search exactly as a shop with these settings has it."""

    search: KnowledgeSearch
    languages: Sequence[str]
    passages: int
    uses_history: bool = True

    def __call__(self, query: Query) -> Found:
        """The passages a question gets in production, then deeper ones to fill the ranking up."""
        started = perf_counter()
        evidence = self._find(query, self.passages)
        seconds = perf_counter() - started
        documents = _distinct(each.source for each in evidence)
        if len(documents) < DEPTH:
            deeper = self._find(query, max(PASSAGES, 2 * self.passages))
            documents = _distinct([*documents, *(each.source for each in deeper)])
        return Found(documents, seconds, tuple(evidence))

    def _find(self, query: Query, limit: int) -> list[Evidence]:
        return self.search.find(
            query.text,
            now=NOW,
            language=language_of(query, self.languages),
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
        return self._timed(query, lambda: [self._words(query)])

    def meaning(self, query: Query) -> Found:
        """By the cosine of the question's vector."""
        return self._timed(query, lambda: [self._meaning(query)])

    def rrf(self, query: Query) -> Found:
        """Both, by reciprocal rank fusion as published, with offset 60 and equal weights."""
        return self._timed(query, lambda: [self._meaning(query), self._words(query)])

    def _timed(self, query: Query, rank: Callable[[], list[list[str]]]) -> Found:
        started = perf_counter()
        scores = fuse([Ranking(ids) for ids in rank()], offset=_RRF_OFFSET)
        best = sorted(scores, key=lambda id_: (-scores[id_], id_))[:PASSAGES]
        stored = self.index.workspace.articles.passages(best)
        seconds = perf_counter() - started
        return Found(_distinct(each.passage.path for each in stored), seconds)

    def _words(self, query: Query) -> list[str]:
        indexes = self.index.workspace.indexes
        found: list[Hit] = []
        for partition in self._partitions(query):
            found += indexes.matching(partition, query.text, limit=PASSAGES)
        return _best(found)

    def _meaning(self, query: Query) -> list[str]:
        workspace, found = self.index.workspace, list[Hit]()
        vector = workspace.embedder.embed_query(query.text)
        for partition in self._partitions(query):
            found += workspace.indexes.similar(partition, vector, limit=PASSAGES)
        return _best(found)

    def _partitions(self, query: Query) -> list[str]:
        languages = self.index.languages
        asked = dict.fromkeys((language_of(query, languages), languages[0]))
        return [partition_of(Visibility.PUBLIC, language) for language in asked]


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
