from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, make_url, text

from cx_assistant.models import Visibility
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.metadata import metadata
from cx_assistant.store.migrations.versions import v0001_first_tables

from .builders import INTERNAL, article, content

JANUARY, MARCH, MAY = (datetime(2026, month, 1, tzinfo=UTC) for month in (1, 3, 5))


@pytest.fixture
def store(database: Database) -> ArticleStore:
    return ArticleStore(database)


def test_a_version_is_kept_with_the_time_it_held(store: ArticleStore) -> None:
    old, new = article("a.md", "30 days"), article("a.md", "14 days", visibility=INTERNAL)
    store.save([content(old)], at=JANUARY)
    store.save([content(new)], at=MARCH)

    now, before = store.versions("a.md")

    assert (now.text, now.is_current, now.visibility) == ("14 days", True, Visibility.INTERNAL)
    assert (now.ingested_at, now.replaced_at) == (MARCH, None)
    assert (before.text, before.is_current, before.visibility) == (
        "30 days",
        False,
        Visibility.PUBLIC,
    )
    assert (before.ingested_at, before.replaced_at) == (JANUARY, MARCH)


def test_the_versions_of_a_removed_article_stay(store: ArticleStore) -> None:
    store.save([content(article("a.md", "30 days"))], at=JANUARY)
    store.remove(["/kb/a.md"], at=MARCH)

    (kept,) = store.versions("a.md")

    assert (kept.text, kept.is_current, kept.replaced_at) == ("30 days", False, MARCH)
    assert list(store.current_versions()) == []


def test_a_row_that_left_its_table_is_a_version_that_was_replaced(store: ArticleStore) -> None:
    rows = [article(f"faq.csv#{number}", f"answer {number}") for number in range(2)]
    store.save([content(*rows)], at=JANUARY)
    store.save([content(rows[0])], at=MARCH)

    assert store.versions("faq.csv#1")[0].replaced_at == MARCH
    assert store.versions("faq.csv#0")[0].replaced_at is None


def test_what_an_article_says_again_keeps_its_first_date(store: ArticleStore) -> None:
    first, second = article("a.md", "30 days"), article("a.md", "14 days")
    for version, at in ((first, JANUARY), (second, MARCH), (first, MAY)):
        store.save([content(version)], at=at)

    now, between = store.versions("a.md")

    assert (now.text, now.ingested_at, now.replaced_at) == ("30 days", JANUARY, None)
    assert (between.text, between.replaced_at) == ("14 days", MAY)


def test_pruning_spares_what_holds_what_is_cited_and_what_was_replaced_later(
    store: ArticleStore,
) -> None:
    versions = [article("a.md", f"{number} days") for number in range(4)]
    for version, month in zip(versions, (1, 2, 3, 5), strict=True):
        store.save([content(version)], at=datetime(2026, month, 1, tzinfo=UTC))
    gone = article("b.md", "gone")
    store.save([content(gone)], at=JANUARY)
    store.remove(["/kb/b.md"], at=datetime(2026, 2, 1, tzinfo=UTC))

    pruned = store.prune_versions(
        before=datetime(2026, 4, 1, tzinfo=UTC), keep={versions[0].content_hash}
    )

    assert pruned == 2  # the second version of a.md, and b.md
    assert [version.text for version in store.versions("a.md")] == ["3 days", "2 days", "0 days"]
    assert store.versions("b.md") == []
    assert store.article("a.md") == versions[3]


def test_pruning_spares_versions_nobody_has_dated(store: ArticleStore) -> None:
    store.save([content(article("a.md", "30 days"))])
    store.save([content(article("a.md", "14 days"))])

    assert store.prune_versions(before=MAY) == 0
    assert len(store.versions("a.md")) == 2


def test_times_in_any_zone_are_compared_as_moments(store: ArticleStore) -> None:
    store.save([content(article("a.md", "30 days"))], at=JANUARY)
    store.save([content(article("a.md", "14 days"))], at=MARCH)
    same_moment = datetime.fromisoformat("2026-03-01T05:00:00+05:00")

    assert store.prune_versions(before=same_moment) == 0
    assert store.prune_versions(before=same_moment.replace(microsecond=1)) == 1


def test_the_same_version_is_found_under_every_path(store: ArticleStore) -> None:
    first, second = article("a.md", "30 days"), article("b.md", "30 days")
    store.save([content(first), content(second)])
    store.remove(["/kb/a.md"], at=MARCH)

    found = store.versions_like(first.content_hash)

    assert [(version.path, version.is_current) for version in found] == [
        ("b.md", True),
        ("a.md", False),
    ]


def test_a_database_of_the_first_version_is_upgraded_without_loss(
    database_url: str | None, tmp_path: Path
) -> None:
    _first_version(database_url, tmp_path)

    database = open_database(database_url, tmp_path)
    store = ArticleStore(database)

    now, before = store.versions("a.md")
    assert (now.text, now.is_current, now.visibility) == ("14 days", True, Visibility.INTERNAL)
    assert (before.text, before.visibility, before.replaced_at) == ("30 days", None, None)
    with database.read() as connection:
        assert inspect(connection).has_table("cx_articles")
    store.save([content(article("b.md", "new"))], at=MAY)
    assert store.versions("b.md")[0].ingested_at == MAY
    database.close()


def _first_version(database_url: str | None, folder: Path) -> None:
    """Tables as the first schema had them, with one article in its second version."""
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    if database_url is None:
        url = make_url(f"sqlite:///{folder / 'cx.db'}")
    else:
        url = make_url(database_url).set(drivername="postgresql+psycopg")
    engine = create_engine(url)
    with engine.begin() as connection:
        metadata.drop_all(connection)
        with Operations.context(MigrationContext.configure(connection)):
            v0001_first_tables.upgrade()
        connection.execute(text("CREATE TABLE cx_schema_version (version_num VARCHAR(32))"))
        for statement in _ROWS:
            connection.execute(text(statement))
    engine.dispose()


_ROWS = (
    "INSERT INTO cx_schema_version VALUES ('0001')",
    "INSERT INTO cx_sources VALUES ('/kb/a.md', 'a.md', '/kb', 'x', 'reader-1')",
    "INSERT INTO cx_articles (path, source, content_hash, title, visibility, language, products,"
    " tags) VALUES ('a.md', '/kb/a.md', 'two', 'Returns', 'internal', 'en', '[]', '[]')",
    "INSERT INTO cx_article_versions VALUES ('a.md', 'one', 'Returns', '30 days')",
    "INSERT INTO cx_article_versions VALUES ('a.md', 'two', 'Returns', '14 days')",
)
