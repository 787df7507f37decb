"""Trains and measures the sentence classifier of `cx_assistant.escalation`.

    python tools/train_signals.py                    train, test, write the weights
    python tools/train_signals.py --check-only       measure the shipped weights
    python tools/train_signals.py --check-only \\
        --external REASON FILE FIELD=VALUE           also measure on labelled texts of others

FILE is JSONL (or .gz) with a text field; rows whose FIELD is VALUE should raise REASON, all others
should not. Rows are halved by a hash of their id: look at half `a`, report half `b`.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from labelled import half_of, rate, rows_of
from logistic import balanced, fit, strengths_of

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.escalation.classifiers import (
    CLASSIFIED_LANGUAGES,
    CLASSIFIED_REASONS,
    WEIGHTS,
    SentenceClassifier,
    feature_names,
    features_of,
)
from cx_assistant.escalation.gate import FLOOR_SCORE, HANDOFF_SCORE
from cx_assistant.escalation.patterns import all_languages, plain
from cx_assistant.escalation.signals import SignalPolicy, detect_signals
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.intake.linear import LinearModel, columns_of
from cx_assistant.intake.questions import split_sentences
from cx_assistant.models import FLOOR_REASONS, EscalationReason, Ticket

EVALS = Path(__file__).parent.parent / "evals"
NOW = "2026-06-10T10:00:00+00:00"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
FOLDS = 6
STRENGTH_OF_VECTORS = 10.0
STRENGTH_OF_PIECES = 10.0
# How many unseen sentences may pass the gate: of all harmless ones, and of a reason's look-alikes.
HARMLESS_OVER_THRESHOLD = 0.008
ALIKE_OVER_THRESHOLD = 0.06
# What they say often comes with other reasons, so those sentences say nothing about them.
MIXED = {EscalationReason.ANGER, EscalationReason.REPEATED_CONTACT}

Rows = list[dict[str, Any]]
Raises = Callable[[dict[str, Any]], set[str]]


def training_sentences() -> list[tuple[str, str, str]]:
    """(sentence, reason or '', reason it resembles or ''): our tickets and our plain questions."""
    sentences = []
    for row in tickets_for_training():
        if row["reasons"]:
            sentences.append((row["quote"], row["reasons"][0], ""))
        else:
            alike = row["resembles"]
            sentences += [(sentence, "", alike) for sentence in split_sentences(row["text"])]
    questions = rows_of(EVALS / "intents" / "train.jsonl")
    sentences += [
        (row["text"], "", "")
        for row in questions
        if row["language"] in CLASSIFIED_LANGUAGES and row["topic"] != "other"
    ]
    return list(dict.fromkeys(sentences))


def tickets_for_training() -> Rows:
    sets = EVALS / "escalation"
    rows = rows_of(sets / "train.jsonl") + rows_of(sets / "validation.jsonl")
    return [row for row in rows if row["language"] in CLASSIFIED_LANGUAGES]


def train(embedder: Any) -> LinearModel:
    sentences = training_sentences()
    texts = [text for text, _, _ in sentences]
    labels = np.array([label for _, label, _ in sentences])
    alike = np.array([resembled for _, _, resembled in sentences])
    columns = columns_of(texts, embedder.embed(texts), [features_of(text) for text in texts])
    targets = np.array([labels == reason.value for reason in CLASSIFIED_REASONS], dtype=float).T
    solution = fitted(columns, targets, labels)
    unseen = unseen_scores(columns, targets, labels)
    for column, reason in enumerate(CLASSIFIED_REASONS):
        meant, resembling = targets[:, column] == 1, alike == reason.value
        threshold = threshold_between(unseen[~meant, column], unseen[resembling, column])
        score = threshold_of(reason)
        solution[-1, column] += math.log(score / (1 - score)) - threshold
        found = int((unseen[meant, column] > threshold).sum())
        print(rate(f"cross-validation: {reason.value}", found, int(meant.sum())))
    return LinearModel(
        labels=[reason.value for reason in CLASSIFIED_REASONS],
        features=feature_names(),
        weights=solution[:-1].astype(np.float32),
        biases=solution[-1].astype(np.float32),
        embedder_id=embedder.id,
    )


def unseen_scores(columns: Any, targets: Any, labels: Any) -> Any:
    """The score of every sentence by a fit that has not seen it."""
    folds = np.random.default_rng(7).permutation(len(targets)) % FOLDS
    unseen = np.zeros_like(targets)
    for fold in range(FOLDS):
        seen = folds != fold
        solution = fitted(columns[seen], targets[seen], labels[seen])
        unseen[~seen] = columns[~seen] @ solution[:-1] + solution[-1]
    return unseen


def threshold_between(harmless: Any, alike: Any) -> float:
    """Where the gate should begin, so that few unseen harmless sentences pass."""
    return max(
        float(np.quantile(harmless, 1 - HARMLESS_OVER_THRESHOLD)),
        float(np.quantile(alike, 1 - ALIKE_OVER_THRESHOLD)),
    )


def fitted(columns: Any, targets: Any, labels: Any) -> Any:
    strengths = strengths_of(
        len(feature_names()),
        columns=columns.shape[1],
        of_vectors=STRENGTH_OF_VECTORS,
        of_pieces=STRENGTH_OF_PIECES,
    )
    weights = np.array([balanced(column, positive_share=0.3) for column in targets.T]).T
    for column, reason in enumerate(CLASSIFIED_REASONS):
        if reason in MIXED:
            weights[(labels != "") & (targets[:, column] == 0), column] = 0.0
    return fit(columns, targets, strengths=strengths, weights=weights)


def ticket_of(row: dict[str, Any], field: str = "text") -> Ticket:
    message = {"author": "customer", "text": row[field]}
    return Ticket.model_validate(
        {
            "id": row.get("id") or row.get("_id") or "row",
            "now": NOW,
            "messages": [message],
            "language": row.get("language"),
        }
    )


def by_signals(classifier: SentenceClassifier | None, field: str = "text") -> Raises:
    policy = SignalPolicy(languages=LANGUAGES, answers_any_language=True)

    def raises(row: dict[str, Any]) -> set[str]:
        ticket = ticket_of(row, field)
        clean = clean_ticket(ticket, languages=LANGUAGES)
        signals = detect_signals(ticket, clean, policy=policy, classifier=classifier)
        return {s.reason.value for s in signals if s.score >= threshold_of(s.reason)}

    return raises


def by_keywords(field: str = "text") -> Raises:
    """The baseline: any word of a reason raises it."""

    def raises(row: dict[str, Any]) -> set[str]:
        text = plain(row[field])
        return {
            reason.value
            for reason in CLASSIFIED_REASONS
            if any(language.sounds_like(reason, text) for language in all_languages().values())
        }

    return raises


def threshold_of(reason: EscalationReason) -> float:
    return FLOOR_SCORE if reason in FLOOR_REASONS else HANDOFF_SCORE


def report(rows: Rows, name: str, raises: Raises) -> None:
    print(f"\n{name}")
    said = [(row, raises(row)) for row in rows]
    for reason in CLASSIFIED_REASONS:
        meant = [(row, found) for row, found in said if reason.value in row["reasons"]]
        alike = [(row, found) for row, found in said if row["resembles"] == reason.value]
        print(
            rate(f"  {reason.value}: found", sum(reason.value in f for _, f in meant), len(meant))
        )
        print(
            rate(
                "      look-alike taken for it",
                sum(reason.value in f for _, f in alike),
                len(alike),
            )
        )
    meant = [(row, found) for row, found in said if row["reasons"]]
    harmless = [(row, found) for row, found in said if not row["reasons"]]
    print(rate("  all: found", sum(row["reasons"][0] in f for row, f in meant), len(meant)))
    for language in LANGUAGES:
        part = [(row, f) for row, f in meant if row["language"] == language]
        print(rate(f"    {language}: found", sum(r["reasons"][0] in f for r, f in part), len(part)))
    floor = {reason.value for reason in FLOOR_REASONS}
    of_floor = [(row, f) for row, f in meant if row["reasons"][0] in floor]
    print(rate("  floor: found", sum(r["reasons"][0] in f for r, f in of_floor), len(of_floor)))
    print(rate("  harmless: any reason raised", sum(bool(f) for _, f in harmless), len(harmless)))
    print(
        rate("  harmless: floor raised", sum(bool(f & floor) for _, f in harmless), len(harmless))
    )


def report_external(
    reason: str, file: Path, condition: str, classifier: SentenceClassifier
) -> None:
    field, _, value = condition.partition("=")
    rows = rows_of(file)
    text = next(name for name in ("text", "email", "instruction") if name in rows[0])
    for name, raises in (
        ("signals", by_signals(classifier, text)),
        ("keywords", by_keywords(text)),
    ):
        for half in "ab":
            part = [row for row in rows if half_of(row["_id"]) == half]
            meant = [
                reason in raises(row)
                for row in part
                if str(row.get(field)).lower() == value.lower()
            ]
            others = [
                reason in raises(row)
                for row in part
                if str(row.get(field)).lower() != value.lower()
            ]
            print(f"\n{file.parent.name} half {half}: {reason} by {name}")
            print(rate("  found", sum(meant), len(meant)))
            print(rate("  raised on others", sum(others), len(others)))


def list_misses(rows: Rows, raises: Raises) -> None:
    for row in rows:
        found, meant = raises(row), set(row["reasons"])
        if meant - found or (not meant and found):
            print(row["language"], sorted(meant), "->", sorted(found), "|", row["text"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check-only", action="store_true")
    parser.add_argument("--set", default="test", choices=("train", "validation", "test"))
    parser.add_argument("--misses", action="store_true", help="list what the test set gets wrong")
    parser.add_argument(
        "--external",
        nargs=3,
        action="append",
        default=[],
        metavar=("REASON", "FILE", "FIELD=VALUE"),
    )
    chosen = parser.parse_args()
    embedder = LocalEmbedder()
    if not chosen.check_only:
        train(embedder).save(WEIGHTS)
    classifier = SentenceClassifier(embedder)
    rows = rows_of(EVALS / "escalation" / f"{chosen.set}.jsonl")
    report(rows, "keyword baseline", by_keywords())
    report(rows, "patterns alone", by_signals(None))
    if chosen.misses:
        list_misses(rows, by_signals(classifier))
    started = time.perf_counter()
    report(rows, "patterns and classifier", by_signals(classifier))
    print(f"  {(time.perf_counter() - started) / len(rows) * 1000:.1f} ms a ticket")
    for reason, file, condition in chosen.external:
        report_external(reason, Path(file), condition, classifier)


if __name__ == "__main__":
    main()
