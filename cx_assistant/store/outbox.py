"""What the derived indexes still have to do, and the few facts that describe the whole store."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from sqlalchemy import Connection, delete, func, select

from cx_assistant.models import Model
from cx_assistant.store.database import Database
from cx_assistant.store.statements import batches, fetch, insert_rows, upsert_rows
from cx_assistant.store.tables import outbox, settings

EMBEDDER_ID = "embedder_id"
INDEX_REVISION = "index_revision"
KNOWLEDGE_REVISION = "knowledge_revision"

Action = Literal["add", "remove"]


class OutboxEntry(Model):
    """One item that an index must add (insert or replace) or remove, in order of `id`."""

    id: int
    action: Action
    partition: str
    item_id: str


class Outbox:
    """The queue between the store and the indexes. Entries stay until they are `done`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pending(self, limit: int = 1000) -> list[OutboxEntry]:
        """The oldest entries, oldest first. For one item, the last entry is the one that holds."""
        query = select(outbox).order_by(outbox.c.id).limit(limit)
        with self._database.read() as connection:
            rows = fetch(connection, query)
        return [OutboxEntry.model_validate(row) for row in rows]

    def count(self) -> int:
        """How many entries wait."""
        with self._database.read() as connection:
            return connection.scalar(select(func.count()).select_from(outbox)) or 0

    def done(self, ids: Sequence[int]) -> None:
        """Forget these entries; call it only after the indexes have them on disk."""
        with self._database.write() as connection:
            for some in batches(ids):
                connection.execute(delete(outbox).where(outbox.c.id.in_(some)))

    def last_id(self) -> int:
        """The newest entry; read it before a rebuild, and `done_through` it afterwards."""
        with self._database.read() as connection:
            return connection.scalar(select(func.max(outbox.c.id))) or 0

    def done_through(self, last_id: int) -> None:
        """Forget every entry up to this one."""
        with self._database.write() as connection:
            connection.execute(delete(outbox).where(outbox.c.id <= last_id))


class StateStore:
    """Facts about the whole store by name, such as `EMBEDDER_ID`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """The fact, or None if it was never set."""
        with self._database.read() as connection:
            return connection.scalar(select(settings.c.value).where(settings.c.name == name))

    def set(self, name: str, value: str) -> None:
        """Remember the fact."""
        with self._database.write() as connection:
            set_state(connection, name, value)

    def forget(self, name: str) -> None:
        """The fact is no longer set."""
        with self._database.write() as connection:
            connection.execute(delete(settings).where(settings.c.name == name))

    @property
    def index_revision(self) -> str:
        """Different after every change to an article or an order; "0" for an empty store."""
        return self.get(INDEX_REVISION) or "0"

    @property
    def knowledge_revision(self) -> str:
        """Different after every change to an article, and to nothing else."""
        return self.get(KNOWLEDGE_REVISION) or "0"


def enqueue(connection: Connection, entries: Iterable[tuple[Action, str, str]]) -> int:
    """Write (action, partition, item id) into the outbox; how many there were."""
    rows = [
        {"action": action, "partition": partition, "item_id": item_id}
        for action, partition, item_id in entries
    ]
    insert_rows(connection, outbox, rows)
    return len(rows)


def set_state(connection: Connection, name: str, value: str) -> None:
    """Remember a fact as part of a larger transaction."""
    upsert_rows(connection, settings, [{"name": name, "value": value}])


def bump_revision(connection: Connection, name: str = INDEX_REVISION) -> None:
    """Make `index_revision` new; belongs into the transaction that changed the content."""
    current = connection.scalar(select(settings.c.value).where(settings.c.name == name))
    set_state(connection, name, str(int(current or "0") + 1))


def bump_knowledge(connection: Connection) -> None:
    """The same for a change to articles, which has a revision of its own, too."""
    bump_revision(connection)
    bump_revision(connection, KNOWLEDGE_REVISION)
