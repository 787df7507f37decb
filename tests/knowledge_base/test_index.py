"""The derived indexes follow the store, through crashes and damage."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.errors import BackendError, IndexDamagedError
from cx_assistant.knowledge_base import index as index_module
from cx_assistant.models import Visibility
from cx_assistant.store.rows import partition_of
from tests.knowledge_base.index_kit import Shop
from tests.store.builders import article

ENGLISH = partition_of(Visibility.PUBLIC, "en")
RETURNS = article("returns.md", "Shoes can be returned within thirty days.", "Hats cannot.")
POST = article("post.md", "Parcels arrive in three working days.", title="Delivery")
_INGEST_FOR_EVER = """
import sys
from pathlib import Path
from tests.knowledge_base.index_kit import Shop
from tests.store.builders import article
shop = Shop(Path(sys.argv[1]))
indexes = shop.start()
number = 0
while True:
    shop.save(article(f"a{number}.md", f"Rule number {number} is special."))
    print(number, flush=True)
    indexes.apply_pending()
    number += 1
"""


@pytest.fixture
def shop(tmp_path):
    opened = Shop(tmp_path)
    opened.start()
    yield opened
    opened.close()


def in_step(shop: Shop) -> bool:
    """True if both indexes hold exactly what the store holds."""
    content, vectors, words = (
        shop.indexes.content,
        shop.indexes.vector_side.index,
        shop.indexes.word_side.index,
    )
    assert vectors is not None
    assert words is not None
    return words.count() == content.passage_count() and {
        partition: vectors.ids(partition)
        for partition in vectors.partitions()
        if vectors.ids(partition)
    } == {partition: set(content.ids(partition)) for partition in content.partitions()}


def words_of(shop: Shop, text: str) -> list[str]:
    hits = shop.indexes.matching(ENGLISH, text, limit=5)
    return [each.passage.text for each in shop.articles.passages([hit.id for hit in hits])]


def meaning_of(shop: Shop, text: str) -> list[str]:
    hits = shop.indexes.similar(ENGLISH, shop.embedder.embed_query(text), limit=5)
    return [each.passage.text for each in shop.articles.passages([hit.id for hit in hits])]


def break_file(folder, pattern):
    path = next(path for path in sorted(folder.rglob(pattern)) if path.stat().st_size)
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 0xFF
    path.write_bytes(broken)


def test_changes_reach_both_indexes(shop):
    shop.save(RETURNS, POST)
    assert shop.indexes.apply_pending() == 3
    assert words_of(shop, "returned shoes")[0].startswith("Shoes")
    assert meaning_of(shop, "Delivery Parcels arrive")[0].startswith("Parcels")

    shop.save(article("returns.md", "Boots can be returned within ninety days."))
    shop.indexes.apply_pending()

    assert words_of(shop, "shoes hats") == []
    assert words_of(shop, "boots")[0].startswith("Boots")
    assert in_step(shop)
    assert shop.outbox.count() == 0


def test_an_article_made_internal_leaves_the_public_partition(shop):
    shop.save(RETURNS)
    shop.indexes.apply_pending()
    shop.save(article("returns.md", "Shoes can be returned.", visibility=Visibility.INTERNAL))
    shop.indexes.apply_pending()

    assert words_of(shop, "shoes") == []
    assert meaning_of(shop, "Shoes can be returned") == []
    assert in_step(shop)


def test_orders_are_found_by_meaning_among_the_given_ones_only(shop):
    shop.save_orders(["blue rain jacket", "red woollen hat", "blue rain jacket, large"])
    shop.indexes.apply_pending()
    question = shop.embedder.embed_query("the blue jacket")

    hits = shop.indexes.similarities("orders", ["NL-0", "NL-1"], question)

    assert [hit.id for hit in hits] == ["NL-0", "NL-1"]
    assert hits[0].score > hits[1].score


def test_work_left_over_by_a_crash_is_done_at_the_next_start(shop):
    shop.save(RETURNS, POST)
    shop.indexes.close()

    shop.start()

    assert in_step(shop)
    assert shop.outbox.count() == 0


def test_doing_the_same_work_twice_changes_nothing(shop):
    shop.save(RETURNS, POST)
    entries = shop.outbox.pending()
    shop.indexes.apply_pending()

    shop.indexes._apply(entries)

    assert in_step(shop)


def test_entries_stay_pending_when_an_index_cannot_be_written(shop, monkeypatch):
    shop.save(RETURNS)
    words = shop.indexes.word_side.index

    def full_disk(partition, documents):
        raise BackendError("disk full")

    monkeypatch.setattr(words, "add", full_disk)
    with pytest.raises(BackendError, match="disk full"):
        shop.indexes.apply_pending()
    assert shop.outbox.count() == 2
    monkeypatch.undo()

    shop.indexes.apply_pending()

    assert in_step(shop)


@pytest.mark.parametrize(
    ("prefix", "pattern"), [("chroma", "chroma.sqlite3"), ("tantivy", "*.term")]
)
def test_a_damaged_index_is_rebuilt_without_embedding_anything(shop, prefix, pattern):
    shop.save(RETURNS, POST)
    shop.indexes.apply_pending()
    shop.indexes.close()
    embedded = shop.embedder.embedded
    before = shop.folder(prefix)
    break_file(before, pattern)

    shop.start()

    assert in_step(shop)
    assert shop.indexes.degraded is None
    assert words_of(shop, "shoes")[0].startswith("Shoes")
    assert shop.embedder.embedded == embedded
    assert shop.folder(prefix) != before


@pytest.mark.parametrize("prefix", ["chroma", "tantivy"])
def test_a_deleted_index_folder_is_rebuilt(shop, prefix):
    shop.save(RETURNS, POST)
    shop.indexes.apply_pending()
    shop.indexes.close()
    shutil.rmtree(shop.folder(prefix))

    shop.start()

    assert in_step(shop)
    assert meaning_of(shop, "Shoes can be returned")[0].startswith("Shoes")


def test_damage_that_shows_in_a_search_leaves_the_words_and_is_mended(shop, monkeypatch):
    shop.save(RETURNS, POST)
    shop.indexes.apply_pending()
    mended = []
    monkeypatch.setattr(shop.indexes, "_rebuild_in_background", lambda: mended.append(True))

    def bricked(partition, vector, *, limit):
        raise IndexDamagedError("the graph is broken")

    monkeypatch.setattr(shop.indexes.vector_side.index, "query", bricked)

    assert meaning_of(shop, "shoes") == []
    assert words_of(shop, "shoes")[0].startswith("Shoes")
    assert "the graph is broken" in (shop.indexes.degraded or "")
    assert mended
    shop.indexes.rebuild_damaged()
    assert meaning_of(shop, "Shoes can be returned")[0].startswith("Shoes")
    assert shop.indexes.degraded is None


def test_a_large_damaged_index_is_rebuilt_while_words_answer(shop, monkeypatch):
    shop.save(RETURNS, POST)
    shop.indexes.apply_pending()
    shop.indexes.close()
    break_file(shop.folder("chroma"), "chroma.sqlite3")
    monkeypatch.setattr(index_module, "REBUILD_AT_ONCE", 0)

    indexes = shop.new_indexes()
    shop.indexes = indexes
    with indexes._writing:  # holds the rebuild up
        indexes.open()
        assert "vector index" in (indexes.degraded or "")
        assert words_of(shop, "shoes")[0].startswith("Shoes")
        assert meaning_of(shop, "shoes") == []
    indexes.wait_for_rebuild()

    assert indexes.degraded is None
    assert in_step(shop)


def test_damage_is_remembered_when_the_process_ends_before_the_rebuild(shop):
    shop.save(RETURNS)
    shop.indexes.apply_pending()
    shop.indexes.vector_side.distrust("vectors cannot be found")
    shop.indexes.close()

    shop.start()

    assert in_step(shop)
    assert shop.indexes.degraded is None


def test_a_rebuild_reports_progress_and_forgets_old_work(shop):
    shop.save(RETURNS, POST)
    shop.indexes.apply_pending()
    shop.indexes.vector_side.index.remove(ENGLISH, shop.indexes.content.ids(ENGLISH)[:1])
    seen = []

    shop.indexes.rebuild(lambda finished, total: seen.append((finished, total)))

    assert in_step(shop)
    assert seen[-1] == (6, 6)
    assert seen == sorted(seen)


def test_a_killed_ingest_loses_nothing(tmp_path):
    command = [sys.executable, "-c", _INGEST_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as ingest:
        assert ingest.stdout is not None
        for line in ingest.stdout:
            if int(line) == 4:
                ingest.send_signal(signal.SIGKILL)
                break
    shop = Shop(tmp_path)
    shop.start()

    assert shop.indexes.content.passage_count() >= 5
    assert in_step(shop)
    shop.close()


@given(
    steps=st.lists(
        st.tuples(st.sampled_from(["a.md", "b.md", "c.md"]), st.sampled_from(["", "one", "two"])),
        max_size=6,
    )
)
@settings(max_examples=6, deadline=None)
def test_any_history_of_changes_ends_in_step(tmp_path_factory, steps):
    shop = Shop(tmp_path_factory.mktemp("shop"))
    shop.start()
    for number, (path, text) in enumerate(steps):
        if text:
            shop.save(article(path, f"Rule {text} of {path}."))
        else:
            shop.articles.remove([f"/kb/{path}"])
        if number % 2:
            shop.indexes.apply_pending()
    shop.indexes.apply_pending()

    assert in_step(shop)
    shop.close()
