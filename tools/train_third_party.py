"""Trains and measures the recognition of requests for somebody else's data.

python tools/train_third_party.py                 train, test, write the weights
python tools/train_third_party.py --check-only    measure the shipped weights
python tools/train_third_party.py --misses        list what the test set gets wrong, too
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

import numpy as np
from labelled import rate, rows_of
from logistic import balanced, fit, strengths_of

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.intake.linear import LinearModel, columns_of
from cx_assistant.orders.third_party import LABEL, LIKELY, WEIGHTS, OthersReader
from cx_assistant.orders.third_party_words import hint_names, hints_of, seen_from_writer

EVALS = Path(__file__).parent.parent / "evals"
FOLDS = 8
STRENGTH_OF_VECTORS = 2.0
STRENGTH_OF_PIECES = 1.0
STRENGTH_OF_HINTS = 5.0
# How many unseen look-alikes, and how many unseen ordinary questions, may be taken for a request.
ALIKE_OVER_THRESHOLD = 0.05
ORDINARY_OVER_THRESHOLD = 0.005
ORDINARY = "ordinary"
# Tickets with these reasons may well be about somebody else's order.
NOT_ORDINARY = {"account_security", "vulnerable_customer", "prompt_injection", "privacy_request"}

Rows = list[dict[str, Any]]


def training_rows() -> Rows:
    """Our examples, and the other sets' plain questions, which ask for nobody else's data."""
    files = (EVALS / name / "train.jsonl" for name in ("intents", "escalation"))
    plain = [row for file in files for row in rows_of(file)]
    ordinary = [
        {"text": row["text"], "asks_for_others": False, "scenario": ORDINARY}
        for row in plain
        if not NOT_ORDINARY & {*row.get("reasons", ()), row.get("resembles")}
    ]
    return [*rows_of(EVALS / "third_party" / "train.jsonl"), *ordinary]


def columns_for(rows: Rows, embedder: Any) -> Any:
    seen = [
        seen_from_writer(
            row["text"], own_names=row.get("own_names", ()), own_emails=row.get("own_emails", ())
        )
        for row in rows
    ]
    texts = [each.text for each in seen]
    hints = [hints_of(each.text, each.emails) for each in seen]
    return columns_of(texts, embedder.embed(texts), hints)


def train(embedder: Any) -> LinearModel:
    rows = training_rows()
    columns = columns_for(rows, embedder)
    targets = np.array([[float(row["asks_for_others"])] for row in rows])
    is_ordinary = np.array([row["scenario"] == ORDINARY for row in rows])
    groups = grouped(rows)
    unseen = np.zeros(len(rows))
    for fold in range(FOLDS):
        out = groups == fold
        solution = fitted(columns[~out], targets[~out], is_ordinary[~out])
        unseen[out] = (columns[out] @ solution[:-1] + solution[-1])[:, 0]
    meant = targets[:, 0] == 1
    threshold = max(
        float(np.quantile(unseen[~meant & ~is_ordinary], 1 - ALIKE_OVER_THRESHOLD)),
        float(np.quantile(unseen[is_ordinary], 1 - ORDINARY_OVER_THRESHOLD)),
    )
    print(rate("cross-validation: found", int((unseen[meant] > threshold).sum()), int(meant.sum())))
    solution = fitted(columns, targets, is_ordinary)
    solution[-1] += math.log(LIKELY / (1 - LIKELY)) - threshold
    return LinearModel(
        labels=[LABEL],
        features=hint_names(),
        weights=solution[:-1].astype(np.float32),
        biases=solution[-1].astype(np.float32),
        embedder_id=embedder.id,
    )


def grouped(rows: Rows) -> Any:
    """Folds that keep a scenario together."""
    names = sorted({row["scenario"] for row in rows} - {ORDINARY})
    folds = {name: number % FOLDS for number, name in enumerate(names)}
    return np.array([folds.get(row["scenario"], n % FOLDS) for n, row in enumerate(rows)])


def fitted(columns: Any, targets: Any, is_ordinary: Any) -> Any:
    hints = len(hint_names())
    strengths = strengths_of(
        hints,
        columns=columns.shape[1],
        of_vectors=STRENGTH_OF_VECTORS,
        of_pieces=STRENGTH_OF_PIECES,
    )
    strengths[-hints:] = STRENGTH_OF_HINTS
    weights = balanced(targets[:, 0], positive_share=0.45)
    alike = (targets[:, 0] == 0) & ~is_ordinary
    # Look-alikes are few among ordinary questions, and the ones that matter.
    weights[alike] *= 4.0
    weights *= len(weights) / weights.sum()
    return fit(columns, targets, strengths=strengths, weights=weights[:, None])


def report(reader: OthersReader, name: str, *, misses: bool) -> None:
    rows = rows_of(EVALS / "third_party" / f"{name}.jsonl")
    said = []
    for row in rows:
        own = {"own_names": row.get("own_names", ()), "own_emails": row.get("own_emails", ())}
        found = reader.asks_for_others(row["text"], **own)
        said.append((row, found is not None))
        if misses and row["asks_for_others"] != (found is not None):
            print(row["language"], row["asks_for_others"], "|", row["text"])
    print(f"\n{name}")
    for language in (None, "en", "de", "other"):
        part = [(row, f) for row, f in said if language in (None, kind_of(row["language"]))]
        meant = [f for row, f in part if row["asks_for_others"]]
        alike = [f for row, f in part if not row["asks_for_others"]]
        print(rate(f"  {language or 'all'}: recall", sum(meant), len(meant)))
        print(rate("    look-alike taken for it", sum(alike), len(alike)))
    raised = [row["asks_for_others"] for row, f in said if f]
    print(rate("  precision", sum(raised), len(raised)))


def kind_of(language: str) -> str:
    return language if language in ("en", "de") else "other"


def report_ordinary(reader: OthersReader) -> None:
    """Questions of the other sets' test halves, none of which asks for anybody else's data."""
    for name in ("intents", "escalation"):
        rows = rows_of(EVALS / name / "test.jsonl")
        found = [row["text"] for row in rows if reader.asks_for_others(row["text"])]
        print(rate(f"{name} test: taken for it", len(found), len(rows)))
        print(*(f"    {text}" for text in found[:8]), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--set", default="test", choices=("train", "test"))
    chosen = parser.parse_args()
    embedder = LocalEmbedder()
    if not chosen.check_only:
        train(embedder).save(WEIGHTS)
    reader = OthersReader(embedder)
    report(reader, chosen.set, misses=chosen.misses)
    report_ordinary(reader)


if __name__ == "__main__":
    main()
