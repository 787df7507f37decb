"""Keeps what workers measured, under a name that changes with anything it depends on."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.peers.system import SYSTEMS, Entry

Seen = dict[str, Any]

ROOT = Path(__file__).parents[2]
COMMON = ("chromadb", "numpy", "onnxruntime", "tantivy", "tokenizers")
SET_FILES = ("corpus.jsonl", "corpus.jsonl.gz", "queries.jsonl", "queries.jsonl.gz", "qrels.tsv")
# All a framework sees of us; our own rows depend on the whole package.
SEEN_BY_PEERS = ("cx_assistant/evaluation", "cx_assistant/backends/local_embedder.py")


@dataclass(frozen=True)
class Kept:
    """Results in a folder, one file each."""

    folder: Path

    def get(
        self, entry: Entry, data: Path, forms: Sequence[str], measure: Callable[[], Seen]
    ) -> tuple[Seen, bool]:
        """What this very code measured on these very files, and whether it was here already.

        Results are written whole or not at all, so that an interrupted run can be taken up again.
        Nothing is kept when code or data changed while it was measured.
        """
        file = self._file(entry, data, forms)
        if file.exists():
            return json.loads(file.read_text("utf-8")), True
        measured = measure()
        if file == self._file(entry, data, forms):
            self.folder.mkdir(parents=True, exist_ok=True)
            partial = file.with_suffix(".partial")
            partial.write_text(json.dumps(measured), encoding="utf-8")
            partial.replace(file)
        return measured, False

    def _file(self, entry: Entry, data: Path, forms: Sequence[str]) -> Path:
        digest = hashlib.sha256("\0".join([*forms, *circumstances(entry)]).encode())
        for file in (*sources(entry), *(data / name for name in SET_FILES)):
            if file.is_file():
                digest.update(f"\0{file.name}\0".encode() + file.read_bytes())
        return self.folder / f"{data.resolve().name}.{entry.name}.{digest.hexdigest()[:16]}.json"


def circumstances(entry: Entry) -> Iterator[str]:
    yield entry.name
    yield f"{platform.machine()} {os.cpu_count()} {platform.python_version()}"
    yield from (f"{name} {version_of(name)}" for name in (*COMMON, *entry.needs.values()))


def sources(entry: Entry) -> list[Path]:
    own = ("cx_assistant",)
    places = ("benchmarks/peers", *(SEEN_BY_PEERS if entry.needs else own))
    found: list[Path] = []
    for place in (ROOT / name for name in places):
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place]
    return [*found, *(ROOT / "cx_assistant/backends/models").rglob("SHA256SUMS")]


def versions() -> dict[str, str]:
    """What was measured with."""
    needed = {name for entry in SYSTEMS for name in entry.needs.values()}
    return {name: version_of(name) for name in sorted({*COMMON, *needed})}


def version_of(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "absent"
