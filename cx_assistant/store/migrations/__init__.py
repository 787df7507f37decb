"""Alembic migrations of the store; `cx_assistant.store.schema` runs them."""
