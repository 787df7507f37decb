"""LlamaIndex as it comes: sentence splitter of 1,024 tokens that share 200, vectors in memory."""

from __future__ import annotations

from collections.abc import Sequence

from llama_index.core import Document as Page
from llama_index.core import VectorStoreIndex
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.node_parser import SentenceSplitter
from pydantic import PrivateAttr

from benchmarks.peers.system import distinct
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.evaluation.beir import Document
from cx_assistant.models import Message


class OurEmbedding(BaseEmbedding):
    """The shipped embedder."""

    _embedder: LocalEmbedder = PrivateAttr(default_factory=LocalEmbedder)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._embedder.embed_query(text).tolist()

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._embedder.embed_query(query).tolist()

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)


class LlamaIndexChain:
    """The title is metadata, which LlamaIndex puts in front of every passage."""

    def index(self, documents: Sequence[Document]) -> int:
        pages = [
            Page(id_=each.id, text=each.text, metadata={"title": each.title} if each.title else {})
            for each in documents
            if each.text.strip()
        ]
        nodes = SentenceSplitter().get_nodes_from_documents(pages)
        index = VectorStoreIndex(nodes, embed_model=OurEmbedding())
        self._retriever = index.as_retriever()
        return len(nodes)

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        self._retriever.similarity_top_k = passages
        return distinct(found.node.ref_doc_id for found in self._retriever.retrieve(question))

    def close(self) -> None:
        """Nothing is open."""
