from __future__ import annotations

import multiprocessing
import os
import random
import signal
from pathlib import Path

import pytest

from tests.knowledge_base.sync_kit import Kit, ingest, write_articles

_ROUNDS = int(os.environ.get("CX_KILL_ROUNDS", "10"))
_ARTICLES = 40

# Each process starts from one that has loaded the modules and has no threads or open files.
_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload(
    ["cx_assistant.knowledge_base.reading", "cx_assistant.testing.fakes", "sqlalchemy"]
)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no kill -9")
def test_a_killed_ingest_leaves_a_sound_store_and_the_next_run_completes_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "kb"
    write_articles(folder, _ARTICLES)
    whole = Kit(tmp_path / "whole")
    seconds = whole.sync.run([folder]).seconds
    expected, wanted = whole.content(), _indexed(whole)
    whole.close()
    chance = random.Random(20260601)
    found_after_kill = []

    for number in range(_ROUNDS):
        data = tmp_path / str(number)
        _ingest_and_kill(folder, data, chance.uniform(0.0, 1.2 * seconds))
        kit = Kit(data)
        assert kit.database.damage() == []
        _assert_nothing_is_half_stored(kit)
        stored = kit.articles.counts().articles
        found_after_kill.append(stored)
        report = kit.sync.run([folder])
        assert (len(report.added), len(report.unchanged)) == (_ARTICLES - stored, stored)
        assert report.failed == ()
        assert kit.content() == expected
        assert _indexed(kit) == wanted
        kit.close()

    # Else the moments were badly chosen, and nothing was shown.
    assert any(0 < stored < _ARTICLES for stored in found_after_kill), found_after_kill


def _ingest_and_kill(folder: Path, data: Path, seconds: float) -> None:
    """Kill an ingest this long after it began."""
    receiver, sender = _FRESH.Pipe(duplex=False)
    process = _FRESH.Process(target=ingest, args=(folder, data, sender))
    process.start()
    sender.close()
    assert receiver.recv() == "ready"
    process.join(seconds)
    process.kill()
    process.join()
    receiver.close()


def _assert_nothing_is_half_stored(kit: Kit) -> None:
    content = kit.content()
    assert len(content["cx_sources"]) == len(content["cx_articles"])
    for partition in kit.articles.partitions():
        ids = kit.articles.all_passage_ids(partition)
        hashes = kit.articles.text_hashes(ids)
        assert kit.vectors.missing(hashes.values(), kit.embedder.id) == []
        assert {(partition, each) for each in ids} <= _indexed(kit)


def _indexed(kit: Kit) -> set[tuple[str, str]]:
    """What an index would hold that follows the queue from its beginning."""
    held: set[tuple[str, str]] = set()
    for entry in kit.outbox.pending(100_000):
        place = (entry.partition, entry.item_id)
        held = held | {place} if entry.action == "add" else held - {place}
    return held
