"""Haystack as it comes: splits of 200 words, document store in memory, its three retrievers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from haystack import Document as Page
from haystack import component
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore

from benchmarks.peers.system import CANDIDATES, distinct, full_text
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.evaluation.beir import Document
from cx_assistant.models import Message


@component
class OurDocumentEmbedder:
    """The shipped embedder, for documents."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self._embedder = embedder

    @component.output_types(documents=list[Page])
    def run(self, documents: list[Page]) -> dict[str, list[Page]]:
        vectors = self._embedder.embed([page.content or "" for page in documents])
        return {
            "documents": [
                replace(page, embedding=vector.tolist())
                for page, vector in zip(documents, vectors, strict=True)
            ]
        }


@component
class OurTextEmbedder:
    """The shipped embedder, for questions."""

    def __init__(self, embedder: LocalEmbedder) -> None:
        self._embedder = embedder

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, list[float]]:
        return {"embedding": self._embedder.embed_query(text).tolist()}


class HaystackWords:
    """BM25 alone."""

    def __init__(self) -> None:
        self._store = InMemoryDocumentStore()
        self._words = InMemoryBM25Retriever(self._store)

    def index(self, documents: Sequence[Document]) -> int:
        passages = split(documents)
        self._store.write_documents(passages)
        return len(passages)

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        return owners(self._words.run(query=question, top_k=passages)["documents"])

    def close(self) -> None:
        """Nothing is open."""


class HaystackMeaning:
    """Nearest vectors alone."""

    def __init__(self) -> None:
        embedder = LocalEmbedder()
        self._store = InMemoryDocumentStore()
        self._documents, self._text = OurDocumentEmbedder(embedder), OurTextEmbedder(embedder)
        self._nearest = InMemoryEmbeddingRetriever(self._store)

    def index(self, documents: Sequence[Document]) -> int:
        passages = self._documents.run(documents=split(documents))["documents"]
        self._store.write_documents(passages)
        return len(passages)

    def nearest(self, question: str, count: int) -> list[Page]:
        vector = self._text.run(text=question)["embedding"]
        return self._nearest.run(query_embedding=vector, top_k=count)["documents"]

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        return owners(self.nearest(question, passages))

    def close(self) -> None:
        """Nothing is open."""


class HaystackFusion(HaystackMeaning):
    """Both, joined by reciprocal ranks, as in its tutorial on hybrid retrieval."""

    def __init__(self) -> None:
        super().__init__()
        self._words = InMemoryBM25Retriever(self._store)
        self._joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion")

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        words = self._words.run(query=question, top_k=CANDIDATES)["documents"]
        near = self.nearest(question, CANDIDATES)
        joined = self._joiner.run(documents=[words, near], top_k=passages)
        return owners(joined["documents"])


def split(documents: Sequence[Document]) -> list[Page]:
    """Passages that know which document they are from."""
    pages = [
        Page(content=full_text(each), meta={"id": each.id})
        for each in documents
        if each.text.strip()
    ]
    passages: list[Page] = DocumentSplitter().run(documents=pages)["documents"]
    return passages


def owners(passages: Sequence[Page]) -> list[str]:
    """The documents of these passages, best first."""
    return distinct(str(passage.meta["id"]) for passage in passages)
