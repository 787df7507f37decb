"""A shop's store with real indexes beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cx_assistant.backends.generations import ChromaFolders, TantivyFolders
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import IndexContent
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Article
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from cx_assistant.store.orders import OrderStore
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.vectors import VectorStore, embed_missing
from cx_assistant.testing.fakes import HashEmbedder
from tests.store.builders import content, order

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


class Shop:
    """One data folder. `indexes` are opened by `start`, as a process does when it begins."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.embedder = HashEmbedder()
        self.database = open_database(None, data)
        self.articles = ArticleStore(self.database)
        self.outbox = Outbox(self.database)
        self.state = StateStore(self.database)
        self.indexes = self.new_indexes()

    def new_indexes(self) -> DerivedIndexes:
        embedder = self.embedder
        return DerivedIndexes(
            IndexContent(self.database, embedder_id=embedder.id, dimensions=embedder.dimensions),
            self.outbox,
            self.state,
            vectors=ChromaFolders(self.data, embedder.id, embedder.dimensions),
            words=TantivyFolders(self.data),
        )

    def start(self) -> DerivedIndexes:
        self.indexes = self.new_indexes()
        self.indexes.open()
        return self.indexes

    def save(self, *articles: Article) -> None:
        """Store articles as a sync does; the indexes learn of them with `apply_pending`."""
        contents = [content(article) for article in articles]
        texts = [
            passage.embedded_text
            for each in contents
            for _, passages in each.articles
            for passage in passages
        ]
        embed_missing(texts, VectorStore(self.database), self.embedder)
        self.articles.save(contents)

    def save_orders(self, texts: Sequence[str]) -> None:
        embed_missing(texts, VectorStore(self.database), self.embedder)
        OrderStore(self.database).upsert_orders(
            [order(number) for number in range(len(texts))], list(texts)
        )

    def search(self, *, zone: str = "UTC", default_language: str = "en") -> KnowledgeSearch:
        return KnowledgeSearch(
            self.indexes,
            self.articles,
            self.embedder,
            zone=ZoneInfo(zone),
            default_language=default_language,
        )

    def folder(self, prefix: str) -> Path:
        """The folder of the current build of an index."""
        (found,) = self.data.glob(f"{prefix}-*")
        return found

    def close(self) -> None:
        self.indexes.close()
        self.database.close()
