"""Says in one sentence what went wrong in the database and what to do about it."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

_SQLITE = {
    "SQLITE_FULL": "the disk that holds {name} is full; free some space and run again",
    "SQLITE_READONLY": (
        "{name} cannot be written; make the file and its folder writable, or choose another "
        "folder with --data"
    ),
    "SQLITE_CANTOPEN": (
        "{name} cannot be opened; check that its folder exists and is writable, or choose "
        "another with --data"
    ),
    "SQLITE_NOTADB": (
        "{name} is not a database or is damaged; restore it from a backup, or move it away and "
        "ingest again"
    ),
    "SQLITE_CORRUPT": (
        "{name} is damaged; restore it from a backup, or move it away and ingest again"
    ),
    "SQLITE_BUSY": "another process is writing to {name}; wait for it to finish and run again",
    "SQLITE_IOERR": (
        "reading or writing {name} failed; check the disk (space, quota, network share) and run "
        "again"
    ),
}

# SQLSTATE classes of PostgreSQL.
_POSTGRES = {
    "28": "{name} refuses the user or password; correct storage.database",
    "3D": "{name} has no such database; create it, or correct storage.database",
    "42501": "{name} denies a permission; grant the user CREATE on the schema",
    "42P07": (
        "{name} already holds tables of the same names that cx-assistant did not create; use "
        "another database"
    ),
    "53": "{name} is out of disk space, memory or connections; free some and run again",
    "25006": "{name} is read-only; connect to the primary server",
    "57": "{name} is shutting down or cancelled the query; run again when it is up",
}


def plain_words(error: SQLAlchemyError, name: str) -> str:
    """The sentence for this failure; never holds a password or customer text."""
    if not isinstance(error, DBAPIError):
        return f"{name} failed ({type(error).__name__}); please report this"
    orig = error.orig
    template = _by_prefix(_SQLITE, str(getattr(orig, "sqlite_errorname", None) or ""))
    template = template or _by_prefix(_POSTGRES, str(getattr(orig, "sqlstate", None) or ""))
    if template:
        return template.format(name=name)
    if error.connection_invalidated or type(orig).__module__.startswith("psycopg"):
        return _server_failure(error, name)
    return f"{name} failed ({type(orig).__name__}); run cx-assistant doctor"


def _server_failure(error: DBAPIError, name: str) -> str:
    # psycopg gives no SQLSTATE when it never reached a server, or lost it.
    if type(error.orig).__name__ in {"OperationalError", "ConnectionTimeout"}:
        return (
            f"{name} cannot be reached; check that the server runs, and the user, password and "
            "database name in storage.database"
        )
    return f"{name} failed ({type(error.orig).__name__}); run cx-assistant doctor"


def _by_prefix(sentences: dict[str, str], code: str) -> str | None:
    # SQLite's extended codes, such as SQLITE_IOERR_WRITE, begin with the plain one.
    matches = [key for key in sentences if code.startswith(key)]
    return sentences[max(matches, key=len)] if matches else None
