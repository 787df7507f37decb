"""Runs each system in a process of its own and collects what it measured."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.peers.figures import Measured
from benchmarks.peers.kept import ROOT, Kept
from benchmarks.peers.system import Entry
from cx_assistant.evaluation.beir import RetrievalSet

SILENT = {
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_OFFLINE": "1",
}


class NotMeasuredError(Exception):
    """A system could not be measured; says why."""


@dataclass(frozen=True)
class Launcher:
    """Measures, or takes what was kept if a folder for that is given."""

    last_turn: bool
    kept: Kept | None

    def measure(self, entry: Entry, whole: RetrievalSet, folder: Path) -> list[Measured]:
        """One result for each way of asking. Raises `NotMeasuredError`."""
        if missing := entry.missing():
            raise NotMeasuredError(
                f"skipped, {' and '.join(missing)} not installed (pip install '.[peers]')"
            )
        forms = self._forms(entry, whole)
        measure = partial(_in_own_process, entry, folder, forms)
        if self.kept is None:
            return list(_measured(entry, measure(), kept=False))
        seen, was_kept = self.kept.get(entry, folder, forms, measure)
        return list(_measured(entry, seen, kept=was_kept))

    def _forms(self, entry: Entry, whole: RetrievalSet) -> tuple[str, ...]:
        """Where a set has histories, all are also asked without; the first form leads."""
        if self.last_turn or not any(query.history for query in whole.scored):
            return ("last",)
        return ("history", "last") if entry.reads_history else ("last", "turns")


def _in_own_process(entry: Entry, folder: Path, forms: tuple[str, ...]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        out = Path(name) / "measured.json"
        command = [sys.executable, "-m", "benchmarks.peers.worker", entry.name]
        done = subprocess.run(
            [*command, str(folder.resolve()), str(out), *forms],
            cwd=ROOT,
            env=os.environ | SILENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            last = (done.stderr.strip().splitlines() or ["no message"])[-1]
            raise NotMeasuredError(f"failed: {last}")
        found: dict[str, Any] = json.loads(out.read_text("utf-8"))
        return found


def _measured(entry: Entry, seen: dict[str, Any], *, kept: bool) -> Iterator[Measured]:
    for form, asked in seen["forms"].items():
        yield Measured(
            system=entry.name,
            label=entry.label,
            form=form,
            rankings=asked["rankings"],
            milliseconds=asked["milliseconds"],
            passages=seen["passages"],
            index_seconds=seen["index_seconds"],
            peak_megabytes=seen["peak_megabytes"],
            kept=kept,
        )
