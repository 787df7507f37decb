"""Milliseconds per step, for the trace."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Stopwatch:
    """Adds up what each named step takes. The clock only ever measures; nothing depends on it."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._seconds: dict[str, float] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Counts the time until the block ends, also when it fails."""
        start = self._clock()
        try:
            yield
        finally:
            self._seconds[name] = self._seconds.get(name, 0.0) + self._clock() - start

    @property
    def milliseconds(self) -> dict[str, float]:
        """By step, in the order they first ran."""
        return {name: round(seconds * 1000, 2) for name, seconds in self._seconds.items()}
