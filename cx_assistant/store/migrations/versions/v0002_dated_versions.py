"""Kept versions of articles say who might read them, and when they held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns. Of older versions only those that hold now are known to be public or not."""
    for name, length in (("visibility", 16), ("ingested_at", 40), ("replaced_at", 40)):
        column: sa.Column[str] = sa.Column(name, sa.String(length=length), nullable=True)
        op.add_column("cx_article_versions", column)
    op.execute(
        "UPDATE cx_article_versions SET visibility = (SELECT visibility FROM cx_articles"
        " WHERE cx_articles.path = cx_article_versions.path"
        " AND cx_articles.content_hash = cx_article_versions.content_hash)"
    )
