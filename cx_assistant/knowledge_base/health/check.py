"""Runs all health checks over what a store holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from cx_assistant.knowledge_base.health.article_checks import (
    STALE_DAYS,
    find_badly_sized,
    find_expired,
    find_stale,
    valid_on,
)
from cx_assistant.knowledge_base.health.contradictions import find_contradictions
from cx_assistant.knowledge_base.health.duplicates import find_duplicates
from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    HealthReport,
    in_order,
)
from cx_assistant.knowledge_base.health.links import LinkTargets, find_broken_links
from cx_assistant.knowledge_base.health.orphans import TOP, AskedQuestion, find_orphans
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Article, StoredPassage, Visibility
from cx_assistant.protocols import Embedder
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.vectors import VectorStore

Advance = Callable[[str, int, int], None]
_LARGEST_SOURCE_BYTES = 5_000_000


@dataclass(frozen=True)
class HealthOptions:
    """What to look for, and from when on something counts."""

    now: datetime
    zone: ZoneInfo
    kinds: frozenset[FindingKind] = frozenset(FindingKind)
    expiring_days: int = 30
    stale_days: int = STALE_DAYS
    hosts: frozenset[str] = frozenset()
    questions: tuple[AskedQuestion, ...] = ()

    @property
    def today(self) -> date:
        """The shop's day."""
        return self.now.astimezone(self.zone).date()


class HealthCheck:
    """The checks, and the parts of a workspace that they read."""

    def __init__(
        self,
        articles: ArticleStore,
        vectors: VectorStore,
        embedder: Embedder,
        search: Callable[[], KnowledgeSearch],
    ) -> None:
        """`search` is called only if orphans are looked for: it opens the indexes."""
        self._store = articles
        self._vectors = vectors
        self._embedder = embedder
        self._search = search

    def run(self, options: HealthOptions, *, on_progress: Advance) -> HealthReport:
        """Everything found of the kinds asked for. Reads only; nothing is changed."""
        started = perf_counter()
        articles = self._articles(on_progress)
        findings = [
            finding
            for kind in FindingKind
            if kind in options.kinds
            for finding in self._findings(kind, articles, options, on_progress)
        ]
        return HealthReport(
            now=options.now,
            articles=len(articles),
            passages=self._store.counts().passages,
            checked=tuple(kind for kind in FindingKind if kind in options.kinds),
            findings=in_order(findings),
            notes=tuple(_notes(options)),
            seconds=round(perf_counter() - started, 3),
        )

    def _findings(
        self,
        kind: FindingKind,
        articles: Sequence[Article],
        options: HealthOptions,
        advance: Advance,
    ) -> Sequence[Finding]:
        today, days = options.today, options.expiring_days
        valid = valid_on(articles, today)
        checks: dict[FindingKind, Callable[[], Iterable[Finding]]] = {
            FindingKind.CONTRADICTIONS: lambda: find_contradictions(
                articles, self._embedder, today=today, on_progress=advance
            ),
            FindingKind.EXPIRED: lambda: find_expired(articles, today=today, days=days),
            FindingKind.DUPLICATES: lambda: self._duplicates(valid, today, advance),
            FindingKind.ORPHANS: lambda: self._orphans(valid, options, advance),
            FindingKind.LINKS: lambda: self._broken_links(articles, options),
            FindingKind.LENGTH: lambda: find_badly_sized(articles),
            FindingKind.STALE: lambda: find_stale(articles, today=today, days=options.stale_days),
        }
        return list(checks[kind]())

    def _articles(self, on_progress: Advance) -> list[Article]:
        paths = [path for some in self._store.article_paths().values() for path in some]
        found: list[Article] = []
        for number, path in enumerate(paths):
            on_progress("Reading articles", number, len(paths))
            article = self._store.article(path)
            found += [article] if article is not None else []
        return found

    def _duplicates(
        self, articles: Sequence[Article], today: date, on_progress: Advance
    ) -> list[Finding]:
        valid = {article.path for article in articles}
        found: list[Finding] = []
        for partition in self._store.partitions():
            ids = self._store.all_passage_ids(partition)
            stored = [one for one in self._store.passages(ids) if one.passage.path in valid]
            known, matrix = self._with_vectors(stored)
            if len(known) > 1:
                found += find_duplicates(known, matrix, today=today, on_progress=on_progress)
        return found

    def _with_vectors(
        self, stored: Sequence[StoredPassage]
    ) -> tuple[list[StoredPassage], np.ndarray[tuple[int, int], np.dtype[np.float32]]]:
        """Those of the passages that have a vector, and their vectors."""
        hashes = self._store.text_hashes([one.passage.id for one in stored])
        vectors = self._vectors.get(list(set(hashes.values())), self._embedder.id)
        known = [one for one in stored if hashes.get(one.passage.id) in vectors]
        rows = [vectors[hashes[one.passage.id]] for one in known]
        empty = np.empty((0, self._embedder.dimensions), dtype=np.float32)
        return known, np.stack(rows) if rows else empty

    def _orphans(
        self, articles: Sequence[Article], options: HealthOptions, on_progress: Advance
    ) -> list[Finding]:
        search = self._search()

        def ask(question: str, language: str, staff: bool) -> list[str]:
            found = search.find(
                question,
                now=options.now,
                language=language,
                limit=2 * TOP,
                visibility=frozenset(Visibility) if staff else frozenset({Visibility.PUBLIC}),
            )
            return list(dict.fromkeys(item.source for item in found))[:TOP]

        return find_orphans(articles, options.questions, ask, on_progress=on_progress)

    def _broken_links(self, articles: Sequence[Article], options: HealthOptions) -> list[Finding]:
        files = {
            source.path: source.location
            for source in self._store.known_sources()
            if "://" not in source.location
        }
        targets = LinkTargets(articles, files)
        return find_broken_links(
            articles, targets, lambda path: _text_of(files[path]), hosts=options.hosts
        )


def _text_of(location: str) -> str | None:
    file = Path(location)
    try:
        if file.stat().st_size > _LARGEST_SOURCE_BYTES:
            return None
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None


def _notes(options: HealthOptions) -> Iterator[str]:
    """What a reader must know to take the findings for what they are."""
    if FindingKind.CONTRADICTIONS in options.kinds:
        yield (
            "Contradictions: sentences of articles in one language that hold today and have no end "
            "date. Sentences that name different goods, countries or customers are not compared."
        )
    if FindingKind.ORPHANS in options.kinds:
        basis = "the titles and headings of all other articles, as no questions were given"
        if options.questions:
            basis = f"the {len(options.questions)} questions given"
        yield (
            f"Articles nobody finds: not among the first {TOP} for any of {basis}, and first for "
            "none of their own title and headings."
        )
