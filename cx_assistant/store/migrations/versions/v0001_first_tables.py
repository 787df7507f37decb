"""The first tables: knowledge, vectors, orders, outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create every table."""
    _knowledge()
    _customers()
    _bookkeeping()


def _knowledge() -> None:
    op.create_table(
        "cx_article_versions",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("path", "content_hash", name="pk_cx_article_versions"),
    )
    op.create_table(
        "cx_sources",
        sa.Column("location", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("root", sa.String(), nullable=False),
        sa.Column("source_hash", sa.String(length=64), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("location", name="pk_cx_sources"),
        sa.UniqueConstraint("path", name="uq_cx_sources_path"),
    )
    op.create_table(
        "cx_vectors",
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("embedder_id", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "embedder_id", name="pk_cx_vectors"),
    )
    op.create_table(
        "cx_articles",
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("visibility", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("updated", sa.String(length=40), nullable=True),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_until", sa.String(length=10), nullable=True),
        sa.Column("products", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["cx_sources.location"],
            name="fk_cx_articles_source",
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("path", name="pk_cx_articles"),
    )
    op.create_index("ix_cx_articles_source", "cx_articles", ["source"], unique=False)
    op.create_table(
        "cx_passages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("partition", sa.String(length=80), nullable=False),
        sa.Column("heading_path", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("embedded_text", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["path"], ["cx_articles.path"], name="fk_cx_passages_path", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_cx_passages"),
    )
    op.create_index("ix_cx_passages_partition", "cx_passages", ["partition"], unique=False)
    op.create_index("ix_cx_passages_path", "cx_passages", ["path"], unique=False)


def _customers() -> None:
    op.create_table(
        "cx_customers",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_customers"),
    )
    op.create_index("ix_cx_customers_email", "cx_customers", ["email"], unique=False)
    op.create_table(
        "cx_orders",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("placed", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("embedded_text", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_orders"),
    )
    op.create_index(
        "cx_orders_by_customer", "cx_orders", ["customer_id", "placed", "id"], unique=False
    )


def _bookkeeping() -> None:
    op.create_table(
        "cx_outbox",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("action", sa.String(length=8), nullable=False),
        sa.Column("partition", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_outbox"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cx_settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_cx_settings"),
    )
