"""A knowledge base in a folder, with everything real but the model."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path

from sqlalchemy import select

from cx_assistant.knowledge_base.reading import reading
from cx_assistant.knowledge_base.sync import KnowledgeSync
from cx_assistant.settings.schema import KnowledgeSettings
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.tables import articles, passages, sources, vectors
from cx_assistant.store.vectors import VectorStore
from cx_assistant.testing.fakes import HashEmbedder


@dataclass
class Kit:
    """The store of one data folder and a sync that fills it."""

    data: Path
    embedder: HashEmbedder = field(default_factory=HashEmbedder)
    settings: KnowledgeSettings = field(default_factory=KnowledgeSettings)
    language: str = "en"
    url: str | None = None
    texts_per_batch: int = 8  # many small transactions

    def __post_init__(self) -> None:
        self.database = open_database(self.url, self.data)
        self.articles = ArticleStore(self.database)
        self.vectors = VectorStore(self.database)
        self.outbox = Outbox(self.database)
        self.state = StateStore(self.database)

    @property
    def sync(self) -> KnowledgeSync:
        how = reading(self.settings, default_language=self.language)
        how = replace(how, texts_per_batch=self.texts_per_batch)
        return KnowledgeSync(
            self.articles,
            self.vectors,
            self.state,
            embedder=self.embedder,
            reading=how,
        )

    def content(self) -> dict[str, list[tuple[object, ...]]]:
        """All that an ingest leaves behind, but for the queue, which depends on the way there."""
        with self.database.read() as connection:
            return {
                table.name: sorted(tuple(row) for row in connection.execute(select(table)))
                for table in (sources, articles, passages, vectors)
            }

    def close(self) -> None:
        self.database.close()


def write_articles(folder: Path, count: int) -> None:
    """Articles of several sections each, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        sections = [
            f"## Rule {number}.{part}\n\n" + f"Item {number} has rule {part} of its own. " * 12
            for part in range(4)
        ]
        text = f"---\nlanguage: en\n---\n# Article {number}\n\n" + "\n\n".join(sections)
        (folder / f"article-{number:03}.md").write_text(text, encoding="utf-8")


def ingest(folder: Path, data: Path, ready: Connection) -> None:
    """What a process does that a test will kill."""
    kit = Kit(data)
    ready.send("ready")
    kit.sync.run([folder])
    kit.close()
