"""Articles, all their versions, and their passages."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select

from cx_assistant.models import Article, Model, StoredPassage
from cx_assistant.store.article_changes import SaveReport, remove_sources, save_sources
from cx_assistant.store.database import Database
from cx_assistant.store.outbox import bump_knowledge
from cx_assistant.store.rows import KnownSource, SourceContent, to_article, to_stored_passage
from cx_assistant.store.statements import batches, fetch
from cx_assistant.store.tables import article_versions, articles, passages, sources
from cx_assistant.store.vectors import VectorBatch, write_vectors
from cx_assistant.store.versions import ArticleVersion, current_versions, prune, versions_of

_WITH_VERSION = article_versions.join(
    articles,
    (articles.c.path == article_versions.c.path)
    & (articles.c.content_hash == article_versions.c.content_hash),
)
PASSAGE_AND_ARTICLE = select(
    *(column for column in passages.columns if column.name not in {"position", "text_hash"}),
    articles.c.title,
    articles.c.url,
    articles.c.updated,
    articles.c.visibility,
    articles.c.language,
    articles.c.valid_from,
    articles.c.valid_until,
    articles.c.content_hash,
).join(articles, articles.c.path == passages.c.path)


class Counts(Model):
    """How much knowledge is in the store."""

    sources: int
    articles: int
    passages: int


class ArticleStore:
    """The knowledge base as it stands. Every change also tells the outbox what to index."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known_sources(self) -> list[KnownSource]:
        """Every source that articles were read from."""
        with self._database.read() as connection:
            rows = fetch(connection, select(sources).order_by(sources.c.location))
        return [KnownSource.model_validate(row) for row in rows]

    def article_paths(self) -> dict[str, list[str]]:
        """The article paths of every source, by its location."""
        found: dict[str, list[str]] = {}
        with self._database.read() as connection:
            query = select(articles.c.source, articles.c.path).order_by(articles.c.path)
            for location, path in connection.execute(query):
                found.setdefault(location, []).append(path)
        return found

    def save(
        self,
        contents: Sequence[SourceContent],
        vectors: VectorBatch | None = None,
        *,
        at: datetime | None = None,
    ) -> SaveReport:
        """Replace what is known of these sources, in one transaction with their new vectors.

        Only passages that really changed go to the outbox. An article whose path belongs to
        another source is not stored but reported as `refused`. `at` dates the versions.
        """
        with self._database.write() as connection:
            if vectors is not None:
                write_vectors(connection, vectors)
            return save_sources(connection, contents, at=at)

    def remove(self, locations: Sequence[str], *, at: datetime | None = None) -> list[str]:
        """Remove sources and their articles; the paths of those. Old versions stay readable."""
        with self._database.write() as connection:
            removed = remove_sources(connection, locations, at=at)
            if removed:
                bump_knowledge(connection)
        return removed

    def move(self, moved: Sequence[tuple[KnownSource, KnownSource]]) -> None:
        """Give sources a new location, keeping their articles: (before, after) of each."""
        with self._database.write() as connection:
            for before, after in moved:
                row = sources.update().where(sources.c.location == before.location)
                connection.execute(row.values(location=after.location, root=after.root))

    def passages(self, ids: Sequence[str]) -> list[StoredPassage]:
        """These passages in this order; unknown ids are left out."""
        found: dict[str, StoredPassage] = {}
        with self._database.read() as connection:
            for some in batches(ids):
                query = PASSAGE_AND_ARTICLE.where(passages.c.id.in_(some))
                for row in fetch(connection, query):
                    found[row["id"]] = to_stored_passage(row)
        return [found[each] for each in ids if each in found]

    def passages_of(self, path: str) -> list[StoredPassage]:
        """The passages of one article in reading order; none if there is no such article."""
        query = PASSAGE_AND_ARTICLE.where(passages.c.path == path).order_by(passages.c.start)
        with self._database.read() as connection:
            return [to_stored_passage(row) for row in fetch(connection, query)]

    def text_hashes(self, ids: Sequence[str]) -> dict[str, str]:
        """The text hash of each passage, with which its vector can be found."""
        columns = (passages.c.id, passages.c.text_hash)
        with self._database.read() as connection:
            return {
                found: key
                for some in batches(ids)
                for found, key in connection.execute(
                    select(*columns).where(passages.c.id.in_(some))
                )
            }

    def article(self, path: str) -> Article | None:
        """The article as it stands now."""
        query = select(articles, article_versions.c.text).select_from(_WITH_VERSION)
        with self._database.read() as connection:
            rows = fetch(connection, query.where(articles.c.path == path))
        return to_article(rows[0]) if rows else None

    def article_text(self, path: str, content_hash: str) -> str | None:
        """The text of this version, however old; None if it was never ingested."""
        query = select(article_versions.c.text).where(
            article_versions.c.path == path, article_versions.c.content_hash == content_hash
        )
        with self._database.read() as connection:
            return connection.scalar(query)

    def versions(self, path: str) -> list[ArticleVersion]:
        """Every kept version of this article, also of one that is gone; the current one first."""
        with self._database.read() as connection:
            return versions_of(connection, article_versions.c.path == path)

    def versions_like(self, content_hash: str) -> list[ArticleVersion]:
        """The same version under whatever paths it was kept."""
        with self._database.read() as connection:
            return versions_of(connection, article_versions.c.content_hash == content_hash)

    def current_versions(self) -> Iterator[ArticleVersion]:
        """Every article as it stands now. Reads all texts, a few at a time."""
        paths = [path for each in self.article_paths().values() for path in each]
        for some in batches(paths):
            with self._database.read() as connection:
                yield from current_versions(connection, some)

    def prune_versions(self, *, before: datetime, keep: Collection[str] = ()) -> int:
        """Forget versions that were replaced before this; how many.

        Never those that hold now, those whose content hash is in `keep`, or those of which
        nobody knows when they were replaced.
        """
        with self._database.write() as connection:
            return prune(connection, before, keep)

    def all_passage_ids(self, partition: str) -> list[str]:
        """Every passage id of the partition, sorted."""
        query = select(passages.c.id).where(passages.c.partition == partition)
        with self._database.read() as connection:
            return sorted(connection.scalars(query))

    def partitions(self) -> list[str]:
        """Every partition that has passages, sorted."""
        with self._database.read() as connection:
            return sorted(connection.scalars(select(passages.c.partition).distinct()))

    def counts(self) -> Counts:
        """How many there are of each."""
        tables = {"sources": sources, "articles": articles, "passages": passages}
        with self._database.read() as connection:
            return Counts.model_validate(
                {
                    name: connection.scalar(select(func.count()).select_from(table))
                    for name, table in tables.items()
                }
            )
