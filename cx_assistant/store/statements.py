"""The few SQL statements that SQLite and PostgreSQL spell differently, and batching."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, Table

Item = TypeVar("Item")
Row = Mapping[str, object]
BATCH = 500


def batches(items: Sequence[Item], size: int = BATCH) -> Iterator[Sequence[Item]]:
    """The items in order, at most `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert, doing nothing for no rows."""
    if rows:
        connection.execute(table.insert(), [dict(row) for row in rows])


def upsert_rows(
    connection: Connection, table: Table, rows: Sequence[Row], *, keep: Collection[str] = ()
) -> None:
    """Insert, or replace every column but those to `keep` of the row with the same primary key."""
    if not rows:
        return
    values = [dict(row) for row in rows]
    keys = list(table.primary_key)
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects import sqlite

        ours = sqlite.insert(table)
        new = {name: ours.excluded[name] for name in _replaced(table, keep)}
        connection.execute(ours.on_conflict_do_update(index_elements=keys, set_=new), values)
    else:
        from sqlalchemy.dialects import postgresql

        theirs = postgresql.insert(table)
        new = {name: theirs.excluded[name] for name in _replaced(table, keep)}
        connection.execute(theirs.on_conflict_do_update(index_elements=keys, set_=new), values)


def fetch(connection: Connection, query: Select[Any]) -> list[dict[str, Any]]:
    """All rows of the query, by column name."""
    return [row._asdict() for row in connection.execute(query)]


def _replaced(table: Table, keep: Collection[str]) -> list[str]:
    return [
        column.name
        for column in table.columns
        if not column.primary_key and column.name not in keep
    ]
