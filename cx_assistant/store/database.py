"""Opens the database, SQLite or PostgreSQL, and hands out connections that fail in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.schema import CreateSchema

from cx_assistant.errors import StoreError
from cx_assistant.store.failures import plain_words
from cx_assistant.store.schema import bring_up_to_date

FILE_NAME = "cx.db"
_BUSY_TIMEOUT_SECONDS = 15
# The log first, or it would still hold what the file no longer does; and again what VACUUM wrote.
_SCRUBBING = ("PRAGMA wal_checkpoint(TRUNCATE)", "VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)")
_WRITER_LOCK = 0x63785F61  # any constant, the same in every process


class Database:
    """One database, shared by threads. Writers queue, readers see the last commit."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @property
    def is_sqlite(self) -> bool:
        """True for the embedded default."""
        return self._engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one state of the database throughout."""
        with self._plain_words(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that holds the only write lock: all of it is stored, or none."""
        with self._plain_words(), self._engine.connect() as connection:
            connection.execution_options(cx_write=True)
            with connection.begin():
                if not self.is_sqlite:
                    lock = text("SELECT pg_advisory_xact_lock(:key)")
                    connection.execute(lock, {"key": _WRITER_LOCK})
                yield connection

    def damage(self) -> list[str]:
        """What a full check of an SQLite file finds wrong: empty when sound. Reads everything."""
        if not self.is_sqlite:
            return []
        try:
            with self.read() as connection:
                pages = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars().all()
                links = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        except StoreError as error:  # so damaged that even the check cannot read it
            return [str(error)]
        found = [line for page in pages if page != "ok" for line in str(page).splitlines()]
        return found + [f"row {link[1]} of {link[0]} points to nothing" for link in links]

    def scrub(self) -> None:
        """Leave nothing of deleted rows in the files. Rewrites the whole of an SQLite file."""
        with self._plain_words():
            raw = self._engine.raw_connection()
            try:
                connection: Any = raw.driver_connection
                connection.rollback()
                if self.is_sqlite:
                    for statement in _SCRUBBING:
                        connection.execute(statement)
                else:
                    connection.autocommit = True
                    connection.execute("VACUUM")
                    connection.autocommit = False
            finally:
                raw.close()

    def close(self) -> None:
        """Release files and connections; closing twice is harmless."""
        self._engine.dispose()

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise StoreError(plain_words(error, self.name)) from error


def open_database(url: str | None, folder: Path, *, shop: str = "") -> Database:
    """The database at this URL, else `cx.db` in the folder; created or migrated when needed.

    Shops on one PostgreSQL database have a schema each, named after `shop`, and see no other.
    """
    if url and not url.startswith("sqlite"):
        database = _server(url, schema=f"cx_{shop}" if shop else "")
    else:
        database = _file(
            _of_shop(Path(make_url(url).database or ""), shop) if url else folder / FILE_NAME
        )
    try:
        bring_up_to_date(database)
    except StoreError:
        database.close()
        raise
    return database


def _of_shop(path: Path, shop: str) -> Path:
    return path.with_stem(f"{path.stem}-{shop}") if shop else path


def _file(path: Path) -> Database:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = (
            f"cannot create the data folder {path.parent} ({error.strerror}); "
            "choose one you can write to with --data"
        )
        raise StoreError(message) from error
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={"timeout": _BUSY_TIMEOUT_SECONDS, "isolation_level": None},
    )
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return Database(engine, str(path))


def _set_up_sqlite(dbapi_connection: Any, _record: object) -> None:
    cursor = dbapi_connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA foreign_keys = ON")
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that turns into a writer fails at once when another writes, whatever
    # the busy timeout; taking the lock first makes writers queue.
    writes = connection.get_execution_options().get("cx_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _server(url: str, *, schema: str) -> Database:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = "storage.database is no database URL; write postgresql://user@host/name"
        raise StoreError(message) from error
    name = parsed.render_as_string(hide_password=True)
    if parsed.get_backend_name() != "postgresql":
        message = f"{name} is neither SQLite nor PostgreSQL; use postgresql://… or leave it empty"
        raise StoreError(message)
    try:
        engine = create_engine(
            parsed.set(drivername="postgresql+psycopg"),
            pool_pre_ping=True,
            # The schema alone is searched: not even a wrong query finds another shop's tables.
            connect_args={"options": f"-csearch_path={schema}"} if schema else {},
        )
    except ImportError as error:
        message = "PostgreSQL needs its driver; pip install 'cx-assistant[postgres]'"
        raise StoreError(message) from error
    database = Database(engine, f"{name} ({schema})" if schema else name)
    if schema:
        with database.write() as connection:
            connection.execute(CreateSchema(schema, if_not_exists=True))
    return database
