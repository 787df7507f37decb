"""Replies as people write them, about the sample shop: honest and faulty ones."""

from __future__ import annotations

import csv
from pathlib import Path


def _replies(kind: str) -> tuple[tuple[str, str], ...]:
    with Path(__file__).with_name("replies.tsv").open(encoding="utf-8") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return tuple((words, said) for found, words, said in rows if found == kind)


# (words that find the section, sentence)
HONEST = _replies("honest")
FAULTY = _replies("faulty")
