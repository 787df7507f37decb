"""What every index and embedder must do, as test classes for your own.

Inherit from a contract in a test file and provide its one fixture:

    class TestMyIndex(VectorIndexContract):
        @pytest.fixture
        def vector_index(self): ...

`vector_index` and `lexical_index` are empty at the start of each test; vectors have 8 dimensions.
"""

# ruff: noqa: D102 - the name of a test is its description

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cx_assistant.models import Hit
from cx_assistant.protocols import Embedder, VectorIndex
from cx_assistant.testing.lexical_contract import Document, LexicalIndexContract

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

__all__ = [
    "DIMENSIONS",
    "Document",
    "EmbedderContract",
    "LexicalIndexContract",
    "VectorIndexContract",
    "unit_vectors",
]

DIMENSIONS = 8


def unit_vectors(count: int, *, seed: int = 0, dimensions: int = DIMENSIONS) -> Vectors:
    """Random directions, the same for the same seed."""
    drawn = np.random.default_rng(seed).normal(size=(count, dimensions)).astype(np.float32)
    scaled: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return scaled


class VectorIndexContract:
    """For anything that satisfies `VectorIndex`."""

    def test_every_vector_finds_itself_with_a_cosine_of_one(
        self, vector_index: VectorIndex
    ) -> None:
        vectors = unit_vectors(50)
        vector_index.add("alpha", [f"id-{row}" for row in range(50)], vectors)
        for row, vector in enumerate(vectors):
            best = vector_index.query("alpha", vector, limit=3)[0]
            assert best.id == f"id-{row}"
            assert abs(best.score - 1.0) < 1e-4

    def test_hits_come_in_the_order_of_their_cosines(self, vector_index: VectorIndex) -> None:
        vectors, question = unit_vectors(40), unit_vectors(1, seed=7)[0]
        vector_index.add("alpha", [str(row) for row in range(40)], vectors)
        hits = vector_index.query("alpha", question, limit=10)
        cosines = vectors @ question
        assert [hit.id for hit in hits] == [str(row) for row in np.argsort(-cosines)[:10]]
        assert np.allclose([hit.score for hit in hits], np.sort(cosines)[::-1][:10], atol=1e-4)

    def test_partitions_never_mix(self, vector_index: VectorIndex) -> None:
        here, there = unit_vectors(2)
        vector_index.add("alpha", ["here"], here[None, :])
        vector_index.add("beta", ["there"], there[None, :])
        assert _ids(vector_index.query("alpha", there, limit=10)) == ["here"]
        assert vector_index.similarities("alpha", ["there"], there) == []
        assert vector_index.partitions() == ["alpha", "beta"]

    def test_an_unknown_partition_is_empty(self, vector_index: VectorIndex) -> None:
        vector = unit_vectors(1)[0]
        vector_index.remove("nowhere", ["x"])
        assert vector_index.query("nowhere", vector, limit=5) == []
        assert vector_index.similarities("nowhere", ["x"], vector) == []
        assert vector_index.ids("nowhere") == set()

    def test_adding_an_id_again_replaces_its_vector(self, vector_index: VectorIndex) -> None:
        before, after = unit_vectors(2)
        vector_index.add("alpha", ["one"], before[None, :])
        vector_index.add("alpha", ["one"], after[None, :])
        assert abs(vector_index.query("alpha", after, limit=1)[0].score - 1.0) < 1e-4
        assert vector_index.ids("alpha") == {"one"}

    def test_an_id_twice_in_one_call_keeps_its_last_vector(self, vector_index: VectorIndex) -> None:
        vectors = unit_vectors(2)
        vector_index.add("alpha", ["one", "one"], vectors)
        assert abs(vector_index.query("alpha", vectors[1], limit=1)[0].score - 1.0) < 1e-4

    def test_removed_ids_are_gone_and_unknown_ones_ignored(self, vector_index: VectorIndex) -> None:
        vectors = unit_vectors(3)
        vector_index.add("alpha", ["a", "b", "c"], vectors)
        vector_index.remove("alpha", ["b", "never there"])
        assert vector_index.ids("alpha") == {"a", "c"}
        assert "b" not in _ids(vector_index.query("alpha", vectors[1], limit=3))

    def test_similarities_are_of_the_given_ids_and_of_nothing_else(
        self, vector_index: VectorIndex
    ) -> None:
        vectors = unit_vectors(30)
        vector_index.add("alpha", [str(row) for row in range(30)], vectors)
        hits = vector_index.similarities("alpha", ["4", "2", "4", "unknown"], vectors[2])
        assert _ids(hits) == ["2", "4"]
        assert abs(hits[1].score - float(vectors[4] @ vectors[2])) < 1e-4

    def test_a_large_batch_is_stored_whole(self, vector_index: VectorIndex) -> None:
        ids = [f"id-{row}" for row in range(6000)]
        vector_index.add("alpha", ids, unit_vectors(6000))
        assert vector_index.ids("alpha") == set(ids)
        assert len(vector_index.similarities("alpha", ids, unit_vectors(1)[0])) == 6000

    def test_nothing_to_do_does_nothing(self, vector_index: VectorIndex) -> None:
        vector_index.add("alpha", [], unit_vectors(0))
        vector_index.remove("alpha", [])
        assert vector_index.similarities("alpha", [], unit_vectors(1)[0]) == []

    def test_clearing_removes_everything_and_the_index_stays_usable(
        self, vector_index: VectorIndex
    ) -> None:
        vector_index.add("alpha", ["a"], unit_vectors(1))
        vector_index.clear()
        assert vector_index.partitions() == []
        vector_index.add("alpha", ["b"], unit_vectors(1))
        assert vector_index.ids("alpha") == {"b"}

    def test_closing_twice_is_harmless(self, vector_index: VectorIndex) -> None:
        vector_index.close()
        vector_index.close()


class EmbedderContract:
    """For anything that satisfies `Embedder`."""

    def test_rows_are_unit_vectors_in_the_order_of_the_texts(self, embedder: Embedder) -> None:
        texts = ["Where is my order?", "How do I return shoes?", "Where is my order?"]
        matrix = embedder.embed(texts)
        assert matrix.shape == (3, embedder.dimensions)
        assert matrix.dtype == np.float32
        assert np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=1e-3)
        assert np.allclose(matrix[0], matrix[2], atol=1e-4)
        assert not np.allclose(matrix[0], matrix[1], atol=1e-2)

    def test_a_text_has_the_same_vector_alone_and_in_company(self, embedder: Embedder) -> None:
        texts = ["short", "a much longer text about parcels, returns and refunds " * 5]
        alone = embedder.embed(texts[:1])[0]
        assert float(alone @ embedder.embed(texts)[0]) > 0.98

    def test_no_texts_give_no_rows(self, embedder: Embedder) -> None:
        assert embedder.embed([]).shape == (0, embedder.dimensions)

    def test_a_question_has_one_vector(self, embedder: Embedder) -> None:
        vector = embedder.embed_query("Where is my order?")
        assert vector.shape == (embedder.dimensions,)
        assert abs(float(np.linalg.norm(vector)) - 1.0) < 1e-3

    def test_odd_texts_still_have_a_vector(self, embedder: Embedder) -> None:
        matrix = embedder.embed(["", "\0", "😀" * 50, "x" * 100_000])
        assert np.all(np.isfinite(matrix))

    def test_the_id_says_which_model(self, embedder: Embedder) -> None:
        assert embedder.id.strip()


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]
