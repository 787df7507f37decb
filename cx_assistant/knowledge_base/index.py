"""The two derived indexes: kept in step with the store, replaced when they are damaged."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from cx_assistant.errors import BackendError, CxError, IndexDamagedError
from cx_assistant.knowledge_base.index_changes import (
    BATCH,
    Advance,
    apply_to_vectors,
    apply_to_words,
    fill_vectors,
    fill_words,
)
from cx_assistant.knowledge_base.index_content import IndexContent, LexicalEntry
from cx_assistant.knowledge_base.index_side import Closable, Generations, IndexSide
from cx_assistant.models import Hit
from cx_assistant.protocols import LexicalIndex, VectorIndex
from cx_assistant.store.outbox import Outbox, OutboxEntry, StateStore

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

    Side = IndexSide[VectorIndex] | IndexSide[LexicalIndex]

Progress = Callable[[int, int], None]
IndexT = TypeVar("IndexT", bound=Closable)
FoundT = TypeVar("FoundT")
REBUILD_AT_ONCE = 20_000
# Of 680,000 vectors in one partition some were out of reach, of 425,000 none of 52 was.
GRAPH_LOSES_SOME = 200_000
_CANARIES = 3
_MANY_CANARIES = 20
_WIDELY = 1000
_SAME = 0.999


class DerivedIndexes:
    """Nearest neighbours and word search over what the store holds.

    When one side is damaged or unreachable the other goes on answering, and `degraded` says why.
    One process at a time, any number of threads.
    """

    def __init__(
        self,
        content: IndexContent,
        outbox: Outbox,
        state: StateStore,
        *,
        vectors: Generations[VectorIndex],
        words: Generations[LexicalIndex],
    ) -> None:
        self.content = content
        self.outbox = outbox
        self.vector_side = IndexSide("vector", vectors, state)
        self.word_side = IndexSide("word", words, state)
        self._state = state
        self._writing = threading.RLock()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._failing: dict[str, str] = {}

    def open(self) -> None:
        """Open both, catch up with the store, and replace what turns out to be damaged.

        A small index is rebuilt before this returns, a large one by a thread of its own.
        """
        self.vector_side.open()
        self.word_side.open()
        self.apply_pending()
        self._try_canaries()
        if self._damaged():
            if self.content.item_count() <= REBUILD_AT_ONCE:
                self.rebuild_damaged()
            else:
                self._rebuild_in_background()

    @property
    def degraded(self) -> str | None:
        """Why searches see less than they should, None when all is well."""
        problems = [f"{side.name} index: {side.problem}" for side in self._damaged()]
        problems += [f"{name} index: {text}" for name, text in sorted(self._failing.items())]
        return "; ".join(problems) or None

    @property
    def revision(self) -> str:
        """Different after every change to an article or an order."""
        return self._state.index_revision

    def similar(self, partition: str, vector: Vectors, *, limit: int) -> list[Hit]:
        """Nearest by meaning; nothing while the vector index is out of service."""
        return self._ask(
            self.vector_side, lambda index: index.query(partition, vector, limit=limit)
        )

    def similarities(self, partition: str, ids: Sequence[str], vector: Vectors) -> list[Hit]:
        """The cosine of each of these ids; nothing while the vector index is out of service."""
        return self._ask(self.vector_side, lambda index: index.similarities(partition, ids, vector))

    def matching(
        self,
        partition: str,
        text: str,
        *,
        limit: int,
        context: Sequence[tuple[str, float]] = (),
    ) -> list[Hit]:
        """Best by words; nothing while the word index is out of service."""
        return self._ask(
            self.word_side,
            lambda index: index.search(partition, text, limit=limit, context=context),
        )

    def naming(self, partition: str, text: str, *, limit: int) -> list[Hit]:
        """Passages whose title the text names, one per title, with the share named."""
        return self._ask(
            self.word_side, lambda index: index.named_titles(partition, text, limit=limit)
        )

    def topics(self, text: str, language: str) -> list[str]:
        """The terms that say what a question is about; its words without a word index."""
        found = self._ask(self.word_side, lambda index: index.topics(text, language))
        return found or text.split()

    def closeness(self, text: str, entries: Sequence[LexicalEntry]) -> list[float]:
        """How much of what the text says together each entry does too; zeros without an index."""
        shares = self._ask(self.word_side, lambda index: index.closeness(text, entries))
        return shares or [0.0] * len(entries)

    def containing(self, partition: str, phrases: Sequence[str], *, limit: int) -> list[Hit]:
        """Those that hold all the phrases; nothing while the word index is out of service."""
        return self._ask(
            self.word_side, lambda index: index.search_exact(partition, phrases, limit=limit)
        )

    def apply_pending(self, on_progress: Progress | None = None) -> int:
        """Bring both indexes up to date with the store; how many changes there were.

        Changes are forgotten only when both indexes have them on disk, and applying one twice
        does no harm, so a crash at any point is made good by the next call.
        """
        with self._writing:
            applied, total = 0, self.outbox.count()
            while entries := self.outbox.pending(BATCH):
                self._apply(entries)
                self.outbox.done([entry.id for entry in entries])
                applied += len(entries)
                if on_progress is not None:
                    on_progress(applied, max(total, applied))
            return applied

    def rebuild(self, on_progress: Progress | None = None) -> None:
        """Build both indexes anew from the store, without embedding anything."""
        advance = self._counting(2 * self.content.item_count(), on_progress)
        with self._writing:
            last = self.outbox.last_id()
            self._replace_vectors(advance)
            self._replace_words(advance)
            self.outbox.done_through(last)
        self._failing.clear()

    def rebuild_damaged(self) -> None:
        """Build anew only what is out of service, then catch up."""
        advance = self._counting(0, None)
        with self._writing:
            if self.vector_side.problem:
                self._replace_vectors(advance)
            if self.word_side.problem:
                self._replace_words(advance)
            self.apply_pending()

    def wait_for_rebuild(self) -> None:
        """Return when no rebuild is under way any more."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Release files; a rebuild under way stops and starts again with the next `open`."""
        self._stop.set()
        self.wait_for_rebuild()
        self.vector_side.close()
        self.word_side.close()

    def lost_canaries(self, partition: str, ids: Sequence[str]) -> list[str]:
        """Those ids whose own vector does not find them."""
        present, matrix = self.content.vectors(partition, ids)
        lost = []
        for id_, vector in zip(present, matrix, strict=True):
            # A large graph may miss a neighbour in a narrow search; one that is gone stays gone.
            if not any(self._finds(partition, vector, limit) for limit in (_CANARIES, _WIDELY)):
                lost.append(id_)
        return lost

    def _finds(self, partition: str, vector: Vectors, limit: int) -> bool:
        hits = self.similar(partition, vector, limit=limit)
        # Not the id: texts that are the same have the same vector, and any of them will do.
        return any(hit.score > _SAME for hit in hits)

    def _apply(self, entries: Sequence[OutboxEntry]) -> None:
        # A side that is out of service is rebuilt from the store, which has these changes.
        vectors, words = self.vector_side.index, self.word_side.index
        if vectors is not None:
            with self.vector_side.noticing_damage():
                apply_to_vectors(entries, self.content, vectors)
        if words is not None:
            with self.word_side.noticing_damage():
                apply_to_words(entries, self.content, words)

    def _replace_vectors(self, advance: Advance) -> None:
        self.vector_side.replace(lambda index: fill_vectors(self.content, index, advance))

    def _replace_words(self, advance: Advance) -> None:
        self.word_side.replace(lambda index: fill_words(self.content, index, advance))

    def _counting(self, total: int, on_progress: Progress | None) -> Advance:
        finished = 0

        def advance(count: int) -> None:
            nonlocal finished
            if self._stop.is_set():
                raise BackendError("the rebuild was stopped; the next start takes it up again")
            finished += count
            if on_progress is not None:
                on_progress(min(finished, total), total)

        return advance

    def _try_canaries(self) -> None:
        is_large = self.content.item_count() > GRAPH_LOSES_SOME
        for partition in self.content.partitions():
            ids = self.content.ids(partition, limit=_MANY_CANARIES if is_large else _CANARIES)
            if self.vector_side.index is None:
                break
            lost = self.lost_canaries(partition, ids)
            # A very large graph cannot reach all of its vectors; then only all lost is damage.
            if lost and (not is_large or len(lost) == len(ids)):
                self.vector_side.distrust("stored vectors cannot be found")
        words = self.word_side.index
        if words is not None:
            with self.word_side.noticing_damage():
                if words.count() != self.content.passage_count():
                    self.word_side.distrust("it does not hold what the store holds")

    def _ask(
        self, side: IndexSide[IndexT], question: Callable[[IndexT], list[FoundT]]
    ) -> list[FoundT]:
        index = side.index
        if index is None:
            return []
        try:
            found = question(index)
        except IndexDamagedError as error:
            side.distrust(str(error))
            self._rebuild_in_background()
            return []
        except BackendError as error:
            self._failing[side.name] = str(error)
            return []
        self._failing.pop(side.name, None)
        return found

    def _damaged(self) -> list[Side]:
        sides: list[Side] = [self.vector_side, self.word_side]
        return [side for side in sides if side.problem is not None]

    def _rebuild_in_background(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._rebuild_quietly, name="cx-rebuild")
            self._thread.start()

    def _rebuild_quietly(self) -> None:
        try:
            self.rebuild_damaged()
        except CxError as error:
            self._failing["rebuild"] = str(error)
