"""Vectors in Chroma: one collection per partition, embedded in a folder or on a server."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cx_assistant.backends import chroma_open
from cx_assistant.backends.chroma_edge import ChromaEdge
from cx_assistant.backends.folder_seal import break_seal, seal
from cx_assistant.errors import BackendError, CxError, EmbedderMismatchError, InputError
from cx_assistant.models import Hit

if TYPE_CHECKING:
    from chromadb import Collection
    from chromadb.api.client import Client

    from cx_assistant.protocols import Vectors

_PARTITION = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?")
_EMBEDDER_KEY = "cx_embedder"
_BATCH = 1000
# Three times Chroma's default: at 120,000 vectors the ten nearest were found 1.00 instead of .987,
# at the same speed. Collections made before keep theirs until `cx-assistant reindex`.
_EF_SEARCH = 300


class ChromaIndex:
    """Satisfies `VectorIndex`. Build it with `in_folder` or `on_server`.

    A partition is a collection, and no query ever carries a filter: filters make Chroma fifty
    times slower on large collections. A folder belongs to one process at a time.
    """

    def __init__(
        self, client: Client, edge: ChromaEdge, *, embedder_id: str, dimensions: int
    ) -> None:
        self._client = client
        self._edge = edge
        self._embedder_id = embedder_id
        self._dimensions = dimensions
        self._prefix = "cx-"
        self._folder: Path | None = None
        self._open: dict[str, Collection] = {}
        self._lock = threading.Lock()
        self._closed = False

    @classmethod
    def in_folder(cls, folder: Path, *, embedder_id: str, dimensions: int) -> ChromaIndex:
        """Raises `IndexDamagedError` if the folder cannot be trusted."""
        edge = ChromaEdge(f"the vector index {folder.name}", embedded=True)
        with edge:
            client = chroma_open.open_folder(folder)
            break_seal(folder)
        index = cls(client, edge, embedder_id=embedder_id, dimensions=dimensions)
        index._folder = folder
        index.check_embedder()
        return index

    @classmethod
    def on_server(  # noqa: PLR0913 - a server simply has an address
        cls,
        host: str,
        port: int,
        *,
        embedder_id: str,
        dimensions: int,
        namespace: str = "",
        timeout_seconds: float = 30.0,
    ) -> ChromaIndex:
        """Shares a server with others: only collections of this `namespace` are touched.

        A partition with vectors of another embedder is refused when it is first used.
        """
        edge = ChromaEdge(f"the Chroma server at {host}:{port}", embedded=False)
        with edge:
            client = chroma_open.open_server(host, port, timeout_seconds=timeout_seconds)
        index = cls(client, edge, embedder_id=embedder_id, dimensions=dimensions)
        index._prefix = f"cx-{namespace}-" if namespace else "cx-"
        return index

    def add(self, partition: str, ids: Sequence[str], vectors: Vectors) -> None:
        """Insert or replace; on disk when this returns."""
        self._check_shape(ids, vectors)
        rows = {id_: row for row, id_ in enumerate(ids)}  # Chroma refuses an id twice in one call
        if not rows:
            return
        collection = self._collection(partition, create=True)
        assert collection is not None
        with self._edge:
            for batch in _batches(list(rows), self._batch_size()):
                collection.upsert(ids=batch, embeddings=vectors[[rows[id_] for id_ in batch]])

    def remove(self, partition: str, ids: Sequence[str]) -> None:
        """Remove; unknown ids and partitions are ignored."""
        collection = self._collection(partition)
        if collection is None:
            return
        with self._edge:
            for batch in _batches(list(dict.fromkeys(ids)), self._batch_size()):
                collection.delete(ids=batch)

    def query(self, partition: str, vector: Vectors, *, limit: int) -> list[Hit]:
        """Most similar first, scores are cosines. An unknown partition has no hits."""
        collection = self._collection(partition)
        if collection is None or limit < 1:
            return []
        with self._edge:
            found = collection.query(
                query_embeddings=vector[None, :], n_results=limit, include=["distances"]
            )
        distances = found["distances"]
        if not distances:
            return []
        pairs = zip(found["ids"][0], distances[0], strict=True)
        return [Hit(id=id_, score=1.0 - distance) for id_, distance in pairs]

    def similarities(self, partition: str, ids: Sequence[str], vector: Vectors) -> list[Hit]:
        """Cosine of the vector to each of these ids, most similar first, and to nothing else."""
        collection = self._collection(partition)
        if collection is None:
            return []
        hits: list[Hit] = []
        with self._edge:
            for batch in _batches(list(dict.fromkeys(ids)), self._batch_size()):
                page = collection.get(ids=batch, include=["embeddings"])
                stored = page["embeddings"]
                if stored is not None and len(page["ids"]):
                    cosines = np.asarray(stored, dtype=np.float32) @ vector
                    pairs = zip(page["ids"], cosines, strict=True)
                    hits += [Hit(id=id_, score=float(cosine)) for id_, cosine in pairs]
        return sorted(hits, key=lambda hit: (-hit.score, hit.id))

    def ids(self, partition: str) -> set[str]:
        """Every id in the partition."""
        collection = self._collection(partition)
        if collection is None:
            return set()
        with self._edge:
            return set(collection.get(include=[])["ids"])

    def partitions(self) -> list[str]:
        """The names of all partitions, sorted."""
        self._check_open()
        with self._edge:
            names = [collection.name for collection in self._client.list_collections()]
        mine = (name.removeprefix(self._prefix) for name in names if name.startswith(self._prefix))
        return sorted(name for name in mine if _PARTITION.fullmatch(name))

    def clear(self) -> None:
        """Remove everything of this index; others on the same server keep theirs."""
        for partition in self.partitions():
            with self._edge:
                self._client.delete_collection(self._prefix + partition)
        with self._lock:
            self._open.clear()

    def check_embedder(self) -> None:
        """Raises `EmbedderMismatchError`, and closes, if any partition has other vectors."""
        try:
            for partition in self.partitions():
                self._collection(partition)
        except CxError:
            self.close()
            raise

    def close(self) -> None:
        """Release files and connections; closing twice is harmless."""
        if self._closed:
            return
        self._closed = True
        with self._edge:
            self._client.close()
            # A folder that showed damage stays unsealed, so that the next run looks at it again.
            if self._folder is not None and not self._edge.damaged:
                seal(self._folder)

    def _collection(self, partition: str, *, create: bool = False) -> Collection | None:
        self._check_open()
        if not _PARTITION.fullmatch(partition):
            message = f"{partition!r} cannot name a partition; use a-z, 0-9 and hyphens"
            raise InputError(message)
        with self._lock:
            known = self._open.get(partition)
            if known is None:
                known = self._find(partition, create=create)
            if known is not None:
                self._open[partition] = known
        return known

    def _find(self, partition: str, *, create: bool) -> Collection | None:
        from chromadb.errors import NotFoundError

        name = self._prefix + partition
        with self._edge:
            if create:
                # An existing collection keeps its first metadata, which is what is checked.
                found = self._client.get_or_create_collection(
                    name,
                    configuration={"hnsw": {"space": "cosine", "ef_search": _EF_SEARCH}},
                    metadata={_EMBEDDER_KEY: self._embedder_id, "cx_dimensions": self._dimensions},
                    embedding_function=None,
                )
                return self._checked(found)
            try:
                return self._checked(self._client.get_collection(name, embedding_function=None))
            except NotFoundError:
                return None

    def _checked(self, collection: Collection) -> Collection:
        stored = (collection.metadata or {}).get(_EMBEDDER_KEY)
        if stored != self._embedder_id:
            message = (
                f"the index holds vectors of the embedder {stored!r}, but cx.toml asks for "
                f"{self._embedder_id!r}; set `embeddings` under [storage] back, or use a new "
                "data folder and ingest again"
            )
            raise EmbedderMismatchError(message)
        return collection

    def _check_shape(self, ids: Sequence[str], vectors: Vectors) -> None:
        if vectors.shape != (len(ids), self._dimensions):
            message = (
                f"{len(ids)} ids came with vectors of shape {vectors.shape}, but the embedder "
                f"{self._embedder_id!r} makes {self._dimensions} dimensions"
            )
            raise EmbedderMismatchError(message)

    def _check_open(self) -> None:
        if self._closed:
            raise BackendError("the vector index is closed; open a new one")

    def _batch_size(self) -> int:
        return min(_BATCH, self._client.get_max_batch_size())


def _batches(ids: list[str], size: int) -> Iterator[list[str]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]
