"""Writes the sample shop and the questions about it as a retrieval set in BEIR form.

    python tools/build_retrieval_set.py

The documents are the public articles that hold on the day the questions are asked, as the readers
see them; a test says so when the set in evals/retrieval is out of date.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from cx_assistant import Assistant
from cx_assistant.models import Article, Visibility
from cx_assistant.models.knowledge import holds_on
from cx_assistant.settings import load_settings, open_parts

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "evals/retrieval"
QUESTIONS = ROOT / "evals/sample_shop/questions.jsonl"
DAY = date(2026, 6, 10)


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    for name, text in files().items():
        (TARGET / name).write_text(text, encoding="utf-8")


def files() -> dict[str, str]:
    """The content of each file of the set by its name."""
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]
    asked = [question for question in asked if question["kind"] != "order"]
    pairs = [(row["id"], path) for row in asked for path in row.get("articles", ())]
    qrels = ["query-id\tcorpus-id\tscore", *(f"{query}\t{path}\t1" for query, path in pairs)]
    return {
        "corpus.jsonl": _lines(_document(article) for article in _articles()),
        "queries.jsonl": _lines(_query(question) for question in asked),
        "qrels.tsv": "\n".join(qrels) + "\n",
    }


def _articles() -> list[Article]:
    settings = load_settings(ROOT / "knowledge/cx.toml", environment={})
    with tempfile.TemporaryDirectory() as data:
        parts = open_parts(settings, data=data)
        with Assistant(parts) as assistant:
            assistant.prepare()
            store = parts.workspace.articles
            paths = sorted(path for found in store.article_paths().values() for path in found)
            read = [article for path in paths if (article := store.article(path))]
    return [article for article in read if _is_for_customers(article)]


def _is_for_customers(article: Article) -> bool:
    return article.visibility is Visibility.PUBLIC and holds_on(article, DAY)


def _document(article: Article) -> dict[str, Any]:
    metadata = {"language": article.language}
    return {
        "_id": article.path,
        "title": article.title,
        "text": article.text,
        "metadata": metadata,
    }


def _query(question: dict[str, Any]) -> dict[str, Any]:
    metadata = {
        "language": question["language"],
        "answerable": question["kind"] == "article",
        "split": question["split"],
    }
    return {"_id": question["id"], "text": question["text"], "metadata": metadata}


def _lines(rows: Iterator[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main()
