"""Opens what a data folder holds: the store, its indexes, the embedder. The only backend picker."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cx_assistant.errors import StoreError
from cx_assistant.settings.schema import Settings

if TYPE_CHECKING:
    from cx_assistant.knowledge_base.index import DerivedIndexes
    from cx_assistant.knowledge_base.index_side import Generations
    from cx_assistant.knowledge_base.search import KnowledgeSearch
    from cx_assistant.knowledge_base.sync import KnowledgeSync
    from cx_assistant.orders.rules.reading import RuleReader
    from cx_assistant.protocols import Embedder, LexicalIndex, VectorIndex
    from cx_assistant.store.articles import ArticleStore
    from cx_assistant.store.database import Database
    from cx_assistant.store.orders import OrderStore
    from cx_assistant.store.outbox import StateStore
    from cx_assistant.store.vectors import VectorStore

LOCAL = "local"


class Workspace:
    """One shop's data folder, opened. Parts are opened when first used and closed together.

    `is_locked` says that the caller's parent process holds the folder and waits.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        local_embedder: Embedder | None = None,
        is_locked: bool = False,
    ) -> None:
        self.settings = settings
        self._loaded_embedder = local_embedder
        self.folder = settings.data_folder
        self._open = ExitStack()
        if not is_locked:
            self._lock()

    def close(self) -> None:
        """Close everything and let other processes in; closing twice is harmless."""
        self._open.close()

    def close_with(self, close: Callable[[], object]) -> None:
        """Call this when the workspace is closed."""
        self._open.callback(close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @cached_property
    def database(self) -> Database:
        """The SQL store, migrated to this version."""
        from cx_assistant.store.database import open_database

        url = self.settings.storage.database or None
        database = open_database(url, self.folder, shop=self.settings.shop.key)
        self._open.callback(database.close)
        return database

    @cached_property
    def articles(self) -> ArticleStore:
        """Articles and passages."""
        from cx_assistant.store.articles import ArticleStore

        return ArticleStore(self.database)

    @cached_property
    def vectors(self) -> VectorStore:
        """Vectors by content hash."""
        from cx_assistant.store.vectors import VectorStore

        return VectorStore(self.database)

    @cached_property
    def orders(self) -> OrderStore:
        """Orders and customers."""
        from cx_assistant.store.orders import OrderStore

        return OrderStore(self.database)

    @cached_property
    def state(self) -> StateStore:
        """Which embedder and which revision the store is at."""
        from cx_assistant.store.outbox import StateStore

        return StateStore(self.database)

    @cached_property
    def rules(self) -> RuleReader:
        """The rules that public articles state."""
        from cx_assistant.orders.rules.reading import RuleReader
        from cx_assistant.store.rules import RuleStore

        return RuleReader(RuleStore(self.database), revision=lambda: self.state.knowledge_revision)

    @cached_property
    def local_embedder(self) -> Embedder:
        """The shipped embedder; the small classifiers are trained on its vectors."""
        from cx_assistant.backends.local_embedder import LocalEmbedder

        return self._loaded_embedder or LocalEmbedder()

    @cached_property
    def embedder(self) -> Embedder:
        """The embedder `storage.embeddings` names."""
        name = self.settings.storage.embeddings
        if name == LOCAL:
            return self.local_embedder
        from cx_assistant.backends.langchain_embeddings import LangChainEmbedder

        return LangChainEmbedder.from_spec(name)

    @cached_property
    def indexes(self) -> DerivedIndexes:
        """Both derived indexes, opened, caught up, and rebuilt if they were damaged."""
        indexes = self._derived()
        indexes.open()
        return indexes

    def rebuild_indexes(self, on_progress: Callable[[int, int], None]) -> None:
        """Replace both indexes by new ones from the store, whatever state the old are in."""
        self._derived().rebuild(on_progress)

    def _derived(self) -> DerivedIndexes:
        from cx_assistant.knowledge_base.index import DerivedIndexes
        from cx_assistant.knowledge_base.index_content import IndexContent
        from cx_assistant.knowledge_base.sync import claim_embedder
        from cx_assistant.store.outbox import Outbox

        claim_embedder(self.state, self.embedder)
        content = IndexContent(
            self.database,
            embedder_id=self.embedder.id,
            dimensions=self.embedder.dimensions,
        )
        indexes = DerivedIndexes(
            content,
            Outbox(self.database),
            self.state,
            vectors=self._vector_builds(),
            words=self._word_builds(),
        )
        self._open.callback(indexes.close)
        return indexes

    @cached_property
    def search(self) -> KnowledgeSearch:
        """Hybrid search over the knowledge base."""
        from cx_assistant.knowledge_base.search import KnowledgeSearch

        return KnowledgeSearch(
            self.indexes,
            self.articles,
            self.embedder,
            zone=self.settings.shop.zone,
            default_language=self.settings.shop.default_language,
            candidates=self.settings.search.candidates,
        )

    @cached_property
    def sync(self) -> KnowledgeSync:
        """Brings the store to what lies in the knowledge folders."""
        from cx_assistant.knowledge_base.reading import reading
        from cx_assistant.knowledge_base.sync import KnowledgeSync

        return KnowledgeSync(
            self.articles,
            self.vectors,
            self.state,
            embedder=self.embedder,
            reading=reading(
                self.settings.knowledge, default_language=self.settings.shop.default_language
            ),
        )

    def _lock(self) -> None:
        """Several processes may share a folder only if nothing of an index lies in it."""
        from cx_assistant.store.lock import FolderLock

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            message = f"cannot make the data folder {self.folder} ({error.strerror}); use --data"
            raise StoreError(message) from error
        self._open.enter_context(FolderLock(self.folder))

    def _vector_builds(self) -> Generations[VectorIndex]:
        from cx_assistant.backends.generations import ChromaFolders, ChromaServer

        storage, embedder = self.settings.storage, self.embedder
        if storage.chroma_host:
            key = self.settings.shop.key
            return ChromaServer(
                storage.chroma_host,
                storage.chroma_port,
                embedder.id,
                embedder.dimensions,
                namespace=f"shop-{key}-" if key else "",
            )
        return ChromaFolders(self.folder, embedder.id, embedder.dimensions)

    def _word_builds(self) -> Generations[LexicalIndex]:
        from cx_assistant.backends.generations import TantivyFolders

        return TantivyFolders(self.folder)
