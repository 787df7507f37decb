"""Trains and measures the request classifier of `cx_assistant.actions.requests`.

    python tools/train_actions.py                 train, measure, write the weights
    python tools/train_actions.py --check-only    measure the shipped weights
    python tools/train_actions.py --misses        also list what the test set gets wrong

The rows of a scenario are all in the training set or all in the test set.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
from labelled import rate, rows_of
from logistic import balanced, fit, strengths_of

from cx_assistant.actions.request_features import feature_names, features_of
from cx_assistant.actions.requests import (
    ABOUT,
    ASKED_LABEL,
    ONLY_IF_LABEL,
    WEIGHTS,
    RequestReader,
)
from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.intake.linear import LinearModel, columns_of
from cx_assistant.models import ActionKind

SETS = Path(__file__).parent.parent / "evals" / "actions"
KINDS = tuple(kind.value for kind in ActionKind)
LABELS = (*KINDS, *(ABOUT + kind for kind in KINDS), ASKED_LABEL, ONLY_IF_LABEL)
STRENGTH_OF_VECTORS = 10.0
STRENGTH_OF_PIECES = 10.0
SHARE_OF_POSITIVES = 0.25
FOLDS = 5
WELL_READ = ("en", "de")

Rows = list[dict[str, Any]]


def columns_and_targets(rows: Rows, embedder: Any) -> tuple[Any, Any]:
    texts = [row["text"] for row in rows]
    columns = columns_of(texts, embedder.embed(texts), [features_of(text) for text in texts])
    targets = [[is_positive(row, label) for label in LABELS] for row in rows]
    return columns, np.array(targets, dtype=float)


def is_positive(row: dict[str, Any], label: str) -> bool:
    """What is asked for, what it is about and whether anything is asked are learnt apart."""
    if label == ASKED_LABEL:
        return bool(row["kinds"])
    if label == ONLY_IF_LABEL:
        return bool(row["only_if"])
    if label.startswith(ABOUT):
        return label.removeprefix(ABOUT) in about(row)
    return label in row["kinds"]


def about(row: dict[str, Any]) -> list[str]:
    """The kinds a text asks for, or the one it resembles without asking."""
    return row["kinds"] or [row["resembles"]]


def fitted(columns: Any, targets: Any) -> Any:
    strengths = strengths_of(
        len(feature_names()),
        columns=columns.shape[1],
        of_vectors=STRENGTH_OF_VECTORS,
        of_pieces=STRENGTH_OF_PIECES,
    )
    weights = np.array(
        [balanced(column, positive_share=SHARE_OF_POSITIVES) for column in targets.T]
    ).T
    return fit(columns, targets, strengths=strengths, weights=weights)


def train(rows: Rows, embedder: Any) -> LinearModel:
    columns, targets = columns_and_targets(rows, embedder)
    solution = fitted(columns, targets)
    return LinearModel(
        labels=LABELS,
        features=feature_names(),
        weights=solution[:-1].astype(np.float32),
        biases=solution[-1].astype(np.float32),
        embedder_id=embedder.id,
    )


def cross_validate(rows: Rows, embedder: Any) -> None:
    """Prints how well it does on scenarios left out of the fit."""
    columns, targets = columns_and_targets(rows, embedder)
    scenarios = sorted({row["scenario"] for row in rows})
    folds = np.array([scenarios.index(row["scenario"]) % FOLDS for row in rows])
    folds_of_rows = np.random.default_rng(5).permutation(len(rows)) % FOLDS
    for name, split in (("by scenario", folds), ("by row", folds_of_rows)):
        unseen = np.zeros_like(targets)
        for fold in range(FOLDS):
            seen = split != fold
            solution = fitted(columns[seen], targets[seen])
            unseen[~seen] = columns[~seen] @ solution[:-1] + solution[-1]
        kinds = len(KINDS)
        chance = 1 / (1 + np.exp(-unseen))
        both = chance[:, :kinds] * chance[:, kinds : 2 * kinds] * chance[:, 2 * kinds, None]
        said = both ** (1 / 3) > 0.5
        meant = targets[:, :kinds] > 0
        right = (said == meant).all(axis=1)
        print(rate(f"cross-validation {name}", int(right.sum()), len(rows)))


def kinds_read(reader: RequestReader, text: str) -> set[str]:
    return {request.kind.value for request in reader.read(text)}


def report(rows: Rows, reader: RequestReader, *, misses: bool) -> None:
    read = [(row, kinds_read(reader, row["text"])) for row in rows]
    for name, languages in (("English and German", WELL_READ), ("others", None)):
        part = [
            (row, found)
            for row, found in read
            if (row["language"] in WELL_READ) == (languages is not None)
        ]
        meant = [(row, found) for row, found in part if row["kinds"]]
        others = [(row, found) for row, found in part if not row["kinds"]]
        print(f"\n{name}")
        right = sum(found == set(row["kinds"]) for row, found in meant)
        print(rate("  requests read exactly right", right, len(meant)))
        print(rate("  look-alikes left alone", sum(not found for _, found in others), len(others)))
        for kind in ActionKind:
            of_kind = [kind.value in found for row, found in meant if kind.value in row["kinds"]]
            wrongly = [row for row, f in part if kind.value in f and kind.value not in row["kinds"]]
            print(
                rate(f"    {kind.value}: found", sum(of_kind), len(of_kind)), "wrong", len(wrongly)
            )
    if misses:
        for row, found in read:
            if found != set(row["kinds"]):
                print(row["language"], row["kinds"], "->", sorted(found), "|", row["text"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--set", default="test", choices=("validation", "test"))
    chosen = parser.parse_args()
    embedder = LocalEmbedder()
    if not chosen.check_only:
        rows = rows_of(SETS / "train.jsonl")
        cross_validate(rows, embedder)
        train(rows, embedder).save(WEIGHTS)
    report(rows_of(SETS / f"{chosen.set}.jsonl"), RequestReader(embedder), misses=chosen.misses)


if __name__ == "__main__":
    main()
