"""Search over a retrieval set in BEIR form, built as `cx-assistant ingest` builds it."""

from __future__ import annotations

import gzip
import hashlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cx_assistant.backends.generations import ChromaFolders, TantivyFolders
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import IndexContent
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.models import Article
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.rows import KnownSource, SourceContent
from cx_assistant.store.vectors import VectorStore, embed_missing

Row = dict[str, Any]


def corpus_of(folder: Path) -> list[Row]:
    """The documents of a set; none if it has no corpus."""
    packed, plain = folder / "corpus.jsonl.gz", folder / "corpus.jsonl"
    if packed.exists():
        with gzip.open(packed, "rt", encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]
    return _rows(plain)


def queries_of(folder: Path) -> list[Row]:
    """The questions of a set; none if it has no corpus to ask."""
    has_corpus = any((folder / name).exists() for name in ("corpus.jsonl.gz", "corpus.jsonl"))
    return _rows(folder / "queries.jsonl") if has_corpus else []


@contextmanager
def search_over(corpus: Sequence[Row]) -> Iterator[KnowledgeSearch]:
    """Search over these documents with the shipped embedder; the source of a passage is its id."""
    contents = [_content(document) for document in corpus if document["text"].strip()]
    texts = [passage.embedded_text for each in contents for passage in each.articles[0][1]]
    embedder = LocalEmbedder()
    with tempfile.TemporaryDirectory() as name:
        data, database = Path(name), open_database(None, Path(name))
        articles = ArticleStore(database)
        embed_missing(texts, VectorStore(database), embedder)
        articles.save(contents)
        indexes = DerivedIndexes(
            IndexContent(database, embedder_id=embedder.id, dimensions=embedder.dimensions),
            Outbox(database),
            StateStore(database),
            vectors=ChromaFolders(data, embedder.id, embedder.dimensions),
            words=TantivyFolders(data),
        )
        indexes.open()
        yield KnowledgeSearch(
            indexes, articles, embedder, zone=ZoneInfo("UTC"), default_language="en"
        )
        indexes.close()
        database.close()


def _content(document: Row) -> SourceContent:
    path, title, text = document["_id"], document.get("title") or "", document["text"]
    digest = hashlib.sha256(f"{path}\n{title}\n{text}".encode()).hexdigest()
    article = Article(path=path, title=title, text=text, content_hash=digest)
    source = KnownSource(location=path, path=path, root="", source_hash=digest, reader="")
    return SourceContent(source, [(article, split_article(article))])


def _rows(file: Path) -> list[Row]:
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]
