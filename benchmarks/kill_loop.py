"""kill -9 of an ingest at fifty random moments: what each kill found, and that nothing was lost.

    python -m benchmarks.kill_loop [--rounds 50] [--articles 300] [--seed 1]

Every other round starts from an older edition of the articles. After every kill the store, both
indexes and the outbox are checked, the ingest is run again, and what can be found then must be
what an undisturbed ingest finds; the first difference ends the run with an error.
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from tests.system.killing import (
    checked_round,
    found_after_ingest,
    seconds_of_an_ingest,
    write_articles,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), options.rounds, options.articles, random.Random(options.seed))


def run(folder: Path, rounds: int, articles: int, chance: random.Random) -> None:
    shop, before = folder / "shop", folder / "before"
    write_articles(shop, articles, edition=1)
    seconds = seconds_of_an_ingest(shop, before)
    write_articles(shop, articles, edition=2)
    expected = found_after_ingest(shop, folder / "undisturbed")
    print(f"undisturbed: {seconds:.1f} s, {len(expected[0])} passages", flush=True)
    stages: Counter[str] = Counter()
    number = 0
    while (kills := stages.total()) < rounds:
        data, number = folder / f"data-{number}", number + 1
        if kills % 2:
            shutil.copytree(before, data)
        killed = checked_round(shop, data, chance.uniform(0.2, 1.0) * seconds, expected)
        shutil.rmtree(data)
        if killed.ran_to_its_end:  # the machine is faster than it was at first
            seconds = killed.after_seconds
            continue
        stage = f"{killed.articles} articles stored"
        stages[f"{'update' if kills % 2 else 'first ingest'}, {stage}"] += 1
        print(f"{kills + 1:3}  after {killed.after_seconds:5.2f} s  {stage}", flush=True)
    for stage, count in sorted(stages.items()):
        print(f"{count:4} × {stage}")
    print(f"{rounds} kills, nothing lost, every following ingest complete")


if __name__ == "__main__":
    main()
