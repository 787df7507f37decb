"""How often the right document is found, beside what one would build first, in one run.

    python -m benchmarks.retrieval DATA_DIR [SET …] [--last-turn] [--json FILE] [--cache DIR]

DATA_DIR holds retrieval sets in BEIR form. Ours runs as in production. Beside it stand BM25, the
shipped embedder and their reciprocal ranks over our passages, and LangChain, LlamaIndex and
Haystack with their defaults and the same embedder (`pip install '.[peers]'`). Every system runs
alone in a process of its own. A document counts where its best passage stands.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.peers.figures import Measured, Row, rows_of
from benchmarks.peers.kept import Kept, versions
from benchmarks.peers.launch import Launcher, NotMeasuredError
from benchmarks.peers.system import OURS, SYSTEMS, Entry
from benchmarks.peers.table import printed
from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import RetrievalSet, load_set

DEFAULT_SETS = ("wixqa", "techqa", "claude_docs", "mtrag_un", "tau_banking", "aws_docs")
LEGEND = """
Beside each mean its 95% bootstrap interval; ahead: the mean difference by question, with its own,
* where that excludes zero. index: from documents to searchable, embedding included, imports not;
query: the passages that a question gets in production."""
LEGEND_HISTORY = """\
with history: the last turn is asked and all before it passed beside it, as in production;
all turns: the customer's turns as one text."""
LEGEND_KEPT = "† kept by --cache: same code, same data, same versions."


def main() -> int:
    options = parser_of_options().parse_args()
    try:
        sets = [load_set(folder) for folder in folders_of(options.data, options.sets)]
    except InputError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    launcher = Launcher(options.last_turn, Kept(options.cache) if options.cache else None)
    reports = [report(each, options.data / each.name, options.only, launcher) for each in sets]
    print(legend([row for each in reports for row in each["rows"]]))
    if options.json:
        written = {"machine": machine(), "versions": versions(), "sets": reports}
        options.json.write_text(json.dumps(written, indent=1, default=asdict) + "\n", "utf-8")
    return int(any(each["failed"] for each in reports))


def parser_of_options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.retrieval", description=__doc__.splitlines()[0]
    )
    names = [entry.name for entry in SYSTEMS]
    parser.add_argument("data", type=Path, metavar="DATA_DIR", help="a folder of retrieval sets")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"{', '.join(DEFAULT_SETS)}")
    parser.add_argument("--last-turn", action="store_true", help="leave histories out, for all")
    parser.add_argument(
        "--only", nargs="+", choices=names, default=names, metavar="SYSTEM", help=", ".join(names)
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there too")
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep results there, and use what still holds"
    )
    return parser


def folders_of(data: Path, names: Sequence[str]) -> list[Path]:
    """The named sets; by default those of the usual ones that are there."""
    if names:
        return [data / name for name in names]
    found = [data / name for name in DEFAULT_SETS if (data / name).is_dir()]
    if not found:
        raise InputError(f"{data} has none of {', '.join(DEFAULT_SETS)}; name the sets it has")
    for name in DEFAULT_SETS:
        if not (data / name).is_dir():
            print(f"{name}: skipped, {data} has no such folder")
    return found


def report(
    whole: RetrievalSet, folder: Path, wanted: Sequence[str], launcher: Launcher
) -> dict[str, Any]:
    """Measures all on one set and prints its tables."""
    print(f"\n{whole.name}: {len(whole.scored)} questions, {len(whole.documents)} documents")
    measured: list[Measured] = []
    left_out: dict[str, str] = {}
    failed = False
    for entry in (each for each in SYSTEMS if each.name in wanted):
        try:
            measured += announced(entry, whole, folder, launcher)
        except NotMeasuredError as error:
            left_out[entry.label] = str(error)
            failed |= not entry.missing()
    rows = rows_of(measured, whole, reference=OURS)
    if rows:
        print(printed(rows, forms_differ=len({row.form for row in rows}) > 1))
    for label, reason in left_out.items():
        print(f"{label}: {reason}")
    return {
        "set": whole.name,
        "queries": len(whole.scored),
        "documents": len(whole.documents),
        "rows": rows,
        "left_out": left_out,
        "failed": failed,
    }


def announced(
    entry: Entry, whole: RetrievalSet, folder: Path, launcher: Launcher
) -> list[Measured]:
    if not sys.stderr.isatty():
        return launcher.measure(entry, whole, folder)
    print(f"  {entry.label} …\033[K", end="\r", file=sys.stderr, flush=True)
    try:
        return launcher.measure(entry, whole, folder)
    finally:
        print("\033[K", end="", file=sys.stderr, flush=True)


def legend(rows: Sequence[Row]) -> str:
    lines = [LEGEND]
    if any(row.form != "last" for row in rows):
        lines.append(LEGEND_HISTORY)
    if any(row.kept for row in rows):
        lines.append(LEGEND_KEPT)
    return "\n".join(lines)


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "python": platform.python_version(),
        "load_average": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
    }


if __name__ == "__main__":
    sys.exit(main())
