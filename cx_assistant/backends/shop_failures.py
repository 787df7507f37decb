"""Says in one sentence why a shop's database did not answer, without a word of its data."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cx_assistant.errors import BackendError, BackendTimeoutError

_TOO_SLOW = (
    "{name} did not answer within {seconds:g} s; index the customer's column of the table, or "
    "raise timeout_seconds"
)
# SQLSTATE of PostgreSQL, and the extended names of SQLite's errors.
_WHY = {
    "28": "{name} refuses the user or password; correct the URL",
    "3D": "{name} has no such database; correct the URL",
    "42501": "{name} denies reading; grant the user SELECT on the tables",
    "42P01": "a table or view of {name} is gone; correct orders_table and customers_table",
    "42703": "a column of {name} is gone; correct `fields`, then start again",
    "53": "{name} has no connection or memory left; free some or ask less often",
    "57P": "{name} is shutting down; try again when it is up",
    "SQLITE_CANTOPEN": "the file of {name} cannot be opened; check the path and the permissions",
    "SQLITE_NOTADB": "the file of {name} is no SQLite database; check the path",
    "SQLITE_CORRUPT": "the file of {name} is damaged; restore it",
    "SQLITE_BUSY": "{name} is locked by a writer; try again",
    "SQLITE_ERROR": "a table or column of {name} is gone; correct the names in cx.toml",
}


def told(error: SQLAlchemyError, name: str, seconds: float) -> BackendError:
    """The error to raise; the SQL and the values in the original stay out of its message."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    code = str(getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None) or "")
    if code in {"57014", "SQLITE_INTERRUPT"} or isinstance(error, PoolTimeoutError):
        return BackendTimeoutError(_TOO_SLOW.format(name=name, seconds=seconds))
    matching = [key for key in _WHY if code.startswith(key)]
    if matching:
        return BackendError(_WHY[max(matching, key=len)].format(name=name))
    if isinstance(error, DBAPIError) and not code:
        # A driver gives no code when it never reached a server, or lost it.
        return BackendError(
            f"{name} cannot be reached; check that the server runs, and its URL and password"
        )
    kind = type(orig or error).__name__
    return BackendError(f"{name} could not answer ({kind} {code}); check the table in cx.toml")
