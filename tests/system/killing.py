"""An ingest that is killed without warning, and what must be true afterwards."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cx_assistant.cli.doctor import Check, _checks
from cx_assistant.settings import Settings, load_settings, with_data
from cx_assistant.settings.filling import ingest_paths
from cx_assistant.settings.workspace import Workspace

NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)
QUESTIONS = (*(f'"Item {number}"' for number in (0, 7, 50, 111, 299)), "sent in 301 working days")
_TOPICS = ("returned within {n} days", "sold for {n} EUR", "sent in {n} working days")


def write_articles(folder: Path, count: int, *, edition: int) -> None:
    """`count` short articles; half of them differ from one edition to the next."""
    for number in range(count):
        changed = edition if number % 2 else 0
        says = _TOPICS[number % 3].format(n=number + changed)
        inside = "internal" if number % 25 == 3 else "public"
        path = folder / "articles" / inside / f"item-{number}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# Item {number}\n\nItem {number} is {says}, staff rule {changed}.\n")
    (folder / "cx.toml").write_text('[knowledge]\npaths = ["articles"]\n', "utf-8")


@dataclass(frozen=True)
class Killed:
    """When an ingest was killed, and how much it had stored."""

    after_seconds: float
    ran_to_its_end: bool
    articles: int


def ingest_and_kill(shop: Path, data: Path, seconds: float) -> bool:
    """Start `cx-assistant ingest` and kill it after this long; True if it was done by then."""
    command = [sys.executable, "-m", "cx_assistant", "ingest", "--quiet"]
    process = subprocess.Popen(
        [*command, "--config", str(shop / "cx.toml"), "--data", str(data)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return False


def seconds_of_an_ingest(shop: Path, data: Path) -> float:
    """How long one takes from start to end when nobody kills it."""
    begun = time.perf_counter()
    assert ingest_and_kill(shop, data, 600)
    return time.perf_counter() - begun


def checked_round(shop: Path, data: Path, seconds: float, expected: Found) -> Killed:
    """Kill an ingest, then see that nothing is lost and that the next one completes it."""
    done = ingest_and_kill(shop, data, seconds)
    workspace = Workspace(_settings(shop, data))
    with closing(workspace):
        stored = workspace.articles.counts().articles
    killed = Killed(seconds, done, stored)
    unsound = [check for check in doctor(shop, data) if not check.sound]
    # Killed before its first batch, the store is empty, which is sound and worth a hint.
    assert {check.subject for check in unsound} <= ({"knowledge"} if stored == 0 else set()), (
        unsound
    )
    assert found_after_ingest(shop, data) == expected, killed
    assert all(check.sound for check in doctor(shop, data)), killed
    return killed


def doctor(shop: Path, data: Path) -> list[Check]:
    """What `cx-assistant doctor` says."""
    return list(_checks(_settings(shop, data)))


Found = tuple[frozenset[str], tuple[str, ...]]


def found_after_ingest(shop: Path, data: Path) -> Found:
    """Ingest to the end: every passage id, and what each question finds first."""
    with Workspace(_settings(shop, data)) as workspace:
        ingest_paths(workspace, [str(shop / "articles")])
        return _passages(workspace), tuple(map(_searching(workspace), QUESTIONS))


def _passages(workspace: Workspace) -> frozenset[str]:
    parts = workspace.articles.partitions()
    return frozenset(id_ for part in parts for id_ in workspace.articles.all_passage_ids(part))


def _searching(workspace: Workspace) -> Callable[[str], str]:
    def search(question: str) -> str:
        found = workspace.search.find(question, now=NOW, language="en", limit=5)
        return found[0].text

    return search


def _settings(shop: Path, data: Path) -> Settings:
    return with_data(load_settings(shop / "cx.toml", environment={}), data)
