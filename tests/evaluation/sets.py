"""A small set about a shop, in memory and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DOCUMENTS: Sequence[Mapping[str, Any]] = (
    {
        "_id": "returns",
        "title": "Returns",
        "text": "You can return most items within 30 days of delivery. Keep the tags on.",
    },
    {
        "_id": "delivery",
        "title": "Delivery",
        "text": "Standard delivery to Ireland takes 4 to 6 working days and costs 8.90 EUR.",
    },
    {
        "_id": "vouchers",
        "title": "Gift vouchers",
        "text": "A gift voucher is valid for three years and cannot be paid out in cash.",
    },
    {
        "_id": "warranty",
        "title": "Warranty",
        "text": "Zips and seams of our jackets are repaired free of charge for two years.",
    },
)
QUERIES: Sequence[Mapping[str, Any]] = (
    {"_id": "q1", "text": "How many days do I have to return an item?"},
    {"_id": "q2", "text": "What does delivery to Ireland cost?"},
    {"_id": "q3", "text": "How long is a gift voucher valid?"},
    {"_id": "q4", "text": "Do you repair a broken zip for free?"},
    {"_id": "q5", "text": "May I return an item after two weeks of wearing it?"},
)
QRELS = (
    "query-id\tcorpus-id\tscore\n"
    "q1\treturns\t1\nq2\tdelivery\t1\nq3\tvouchers\t1\nq4\twarranty\t1\nq5\treturns\t2\n"
)
UNANSWERABLE: Sequence[Mapping[str, Any]] = tuple(
    {"_id": f"u{number}", "text": text, "metadata": {"answerable": False}}
    for number, text in enumerate(
        ("Who won the football world cup in 1990?", "What is the boiling point of tungsten?")
    )
)


def labelled(queries: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [{**each, "metadata": {"answerable": True}} for each in queries]


def write_set(
    folder: Path,
    *,
    documents: Sequence[Mapping[str, Any]] = DOCUMENTS,
    queries: Sequence[Mapping[str, Any]] = QUERIES,
    qrels: str = QRELS,
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("corpus.jsonl", documents), ("queries.jsonl", queries)):
        text = "".join(f"{json.dumps(row)}\n" for row in rows)
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder
