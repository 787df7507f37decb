"""Replaces every vector in the store by those of another embedder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import Table, delete, literal, select

from cx_assistant.protocols import Embedder
from cx_assistant.store.database import Database
from cx_assistant.store.orders import ORDERS_PARTITION
from cx_assistant.store.outbox import EMBEDDER_ID, bump_revision, set_state
from cx_assistant.store.tables import orders, outbox, passages, vectors
from cx_assistant.store.vectors import EMBED_BATCH, VectorStore, embed_missing

OnEmbedded = Callable[[int], None]


def reembed_all(
    database: Database, embedder: Embedder, *, on_progress: OnEmbedded = lambda texts: None
) -> int:
    """Give every passage and order a vector of this embedder, then drop all others.

    Returns how many texts were embedded. Until the last moment the old vectors stay in use, and
    a run that was cut off goes on where it stopped. Afterwards the indexes must be rebuilt.
    """
    store = VectorStore(database)
    looked_at = embedded = 0
    for table in (passages, orders):
        for texts in _texts(database, table):
            embedded += embed_missing(texts, store, embedder)
            looked_at += len(texts)
            on_progress(looked_at)
    _switch(database, embedder.id)
    return embedded


def _texts(database: Database, table: Table) -> Iterator[list[str]]:
    after = ""
    page = select(table.c.id, table.c.embedded_text).order_by(table.c.id).limit(4 * EMBED_BATCH)
    while True:
        with database.read() as connection:
            rows = connection.execute(page.where(table.c.id > after)).all()
        if not rows:
            return
        after = rows[-1][0]
        yield [text for _, text in rows]


def _switch(database: Database, embedder_id: str) -> None:
    partition_of_orders = literal(ORDERS_PARTITION)
    everything = (
        select(literal("add"), passages.c.partition, passages.c.id),
        select(literal("add"), partition_of_orders, orders.c.id),
    )
    with database.write() as connection:
        set_state(connection, EMBEDDER_ID, embedder_id)
        connection.execute(delete(vectors).where(vectors.c.embedder_id != embedder_id))
        for query in everything:
            columns = ["action", "partition", "item_id"]
            connection.execute(outbox.insert().from_select(columns, query))
        bump_revision(connection)
