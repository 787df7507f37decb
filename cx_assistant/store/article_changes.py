"""Works out what changed between stored and new articles, and writes exactly that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select

from cx_assistant.models import Article
from cx_assistant.store.outbox import Action, bump_knowledge, enqueue
from cx_assistant.store.rows import SourceContent, article_row, passage_rows
from cx_assistant.store.statements import Row, batches, fetch, insert_rows, upsert_rows
from cx_assistant.store.tables import articles, passages, sources
from cx_assistant.store.versions import keep_versions, retire_versions

# The text itself need not be compared: the id is made of it, and the hash of what is embedded.
_COMPARED = ("id", "partition", "text_hash", "position", "start", "end", "heading_path")


@dataclass
class SaveReport:
    """Article paths by what happened to them. `refused` belong to another source."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _New:
    article: Article
    row: Row
    passages: Sequence[Row]


@dataclass(frozen=True)
class _Old:
    """Rows as stored before, by article path."""

    articles: dict[str, Row]
    passages: dict[str, list[Row]]


def save_sources(
    connection: Connection, contents: Sequence[SourceContent], *, at: datetime | None = None
) -> SaveReport:
    """Make the store hold these sources with exactly these articles, as of `at`."""
    report = SaveReport()
    old = _load(connection, [content.source.location for content in contents])
    new = _accept(connection, contents, old, report)
    for path, item in new.items():
        _classify(path, item, old, report)
    report.removed = sorted(old.articles.keys() - new.keys())
    upsert_rows(connection, sources, [_source_row(content, report) for content in contents])
    touched = [*report.added, *report.changed]
    replaced = [old.articles[path] for path in (*report.changed, *report.removed)]
    retire_versions(connection, replaced, at)
    keep_versions(connection, [new[path].article for path in touched], at)
    _write(connection, [new[path] for path in touched], replaced=report.changed)
    _delete(connection, articles.c.path, report.removed)
    _announce(connection, old, [new[path] for path in touched], report.removed)
    if touched or report.removed:
        bump_knowledge(connection)
    return report


def remove_sources(
    connection: Connection, locations: Sequence[str], *, at: datetime | None = None
) -> list[str]:
    """Remove sources with their articles and passages; the article paths, sorted."""
    old = _load(connection, locations)
    retire_versions(connection, list(old.articles.values()), at)
    removed = sorted(old.articles)
    _announce(connection, old, [], removed)
    _delete(connection, sources.c.location, locations)
    return removed


def _load(connection: Connection, locations: Sequence[str]) -> _Old:
    found = _rows(connection, articles, articles.c.source, locations)
    old_articles = {str(row["path"]): row for row in found}
    old_passages: dict[str, list[Row]] = {path: [] for path in old_articles}
    wanted = [passages.c.path, *(passages.c[name] for name in _COMPARED)]
    for some in batches(list(old_articles)):
        query = select(*wanted).where(passages.c.path.in_(some)).order_by(passages.c.position)
        for row in fetch(connection, query):
            old_passages[row["path"]].append(row)
    return _Old(old_articles, old_passages)


def _accept(
    connection: Connection, contents: Sequence[SourceContent], old: _Old, report: SaveReport
) -> dict[str, _New]:
    paths = [article.path for content in contents for article, _ in content.articles]
    taken = {str(row["path"]) for row in _rows(connection, articles, articles.c.path, paths)}
    taken -= old.articles.keys()
    new: dict[str, _New] = {}
    for content in contents:
        for article, pieces in content.articles:
            if article.path in taken or article.path in new:
                report.refused.append(article.path)
                continue
            row = article_row(article, content.source.location)
            new[article.path] = _New(article, row, passage_rows(article, pieces))
    return new


def _source_row(content: SourceContent, report: SaveReport) -> Row:
    row = content.source.model_dump()
    incomplete = any(article.path in report.refused for article, _ in content.articles)
    return row | {"reader": ""} if incomplete else row  # so that the next ingest tries again


def _classify(path: str, item: _New, old: _Old, report: SaveReport) -> None:
    before = old.articles.get(path)
    if before is None:
        report.added.append(path)
    elif _same(before, item.row) and _compared(old.passages[path]) == _compared(item.passages):
        report.unchanged.append(path)
    else:
        report.changed.append(path)


def _same(before: Row, after: Row) -> bool:
    return dict(before) == dict(after)


def _compared(rows: Iterable[Row]) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in _COMPARED) for row in rows]


def _write(connection: Connection, items: Sequence[_New], *, replaced: Sequence[str]) -> None:
    upsert_rows(connection, articles, [item.row for item in items])
    _delete(connection, passages.c.path, replaced)
    insert_rows(connection, passages, [row for item in items for row in item.passages])


def _announce(
    connection: Connection, old: _Old, items: Sequence[_New], removed: Sequence[str]
) -> None:
    before = {path: _places(rows) for path, rows in old.passages.items()}
    after = {item.article.path: _places(item.passages) for item in items}
    entries: list[tuple[Action, str, str]] = []
    for path in [*removed, *after]:
        entries += _entries(before.get(path, {}), after.get(path, {}))
    enqueue(connection, entries)


def _places(rows: Iterable[Row]) -> dict[tuple[str, str], object]:
    return {(str(row["partition"]), str(row["id"])): row["text_hash"] for row in rows}


def _entries(
    before: dict[tuple[str, str], object], after: dict[tuple[str, str], object]
) -> Iterator[tuple[Action, str, str]]:
    for place in sorted(before.keys() - after.keys()):
        yield "remove", *place
    for place, key in after.items():
        if before.get(place) != key:
            yield "add", *place


def _rows(
    connection: Connection, table: Table, column: Column[Any], values: Sequence[str]
) -> list[Row]:
    return [
        row
        for some in batches(values)
        for row in fetch(connection, select(table).where(column.in_(some)))
    ]


def _delete(connection: Connection, column: Column[Any], values: Sequence[str]) -> None:
    for some in batches(values):
        connection.execute(delete(column.table).where(column.in_(some)))
