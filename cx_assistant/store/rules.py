"""What public passages state, as it was read from them once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sqlalchemy import Select, func, select

from cx_assistant.models import StoredPassage, Visibility
from cx_assistant.store.articles import PASSAGE_AND_ARTICLE
from cx_assistant.store.database import Database
from cx_assistant.store.outbox import set_state
from cx_assistant.store.rows import to_stored_passage
from cx_assistant.store.statements import BATCH, batches, fetch, upsert_rows
from cx_assistant.store.tables import articles, passage_rules, passages, settings

RULES_READ = "rules_read"


class StatedBy(NamedTuple):
    """A passage that states rules, and those as JSON."""

    passage: StoredPassage
    rules: str


class RuleStore:
    """The rules of every public passage as a `reader` found them, which names the code that read.

    They go with their passage, so that a changed article is read again.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def is_complete(self, reader: str, revision: str) -> bool:
        """True if this reader has read everything of this revision of the knowledge base."""
        query = select(settings.c.value).where(settings.c.name == RULES_READ)
        with self._database.read() as connection:
            return connection.scalar(query) == _complete(reader, revision)

    def count_unread(self, reader: str) -> int:
        """How many passages it has not read yet."""
        query = _unread(reader).with_only_columns(func.count(), maintain_column_froms=True)
        with self._database.read() as connection:
            return connection.scalar(query) or 0

    def unread(self, reader: str) -> Iterator[list[StoredPassage]]:
        """The public passages it has not read yet, some at a time."""
        last = ""
        while True:
            query = _unread(reader).where(passages.c.id > last).order_by(passages.c.id)
            with self._database.read() as connection:
                rows = fetch(connection, query.limit(BATCH))
            if not rows:
                return
            last = rows[-1]["id"]
            yield [to_stored_passage(row) for row in rows]

    def keep(self, reader: str, found: Mapping[str, str]) -> None:
        """Remember what it read, by passage id; an empty text for a passage that states nothing."""
        with self._database.write() as connection:
            for some in batches(list(found)):
                there = select(passages.c.id).where(passages.c.id.in_(some))
                rows = [
                    {"passage_id": each, "reader": reader, "rules": found[each]}
                    for each in connection.scalars(there)
                ]
                upsert_rows(connection, passage_rules, rows)

    def complete(self, reader: str, revision: str) -> None:
        """Remember that nothing of this revision is left to be read."""
        with self._database.write() as connection:
            set_state(connection, RULES_READ, _complete(reader, revision))

    def stated(self, reader: str) -> list[StatedBy]:
        """Every public passage that states something, in a stable order."""
        query = (
            PASSAGE_AND_ARTICLE.add_columns(passage_rules.c.rules)
            .join(passage_rules, passage_rules.c.passage_id == passages.c.id)
            .where(passage_rules.c.reader == reader, passage_rules.c.rules != "")
            .order_by(passages.c.path, passages.c.start)
        )
        with self._database.read() as connection:
            return [
                StatedBy(to_stored_passage(row), row["rules"]) for row in fetch(connection, query)
            ]


def _unread(reader: str) -> Select[tuple[object, ...]]:
    is_read = (passage_rules.c.passage_id == passages.c.id) & (passage_rules.c.reader == reader)
    return PASSAGE_AND_ARTICLE.where(
        articles.c.visibility == Visibility.PUBLIC.value,
        ~select(passage_rules.c.passage_id).where(is_read).exists(),
    )


def _complete(reader: str, revision: str) -> str:
    return f"{reader}@{revision}"
