"""A knowledge folder that is ingested, cited from, changed, and ingested again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest

from cx_assistant.knowledge_base.citations.pointing import with_span
from cx_assistant.knowledge_base.citations.resolving import PUBLIC, resolve_citation
from cx_assistant.knowledge_base.reading import reading
from cx_assistant.knowledge_base.search import evidence_of
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.knowledge_base.sync import KnowledgeSync
from cx_assistant.models import Citation, ResolvedCitation, Visibility
from cx_assistant.settings.schema import KnowledgeSettings
from tests.knowledge_base.sync_kit import Kit

# pytest finds fixtures by name in this module too.
from tests.store.conftest import database_url, postgres_server, postgres_url  # noqa: F401

STAFF = frozenset(Visibility)
JUNE = datetime(2026, 6, 1, 8, tzinfo=UTC)
JULY = datetime(2026, 7, 1, 8, tzinfo=UTC)


@dataclass
class Shop:
    """Articles in a folder and the store they are ingested into."""

    kit: Kit
    folder: Path

    def write(self, path: str, text: str, **header: str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        said = {"language": "en", **header}.items()
        lines = "\n".join(f"{name}: {value}" for name, value in said)
        file.write_text(f"---\n{lines}\n---\n{text}\n", encoding="utf-8")

    def ingest(self, now: datetime | None = JUNE, *, max_words: int = 180) -> None:
        how = reading(self.kit.settings)
        kit, split = self.kit, partial(split_article, max_words=max_words, overlap_words=0)
        changed = replace(how, split=split, version=f"{how.version}, {max_words} words")
        sync = KnowledgeSync(
            kit.articles, kit.vectors, kit.state, embedder=kit.embedder, reading=changed
        )
        sync.run([self.folder], allow_empty=True, now=now)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        self.ingest(JULY)

    def move(self, old: str, new: str) -> None:
        target = self.folder / new
        target.parent.mkdir(parents=True, exist_ok=True)
        (self.folder / old).rename(target)

    def cite(self, path: str, quote: str, *, under: str = "") -> Citation:
        """The citation that a reply would hold; `under` names a heading of the passage."""
        for stored in self.kit.articles.passages_of(path):
            if quote in stored.passage.text and under in ("", *stored.passage.heading_path):
                item = evidence_of(stored)
                return with_span(Citation(evidence_id=item.id, source=path, quote=quote), item)
        raise AssertionError(f"{quote!r} stands nowhere in {path}")

    def open(
        self,
        citation: Citation,
        *,
        visibility: frozenset[Visibility] = PUBLIC,
        today: date | None = None,
    ) -> ResolvedCitation:
        return resolve_citation(citation, self.kit.articles, visibility=visibility, today=today)

    def text(self, path: str) -> str:
        article = self.kit.articles.article(path)
        assert article is not None
        return article.text


@pytest.fixture
def shop(tmp_path: Path, database_url: str | None) -> Iterator[Shop]:  # noqa: F811
    """On SQLite and, where it is installed, on PostgreSQL."""
    settings = KnowledgeSettings(internal=("**/internal/**",))
    kit = Kit(tmp_path / "data", url=database_url, settings=settings)
    folder = tmp_path / "kb"
    folder.mkdir()
    yield Shop(kit, folder)
    kit.close()
