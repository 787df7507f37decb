"""Trains and measures the question classifiers of `cx_assistant.intake.intents`.

    python tools/train_intents.py                          train, test, write the weights
    python tools/train_intents.py --check-only             measure the shipped weights
    python tools/train_intents.py --external FILE --map M  also measure on others' questions

FILE is JSONL (or .gz) with `text` and `intent`; M is JSON, intent -> list of acceptable topics,
empty for intents that have no counterpart. External rows are never trained on, and half of them
(by a hash of the id) is never looked at: that half is reported.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from labelled import half_of, rate, rows_of
from logistic import balanced, fit, strengths_of

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.intake.intents import OWN_ORDER_LABEL, VAGUE_LABEL, WEIGHTS, QuestionReader, Topic
from cx_assistant.intake.linear import LinearModel, columns_of
from cx_assistant.intake.question_features import feature_names, features_of
from cx_assistant.models import Question

SETS = Path(__file__).parent.parent / "evals" / "intents"
LABELS = (*(topic.value for topic in Topic), OWN_ORDER_LABEL, VAGUE_LABEL)
STRENGTH_OF_VECTORS = 3.0
STRENGTH_OF_PIECES = 3.0


def train(rows: list[dict[str, Any]], embedder: Any) -> LinearModel:
    texts = [row["text"] for row in rows]
    columns = columns_of(texts, embedder.embed(texts), [features_of(text) for text in texts])
    targets = np.array([[is_positive(row, label) for label in LABELS] for row in rows], dtype=float)
    solution = fit(columns, targets, strengths=strengths(columns), weights=weights_of(targets))
    return LinearModel(
        labels=LABELS,
        features=feature_names(),
        weights=solution[:-1].astype(np.float32),
        biases=solution[-1].astype(np.float32),
        embedder_id=embedder.id,
    )


def strengths(columns: Any) -> Any:
    return strengths_of(
        len(feature_names()),
        columns=columns.shape[1],
        of_vectors=STRENGTH_OF_VECTORS,
        of_pieces=STRENGTH_OF_PIECES,
    )


def weights_of(targets: Any) -> Any:
    """Rare topics count more, but not as much as common ones together."""
    shares = np.sqrt(targets.mean(axis=0)) / 1.5
    pairs = zip(targets.T, shares, strict=True)
    return np.array([balanced(column, positive_share=share) for column, share in pairs]).T


def cross_validate(rows: list[dict[str, Any]], embedder: Any) -> None:
    """Prints how well the settings do on training questions left out of the fit."""
    texts = [row["text"] for row in rows]
    columns = columns_of(texts, embedder.embed(texts), [features_of(text) for text in texts])
    targets = np.array([[is_positive(row, label) for label in LABELS] for row in rows], dtype=float)
    folds = np.random.default_rng(3).permutation(len(rows)) % 5
    unseen = np.zeros_like(targets)
    for fold in range(5):
        seen = folds != fold
        weights = weights_of(targets[seen])
        solution = fit(columns[seen], targets[seen], strengths=strengths(columns), weights=weights)
        unseen[~seen] = columns[~seen] @ solution[:-1] + solution[-1]
    clear = targets[:, -1] == 0
    topics = len(Topic)
    right = unseen[clear, :topics].argmax(axis=1) == targets[clear, :topics].argmax(axis=1)
    own = (unseen[:, topics] > 0) == (targets[:, topics] > 0)
    print(rate("cross-validation: topic", int(right.sum()), int(clear.sum())))
    print(rate("cross-validation: about own order", int(own.sum()), len(rows)))


def is_positive(row: dict[str, Any], label: str) -> bool:
    return bool(row[label]) if label in {OWN_ORDER_LABEL, VAGUE_LABEL} else row["topic"] == label


def report(rows: list[dict[str, Any]], reader: QuestionReader) -> None:
    questions = [Question(text=row["text"], search_text=row["text"]) for row in rows]
    readings = reader.read(questions)
    pairs = list(zip(rows, readings, strict=True))
    for name, chosen in (
        ("all", pairs),
        ("en", [p for p in pairs if p[0]["language"] == "en"]),
        ("de", [p for p in pairs if p[0]["language"] == "de"]),
        ("other languages", [p for p in pairs if p[0]["language"] not in {"en", "de"}]),
    ):
        said = [p for p in chosen if not p[0]["is_vague"]]
        print(rate(f"{name}: topic", sum(r["topic"] == x.topic for r, x in said), len(said)))
        own = sum(r["about_own_order"] == (x.about_own_order >= 0.5) for r, x in chosen)
        print(rate(f"{name}: about own order", own, len(chosen)))
    vague = [x for r, x in pairs if r["is_vague"]]
    clear = [x for r, x in pairs if not r["is_vague"]]
    print(rate("vague found", sum(x.is_vague >= 0.5 for x in vague), len(vague)))
    print(rate("clear taken for vague", sum(x.is_vague >= 0.5 for x in clear), len(clear)))
    majority = Counter(r["topic"] for r in rows if not r["is_vague"]).most_common(1)[0][1]
    print(rate("baseline: commonest topic", majority, sum(not r["is_vague"] for r in rows)))


def report_external(
    rows: list[dict[str, Any]], topics: dict[str, list[str]], reader: QuestionReader
) -> None:
    kept = [row for row in rows if topics.get(row["intent"]) and half_of(row["_id"]) == "b"]
    readings = reader.read([Question(text=r["text"], search_text=r["text"]) for r in kept])
    right = [x.topic in topics[r["intent"]] for r, x in zip(kept, readings, strict=True)]
    print(rate("external: topic", sum(right), len(kept)))
    for intent in sorted({row["intent"] for row in kept}):
        hits = [ok for ok, row in zip(right, kept, strict=True) if row["intent"] == intent]
        print(rate(f"  {intent}", sum(hits), len(hits)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--external", type=Path)
    parser.add_argument("--map", type=Path, default=SETS / "external_map.json")
    chosen = parser.parse_args()
    embedder = LocalEmbedder()
    if not chosen.check_only:
        rows = rows_of(SETS / "train.jsonl")
        cross_validate(rows, embedder)
        train(rows, embedder).save(WEIGHTS)
    reader = QuestionReader(embedder)
    report(rows_of(SETS / "test.jsonl"), reader)
    if chosen.external:
        topics = json.loads(chosen.map.read_text(encoding="utf-8"))
        report_external(rows_of(chosen.external), topics, reader)


if __name__ == "__main__":
    main()
