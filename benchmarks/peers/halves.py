"""The textbook halves over our passages: BM25, nearest vectors, and their reciprocal ranks."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from tantivy import Document as Entry
from tantivy import Index, SchemaBuilder

from benchmarks.peers.system import CANDIDATES, distinct
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.evaluation.beir import Document
from cx_assistant.evaluation.fusion import Ranking, fuse
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.models import Article, Message

RANK_OFFSET = 60  # the usual one
ANALYZER = "en_stem"
WORD = re.compile(r"\w+")


class PlainWords:
    """tantivy with its English stemmer and BM25 as they come, no word left out."""

    def index(self, documents: Sequence[Document]) -> int:
        passages = passages_of(documents)
        self.owners = [owner for owner, _ in passages]
        schema = SchemaBuilder()
        schema.add_text_field("text", tokenizer_name=ANALYZER)
        schema.add_unsigned_field("row", stored=True)
        self._index = Index(schema.build())
        writer = self._index.writer()
        for row, (_, text) in enumerate(passages):
            writer.add_document(Entry(text=text, row=row))
        writer.commit()
        self._index.reload()
        return len(passages)

    def rows(self, question: str, count: int) -> list[int]:
        text = " ".join(WORD.findall(question))
        if not text:
            return []
        searcher = self._index.searcher()
        hits = searcher.search(self._index.parse_query(text, ["text"]), count).hits
        return [searcher.doc(address)["row"][0] for _, address in hits]

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        return distinct(self.owners[row] for row in self.rows(question, passages))

    def close(self) -> None:
        del self._index


class PlainMeaning:
    """Every vector compared, so nothing is lost to an approximate index."""

    def __init__(self) -> None:
        self._embedder = LocalEmbedder()

    def index(self, documents: Sequence[Document]) -> int:
        passages = passages_of(documents)
        self.owners = [owner for owner, _ in passages]
        self._vectors = self._embedder.embed([text for _, text in passages])
        return len(passages)

    def rows(self, question: str, count: int) -> list[int]:
        cosines = self._vectors @ self._embedder.embed_query(question)
        return [int(row) for row in np.argsort(-cosines, kind="stable")[:count]]

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        return distinct(self.owners[row] for row in self.rows(question, passages))

    def close(self) -> None:
        """Nothing is open."""


class PlainFusion:
    """The sum of 1 / (60 + rank) over both."""

    def __init__(self) -> None:
        self._words, self._meaning = PlainWords(), PlainMeaning()

    def index(self, documents: Sequence[Document]) -> int:
        self._words.index(documents)
        return self._meaning.index(documents)

    def search(self, question: str, history: Sequence[Message], passages: int) -> list[str]:
        halves = [each.rows(question, CANDIDATES) for each in (self._words, self._meaning)]
        rankings = [Ranking([str(row) for row in rows]) for rows in halves]
        scores = fuse(rankings, offset=RANK_OFFSET)
        best = sorted(scores, key=lambda row: -scores[row])[:passages]
        return distinct(self._meaning.owners[int(row)] for row in best)

    def close(self) -> None:
        self._words.close()


def passages_of(documents: Sequence[Document]) -> list[tuple[str, str]]:
    """Every passage our splitter makes, as it is embedded, with the document it is from."""
    return [
        (document.id, passage.embedded_text)
        for document in documents
        if document.text.strip()
        for passage in split_article(
            Article(path=document.id, title=document.title, text=document.text, content_hash="0")
        )
    ]
