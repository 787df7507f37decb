"""Fits the weights of `answerability` and says how good they are on questions they never saw.

    python tools/fit_answerability.py [SET_DIR …] [--write]

The sample shop's own questions count as much as all other sets together: retrieval sets in
BEIR form whose queries say whether they can be answered (`metadata.answerable` or
`metadata.answerability`). Everything runs as in production: splitter, shipped embedder, Chroma,
tantivy, ranking, the talk before a question. Fitted on the tuning topics of the shop and on half
of each other set, chosen by the hash of the question's id; the figures are of the rest. Two runs
differ in the third decimal at most: Chroma builds its graph with several threads.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cx_assistant import Assistant
from cx_assistant.evaluation.beir import Query, is_set, load_set
from cx_assistant.evaluation.selection import is_even
from cx_assistant.evaluation.set_search import search_over
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.knowledge_base.answerability import answerability_signals
from cx_assistant.knowledge_base.search import KnowledgeSearch
from cx_assistant.models import Evidence, Ticket
from cx_assistant.settings import load_settings, open_parts

Floats = NDArray[np.float64]
ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "cx_assistant/knowledge_base/answerability_weights.py"
SHOP_QUESTIONS = ROOT / "evals/sample_shop/questions.jsonl"
SHOP_DAY = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ANSWERABLE = {True: 1.0, "answerable": 1.0, "partial": 1.0, False: 0.0, "unanswerable": 0.0}
PENALTY = 1.0
SIGNALS = 23
PASSAGES = 6
RESAMPLES = 2000
THRESHOLDS = np.arange(0.2, 0.75, 0.05)
# A reply that answers nothing costs a colleague more than one that had to be written by hand.
COST_OF_WRONG_REPLY = 2.0
COST_OF_NEEDLESS_HANDOFF = 1.0


@dataclass(frozen=True)
class Examples:
    """One set: signals, whether answerable, and which questions are for fitting."""

    name: str
    columns: Floats
    targets: Floats
    fitting: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sets", type=Path, nargs="*", metavar="SET_DIR")
    parser.add_argument("--write", action="store_true", help="replace the shipped weights")
    options = parser.parse_args()
    shop = shop_examples()
    others = [found for folder in options.sets if (found := examples(folder))]
    weights = fit_all(shop, others)
    report([shop, *others], weights)
    report_costs(shop, weights)
    if options.write:
        write(weights)


def shop_examples() -> Examples:
    """The questions about the sample shop's articles, each message split as in production."""
    settings, rows = load_settings(ROOT / "knowledge/cx.toml"), []
    with tempfile.TemporaryDirectory() as data:
        parts = open_parts(settings, data=data)
        with Assistant(parts) as assistant:
            assistant.prepare()
            for line in SHOP_QUESTIONS.read_text("utf-8").splitlines():
                asked = json.loads(line)
                if asked["kind"] == "order":
                    continue
                ticket = Ticket.from_text(asked["text"], now=SHOP_DAY)
                clean = clean_ticket(ticket, languages=settings.shop.languages)
                for question in clean.questions:
                    found = parts.workspace.search.find(
                        question.search_text, now=SHOP_DAY, language=clean.language, limit=PASSAGES
                    )
                    signals = values_of(question.search_text, found)
                    rows.append((signals, asked["kind"] == "article", asked["split"] == "tune"))
    columns, targets, fitting = zip(*rows, strict=True)
    return Examples("sample_shop", np.array(columns), np.array(targets, float), np.array(fitting))


def examples(folder: Path) -> Examples | None:
    """The set in this folder, or None if it does not say what can be answered."""
    if not is_set(folder):
        return None
    whole = load_set(folder)
    queries = [(each, _target(each.metadata)) for each in whole.queries]
    queries = [query for query in queries if query[1] is not None]
    if len({target for _, target in queries}) < 2:
        return None
    with search_over(whole.documents) as index:
        columns = [signals_of(index.search, query) for query, _ in queries]
    return Examples(
        name=folder.name,
        columns=np.array(columns),
        targets=np.array([target for _, target in queries]),
        fitting=np.array([is_even(query.id) for query, _ in queries]),
    )


def signals_of(search: KnowledgeSearch, query: Query) -> tuple[float, ...]:
    found = search.find(query.text, now=NOW, language="en", limit=PASSAGES, history=query.history)
    return values_of(query.text, found, in_dialogue=bool(query.history))


def values_of(
    question: str, found: list[Evidence], *, in_dialogue: bool = False
) -> tuple[float, ...]:
    if not found:
        return (0.0,) * SIGNALS
    return answerability_signals(question, found, in_dialogue=in_dialogue).values()


def fit_all(shop: Examples, others: list[Examples]) -> Floats:
    sets = [shop, *others]
    columns = np.vstack([each.columns[each.fitting] for each in sets])
    targets = np.concatenate([each.targets[each.fitting] for each in sets])
    # The other sets are technical documentation: together they count as much as the shop. In each
    # set half of the weight is on answerable questions.
    shares = [max(len(others), 1), *(1 for _ in others)]
    weights = [
        share * _even(each.targets[each.fitting]) for share, each in zip(shares, sets, strict=True)
    ]
    return fit(columns, targets, weights=np.concatenate(weights))


