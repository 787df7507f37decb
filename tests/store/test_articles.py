from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from time import process_time

import numpy as np
import pytest

from cx_assistant.errors import StoreError
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.outbox import Outbox, StateStore
from cx_assistant.store.rows import SourceContent
from cx_assistant.store.vectors import VectorBatch, VectorStore

from .builders import INTERNAL, article, content, sha, split


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def drained(outbox: Outbox) -> list[tuple[str, str, str]]:
    entries = outbox.pending(10_000)
    outbox.done([entry.id for entry in entries])
    return [(entry.action, entry.partition, entry.item_id) for entry in entries]


def test_an_article_comes_back_as_it_was_saved(store: ArticleStore) -> None:
    saved = article(
        "policies/returns.md",
        "You have 30 days – naïve “quotes” & 日本語.",
        "Sale items: 14 days.",
        url="https://shop.example/returns",
        updated=datetime(2026, 5, 1, 12, tzinfo=UTC),
        language="de",
        valid_until=date(2026, 12, 31),
        products=("tent", "boot"),
        tags=("vip",),
    )

    report = store.save([content(saved)])

    assert report.added == ["policies/returns.md"]
    assert store.article("policies/returns.md") == saved
    assert store.article("policies/other.md") is None


def test_passages_come_in_the_order_asked_for_with_their_article_s_facts(
    store: ArticleStore,
) -> None:
    saved = article("a.md", "first", "second", "third", valid_from=date(2026, 1, 1))
    store.save([content(saved)])
    passages = split(saved)
    wanted = [passages[2].id, "unknown", passages[0].id]

    found = store.passages(wanted)

    assert [each.passage for each in found] == [passages[2], passages[0]]
    assert found[0].title == "Returns"
    assert found[0].valid_from == date(2026, 1, 1)
    assert found[0].revision == saved.content_hash
    assert saved.text[found[0].passage.start : found[0].passage.end] == "third"


def test_only_the_paragraph_that_changed_is_indexed_again(
    store: ArticleStore, outbox: Outbox
) -> None:
    before = article("a.md", "first", "second")
    store.save([content(before)])
    drained(outbox)
    after = article("a.md", "first", "second, now longer")

    report = store.save([content(after)])

    assert report.changed == ["a.md"]
    assert drained(outbox) == [
        ("remove", "passages-public-en", split(before)[1].id),
        ("add", "passages-public-en", split(after)[1].id),
    ]


def test_a_new_title_indexes_every_passage_again_because_it_is_embedded(
    store: ArticleStore, outbox: Outbox
) -> None:
    store.save([content(article("a.md", "first"))])
    drained(outbox)

    store.save([content(article("a.md", "first", title="Refunds"))])

    assert [action for action, _, _ in drained(outbox)] == ["add"]


def test_an_article_made_internal_leaves_the_public_partition(
    store: ArticleStore, outbox: Outbox
) -> None:
    public = article("a.md", "first")
    passage_id = split(public)[0].id
    store.save([content(public)])
    drained(outbox)

    store.save([content(article("a.md", "first", visibility=INTERNAL))])

    assert drained(outbox) == [
        ("remove", "passages-public-en", passage_id),
        ("add", "passages-internal-en", passage_id),
    ]
    assert store.all_passage_ids("passages-public-en") == []
    assert store.all_passage_ids("passages-internal-en") == [passage_id]
    assert store.partitions() == ["passages-internal-en"]


def test_saving_the_same_again_changes_nothing(
    store: ArticleStore, outbox: Outbox, database: Database
) -> None:
    store.save([content(article("a.md", "first", "second"))])
    drained(outbox)
    revision = StateStore(database).index_revision

    report = store.save([content(article("a.md", "first", "second"))])

    assert report.unchanged == ["a.md"]
    assert drained(outbox) == []
    assert StateStore(database).index_revision == revision


def test_a_row_that_left_a_table_is_removed_and_its_neighbours_stay(
    store: ArticleStore, outbox: Outbox
) -> None:
    rows = [article(f"faq.csv#{number}", f"answer {number}") for number in range(3)]
    store.save([content(*rows)])
    drained(outbox)

    report = store.save([content(rows[0], rows[2])])

    assert (report.removed, report.unchanged) == (["faq.csv#1"], ["faq.csv#0", "faq.csv#2"])
    assert drained(outbox) == [("remove", "passages-public-en", split(rows[1])[0].id)]
    assert store.article("faq.csv#1") is None


