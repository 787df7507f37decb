"""Run by Alembic: applies migrations on the connection that the store handed over."""

from __future__ import annotations

from alembic import context

from cx_assistant.store import order_tables  # noqa: F401 - its tables register themselves
from cx_assistant.store.metadata import metadata
from cx_assistant.store.tables import schema_version

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    version_table=schema_version.name,
    render_as_batch=True,  # SQLite alters a table by rebuilding it
)
context.run_migrations()
