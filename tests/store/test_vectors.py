from __future__ import annotations

import numpy as np

from cx_assistant.knowledge_base.reembed import reembed_all
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database
from cx_assistant.store.orders import OrderStore
from cx_assistant.store.outbox import EMBEDDER_ID, Outbox, StateStore
from cx_assistant.store.vectors import VectorStore, embed_missing, text_hash
from cx_assistant.testing.fakes import HashEmbedder

from .builders import article, content, order, split


def test_a_vector_comes_back_bit_for_bit(database: Database) -> None:
    store = VectorStore(database)
    matrix = np.random.default_rng(7).standard_normal((1200, 8)).astype(np.float32)
    hashes = [text_hash(str(number)) for number in range(1200)]

    store.put(hashes, "one", matrix)
    found = store.get([*hashes, text_hash("never")], "one")

    assert found.keys() == set(hashes)
    assert np.array_equal(np.stack([found[key] for key in hashes]), matrix)
    assert found[hashes[0]].dtype == np.float32


def test_vectors_of_different_embedders_never_mix(database: Database) -> None:
    store = VectorStore(database)
    key = text_hash("text")
    store.put([key], "one", np.zeros((1, 4), dtype=np.float32))
    store.put([key], "two", np.ones((1, 6), dtype=np.float32))

    assert store.get([key], "one")[key].tolist() == [0, 0, 0, 0]
    assert store.get([key], "two")[key].shape == (6,)
    assert store.get([key], "three") == {}
    assert store.embedder_ids() == ["one", "two"]


def test_a_text_is_embedded_once_however_often_it_occurs(database: Database) -> None:
    store, embedder = VectorStore(database), HashEmbedder()
    texts = [f"text {number % 300}" for number in range(1000)]

    assert embed_missing(texts, store, embedder) == 300
    assert embed_missing([*texts, "new"], store, embedder) == 1
    assert embedder.embedded == 301
    expected = embedder.embed_query("text 299")
    assert np.array_equal(store.get([text_hash("text 299")], embedder.id).popitem()[1], expected)


def test_only_vectors_nobody_needs_are_collected(database: Database) -> None:
    store, embedder = VectorStore(database), HashEmbedder()
    kept = article("a.md", "kept")
    passage = split(kept)[0].embedded_text
    ArticleStore(database).save([content(kept)])
    OrderStore(database).upsert_orders([order(1)], ["blue jacket"])
    embed_missing([passage, "blue jacket", "forgotten"], store, embedder)

    assert store.collect_garbage() == 1
    wanted = [text_hash(text) for text in (passage, "blue jacket", "forgotten")]
    assert store.missing(wanted, embedder.id) == wanted[2:]


def test_another_embedder_replaces_every_vector_and_all_is_indexed_again(
    database: Database,
) -> None:
    old, new = HashEmbedder(dimensions=16), HashEmbedder(dimensions=32)
    store, state = VectorStore(database), StateStore(database)
    articles = [article(f"{number}.md", f"text {number}", "shared") for number in range(5)]
    ArticleStore(database).save([content(each) for each in articles])
    OrderStore(database).upsert_orders([order(1)], ["blue jacket"])
    texts = [passage.embedded_text for each in articles for passage in split(each)]
    embed_missing([*texts, "blue jacket"], store, old)
    state.set(EMBEDDER_ID, old.id)
    outbox = Outbox(database)
    outbox.done_through(outbox.last_id())

    embedded = reembed_all(database, new)

    assert embedded == 5 + 1 + 1  # "shared" under one title is one text
    assert store.embedder_ids() == [new.id]
    assert store.missing([text_hash(text) for text in [*texts, "blue jacket"]], new.id) == []
    assert state.get(EMBEDDER_ID) == new.id
    assert {entry.item_id for entry in outbox.pending()} == {
        "NL-1",
        *(passage.id for each in articles for passage in split(each)),
    }


def test_a_cut_off_change_of_embedder_goes_on_where_it_stopped(database: Database) -> None:
    new = HashEmbedder(dimensions=32)
    saved = article("a.md", *(f"text {number}" for number in range(40)))
    ArticleStore(database).save([content(saved)])
    done = [passage.embedded_text for passage in split(saved)[:30]]
    embed_missing(done, VectorStore(database), new)

    assert reembed_all(database, new) == 10


def test_similar_texts_have_similar_fake_vectors() -> None:
    embedder = HashEmbedder(dimensions=256)
    returns, again, other = embedder.embed(
        ["How can I return my tent?", "I want to return my tent", "Opening hours in Berlin"]
    )

    assert returns @ again > 0.4 > returns @ other
    assert np.allclose(np.linalg.norm(embedder.embed(["a b", "", "!"]), axis=1), 1)
    assert embedder.embed([]).shape == (0, 256)
