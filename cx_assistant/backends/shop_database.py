"""A shop's own database, opened to read and never to write."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Inspector, Select, create_engine, event, inspect, types
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError

from cx_assistant.backends.shop_failures import told
from cx_assistant.errors import BackendError, ConfigError

_LOOKS_EVERY = 5000  # steps of SQLite between two looks at the clock
_POOLED = 4


class ShopDatabase:
    """Runs queries in a read-only session; threads may share it.

    On SQLite and PostgreSQL a statement is cut off after `timeout_seconds`; with other systems
    only their own limits hold. Nothing is connected before the first query.
    """

    def __init__(self, url: str, *, name: str, timeout_seconds: float = 5.0) -> None:
        self.name = name
        self._timeout_seconds = timeout_seconds
        self._engine = self._engine_for(_parsed(url, name))

    def columns(self, table: str) -> list[tuple[str, str]]:
        """Name and kind of the columns of a table or view, which may be called `schema.table`.

        Kinds are text, padded, integer, number, uuid, moment and unknown. Raises `ConfigError` if
        there is no table or view of this name.
        """
        schema, _, plain = table.rpartition(".")
        with self._plain_words():
            inspector = inspect(self._engine)
            try:
                found = inspector.get_columns(plain, schema=schema or None)
            except NoSuchTableError as error:
                known = _names(inspector, schema or None)
                message = f"{self.name} has no table or view {table!r}{_close_to(plain, known)}"
                raise ConfigError(message) from error
        return [(str(each["name"]), _kind(each["type"])) for each in found]

    def rows(self, query: Select[Any]) -> list[dict[str, object]]:
        """What the query gives, as the driver does."""
        with self._plain_words(), self._engine.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(query)]

    def close(self) -> None:
        """Release connections; closing twice is harmless."""
        self._engine.dispose()

    def _engine_for(self, url: URL) -> Engine:
        if url.get_backend_name() == "sqlite":
            engine = create_engine(url, creator=lambda: _read_only_file(url.database or ""))
            event.listen(engine, "before_cursor_execute", self._start_sqlite_clock)
            return engine
        try:
            engine = create_engine(
                url,
                pool_pre_ping=True,
                pool_size=_POOLED,
                pool_timeout=self._timeout_seconds,
                connect_args=self._connect_args(url),
            )
        except (ImportError, NoSuchModuleError) as error:
            message = (
                f"{self.name}: the driver for {url.drivername} is not installed; install it "
                "beside cx-assistant"
            )
            raise ConfigError(message) from error
        if url.get_backend_name() == "postgresql":
            event.listen(engine, "connect", self._set_up_postgresql)
        return engine

    def _connect_args(self, url: URL) -> dict[str, object]:
        is_postgresql = url.get_backend_name() == "postgresql"
        return {"connect_timeout": max(2, round(self._timeout_seconds))} if is_postgresql else {}

    def _set_up_postgresql(self, dbapi_connection: Any, _record: object) -> None:
        milliseconds = max(1, round(1000 * self._timeout_seconds))
        with dbapi_connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            cursor.execute(f"SET statement_timeout = {milliseconds}")
        dbapi_connection.commit()

    def _start_sqlite_clock(self, connection: Connection, *_: object) -> None:
        end = time.monotonic() + self._timeout_seconds
        raw: Any = connection.connection.dbapi_connection
        raw.set_progress_handler(lambda: int(time.monotonic() > end), _LOOKS_EVERY)

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise told(error, self.name, self._timeout_seconds) from error
        except UnicodeError as error:  # a text in an encoding the session does not have
            message = f"{self.name} holds text that cannot be decoded; store it as UTF-8"
            raise BackendError(message) from error


def _parsed(url: str, name: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        message = f"the URL of {name} is none; write e.g. postgresql://user@host/shop"
        raise ConfigError(message) from error
    if parsed.drivername == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    return parsed


def _read_only_file(path: str) -> sqlite3.Connection:
    uri = f"file:{quote(path)}?mode=ro"
    return sqlite3.connect(uri, uri=True, check_same_thread=False)


def _names(inspector: Inspector, schema: str | None) -> list[str]:
    return [*inspector.get_table_names(schema), *inspector.get_view_names(schema)]


def _kind(type_: object) -> str:
    """What a column holds, as far as looking values up in it depends on that."""
    if isinstance(type_, types.Uuid):
        return "uuid"
    if isinstance(type_, types.Integer):
        return "integer"
    if isinstance(type_, types.Numeric):
        return "number"
    if isinstance(type_, types.DateTime | types.Date):
        return "moment"
    if isinstance(type_, types.CHAR):
        return "padded"
    return "unknown" if isinstance(type_, types.NullType) else "text"


def _close_to(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else "; check the name and the permissions"
