"""Vectors by the hash of the text they stand for, so that nothing is ever embedded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Connection, delete, select

from cx_assistant.protocols import Embedder
from cx_assistant.store.database import Database
from cx_assistant.store.statements import batches, upsert_rows
from cx_assistant.store.tables import orders, passages, vectors

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

EMBED_BATCH = 256


@dataclass(frozen=True)
class VectorBatch:
    """New vectors on their way into the store: one row of the matrix per text hash."""

    hashes: Sequence[str]
    embedder_id: str
    matrix: Vectors


class VectorStore:
    """Every vector ever made, by text hash and embedder."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, hashes: Sequence[str], embedder_id: str) -> dict[str, Vectors]:
        """The vectors that exist; texts never embedded are missing from the answer."""
        columns = (vectors.c.text_hash, vectors.c.vector)
        with self._database.read() as connection:
            return {
                found: np.frombuffer(raw, dtype="<f4").astype(np.float32, copy=False)
                for some in batches(hashes)
                for found, raw in connection.execute(
                    select(*columns).where(
                        vectors.c.text_hash.in_(some), vectors.c.embedder_id == embedder_id
                    )
                )
            }

    def missing(self, hashes: Iterable[str], embedder_id: str) -> list[str]:
        """Those without a vector of this embedder, each once, in order."""
        wanted = list(dict.fromkeys(hashes))
        present: set[str] = set()
        with self._database.read() as connection:
            for some in batches(wanted):
                query = select(vectors.c.text_hash).where(
                    vectors.c.text_hash.in_(some), vectors.c.embedder_id == embedder_id
                )
                present.update(connection.scalars(query))
        return [each for each in wanted if each not in present]

    def put(self, hashes: Sequence[str], embedder_id: str, matrix: Vectors) -> None:
        """Keep one row of the matrix per hash, replacing what was there."""
        with self._database.write() as connection:
            write_vectors(connection, VectorBatch(hashes, embedder_id, matrix))

    def embedder_ids(self) -> list[str]:
        """Every embedder that left vectors here, sorted."""
        query = select(vectors.c.embedder_id).distinct().order_by(vectors.c.embedder_id)
        with self._database.read() as connection:
            return list(connection.scalars(query))

    def collect_garbage(self) -> int:
        """Drop vectors of texts that no passage and no order holds any more; how many.

        Not during an ingest: vectors are stored before the passages they belong to.
        """
        unused = delete(vectors).where(
            vectors.c.text_hash.not_in(select(passages.c.text_hash)),
            vectors.c.text_hash.not_in(select(orders.c.text_hash)),
        )
        with self._database.write() as connection:
            return connection.execute(unused).rowcount


def text_hash(text: str) -> str:
    """The key of a text's vector: sha256 of its UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_vectors(connection: Connection, batch: VectorBatch) -> None:
    """Store vectors as part of a larger transaction."""
    matrix = np.ascontiguousarray(batch.matrix, dtype="<f4")
    rows = [
        {"text_hash": key, "embedder_id": batch.embedder_id, "vector": row.tobytes()}
        for key, row in zip(batch.hashes, matrix, strict=True)
    ]
    upsert_rows(connection, vectors, rows)


def embed_missing(texts: Iterable[str], store: VectorStore, embedder: Embedder) -> int:
    """Give every text a vector; how many had none. Each batch is kept as soon as it is made."""
    by_hash = {text_hash(text): text for text in texts}
    missing = store.missing(by_hash, embedder.id)
    for some in batches(missing, EMBED_BATCH):
        store.put(some, embedder.id, embedder.embed([by_hash[key] for key in some]))
    return len(missing)