def test_the_text_an_old_citation_points_into_can_still_be_read(store: ArticleStore) -> None:
    old, new = article("a.md", "30 days"), article("a.md", "14 days")
    store.save([content(old)])
    store.save([content(new)])
    store.remove(["/kb/a.md"])

    assert store.article("a.md") is None
    assert store.article_text("a.md", old.content_hash) == "30 days"
    assert store.article_text("a.md", new.content_hash) == "14 days"
    assert store.article_text("a.md", sha("never")) is None


def test_removing_a_source_takes_its_passages_and_tells_the_index(
    store: ArticleStore, outbox: Outbox, database: Database
) -> None:
    store.save([content(article("a.md", "first")), content(article("b.md", "other"))])
    drained(outbox)
    revision = StateStore(database).index_revision

    removed = store.remove(["/kb/a.md", "/kb/never-there.md"])

    assert removed == ["a.md"]
    assert [action for action, _, _ in drained(outbox)] == ["remove"]
    assert store.counts().model_dump() == {"sources": 1, "articles": 1, "passages": 1}
    assert StateStore(database).index_revision != revision


def test_a_source_that_moved_keeps_its_articles(store: ArticleStore, outbox: Outbox) -> None:
    store.save([content(article("a.md", "first"))])
    drained(outbox)
    before = store.known_sources()[0]
    after = before.model_copy(update={"location": "/new/a.md", "root": "/new"})

    store.move([(before, after)])

    assert store.known_sources() == [after]
    assert store.article_paths() == {"/new/a.md": ["a.md"]}
    assert drained(outbox) == []


def test_an_article_never_takes_the_place_of_another_source_s(store: ArticleStore) -> None:
    store.save([content(article("a.md", "mine"))])

    other = content(article("a.md", "theirs"), location="/elsewhere/a.md")
    theirs = SourceContent(other.source.model_copy(update={"path": "b.md"}), other.articles)
    report = store.save([theirs])

    kept = store.article("a.md")
    assert report.refused == ["a.md"]
    assert kept is not None
    assert kept.text == "mine"
    # Not noted as read, so that the next ingest tries again.
    assert {row.location: row.reader for row in store.known_sources()}["/elsewhere/a.md"] == ""


def test_vectors_are_stored_with_the_passages_or_not_at_all(
    store: ArticleStore, database: Database
) -> None:
    vectors = VectorStore(database)
    good = article("a.md", "first")
    matrix = np.ones((1, 4), dtype=np.float32)
    keys = [sha(split(good)[0].embedded_text)]
    twice = SourceContent(content(good).source, [(good, split(good) * 2)])
    broken = content(article("c.md", "x"))
    clash = SourceContent(
        broken.source, [(broken.articles[0][0], [split(good)[0]])]
    )  # a passage id that is taken: the database refuses it

    with pytest.raises(StoreError):
        store.save([twice, clash], VectorBatch(keys, "fake", matrix))

    assert vectors.get(keys, "fake") == {}
    assert store.counts().passages == 0

    store.save([twice], VectorBatch(keys, "fake", matrix))

    assert vectors.get(keys, "fake").keys() == set(keys)
    assert store.counts().passages == 1


@pytest.mark.parametrize(
    ("language", "partition"),
    [
        ("en", "passages-public-en"),
        ("pt-BR", "passages-public-pt"),
        ("", "passages-public-und"),
        ("zh_Hant!", "passages-public-zh"),
        ("x" * 300, "passages-public-" + "x" * 35),
    ],
)
def test_every_language_code_makes_a_partition_name_chroma_accepts(
    store: ArticleStore, language: str, partition: str
) -> None:
    store.save([content(article("a.md", "first", language=language))])

    assert store.partitions() == [partition]


def test_forty_passages_are_read_in_a_moment(tmp_path: Path) -> None:
    database = open_database(None, tmp_path)
    store = ArticleStore(database)
    many = article("a.md", *(f"paragraph {number} " + "word " * 100 for number in range(2000)))
    store.save([content(many)])
    ids = [passage.id for passage in split(many)[::50]]
    store.passages(ids)

    times = []
    for _ in range(15):
        started = process_time()
        store.passages(ids)
        times.append(process_time() - started)

    # The aim is 2 ms of an idle machine; processor time does not count waiting for others.
    assert min(times) < 0.004
    database.close()
