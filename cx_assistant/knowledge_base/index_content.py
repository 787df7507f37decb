"""What the derived indexes should hold, read from the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import Select, func, select

from cx_assistant.models import StoredPassage
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database
from cx_assistant.store.orders import ORDERS_PARTITION
from cx_assistant.store.rows import partition_of
from cx_assistant.store.statements import batches
from cx_assistant.store.tables import orders, passages
from cx_assistant.store.vectors import VectorStore

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors


@dataclass(frozen=True)
class LexicalEntry:
    """Satisfies `LexicalDocument`."""

    id: str
    title: str
    text: str
    language: str


class IndexContent:
    """The truth about every partition. Orders have vectors only: their words are not searched."""

    def __init__(self, database: Database, *, embedder_id: str, dimensions: int) -> None:
        self._database = database
        self._articles = ArticleStore(database)
        self._vectors = VectorStore(database)
        self._embedder_id = embedder_id
        self._dimensions = dimensions

    def partitions(self) -> list[str]:
        """Every partition that should exist, sorted."""
        with self._database.read() as connection:
            found = set(connection.scalars(select(passages.c.partition).distinct()))
            if connection.scalar(select(orders.c.id).limit(1)) is not None:
                found.add(ORDERS_PARTITION)
        return sorted(found)

    def ids(self, partition: str, limit: int | None = None) -> list[str]:
        """The ids that belong into the partition, sorted; only the first `limit` of them."""
        query = select(orders.c.id) if partition == ORDERS_PARTITION else _passage_ids(partition)
        with self._database.read() as connection:
            ordered = query.order_by(query.selected_columns[0]).limit(limit)
            return list(connection.scalars(ordered))

    def passage_count(self) -> int:
        """How many documents the word index should hold."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(passages)) or 0

    def item_count(self) -> int:
        """How many vectors there should be."""
        with self._database.read() as connection:
            found = connection.scalar(select(func.count()).select_from(orders)) or 0
        return found + self.passage_count()

    def vectors(self, partition: str, ids: Sequence[str]) -> tuple[list[str], Vectors]:
        """Those of the ids that are still in the partition and have a vector, and the vectors."""
        hashes = self._text_hashes(partition, ids)
        stored = self._vectors.get(list(set(hashes.values())), self._embedder_id)
        present = [id_ for id_ in ids if hashes.get(id_) in stored]
        if not present:
            return [], np.empty((0, self._dimensions), dtype=np.float32)
        return present, np.stack([stored[hashes[id_]] for id_ in present])

    def documents(self, partition: str, ids: Sequence[str]) -> list[LexicalEntry]:
        """Those of the ids that are still in the partition, as the word index wants them."""
        if partition == ORDERS_PARTITION:
            return []
        stored = self._articles.passages(ids)
        return [lexical_entry(each) for each in stored if _place(each) == partition]

    def _text_hashes(self, partition: str, ids: Sequence[str]) -> dict[str, str]:
        table = orders if partition == ORDERS_PARTITION else passages
        found: dict[str, str] = {}
        with self._database.read() as connection:
            for some in batches(ids):
                query = select(table.c.id, table.c.text_hash).where(table.c.id.in_(some))
                if partition != ORDERS_PARTITION:
                    query = query.where(passages.c.partition == partition)
                found.update((id_, text_hash) for id_, text_hash in connection.execute(query))
        return found


def _passage_ids(partition: str) -> Select[tuple[str]]:
    return select(passages.c.id).where(passages.c.partition == partition)


def _place(stored: StoredPassage) -> str:
    return partition_of(stored.visibility, stored.language)


def lexical_entry(stored: StoredPassage) -> LexicalEntry:
    """What the word index is given of a passage."""
    passage = stored.passage
    return LexicalEntry(
        id=passage.id,
        title=" ".join((stored.title, *passage.heading_path)),
        text=passage.embedded_text,
        language=stored.language,
    )
