"""What search costs as the knowledge base grows.

    python benchmarks/scale.py [--passages 10000 100000] [--queries 100]

Passages are made up: words drawn with the frequencies of real text, vectors that lie in clusters as
those of real passages do. Every size runs in a process of its own, through the store, both
indexes and `KnowledgeSearch`; embedding is left out, so the figures are the pipeline's own cost.
The baseline compares the question with every vector in numpy, in the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from cx_assistant.backends.generations import ChromaFolders, TantivyFolders
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import IndexContent
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Article, Passage
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.rows import KnownSource, SourceContent
from cx_assistant.store.vectors import VectorBatch, text_hash
from cx_assistant.testing.fakes import HashEmbedder

DIMENSIONS = 384
VOCABULARY = 30_000
WORDS = 120
PASSAGES_PER_ARTICLE = 10
NOW = datetime(2026, 1, 1, tzinfo=UTC)
HEADER = (
    "passages   ingest/s   open s   search p50 ms   p95 ms   numpy p50 ms   recall@10 "
    "  memory MB   disk MB"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(measure(options.passages[0], options.queries))
        return
    print(HEADER, flush=True)
    for size in options.passages:
        arguments = ["--one", "--passages", str(size), "--queries", str(options.queries)]
        subprocess.run([sys.executable, __file__, *arguments], check=True)


def measure(size: int, queries: int) -> str:
    chance = np.random.default_rng(size)
    vectors = clustered_vectors(chance, size)
    texts = made_up_texts(chance, size)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        begun = time.perf_counter()
        shop = Shop(data)
        shop.fill(texts, vectors)
        ingest = size / (time.perf_counter() - begun)
        shop.close()
        begun = time.perf_counter()
        shop = Shop(data)
        opening = time.perf_counter() - begun
        picks = chance.integers(0, size, queries)
        noise = chance.normal(scale=0.03, size=(queries, DIMENSIONS)).astype(np.float32)
        questions = [" ".join(texts[pick].split()[:6]) for pick in picks]
        asked = unit(vectors[picks] + noise)
        shop.find(questions[0], asked[0])
        ours = timed(
            [lambda q=q, v=v: shop.find(q, v) for q, v in zip(questions, asked, strict=True)]
        )
        brute = timed([lambda v=v: np.argsort(-(vectors @ v))[:10] for v in asked])
        recall = np.mean([shop.recall(vectors, v) for v in asked[:30]])
        disk = sum(path.stat().st_size for path in data.rglob("*") if path.is_file())
        shop.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{size:8}   {ingest:8.0f}   {opening:6.2f}   {np.median(ours):13.2f}   "
        f"{np.percentile(ours, 95):6.2f}   {np.median(brute):12.2f}   {recall:9.3f}   "
        f"{memory:9.0f}   {disk / 1e6:7.0f}"
    )


class Shop:
    """A data folder with everything but an embedder."""

    def __init__(self, data: Path) -> None:
        embedder = HashEmbedder(dimensions=DIMENSIONS)
        self.embedder_id = embedder.id
        self.database = open_database(None, data)
        self.articles = ArticleStore(self.database)
        self.indexes = DerivedIndexes(
            IndexContent(self.database, embedder_id=embedder.id, dimensions=DIMENSIONS),
            Outbox(self.database),
            StateStore(self.database),
            vectors=ChromaFolders(data, embedder.id, DIMENSIONS),
            words=TantivyFolders(data),
        )
        self.indexes.open()
        self.search = KnowledgeSearch(
            self.indexes, self.articles, embedder, zone=ZoneInfo("UTC"), default_language="en"
        )

    def fill(self, texts: Sequence[str], vectors: np.ndarray) -> None:
        step = 1000
        for start in range(0, len(texts), step):
            some = texts[start : start + step]
            contents = [
                article_of(start + at, some[at : at + PASSAGES_PER_ARTICLE])
                for at in range(0, len(some), PASSAGES_PER_ARTICLE)
            ]
            hashes = [text_hash(text) for text in some]
            batch = VectorBatch(hashes, self.embedder_id, vectors[start : start + step])
            self.articles.save(contents, batch)
            self.indexes.apply_pending()

    def find(self, question: str, vector: np.ndarray) -> None:
        self.search.find(question, now=NOW, language="en", limit=6, query_vector=vector)

    def recall(self, vectors: np.ndarray, vector: np.ndarray) -> float:
        """Share of the true ten nearest that the vector index finds."""
        partition = self.indexes.content.partitions()[0]
        found = {hit.id for hit in self.indexes.similar(partition, vector, limit=10)}
        nearest = np.argsort(-(vectors @ vector))[:10]
        return len(found & {f"p{row}" for row in nearest}) / 10

    def close(self) -> None:
        self.indexes.close()
        self.database.close()


def article_of(first: int, texts: Sequence[str]) -> SourceContent:
    path, passages, start = f"article-{first}.md", [], 0
    for offset, text in enumerate(texts):
        end = start + len(text)
        passages.append(
            Passage(
                id=f"p{first + offset}",
                path=path,
                text=text,
                embedded_text=text,
                start=start,
                end=end,
            )
        )
        start = end + 1
    body = "\n".join(texts)
    digest = hashlib.sha256(body.encode()).hexdigest()
    article = Article(path=path, title=f"Article {first}", text=body, content_hash=digest)
    source = KnownSource(location=path, path=path, root="", source_hash=digest, reader="")
    return SourceContent(source, [(article, passages)])


def made_up_texts(chance: np.random.Generator, size: int) -> list[str]:
    """Words as frequent as in real text: the n-th most frequent is n times as rare as the first."""
    shares = 1 / np.arange(1, VOCABULARY + 1)
    drawn = chance.choice(VOCABULARY, p=shares / shares.sum(), size=(size, WORDS))
    return [
        f"number {row} " + " ".join(f"w{word}" for word in words) for row, words in enumerate(drawn)
    ]


def clustered_vectors(chance: np.random.Generator, size: int) -> np.ndarray:
    topics = chance.normal(size=(max(50, size // 200), DIMENSIONS)).astype(np.float32)
    around = chance.normal(scale=0.7, size=(size, DIMENSIONS)).astype(np.float32)
    return unit(topics[chance.integers(0, len(topics), size)] + around)


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def timed(calls: Sequence[Callable[[], object]]) -> list[float]:
    """Milliseconds of each."""
    spent = []
    for call in calls:
        begun = time.perf_counter()
        call()
        spent.append((time.perf_counter() - begun) * 1000)
    return spent


if __name__ == "__main__":
    main()
