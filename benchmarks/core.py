"""What the core costs: import, help, one answer, an ingest, memory; each beside a plain baseline.

    python benchmarks/core.py [--passages 10000 100000 200000]

Prints n, medians and the target of each figure. Run it on a quiet machine. `--passages` adds the
pipeline's own cost of one search at each of these sizes, measured by `scale.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from cx_assistant import Assistant, Ticket
from cx_assistant.resources import shipped
from cx_assistant.settings import load_settings, with_data
from cx_assistant.settings.filling import ingest_paths
from cx_assistant.settings.workspace import Workspace
from cx_assistant.tickets import read_tickets

RUNS = 9
CONFIG = shipped("knowledge") / "cx.toml"


def median_seconds(command: Sequence[str], runs: int = RUNS) -> float:
    """Of whole processes, after one that is not counted."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - start)
    return statistics.median(times[1:])


def imports() -> None:
    ours = median_seconds([sys.executable, "-c", "import cx_assistant"])
    bare = median_seconds([sys.executable, "-c", "pass"])
    pydantic = median_seconds([sys.executable, "-c", "import pydantic"])
    print(
        f"import cx_assistant   {ours * 1000:7.0f} ms  pydantic {pydantic * 1000:.0f} ms,", end=" "
    )
    print(f"python alone {bare * 1000:.0f} ms: ratio {ours / pydantic:.2f} (≤ 1.3), n={RUNS}")
    first_line = "from cx_assistant import Assistant, Ticket"
    used = median_seconds([sys.executable, "-c", first_line])
    print(f"    {first_line}: {used * 1000:.0f} ms")
    heavy = ("chromadb", "langchain", "openai", "onnxruntime", "numpy", "sqlalchemy", "tantivy")
    told = (
        f"import sys; {first_line}; print(len(sys.modules), *{{*sys.modules}} & {{*sys.argv[1:]}})"
    )
    loaded = subprocess.check_output([sys.executable, "-c", told, *heavy], text=True).split()
    print(f"    modules loaded    {loaded[0]:>7}     heavy ones: {loaded[1:] or 'none'}")
    program = [sys.executable, "-m", "cx_assistant", "--help"]
    print(f"--help                {median_seconds(program) * 1000:7.0f} ms  (< 500), n={RUNS}")


def answers(assistant: Assistant, rounds: int = 5) -> None:
    lines = read_tickets(CONFIG.parent / "tickets.jsonl", now=datetime.now(UTC))
    tickets = [line for line in lines if isinstance(line, Ticket)]
    for ticket in tickets:
        assistant.answer(ticket)
    times: list[float] = []
    steps: dict[str, list[float]] = {}
    for ticket in tickets * rounds:
        start = time.perf_counter()
        outcome = assistant.answer(ticket)
        times.append((time.perf_counter() - start) * 1000)
        for step, milliseconds in outcome.trace.milliseconds.items():
            steps.setdefault(step, []).append(milliseconds)
    p95 = statistics.quantiles(times, n=20)[-1]
    print(
        f"one answer, offline   {statistics.median(times):7.1f} ms  p95 {p95:.1f} (median < 60),",
        end=" ",
    )
    print(f"n={len(times)}, {len(tickets)} tickets")
    for step, values in steps.items():
        print(f"    {step:18}{statistics.median(values):7.1f} ms")


class CountedEmbedder:
    """Another embedder with its time added up."""

    def __init__(self, embedder: object) -> None:
        self._embedder = embedder
        self.seconds = 0.0

    def __getattr__(self, name: str) -> object:
        return getattr(self._embedder, name)

    def embed(self, texts: Sequence[str]) -> object:
        start = time.perf_counter()
        vectors = self._embedder.embed(texts)  # type: ignore[attr-defined]
        self.seconds += time.perf_counter() - start
        return vectors


def ingest(folder: Path) -> None:
    first = ingest_share(folder / "shop", CONFIG.parent / "articles")
    print(f"ingest, sample shop   {first} (with everything loaded for the first time)")
    articles = folder / "long"
    write_long_articles(articles, 600)
    second = ingest_share(folder / "long-data", articles)
    print(f"ingest, 1200 passages {second} (≥ 90%)")


def ingest_share(data: Path, articles: Path) -> str:
    with Workspace(with_data(load_settings(CONFIG), data)) as workspace:
        counted = CountedEmbedder(workspace.embedder)
        counted.embed(["warm"])
        counted.seconds = 0.0
        workspace.__dict__["embedder"] = counted
        seconds = timed(lambda: ingest_paths(workspace, [str(articles)]))
    return f"{seconds:7.1f} s   of which embedding {counted.seconds / seconds:.0%}"


def write_long_articles(folder: Path, count: int) -> None:
    """Two sections of 120 words each, so two passages."""
    words = (CONFIG.parent / "articles" / "returns" / "return-policy.md").read_text("utf-8").split()
    chance = random.Random(1)
    folder.mkdir()
    for number in range(count):
        parts = [" ".join(chance.choices(words, k=120)) for _ in range(2)]
        text = "".join(f"\n## Part {at}\n\n{part}\n" for at, part in enumerate(parts))
        (folder / f"{number}.md").write_text(f"# Article {number}\n{text}", "utf-8")


def unchanged(folder: Path, files: int = 1000) -> None:
    articles = folder / "many"
    articles.mkdir()
    for number in range(files):
        (articles / f"{number}.md").write_text(f"# Article {number}\n\nBox {number} opens left.\n")
    settings = with_data(load_settings(CONFIG), folder / "many-data")
    with Workspace(settings) as workspace:
        first = timed(lambda: ingest_paths(workspace, [str(articles)]))
        again = timed(lambda: ingest_paths(workspace, [str(articles)]))
    print(
        f"unchanged re-ingest   {again:7.2f} s   of {files} files (< 2), first ingest {first:.1f} s"
    )


def demo() -> None:
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", "cx_assistant", "demo", "--json"], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    seconds, megabytes = time.perf_counter() - start, usage.ru_maxrss / 1024
    assert all(json.loads(line)["outcome"] for line in lines)
    print(f"demo, whole run       {seconds:7.1f} s   (< 30), peak {megabytes:.0f} MB (< 600)")


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def searches(sizes: Sequence[int]) -> None:
    print("search without embedding (< 15 ms at 10,000, growing like log):", flush=True)
    command = [sys.executable, str(Path(__file__).with_name("scale.py")), "--passages"]
    subprocess.run([*command, *map(str, sizes)], check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--passages", type=int, nargs="*", default=[])
    sizes = parser.parse_args().passages
    imports()
    demo()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ingest(folder)
        unchanged(folder)
        with Assistant.from_config(CONFIG, data=folder / "shop") as assistant:
            assistant.prepare()
            answers(assistant)
    if sizes:
        searches(sizes)


if __name__ == "__main__":
    main()
