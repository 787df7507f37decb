"""What all tables are registered in."""

from __future__ import annotations

from sqlalchemy import MetaData

# Constraints have names so that migrations can change them on every database.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
