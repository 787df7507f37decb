"""kill -9 at any moment of an ingest loses nothing, and the next run completes it.

`benchmarks/kill_loop.py` does the same fifty times.
"""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import pytest

from .killing import checked_round, found_after_ingest, seconds_of_an_ingest, write_articles

ROUNDS = 6
ARTICLES = 300


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_killed_ingest_is_completed_by_the_next_as_if_nothing_had_happened(
    tmp_path: Path,
) -> None:
    shop, before = tmp_path / "shop", tmp_path / "before"
    write_articles(shop, ARTICLES, edition=1)
    seconds = seconds_of_an_ingest(shop, before)
    write_articles(shop, ARTICLES, edition=2)
    expected = found_after_ingest(shop, tmp_path / "undisturbed")
    chance = random.Random(20260610)
    rounds = []

    for number in range(ROUNDS):
        data = tmp_path / f"data-{number}"
        if number % 2:
            shutil.copytree(before, data)  # half of the articles are there and unchanged
        moment = chance.uniform(0.35, 1.0) * seconds
        rounds.append(checked_round(shop, data, moment, expected))

    assert not all(each.ran_to_its_end for each in rounds), rounds
