"""Measures one system on one set, alone in this process, and writes what it saw as JSON.

    python -m benchmarks.peers.worker SYSTEM SET_FOLDER OUT.json FORM…

A form says what is asked where a question has a history: `last` its last turn, `turns` all turns
of the customer as one text, `history` the last turn with everything before it beside it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.peers.system import SYSTEMS, System, distinct
from cx_assistant.evaluation.beir import Query, load_set
from cx_assistant.evaluation.metrics import DEPTH
from cx_assistant.models import Author, Message
from cx_assistant.settings import Settings

# What a question gets in production is timed; more passages then fill the ranking up.
ASKED = Settings().search.passages_per_question
DEEPER = 40


def main(name: str, folder: str, out: str, *forms: str) -> None:
    sys.addaudithook(refuse_network)
    questions = load_set(Path(folder))
    system = next(each for each in SYSTEMS if each.name == name).build()
    start = time.perf_counter()
    passages = system.index(questions.documents)
    index_seconds = time.perf_counter() - start
    asked = {form: run(system, questions.scored, form) for form in forms}
    measured = {
        "passages": passages,
        "index_seconds": index_seconds,
        "forms": asked,
        "peak_megabytes": peak_megabytes(),
    }
    system.close()
    Path(out).write_text(json.dumps(measured), encoding="utf-8")


def run(system: System, queries: Sequence[Query], form: str) -> dict[str, Any]:
    """The rankings, and the milliseconds each took; a question before them is not counted."""
    system.search(*asked_as(queries[0], form), ASKED)
    rankings, milliseconds = {}, []
    for query in queries:
        question, history = asked_as(query, form)
        start = time.perf_counter()
        found = system.search(question, history, ASKED)
        milliseconds.append((time.perf_counter() - start) * 1e3)
        deeper = system.search(question, history, DEEPER)
        rankings[query.id] = distinct([*found, *deeper])[:DEPTH]
    return {"rankings": rankings, "milliseconds": milliseconds}


def asked_as(query: Query, form: str) -> tuple[str, Sequence[Message]]:
    if form == "history":
        return query.text, query.history
    if form == "turns":
        said = [each.text for each in query.history if each.author is Author.CUSTOMER]
        return "\n".join([*said, query.text]), ()
    return query.text, ()


def peak_megabytes() -> float:
    """The most memory this process had at once."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts the parent's memory at the fork as this process's own
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        peak = next((line for line in lines if line.startswith("VmHWM:")), None)
        if peak:
            return int(peak.split()[1]) / 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform == "linux" else most / 1024**2


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """An audit hook: whatever a framework wants to report or fetch, it may not."""
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = str(arguments[1][0])
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise ConnectionRefusedError(f"a benchmark may not connect to {host}")


if __name__ == "__main__":
    main(*sys.argv[1:])
