"""Times several ways of doing the same, in turns, so that other load hits all alike."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Spread:
    """The median of the rounds, with the least and the most."""

    median: float
    least: float
    most: float


@dataclass(frozen=True)
class Timed:
    """Seconds of each round, on the clock and of the processor."""

    wall: Sequence[float]
    processor: Sequence[float]


@dataclass(frozen=True)
class Rounds:
    """Everything that was timed, by name, and the load average over the rounds."""

    timed: Mapping[str, Timed]
    load: Spread

    def seconds(self, name: str) -> tuple[float, float]:
        """The median round of this one: wall clock, processor."""
        return median(self.timed[name].wall), median(self.timed[name].processor)

    def times_as_long(self, name: str, reference: str) -> tuple[Spread, Spread]:
        """Wall clock and processor time as multiples of the reference's in the same round."""
        own, other = self.timed[name], self.timed[reference]
        return _ratios(own.wall, other.wall), _ratios(own.processor, other.processor)


def in_turns(
    runs: Mapping[str, Callable[[], ResultT]], *, rounds: int
) -> tuple[Rounds, dict[str, ResultT]]:
    """Every run once to warm up, then once a round, each round beginning with the next of them.

    The results are those of the warm-up.
    """
    results = {name: run() for name, run in runs.items()}
    names, load = list(runs), []
    wall: dict[str, list[float]] = {name: [] for name in names}
    processor: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        first = number % len(names)
        for name in names[first:] + names[:first]:
            start, start_processor = time.perf_counter(), time.process_time()
            runs[name]()
            wall[name].append(time.perf_counter() - start)
            processor[name].append(time.process_time() - start_processor)
        load.append(os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan"))
    timed = {name: Timed(wall[name], processor[name]) for name in names}
    return Rounds(timed, _spread(load)), results


def _ratios(own: Sequence[float], other: Sequence[float]) -> Spread:
    return _spread([a / b for a, b in zip(own, other, strict=True)])


def _spread(values: Sequence[float]) -> Spread:
    return Spread(median(values), min(values), max(values))
