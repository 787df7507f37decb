"""How well each language is searched: by its own customers, and by customers of other languages.

    python -m benchmarks.languages SET [--embeddings provider:model] [--data DIR] [--shop en]

SET is a retrieval set in BEIR form whose documents and questions say their language, and whose
questions have right answers in every language, such as XQuAD-R. Everything runs as in production.
First a shop with articles in all languages, asked in each; then one with articles in the shop's
language only, asked in the others. Beside what production does stand words alone and meaning alone.
Questions with an even hash are those that weights were chosen on; the figures are of the others.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from cx_assistant.errors import CxError
from cx_assistant.evaluation.beir import Document, Query, RetrievalSet, load_set
from cx_assistant.evaluation.metrics import ndcg
from cx_assistant.evaluation.set_search import search_over
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Visibility
from cx_assistant.settings import Settings
from cx_assistant.settings.workspace import Workspace
from cx_assistant.store.rows import partition_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
DEPTH = 10
# More passages than documents are looked at: several of one document count once.
PASSAGES = 40
RESAMPLES = 2000

Find = Callable[[str], list[str]]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.languages", description=__doc__.splitlines()[0]
    )
    parser.add_argument("set", type=Path, metavar="SET")
    parser.add_argument("--embeddings", default="local", metavar="provider:model")
    parser.add_argument("--data", type=Path, metavar="DIR", help="keep what is built there")
    parser.add_argument("--shop", default="en", help="the language of the second shop's articles")
    parser.add_argument("--tuning", action="store_true", help="show the other half")
    options = parser.parse_args()
    try:
        whole = load_set(options.set)
        run(whole, options)
    except CxError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


def run(whole: RetrievalSet, options: argparse.Namespace) -> None:
    asked = [query for query in whole.scored if is_for_fitting(query) == options.tuning]
    languages = sorted({query.language or "" for query in asked})
    print(f"nDCG@10 with {options.embeddings}; words, meaning, both as in production", flush=True)
    with opened(whole.documents, options, "all") as workspace:
        for language in languages:
            questions = [query for query in asked if query.language == language]
            finders = ways(workspace, customer=language, articles=language)
            report(whole, f"{language} → {language}", questions, finders)
    own = [document for document in whole.documents if document.language == options.shop]
    with opened(own, options, options.shop) as workspace:
        for language in languages:
            questions = [query for query in asked if query.language == language != options.shop]
            finders = ways(workspace, customer=language, articles=options.shop)
            report(whole, f"{language} → {options.shop}", questions, finders)


def is_for_fitting(query: Query) -> bool:
    return hashlib.sha256(query.id.encode()).digest()[0] % 2 == 0


@contextmanager
def opened(
    documents: Sequence[Document], options: argparse.Namespace, name: str
) -> Iterator[Workspace]:
    settings = Settings()
    storage = settings.storage.model_copy(update={"embeddings": options.embeddings})
    settings = settings.model_copy(update={"storage": storage})
    data = options.data / name if options.data else None
    with search_over(documents, settings=settings, data=data) as built:
        yield built.workspace


def ways(workspace: Workspace, *, customer: str, articles: str) -> list[Find]:
    """Three ways to find documents: by words, by meaning, and by both."""
    search = KnowledgeSearch(
        workspace.indexes,
        workspace.articles,
        workspace.embedder,
        zone=ZoneInfo("UTC"),
        default_language=articles,
    )
    partition = partition_of(Visibility.PUBLIC, articles)

    def by_words(question: str) -> list[str]:
        return documents(workspace.indexes.matching(partition, question, limit=PASSAGES))

    def by_meaning(question: str) -> list[str]:
        vector = workspace.embedder.embed_query(question)
        return documents(workspace.indexes.similar(partition, vector, limit=PASSAGES))

    def by_both(question: str) -> list[str]:
        found = search.find(question, now=NOW, language=customer, limit=PASSAGES)
        return [evidence.source for evidence in found]

    def documents(hits: Sequence[object]) -> list[str]:
        stored = workspace.articles.passages([hit.id for hit in hits])  # type: ignore[attr-defined]
        return [each.passage.path for each in stored]

    return [by_words, by_meaning, by_both]


def report(
    whole: RetrievalSet, name: str, questions: Sequence[Query], finders: Sequence[Find]
) -> None:
    if not questions:
        return
    target = name.rpartition(" ")[2]
    cells = []
    for find in finders:
        scores = [score(whole, query, target, find(query.text)) for query in questions]
        low, high = interval(scores)
        cells.append(f"{np.mean(scores):.3f} ({low:.3f} to {high:.3f})")
    print(f"{name:9} n={len(questions):4}   {'   '.join(cells)}", flush=True)


def score(whole: RetrievalSet, query: Query, language: str, found: Sequence[str]) -> float:
    """Only answers in the language of the articles that were searched count as right."""
    spoken = {document.id for document in whole.documents if document.language == language}
    gains = {id_: gain for id_, gain in whole.qrels[query.id].items() if id_ in spoken}
    return ndcg(list(dict.fromkeys(found)), gains, depth=DEPTH)


def interval(scores: Sequence[float]) -> tuple[float, float]:
    """95%, by resampling questions."""
    values, draw = np.array(scores), np.random.default_rng(20260101)
    drawn = values[draw.integers(0, len(values), (RESAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


if __name__ == "__main__":
    sys.exit(main())
