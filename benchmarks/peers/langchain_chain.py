"""The chain of LangChain's retrieval tutorial: recursive splitter, Chroma, similarity search."""

from __future__ import annotations

from collections.abc import Sequence

from langchain_chroma import Chroma
from langchain_core.documents import Document as Page
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.peers.system import distinct, full_text
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.evaluation.beir import Document
from cx_assistant.models import Message


class OurEmbeddings(Embeddings):
    """The shipped embedder."""

    def __init__(self) -> None:
        self._embedder = LocalEmbedder()

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_query(text).tolist()


class LangChainChain:
    """Passages of 1,000 characters that share 200, as in the tutorial; Chroma in memory."""

    def index(self, documents: Sequence[Document]) -> int:
        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200)
        pages = [
            Page(page_content=full_text(each), metadata={"id": each.id})
            for each in documents
            if each.text.strip()
        ]
        passages = splitter.split_documents(pages)
        self._store = Chroma(embedding_function=OurEmbeddings())
        most = self._store._client.get_max_batch_size()
        for start in range(0, len(passages), most):
            self._store.add_documents(passages[start : start + most])
        return len(passages)

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        found = self._store.similarity_search(question, k=passages)
        return distinct(page.metadata["id"] for page in found)

    def close(self) -> None:
        self._store.delete_collection()
