"""The doctor sees what is wrong with the indexes, and says how to mend it."""

from __future__ import annotations

import pytest

from cx_assistant.backends.chroma import ChromaIndex
from cx_assistant.knowledge_base import index as index_module
from cx_assistant.knowledge_base.index_health import check_indexes
from tests.knowledge_base.index_kit import Shop
from tests.knowledge_base.test_index import ENGLISH, POST, RETURNS


@pytest.fixture
def shop(tmp_path):
    opened = Shop(tmp_path)
    opened.start()
    opened.save(RETURNS, POST)
    opened.save_orders(["blue rain jacket"])
    opened.indexes.apply_pending()
    yield opened
    opened.close()


def unsound(shop):
    return {
        finding.subject: finding for finding in check_indexes(shop.indexes) if not finding.sound
    }


def test_a_sound_shop_has_nothing_to_mend(shop):
    findings = check_indexes(shop.indexes)

    assert all(finding.sound for finding in findings)
    assert {finding.subject for finding in findings} == {"outbox", "vector index", "word index"}


def test_a_vector_that_is_missing_is_counted(shop):
    shop.indexes.vector_side.index.remove(ENGLISH, shop.indexes.content.ids(ENGLISH)[:1])

    finding = unsound(shop)["vector index"]

    assert "lacks 1" in finding.message
    assert "reindex" in finding.fix


def test_a_vector_that_belongs_to_nothing_is_counted(shop):
    vector = shop.embedder.embed_query("leftover")
    shop.indexes.vector_side.index.add("passages-public-xx", ["ghost"], vector[None, :])

    assert "1 vectors too many" in unsound(shop)["vector index"].message


def test_a_vector_that_is_stored_wrongly_cannot_be_found_and_is_named(shop):
    wrong, id_ = shop.embedder.embed_query("nonsense"), shop.indexes.content.ids(ENGLISH)[0]
    shop.indexes.vector_side.index.add(ENGLISH, [id_], wrong[None, :])

    assert id_ in unsound(shop)["vector index"].message


def test_a_passage_missing_from_the_words_is_counted(shop):
    shop.indexes.word_side.index.remove(ENGLISH, shop.indexes.content.ids(ENGLISH)[:1])

    assert "2 passages, the store 3" in unsound(shop)["word index"].message


def test_waiting_changes_are_reported(shop):
    shop.articles.remove(["/kb/post.md"])

    assert "1 changes wait" in unsound(shop)["outbox"].message


def test_an_index_out_of_service_says_why(shop):
    shop.indexes.vector_side.distrust("its graph is broken")

    assert "its graph is broken" in unsound(shop)["vector index"].message


def test_a_neighbour_that_only_a_wide_search_finds_is_no_damage(shop, monkeypatch):
    query = ChromaIndex.query

    def shortsighted(self, partition, vector, *, limit):
        found = query(self, partition, vector, limit=limit)
        return found if limit >= 100 else []

    monkeypatch.setattr(ChromaIndex, "query", shortsighted)

    assert "vector index" not in unsound(shop)


@pytest.mark.parametrize(("is_large", "is_trusted"), [(False, False), (True, True)])
def test_a_few_vectors_out_of_reach_are_damage_in_a_small_index_only(
    shop, monkeypatch, is_large, is_trusted
):
    shop.indexes.close()
    first = shop.indexes.content.ids(ENGLISH)[0]
    (gone,) = shop.indexes.content.vectors(ENGLISH, [first])[1]
    query = ChromaIndex.query

    def without_one(self, partition, vector, *, limit):
        is_gone = partition == ENGLISH and float(vector @ gone) > 0.999
        return [] if is_gone else query(self, partition, vector, limit=limit)

    monkeypatch.setattr(ChromaIndex, "query", without_one)
    monkeypatch.setattr(index_module, "GRAPH_LOSES_SOME", 0 if is_large else 100)
    monkeypatch.setattr(index_module, "REBUILD_AT_ONCE", -1)  # a rebuild would take a thread
    begun = []
    monkeypatch.setattr(
        index_module.DerivedIndexes, "_rebuild_in_background", lambda self: begun.append(1)
    )

    shop.start()

    assert (not begun) is is_trusted
