"""Creates or migrates the tables when a database is opened, at no cost when they are current."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, select

from cx_assistant.errors import StoreError
from cx_assistant.store import order_tables  # noqa: F401 - its tables register themselves
from cx_assistant.store.metadata import metadata
from cx_assistant.store.tables import schema_version

if TYPE_CHECKING:
    from alembic.config import Config

    from cx_assistant.store.database import Database

CURRENT_VERSION = "0003"
_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(database: Database) -> None:
    """Leave the database with the tables of this code; refuse one that newer code wrote."""
    with database.read() as connection:
        version = _version(connection)
    if version == CURRENT_VERSION:
        return
    with database.write() as connection:
        version = _version(connection)  # another process may have been faster
        if version is None:
            _create(connection)
        elif version != CURRENT_VERSION:
            _refuse_unknown(version, database.name)
            migrate(connection)


def migrate(connection: Connection) -> None:
    """Run every migration this database lacks, inside the open transaction."""
    from alembic import command

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    """None for a database without our tables."""
    if not inspect(connection).has_table(schema_version.name):
        return None
    version: str | None = connection.scalar(select(schema_version.c.version_num))
    return version or ""


def _create(connection: Connection) -> None:
    # Far quicker than a first migration, which would import Alembic. Not `checkfirst`: a table of
    # ours that exists without a version is somebody else's, and must not be written to.
    metadata.create_all(connection, checkfirst=False)
    connection.execute(schema_version.insert(), {"version_num": CURRENT_VERSION})


def _refuse_unknown(version: str, name: str) -> None:
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    if not version:
        return
    try:
        ScriptDirectory.from_config(_config()).get_revision(version)
    except CommandError as error:
        message = (
            f"{name} was written by a newer cx-assistant (schema {version}, this one knows "
            f"{CURRENT_VERSION}); upgrade cx-assistant"
        )
        raise StoreError(message) from error


def _config() -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
