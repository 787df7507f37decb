"""Brings the store to what lies in the knowledge folders, embedding only what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import perf_counter
from typing import Literal

from cx_assistant.errors import EmbedderMismatchError, ReadError
from cx_assistant.knowledge_base.source import Source
from cx_assistant.knowledge_base.sync_plan import (
    KEPT,
    Find,
    Plan,
    Planned,
    look,
    make_plan,
    moved_sources,
)
from cx_assistant.models import Article, IngestFailure, IngestReport, Model, Passage
from cx_assistant.protocols import Embedder
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.outbox import EMBEDDER_ID, StateStore
from cx_assistant.store.rows import KnownSource, SourceContent
from cx_assistant.store.statements import batches
from cx_assistant.store.vectors import VectorBatch, VectorStore, text_hash

_NOT_STORABLE = "\N{REPLACEMENT CHARACTER}"  # one character, so that spans stay right


class Progress(Model):
    """How far an ingest is. While `looking`, the total is not known and 0."""

    step: Literal["looking", "reading"]
    done: int
    total: int = 0
    embedded: int = 0


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True)
class Reading:
    """How sources are found, read and split; a new `version` makes everything be read again."""

    find: Find
    read: Callable[[Source], list[Article]]
    split: Callable[[Article], list[Passage]]
    version: str
    texts_per_batch: int = 256  # stored together; large enough for embedding to take the time


@dataclass
class _Tally:
    """What happened so far, as article paths; `before` holds those of each known location."""

    before: dict[str, list[str]]
    now: datetime | None = None
    added: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)
    unchanged: set[str] = field(default_factory=set)
    failed: list[IngestFailure] = field(default_factory=list)
    embedded: int = 0


class KnowledgeSync:
    """Keeps the store equal to the knowledge folders, one crash-safe batch at a time."""

    def __init__(
        self,
        articles: ArticleStore,
        vectors: VectorStore,
        state: StateStore,
        *,
        embedder: Embedder,
        reading: Reading,
    ) -> None:
        self._articles = articles
        self._vectors = vectors
        self._state = state
        self._embedder = embedder
        self._reading = reading

    def run(
        self,
        paths: Sequence[Path | str],
        *,
        on_progress: OnProgress = lambda progress: None,
        allow_empty: bool = False,
        now: datetime | None = None,
    ) -> IngestReport:
        """Add, update and remove what changed below these paths; touch nothing from elsewhere.

        `now` dates the versions that are kept of every article.
        What cannot be read is reported, and its last good version stays. Every batch is one
        transaction, so after a crash the next run goes on where this one stopped.
        """
        started = perf_counter()
        claim_embedder(self._state, self._embedder)
        plan = self._plan(paths, on_progress, allow_empty=allow_empty)
        tally = _Tally(self._articles.article_paths(), now=now, failed=plan.failed)
        for row in plan.unchanged:
            tally.unchanged.update(tally.before.get(row.location, ()))
        self._remove(plan.in_the_way, tally)
        self._read_all(plan.to_read, tally, on_progress)
        # Last, so that a model or disk that fails halfway has not cost any knowledge.
        self._remove(plan.gone, tally)
        return self._report(tally, perf_counter() - started)

    def _plan(
        self, paths: Sequence[Path | str], on_progress: OnProgress, *, allow_empty: bool
    ) -> Plan:
        known = self._articles.known_sources()
        reading = self._reading
        for survey in look(paths, known, reading.find, reading.version, allow_empty=allow_empty):
            on_progress(Progress(step="looking", done=len(survey.found)))
        moved = moved_sources(survey, known)
        if moved:
            self._articles.move(moved)
            known = self._articles.known_sources()
        return make_plan(survey, known)

    def _read_all(self, to_read: Sequence[Planned], tally: _Tally, on_progress: OnProgress) -> None:
        batch: list[SourceContent] = []
        for done, planned in enumerate(to_read):
            on_progress(
                Progress(step="reading", done=done, total=len(to_read), embedded=tally.embedded)
            )
            content = self._content(planned, tally)
            if content is not None:
                batch.append(content)
            if _size(batch) >= self._reading.texts_per_batch:
                self._save(batch, tally)
                batch = []
        self._save(batch, tally)
        if to_read:
            total = len(to_read)
            on_progress(Progress(step="reading", done=total, total=total, embedded=tally.embedded))

    def _content(self, planned: Planned, tally: _Tally) -> SourceContent | None:
        try:
            articles = self._reading.read(planned.source)
            if not articles:
                raise ReadError("holds no article")
        except ReadError as error:
            is_known = planned.row.location in tally.before
            reason = f"{error} ({KEPT})" if is_known else str(error)
            tally.failed.append(IngestFailure(path=planned.row.path, reason=reason))
            return None
        named = [_named(article, planned) for article in articles]
        split = self._reading.split
        return SourceContent(planned.row, [(article, split(article)) for article in named])

    def _save(self, batch: Sequence[SourceContent], tally: _Tally) -> None:
        if not batch:
            return
        saved = self._articles.save(batch, self._embed(batch, tally), at=tally.now)
        tally.added.update(saved.added)
        tally.changed.update(saved.changed)
        tally.removed.update(saved.removed)
        tally.unchanged.update(saved.unchanged)
        reason = "has the same name as another article, which stays; rename one of them"
        tally.failed += [IngestFailure(path=path, reason=reason) for path in saved.refused]

    def _embed(self, batch: Sequence[SourceContent], tally: _Tally) -> VectorBatch | None:
        """The last of the new vectors; those before, of a very long source, are stored already."""
        texts = {
            text_hash(passage.embedded_text): passage.embedded_text
            for content in batch
            for _, passages in content.articles
            for passage in passages
        }
        missing = self._vectors.missing(texts, self._embedder.id)
        tally.embedded += len(missing)
        last: VectorBatch | None = None
        for some in batches(missing, 2 * self._reading.texts_per_batch):
            if last is not None:
                self._vectors.put(last.hashes, last.embedder_id, last.matrix)
            matrix = self._embedder.embed([texts[key] for key in some])
            last = VectorBatch(some, self._embedder.id, matrix)
        return last

    def _remove(self, rows: Sequence[KnownSource], tally: _Tally) -> None:
        if rows:
            locations = [row.location for row in rows]
            tally.removed.update(self._articles.remove(locations, at=tally.now))

    def _report(self, tally: _Tally, seconds: float) -> IngestReport:
        # An article that only came to lie in another file was removed and added under one name.
        replaced = tally.removed & tally.added
        return IngestReport(
            added=tuple(sorted(tally.added - replaced)),
            changed=tuple(sorted(tally.changed | replaced)),
            removed=tuple(sorted(tally.removed - replaced)),
            unchanged=tuple(sorted(tally.unchanged)),
            failed=tuple(tally.failed),
            passages=self._articles.counts().passages,
            embedded=tally.embedded,
            seconds=round(seconds, 3),
        )


def claim_embedder(state: StateStore, embedder: Embedder) -> None:
    """Note whose vectors the store holds; raise `EmbedderMismatchError` if another's."""
    stored = state.get(EMBEDDER_ID)
    if stored is None:
        state.set(EMBEDDER_ID, embedder.id)
    elif stored != embedder.id:
        message = (
            f"the stored vectors were made by {stored}, but {embedder.id} is configured; switch "
            "storage.embeddings back, or run cx-assistant reindex --embed to make new ones"
        )
        raise EmbedderMismatchError(message)


def _named(article: Article, planned: Planned) -> Article:
    """The article under its name in the store, with nothing in it that SQL cannot hold."""
    below = article.path.removeprefix(planned.source.path)
    update = {
        "path": planned.row.path + below,
        "title": article.title.replace("\0", _NOT_STORABLE),
        "text": article.text.replace("\0", _NOT_STORABLE),
    }
    return article.model_copy(update=update)


def _size(batch: Sequence[SourceContent]) -> int:
    return sum(len(passages) for content in batch for _, passages in content.articles)
