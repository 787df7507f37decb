"""How often the right document is found, on retrieval sets in BEIR form.

    python -m benchmarks.retrieval DATA_DIR [SET …]

Everything runs as in production. The baselines are the two halves of the hybrid, each alone:
nearest by meaning, and best by words. A document counts where its best passage stands.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Hit, Visibility
from cx_assistant.store.rows import partition_of
from tools.beir_search import corpus_of, queries_of, search_over

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PASSAGES = 40
PARTITION = partition_of(Visibility.PUBLIC, "en")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*")
    options = parser.parse_args()
    names = options.sets or [folder.name for folder in sorted(options.data.iterdir())]
    print(f"recall@5 / nDCG@10    {'n':>4}   meaning        words          hybrid")
    for name in names:
        report(options.data / name)


def report(folder: Path) -> None:
    gold = relevant(folder / "qrels.tsv")
    questions = [row for row in queries_of(folder) if gold.get(row["_id"])]
    if not questions:
        return
    with search_over(corpus_of(folder)) as search:
        figures = [
            [measured(ranking, gold[row["_id"]]) for ranking in rankings(search, row["text"])]
            for row in questions
        ]
    means = np.mean(figures, axis=0)
    line = "   ".join(f"{recall:.3f} / {ndcg:.3f}" for recall, ndcg in means)
    print(f"{folder.name:20} {len(questions):5}   {line}", flush=True)


def rankings(search: KnowledgeSearch, question: str) -> list[list[str]]:
    """Documents by meaning, by words, and by both."""
    vector = search._embedder.embed_query(question)
    near = search._indexes.similar(PARTITION, vector, limit=PASSAGES)
    words = search._indexes.matching(PARTITION, question, limit=PASSAGES)
    hybrid = search.find(question, now=NOW, language="en", limit=PASSAGES, query_vector=vector)
    return [
        documents(search, near),
        documents(search, words),
        list(dict.fromkeys(each.source for each in hybrid)),
    ]


def documents(search: KnowledgeSearch, hits: Iterable[Hit]) -> list[str]:
    stored = search._articles.passages([hit.id for hit in hits])
    return list(dict.fromkeys(each.passage.path for each in stored))


def relevant(qrels: Path) -> dict[str, set[str]]:
    gold: dict[str, set[str]] = {}
    for line in qrels.read_text("utf-8").splitlines() if qrels.exists() else ():
        query, document, *score = line.split("\t")
        if query != "query-id" and score != ["0"]:
            gold.setdefault(query, set()).add(document)
    return gold


def measured(ranking: list[str], gold: set[str]) -> tuple[float, float]:
    recall = len(gold & set(ranking[:5])) / len(gold)
    gains = [1 / np.log2(rank + 2) for rank, each in enumerate(ranking[:10]) if each in gold]
    best = sum(1 / np.log2(rank + 2) for rank in range(min(10, len(gold))))
    return recall, float(sum(gains) / best)


if __name__ == "__main__":
    main()
