"""Every revision of every article ever ingested: kept, dated, and pruned on demand."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime

from pydantic import AwareDatetime
from sqlalchemy import ColumnElement, Connection, and_, bindparam, delete, exists, select

from cx_assistant.models import Article, Model, Visibility
from cx_assistant.store.statements import Row, fetch, upsert_rows
from cx_assistant.store.tables import article_versions, articles

_IS_CURRENT = and_(
    articles.c.path == article_versions.c.path,
    articles.c.content_hash == article_versions.c.content_hash,
)
_WITH_CURRENT = select(
    *article_versions.c, articles.c.path.is_not(None).label("is_current")
).select_from(article_versions.outerjoin(articles, _IS_CURRENT))


class ArticleVersion(Model):
    """An article as it once stood. Times and visibility are None where nobody noted them."""

    path: str
    content_hash: str
    title: str
    text: str
    visibility: Visibility | None = None
    ingested_at: AwareDatetime | None = None
    replaced_at: AwareDatetime | None = None
    is_current: bool = False


def keep_versions(connection: Connection, items: Sequence[Article], at: datetime | None) -> None:
    """Keep the articles as they stand from `at` on; what was kept before keeps its date."""
    rows = [
        item.model_dump(include=set(article_versions.c.keys()), mode="json")
        | {"ingested_at": stamp(at), "replaced_at": None}
        for item in items
    ]
    upsert_rows(connection, article_versions, rows, keep={"ingested_at"})


def retire_versions(connection: Connection, rows: Sequence[Row], at: datetime | None) -> None:
    """Note that these rows of `articles` hold no longer."""
    if not rows or at is None:
        return
    statement = (
        article_versions.update()
        .where(
            article_versions.c.path == bindparam("of_path"),
            article_versions.c.content_hash == bindparam("of_hash"),
        )
        .values(replaced_at=stamp(at))
    )
    values = [{"of_path": row["path"], "of_hash": row["content_hash"]} for row in rows]
    connection.execute(statement, values)


def versions_of(connection: Connection, condition: ColumnElement[bool]) -> list[ArticleVersion]:
    """Kept versions, those that hold now first, then the last to be replaced."""
    rows = fetch(connection, _WITH_CURRENT.where(condition))
    found = [ArticleVersion.model_validate(row) for row in rows]
    return sorted(found, key=_newest_first)


def current_versions(connection: Connection, paths: Sequence[str]) -> list[ArticleVersion]:
    """These articles as they stand now."""
    query = _WITH_CURRENT.where(article_versions.c.path.in_(paths), articles.c.path.is_not(None))
    return [ArticleVersion.model_validate(row) for row in fetch(connection, query)]


def prune(connection: Connection, before: datetime, keep: Collection[str]) -> int:
    """Delete versions replaced before this that neither hold now nor are to be kept; how many."""
    keys = select(article_versions.c.path, article_versions.c.content_hash).where(
        article_versions.c.replaced_at < stamp(before),
        ~exists().where(_IS_CURRENT),
    )
    kept = frozenset(keep)
    gone = [
        {"of_path": path, "of_hash": content_hash}
        for path, content_hash in connection.execute(keys)
        if content_hash not in kept
    ]
    if gone:
        statement = delete(article_versions).where(
            article_versions.c.path == bindparam("of_path"),
            article_versions.c.content_hash == bindparam("of_hash"),
        )
        connection.execute(statement, gone)
    return len(gone)


def stamp(at: datetime | None) -> str | None:
    """UTC to the microsecond, so that the text sorts as the times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def _newest_first(version: ArticleVersion) -> tuple[bool, float, float]:
    replaced = version.replaced_at.timestamp() if version.replaced_at else 0.0
    ingested = version.ingested_at.timestamp() if version.ingested_at else 0.0
    return not version.is_current, -replaced, -ingested