def fit(columns: Floats, targets: Floats, *, weights: Floats) -> Floats:
    """Weights with the bias last: L2-penalised logistic regression by Newton's method.

    The penalty is on weights of columns brought to one spread, so that no unit is favoured.
    """
    middle, spread = columns.mean(axis=0), columns.std(axis=0) + 1e-9
    rows = np.hstack([(columns - middle) / spread, np.ones((len(columns), 1))])
    ridge = np.full(rows.shape[1], PENALTY)
    ridge[-1] = 1e-3  # the bias is free
    solution = np.zeros(rows.shape[1])
    for _ in range(40):
        chance = 1 / (1 + np.exp(-np.clip(rows @ solution, -30, 30)))
        slope = rows.T @ (weights * (chance - targets)) + ridge * solution
        curvature = (rows * (weights * chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        solution -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    plain = solution[:-1] / spread
    return np.append(plain, solution[-1] - plain @ middle)


def report(sets: list[Examples], weights: Floats) -> None:
    print(f"fitted on {sum(int(each.fitting.sum()) for each in sets)} questions")
    print(
        f"{'held-out half of':20} {'n':>4} {'AUROC':>7}  95% interval    cosine   ECE  95% interval"
    )
    for each in sets:
        _report_set(each.name, each.columns[~each.fitting], each.targets[~each.fitting], weights)
    columns = np.vstack([each.columns[~each.fitting] for each in sets])
    targets = np.concatenate([each.targets[~each.fitting] for each in sets])
    _report_set("all", columns, targets, weights)
    sample = np.concatenate([_even(each.targets[~each.fitting]) for each in sets])
    _reliability(chances(columns, weights), targets, sample)


def chances(columns: Floats, weights: Floats) -> Floats:
    found: Floats = 1 / (1 + np.exp(-(columns @ weights[:-1] + weights[-1])))
    return found


def auroc(scores: Floats, targets: Floats) -> float:
    above, below = scores[targets == 1], scores[targets == 0]
    wins = (above[:, None] > below[None, :]).mean() + 0.5 * (above[:, None] == below).mean()
    return float(wins)


def write(weights: Floats) -> None:
    numbers = "".join(f"    {value:.4f},\n" for value in weights[:-1])
    TARGET.write_text(
        '"""Written by tools/fit_answerability.py; do not edit by hand.\n\n'
        "In the order of `AnswerabilitySignals.values`. Half of the weight is on questions about\n"
        "the sample shop, half on technical documentation; half of either on answerable ones.\n"
        '"""\n\n'
        f"BIAS = {weights[-1]:.4f}\nWEIGHTS = (\n{numbers})\n",
        encoding="utf-8",
    )
    print(f"written to {TARGET.name}")


def _report_set(name: str, columns: Floats, targets: Floats, weights: Floats) -> None:
    scores, draw = chances(columns, weights), np.random.default_rng(0)
    drawn = [draw.integers(0, len(targets), len(targets)) for _ in range(RESAMPLES)]
    drawn = [rows for rows in drawn if 0 < targets[rows].mean() < 1]
    low, high = np.percentile([auroc(scores[rows], targets[rows]) for rows in drawn], [2.5, 97.5])
    off = np.percentile([calibration_error(scores[r], targets[r]) for r in drawn], [2.5, 97.5])
    alone = auroc(columns[:, 0], targets)
    print(
        f"{name:20} {len(targets):4} {auroc(scores, targets):7.3f}  {low:.3f} to {high:.3f}   "
        f"{alone:.3f}  {calibration_error(scores, targets):.3f}  {off[0]:.3f} to {off[1]:.3f}"
    )


def calibration_error(scores: Floats, targets: Floats) -> float:
    """How far chance and share of answerable lie apart, at even odds, in five equal steps."""
    weights = _even(targets)
    step = np.minimum((scores * 5).astype(int), 4)
    gaps = [abs(float((weights * (scores - targets))[step == number].sum())) for number in range(5)]
    return sum(gaps) / float(weights.sum())


def report_costs(shop: Examples, weights: Floats) -> None:
    """What each threshold would cost, a question of the shop that needs no order."""
    print("\nminimum   cost, tuning topics   cost, other topics")
    for threshold in THRESHOLDS:
        costs = [
            cost(shop.columns[rows], shop.targets[rows], weights, threshold)
            for rows in (shop.fitting, ~shop.fitting)
        ]
        print(f"{threshold:.2f}      {costs[0]:.3f}                 {costs[1]:.3f}")


def cost(columns: Floats, targets: Floats, weights: Floats, threshold: float) -> float:
    replied = chances(columns, weights) >= threshold
    wrong = COST_OF_WRONG_REPLY * (replied & (targets == 0))
    needless = COST_OF_NEEDLESS_HANDOFF * (~replied & (targets == 1))
    return float((wrong + needless).mean())


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
    """Sample weights that sum to 100, half of them on answerable questions."""
    answerable = float(targets.sum())
    return np.where(targets > 0, 50 / max(answerable, 1), 50 / max(len(targets) - answerable, 1))


def _target(metadata: Mapping[str, object]) -> float | None:
    stated = metadata.get("answerable", metadata.get("answerability"))
    return ANSWERABLE.get(stated) if isinstance(stated, (bool, str)) else None


if __name__ == "__main__":
    main()
