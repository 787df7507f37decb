"""Reads labelled sets and writes shares with their intervals."""

from __future__ import annotations

import gzip
import hashlib
import json
import math
from pathlib import Path
from typing import Any


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The rows of a JSONL file, compressed or not."""
    content = file.read_bytes()
    text = (gzip.decompress(content) if file.suffix == ".gz" else content).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]


def wilson(successes: int, total: int) -> tuple[float, float]:
    """95% interval of a share."""
    if not total:
        return (0.0, 1.0)
    z = 1.959964
    share = successes / total
    middle = share + z * z / (2 * total)
    spread = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return (max(0.0, (middle - spread) / scale), (middle + spread) / scale)


def rate(name: str, successes: int, total: int) -> str:
    """One line of a report: share, count and interval."""
    low, high = wilson(successes, total)
    share = successes / total if total else 0.0
    return f"{name:34} {share:6.3f}  {successes:4}/{total:<4}  95% {low:.3f} to {high:.3f}"


def half_of(row_id: str) -> str:
    """`a` or `b`: look at the rows of half a, report half b."""
    return "ab"[hashlib.sha256(row_id.encode()).digest()[0] % 2]
