"""Choose the claim support threshold on labelled replies, and report it on others.

    python tools/tune_claim_support.py DATA_DIR

DATA_DIR holds folders with `responses.jsonl.gz` (knowledge, response, grounded) or
`summaries.jsonl.gz` (document, summary, consistent). Half of the documents choose the
threshold, the other half report it; 95% intervals come from resampling documents.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from cx_assistant.grounding.claims import CLAIM_SUPPORT_THRESHOLD
from cx_assistant.grounding.reply_score import score_reply

_TODAY = date(2024, 1, 1)
_RESAMPLES = 1000
# file name → the fields that hold evidence, reply and label
_FORMS = {
    "responses.jsonl.gz": ("knowledge", "response", "grounded"),
    "summaries.jsonl.gz": ("document", "summary", "consistent"),
}


class Row(NamedTuple):
    """A labelled reply with its score, and the document it was written from."""

    document: str
    is_supported: bool
    score: float
    overlap: float


def read_rows(path: Path) -> Iterator[Row]:
    """Every labelled reply of one file, scored."""
    evidence, reply, label = _FORMS[path.name]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row[label] is None:
                continue
            score = score_reply(row[reply], [row[evidence]], today=_TODAY)
            overlap = word_overlap(row[reply], row[evidence])
            yield Row(row[evidence], row[label], score, overlap)


def word_overlap(reply: str, evidence: str) -> float:
    """The baseline: the share of the reply's words that the evidence holds."""
    said = reply.lower().split()
    known = set(evidence.lower().split())
    return sum(word in known for word in said) / max(1, len(said))


def is_for_tuning(row: Row) -> bool:
    """Splits by document, the same way every time."""
    return hashlib.sha256(row.document.encode()).digest()[0] % 2 == 0


def auroc(labels: Sequence[bool], scores: Sequence[float]) -> float:
    """The chance that a supported reply scores above an unsupported one; ties count half."""
    order = sorted(zip(scores, labels, strict=True))
    ranks: dict[float, list[int]] = defaultdict(list)
    for rank, (score, _) in enumerate(order, start=1):
        ranks[score].append(rank)
    mean = {score: sum(found) / len(found) for score, found in ranks.items()}
    positives = sum(labels)
    negatives = len(labels) - positives
    if not positives or not negatives:
        return float("nan")
    total = sum(mean[score] for score, label in zip(scores, labels, strict=True) if label)
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def balanced_accuracy(rows: Sequence[Row], threshold: float) -> float:
    """Mean of the two rates of being right."""
    kept = [row.score >= threshold for row in rows if row.is_supported]
    caught = [row.score < threshold for row in rows if not row.is_supported]
    if not kept or not caught:
        return float("nan")
    return (sum(kept) / len(kept) + sum(caught) / len(caught)) / 2


def best_threshold(rows: Sequence[Row]) -> float:
    """The threshold, in steps of 0.01, with the best balanced accuracy."""
    return max((step / 100 for step in range(101)), key=lambda at: balanced_accuracy(rows, at))


def interval(rows: Sequence[Row], threshold: float) -> tuple[float, float]:
    """95% interval of the balanced accuracy, documents resampled."""
    by_document: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_document[row.document].append(row)
    groups = list(by_document.values())
    draw = random.Random(7)
    found = sorted(
        balanced_accuracy([row for _ in groups for row in draw.choice(groups)], threshold)
        for _ in range(_RESAMPLES)
    )
    return found[int(0.025 * _RESAMPLES)], found[int(0.975 * _RESAMPLES)]


def report(name: str, rows: Sequence[Row], threshold: float) -> None:
    """One line of figures."""
    labels = [row.is_supported for row in rows]
    low, high = interval(rows, threshold)
    print(
        f"{name:24} n={len(rows):5} supported={sum(labels) / len(rows):.2f} "
        f"AUROC={auroc(labels, [row.score for row in rows]):.3f} "
        f"(word overlap {auroc(labels, [row.overlap for row in rows]):.3f}) "
        f"balanced accuracy at {threshold:.2f}: {balanced_accuracy(rows, threshold):.3f} "
        f"[{low:.3f}, {high:.3f}]"
    )


def main(data: Path) -> int:
    """Print the chosen threshold and what it is worth on the other half."""
    paths = sorted(path for name in _FORMS for path in data.glob(f"*/{name}"))
    if not paths:
        print(f"no {' or '.join(_FORMS)} below {data}; nothing to measure", file=sys.stderr)
        return 3
    started = perf_counter()
    sets = {path.parent.name: list(read_rows(path)) for path in paths}
    scored = sum(map(len, sets.values()))
    tuning = [row for rows in sets.values() for row in rows if is_for_tuning(row)]
    print(f"scored {scored} replies, {1000 * (perf_counter() - started) / scored:.2f} ms each")
    chosen = best_threshold(tuning)
    print(f"best threshold on the tuning half (n={len(tuning)}): {chosen:.2f}")
    print(f"shipped threshold: {CLAIM_SUPPORT_THRESHOLD:.2f}")
    for name, rows in sets.items():
        held_out = [row for row in rows if not is_for_tuning(row)]
        for threshold in dict.fromkeys((chosen, CLAIM_SUPPORT_THRESHOLD)):
            report(name, held_out, threshold)
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tools/tune_claim_support.py DATA_DIR")
    sys.exit(main(Path(sys.argv[1])))
