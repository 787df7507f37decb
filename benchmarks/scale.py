"""What search costs as the knowledge base grows.

    python benchmarks/scale.py [--passages 10000 100000 300000] [--queries 200]

Passages are made up: words drawn with the frequencies of real text, vectors those of the sample
shop's passages with noise. Nine in ten are English, one in ten German; one in twenty is internal
and one in ten has expired, so that every question is asked with filters: a customer's language
(German ones look in both), what customers may see, what holds today. Every size runs in a process
of its own, through the store, both indexes and `KnowledgeSearch`; embedding is left out, so the
figures are the pipeline's own cost. The baseline compares the question with every vector in numpy,
in the same run. A size that takes longer than `--minutes` to fill is given up and said so.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from cx_assistant.backends.generations import ChromaFolders, TantivyFolders
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.knowledge_base.index import DerivedIndexes
from cx_assistant.knowledge_base.index_content import IndexContent
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Article, Passage, Visibility
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.rows import KnownSource, SourceContent, partition_of
from cx_assistant.store.vectors import VectorBatch, text_hash
from cx_assistant.testing.fakes import HashEmbedder

DIMENSIONS = 384
VOCABULARY = 30_000
WORDS = 120
PASSAGES_PER_ARTICLE = 10
NOW = datetime(2026, 1, 1, tzinfo=UTC)
SHOP = Path(__file__).resolve().parent.parent / "knowledge/articles"
NOISE = 0.7
EXPIRED = date(2025, 12, 31)
HEADER = (
    "passages   ingest/s   open s   en p50 ms   p95 ms   de p50 ms   p95 ms   numpy p50 ms   "
    "recall@10   memory MB   disk MB"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000, 300_000])
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--step", choices=("fill", "search"), help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step == "fill":
        print(fill(options.folder, options.passages[0], options.queries))
        return
    if options.step == "search":
        print(search(options.folder))
        return
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(HEADER, flush=True)
    for size in options.passages:
        with tempfile.TemporaryDirectory() as folder:
            try:
                filled = in_process("fill", Path(folder), size, options)
                searched = in_process("search", Path(folder), size, options)
            except subprocess.TimeoutExpired:
                print(f"{size:8}   not done within {options.minutes:g} minutes", flush=True)
                return
        print(f"{size:8}   {filled}   {searched}", flush=True)


def in_process(step: str, folder: Path, size: int, options: argparse.Namespace) -> str:
    """What one step prints, run in a process of its own so that memory is that step's."""
    command = [sys.executable, __file__, "--step", step, "--folder", str(folder)]
    command += ["--passages", str(size), "--queries", str(options.queries)]
    timeout = 60 * options.minutes
    done = subprocess.run(command, check=True, timeout=timeout, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip("\n")


def fill(folder: Path, size: int, queries: int) -> str:
    """Fill a shop; passages a second. Questions and the baseline's figures are left beside it."""
    chance = np.random.default_rng(size)
    vectors = perturbed_vectors(chance, size)
    texts = made_up_texts(chance, size)
    begun = time.perf_counter()
    shop = Shop(folder / "shop")
    shop.fill(texts, vectors)
    ingest = size / (time.perf_counter() - begun)
    shop.close()
    english, german = (
        asked_about(chance, texts, vectors, queries, is_german=each) for each in (False, True)
    )
    brute = timed([lambda v=v: np.argsort(-(vectors @ v))[:10] for _, v in english[:50]])
    nearest = [true_nearest(vectors, vector) for _, vector in english[:30]]
    with (folder / "asked.pickle").open("wb") as file:
        pickle.dump((english, german, nearest, float(np.median(brute))), file)
    return f"{ingest:8.0f}"


def search(folder: Path) -> str:
    """Open the shop again and ask; the rest of the line."""
    with (folder / "asked.pickle").open("rb") as file:
        english, german, nearest, brute = pickle.load(file)
    begun = time.perf_counter()
    shop = Shop(folder / "shop")
    opening = time.perf_counter() - begun
    for question, vector in [*english[:5], *german[:5]]:
        shop.find(question, vector, "de")
    ours = timed([lambda q=q, v=v: shop.find(q, v, "en") for q, v in english])
    both = timed([lambda q=q, v=v: shop.find(q, v, "de") for q, v in german])
    asked = zip(nearest, english, strict=False)
    recall = np.mean([shop.recall(true, vector) for true, (_, vector) in asked])
    disk = sum(path.stat().st_size for path in (folder / "shop").rglob("*") if path.is_file())
    shop.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{opening:6.2f}   {np.median(ours):9.2f}   {np.percentile(ours, 95):6.2f}   "
        f"{np.median(both):9.2f}   {np.percentile(both, 95):6.2f}   {brute:12.2f}   "
        f"{recall:9.3f}   {memory:9.0f}   {disk / 1e6:7.0f}"
    )


