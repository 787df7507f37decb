from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, make_url, text

from cx_assistant.errors import StoreError
from cx_assistant.store.database import Database, open_database
from cx_assistant.store.metadata import metadata
from cx_assistant.store.outbox import StateStore
from cx_assistant.store.schema import CURRENT_VERSION, _config, migrate
from cx_assistant.store.tables import schema_version


def differences(connection: Connection) -> list[object]:
    options = {"version_table": schema_version.name, "compare_type": True}
    context = MigrationContext.configure(connection, opts=options)
    found = compare_metadata(context, metadata)
    # Comments on columns are there for people and may differ between versions.
    return [each for each in found if not (isinstance(each, list) and _is_comment(each))]


def _is_comment(changes: list[tuple[object, ...]]) -> bool:
    return all(change[0] == "modify_comment" for change in changes)


def shape(connection: Connection) -> dict[str, object]:
    """Everything the database says about our tables."""
    inspector = inspect(connection)
    return {
        table: (
            [(each["name"], str(each["type"]), each["nullable"]) for each in columns],
            inspector.get_pk_constraint(table)["constrained_columns"],
            sorted(str(each) for each in inspector.get_foreign_keys(table)),
            sorted(str(each) for each in inspector.get_indexes(table)),
            sorted(str(each) for each in inspector.get_unique_constraints(table)),
        )
        for (_, table), columns in inspector.get_multi_columns().items()
        if table != schema_version.name
    }


def test_migrations_and_tables_describe_the_same_schema(
    database: Database, database_url: str | None, tmp_path: Path
) -> None:
    with database.read() as connection:
        created, left = shape(connection), differences(connection)
    if database.is_sqlite:
        url = make_url(f"sqlite:///{tmp_path / 'migrated.db'}")
    else:
        assert database_url is not None
        url = make_url(database_url).set(drivername="postgresql+psycopg")
        with database.write() as connection:
            metadata.drop_all(connection)
    engine = create_engine(url)
    with engine.begin() as connection:
        migrate(connection)
        migrated, missing = shape(connection), differences(connection)
        version = connection.scalar(text("SELECT version_num FROM cx_schema_version"))
    engine.dispose()

    assert len(created) == len(metadata.tables) - 1
    assert migrated == created
    assert (left, missing) == ([], [])
    assert version == CURRENT_VERSION


def test_the_newest_migration_is_the_version_of_the_code() -> None:
    assert ScriptDirectory.from_config(_config()).get_current_head() == CURRENT_VERSION


def test_an_older_database_is_migrated_when_it_is_opened(
    database_url: str | None, tmp_path: Path
) -> None:
    database = open_database(database_url, tmp_path)
    with database.write() as connection:
        metadata.drop_all(connection)
        schema_version.create(connection)  # a version table without a version: before the first
    database.close()

    reopened = open_database(database_url, tmp_path)

    StateStore(reopened).set("name", "value")
    assert StateStore(reopened).get("name") == "value"
    with reopened.read() as connection:
        assert differences(connection) == []
    reopened.close()


def test_a_database_of_newer_code_is_refused_and_left_as_it_is(
    database_url: str | None, tmp_path: Path
) -> None:
    database = open_database(database_url, tmp_path)
    with database.write() as connection:
        connection.execute(text("UPDATE cx_schema_version SET version_num = '9999'"))
    database.close()

    for _ in range(2):
        with pytest.raises(StoreError, match=r"newer cx-assistant .*; upgrade cx-assistant"):
            open_database(database_url, tmp_path)


def test_opening_needs_no_alembic(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from cx_assistant.store.database import open_database\n"
        "for _ in range(2): open_database(None, Path(sys.argv[1])).close()\n"
        "sys.exit('alembic' in sys.modules)"
    )

    assert (
        subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=False).returncode == 0
    )


def test_a_new_database_is_there_at_once(tmp_path: Path) -> None:
    open_database(None, tmp_path / "warm").close()
    times = []
    for number in range(3):
        started = process_time()
        open_database(None, tmp_path / str(number)).close()
        times.append(process_time() - started)

    assert min(times) < 0.15
