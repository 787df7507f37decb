"""Fits the weights of `answerability` and says how good they are on questions they never saw.

    python tools/fit_answerability.py DATA_DIR [--write]

DATA_DIR holds retrieval sets in BEIR form whose queries say whether they can be answered
(`metadata.answerable` or `metadata.answerability`). Everything runs as in production: splitter,
shipped embedder, Chroma, tantivy, fusion. Half of the questions, chosen by the hash of their id,
are fitted on; the figures are of the other half. Two runs differ in the third decimal at most:
Chroma builds its graph with several threads.
"""

from __future__ import annotations

import argparse
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from beir_search import corpus_of, queries_of, search_over
from logistic import Floats, balanced, fit

from cx_assistant.knowledge_base.answerability import answerability_signals
from cx_assistant.knowledge_base.search import KnowledgeSearch

TARGET = Path(__file__).parent.parent / "cx_assistant/knowledge_base/answerability_weights.py"
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERABLE = {True: 1.0, "answerable": 1.0, "partial": 1.0, False: 0.0, "unanswerable": 0.0}
PENALTY = 0.3
PASSAGES = 6
RESAMPLES = 2000


@dataclass(frozen=True)
class Examples:
    """One set: signals, whether answerable, and which questions are for fitting."""

    name: str
    columns: Floats
    targets: Floats
    fitting: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    options = parser.parse_args()
    sets = [found for folder in sorted(options.data.iterdir()) if (found := examples(folder))]
    if not sets:
        parser.error(f"{options.data} holds no set with answerable and unanswerable questions")
    weights = fit_all(sets)
    report(sets, weights)
    if options.write:
        write(weights)


def examples(folder: Path) -> Examples | None:
    """The set in this folder, or None if it does not say what can be answered."""
    rows = queries_of(folder)
    queries = [(row["_id"], row["text"], _target(row.get("metadata", {}))) for row in rows]
    queries = [query for query in queries if query[2] is not None]
    if len({target for _, _, target in queries}) < 2:
        return None
    with search_over(corpus_of(folder)) as search:
        columns = [signals_of(search, text) for _, text, _ in queries]
    return Examples(
        name=folder.name,
        columns=np.array(columns),
        targets=np.array([target for _, _, target in queries]),
        fitting=np.array([_is_for_fitting(id_) for id_, _, _ in queries]),
    )


def signals_of(search: KnowledgeSearch, question: str) -> tuple[float, ...]:
    found = search.find(question, now=NOW, language="en", limit=PASSAGES)
    return answerability_signals(question, found).values() if found else (0.0,) * 7


def fit_all(sets: list[Examples]) -> Floats:
    columns = np.vstack([each.columns[each.fitting] for each in sets])
    targets = np.concatenate([each.targets[each.fitting] for each in sets])
    # Each set counts the same, and in each half of the weight is on answerable questions.
    weights = np.concatenate([_even(each.targets[each.fitting]) for each in sets])
    return fit(columns, targets, penalty=PENALTY, weights=weights)


def report(sets: list[Examples], weights: Floats) -> None:
    print(f"fitted on {sum(int(each.fitting.sum()) for each in sets)} questions")
    print(f"{'held-out half of':20} {'n':>4} {'AUROC':>7}  95% interval   cosine alone")
    for each in sets:
        _report_set(each.name, each.columns[~each.fitting], each.targets[~each.fitting], weights)
    columns = np.vstack([each.columns[~each.fitting] for each in sets])
    targets = np.concatenate([each.targets[~each.fitting] for each in sets])
    _report_set("all", columns, targets, weights)
    sample = np.concatenate([_even(each.targets[~each.fitting]) for each in sets])
    _reliability(chances(columns, weights), targets, sample)


def chances(columns: Floats, weights: Floats) -> Floats:
    return 1 / (1 + np.exp(-(columns @ weights[:-1] + weights[-1])))


def auroc(scores: Floats, targets: Floats) -> float:
    above, below = scores[targets == 1], scores[targets == 0]
    wins = (above[:, None] > below[None, :]).mean() + 0.5 * (above[:, None] == below).mean()
    return float(wins)


def write(weights: Floats) -> None:
    numbers = "".join(f"    {value:.4f},\n" for value in weights[:-1])
    TARGET.write_text(
        '"""Written by tools/fit_answerability.py; do not edit by hand.\n\n'
        "In the order of `AnswerabilitySignals`. Fitted on half of the questions of the sets that\n"
        'docs/decisions/0003-tantivy.md names, with half of the weight on answerable ones.\n"""\n\n'
        f"BIAS = {weights[-1]:.4f}\nWEIGHTS = (\n{numbers})\n",
        encoding="utf-8",
    )
    print(f"written to {TARGET.name}")


def _report_set(name: str, columns: Floats, targets: Floats, weights: Floats) -> None:
    scores, chance = chances(columns, weights), np.random.default_rng(0)
    drawn = (chance.integers(0, len(targets), len(targets)) for _ in range(RESAMPLES))
    spread = [auroc(scores[rows], targets[rows]) for rows in drawn if 0 < targets[rows].mean() < 1]
    low, high = np.percentile(spread, [2.5, 97.5])
    alone = auroc(columns[:, 0], targets)
    print(
        f"{name:20} {len(targets):4} {auroc(scores, targets):7.3f}  {low:.3f} to {high:.3f}  "
        f"{alone:.3f}"
    )


def _reliability(scores: Floats, targets: Floats, sample: Floats) -> None:
    print("\nchance given   questions   really answerable (at even odds)")
    for low in np.arange(0.0, 1.0, 0.2):
        rows = (scores >= low) & (scores < low + 0.2)
        if rows.any():
            share = float((targets * sample)[rows].sum() / sample[rows].sum())
            print(f"{low:.1f} to {low + 0.2:.1f}     {int(rows.sum()):6}      {share:.2f}")
    kept = scores >= 0.5
    print(
        f"\nat 0.5: keeps {targets[kept].sum() / targets.sum():.2f} of the answerable and "
        f"{(1 - targets)[kept].sum() / (1 - targets).sum():.2f} of the others"
    )


def _even(targets: Floats) -> Floats:
    weights = balanced(targets, positive_share=0.5)
    return weights / weights.sum() * 100


def _target(metadata: dict[str, object]) -> float | None:
    stated = metadata.get("answerable", metadata.get("answerability"))
    return ANSWERABLE.get(stated) if isinstance(stated, (bool, str)) else None


def _is_for_fitting(query_id: str) -> bool:
    return hashlib.sha256(query_id.encode()).digest()[0] % 2 == 0


if __name__ == "__main__":
    main()