class Shop:
    """A data folder with everything but an embedder."""

    def __init__(self, data: Path) -> None:
        data.mkdir(exist_ok=True)
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

    def find(self, question: str, vector: np.ndarray, language: str) -> None:
        self.search.find(question, now=NOW, language=language, limit=6, query_vector=vector)

    def recall(self, nearest: set[str], vector: np.ndarray) -> float:
        """Share of the true ten nearest public English passages that the vector index finds."""
        partition = partition_of(Visibility.PUBLIC, "en")
        found = {hit.id for hit in self.indexes.similar(partition, vector, limit=10)}
        return len(found & nearest) / 10

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
    number = first // PASSAGES_PER_ARTICLE
    article = Article(
        path=path,
        title=f"Article {first}",
        text=body,
        content_hash=digest,
        language="de" if number % 10 == 9 else "en",
        visibility=Visibility.INTERNAL if number % 20 == 0 else Visibility.PUBLIC,
        valid_until=EXPIRED if number % 10 == 5 else None,
    )
    source = KnownSource(location=path, path=path, root="", source_hash=digest, reader="")
    return SourceContent(source, [(article, passages)])


def made_up_texts(chance: np.random.Generator, size: int) -> list[str]:
    """Words as frequent as in real text: the n-th most frequent is n times as rare as the first."""
    shares = 1 / np.arange(1, VOCABULARY + 1)
    drawn = chance.choice(VOCABULARY, p=shares / shares.sum(), size=(size, WORDS))
    return [
        f"number {row} " + " ".join(f"w{word}" for word in words) for row, words in enumerate(drawn)
    ]


def perturbed_vectors(chance: np.random.Generator, size: int) -> np.ndarray:
    """Vectors of the sample shop's articles, each with as much noise as makes them neighbours."""
    texts = [path.read_text("utf-8")[:1500] for path in sorted(SHOP.rglob("*.md"))]
    real = LocalEmbedder().embed(texts)
    rows = np.empty((size, DIMENSIONS), dtype=np.float32)
    for start in range(0, size, 10_000):
        count = min(10_000, size - start)
        noise = chance.normal(scale=NOISE / DIMENSIONS**0.5, size=(count, DIMENSIONS))
        rows[start : start + count] = unit(real[chance.integers(0, len(real), count)] + noise)
    return rows


def asked_about(
    chance: np.random.Generator,
    texts: Sequence[str],
    vectors: np.ndarray,
    count: int,
    *,
    is_german: bool,
) -> list[tuple[str, np.ndarray]]:
    """Questions near passages of one language: six of their words, and their vector with noise."""
    rows = [
        row for row in range(len(texts)) if (row // PASSAGES_PER_ARTICLE % 10 == 9) is is_german
    ]
    picks = chance.choice(rows, count)
    noise = chance.normal(scale=0.3 / DIMENSIONS**0.5, size=(count, DIMENSIONS))
    near = unit(vectors[picks] + noise)
    return [
        (" ".join(texts[row].split()[2:8]), vector) for row, vector in zip(picks, near, strict=True)
    ]


def true_nearest(vectors: np.ndarray, vector: np.ndarray) -> set[str]:
    ordered = (row for row in np.argsort(-(vectors @ vector)) if is_plain(int(row)))
    return {f"p{row}" for row, _ in zip(ordered, range(10), strict=False)}


def is_plain(row: int) -> bool:
    """True for a passage of a public English article."""
    number = row // PASSAGES_PER_ARTICLE
    return number % 10 != 9 and number % 20 != 0


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
