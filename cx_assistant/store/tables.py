"""The SQL tables: the truth that every index is derived from.

Times are stored as ISO 8601 text with offset, documents as JSON text, vectors as raw
little-endian float32, so that SQLite and PostgreSQL hold the same.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("path", String, primary_key=True),
    Column("content_hash", String(64), nullable=False),
    Column("root", String, nullable=False, comment="the ingested folder or file it came from"),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("visibility", String(16), nullable=False),
    Column("language", String(8), nullable=False),
    Column("updated", String(40)),
    Column("valid_from", String(10)),
    Column("valid_until", String(10)),
    Column("products", Text, nullable=False, comment="JSON list"),
    Column("tags", Text, nullable=False, comment="JSON list"),
    Column("source_hash", String(64), nullable=False, comment="sha256 of the file's bytes"),
    Column("reader", String(40), nullable=False, comment="reader and splitter version"),
)

# Every revision ever ingested, so that an old citation still opens the text it quoted.
article_versions = Table(
    "article_versions",
    metadata,
    Column("path", String, primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(64), primary_key=True),
    Column(
        "path", String, ForeignKey("articles.path", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("position", Integer, nullable=False),
    Column("heading_path", Text, nullable=False, comment="JSON list"),
    Column("text", Text, nullable=False),
    Column("embedded_text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False, comment="sha256 of embedded_text"),
)

vectors = Table(
    "vectors",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("embedder_id", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Work the derived indexes still have to do; written in the same transaction as the change itself.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("action", String(8), nullable=False, comment="add | remove"),
    Column("partition", String(64), nullable=False),
    Column("item_id", String(200), nullable=False, comment="passage id, or order id"),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String, primary_key=True),
    Column("email", String, nullable=False, index=True, comment="lower case"),
    Column("document", Text, nullable=False, comment="models.Customer as JSON"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer_id", String, nullable=False),
    Column("placed", String(40), nullable=False, comment="UTC, sortable"),
    Column("document", Text, nullable=False, comment="models.Order as JSON"),
    Column("embedded_text", Text, nullable=False, comment="what was ordered, for search"),
    Column("text_hash", String(64), nullable=False),
    Index("orders_by_customer", "customer_id", "placed"),
)

settings = Table(
    "settings",
    metadata,
    Column("name", String, primary_key=True, comment="e.g. embedder_id, index_revision"),
    Column("value", Text, nullable=False),
)
