"""The SQL tables: the truth that every index is derived from.

Times are stored as ISO 8601 text with offset, lists and documents as JSON text, vectors as raw
little-endian float32, so that SQLite and PostgreSQL hold the same. Every table name starts with
`cx_`, because a PostgreSQL database may well hold the shop's own `orders`.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
)

from cx_assistant.store.metadata import metadata

schema_version = Table(
    "cx_schema_version",
    metadata,
    Column("version_num", String(32), primary_key=True, comment="kept by Alembic"),
)

# One file (or web page, or member of a zip); a table of questions is one source, many articles.
sources = Table(
    "cx_sources",
    metadata,
    Column("location", String, primary_key=True, comment="absolute path, or URL"),
    Column("path", String, nullable=False, unique=True, comment="stable name its articles share"),
    Column("root", String, nullable=False, comment="the ingested folder or file it came with"),
    Column("source_hash", String(64), nullable=False, comment="sha256 of its bytes"),
    Column("reader", String, nullable=False, comment="versions and settings it was read with"),
)

articles = Table(
    "cx_articles",
    metadata,
    Column("path", String, primary_key=True),
    Column(
        "source",
        String,
        ForeignKey("cx_sources.location", ondelete="CASCADE", onupdate="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("content_hash", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("url", Text),
    Column("visibility", String(16), nullable=False),
    Column("language", String, nullable=False),
    Column("updated", String(40)),
    Column("valid_from", String(10)),
    Column("valid_until", String(10)),
    Column("products", Text, nullable=False, comment="JSON list"),
    Column("tags", Text, nullable=False, comment="JSON list"),
)

# Every revision ever ingested, so that an old citation still opens the text it quoted.
article_versions = Table(
    "cx_article_versions",
    metadata,
    Column("path", String, primary_key=True),
    Column("content_hash", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("visibility", String(16), comment="empty: of a version from before it was kept"),
    Column("ingested_at", String(40), comment="UTC, when it was first stored, if that was told"),
    Column("replaced_at", String(40), comment="UTC, when another took its place, if told"),
)

passages = Table(
    "cx_passages",
    metadata,
    Column("id", String, primary_key=True),
    Column(
        "path",
        String,
        ForeignKey("cx_articles.path", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("position", Integer, nullable=False),
    Column("partition", String(80), nullable=False, index=True, comment="of the derived indexes"),
    Column("heading_path", Text, nullable=False, comment="JSON list"),
    Column("text", Text, nullable=False),
    Column("embedded_text", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text_hash", String(64), nullable=False, comment="sha256 of embedded_text"),
)

# What a public passage states, kept because reading it takes far longer than fetching it.
passage_rules = Table(
    "cx_passage_rules",
    metadata,
    Column(
        "passage_id",
        String,
        ForeignKey("cx_passages.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    Column("reader", String(64), nullable=False, comment="hash of the code that read it"),
    Column("rules", Text, nullable=False, comment="JSON, or empty where it states none"),
)

vectors = Table(
    "cx_vectors",
    metadata,
    Column("text_hash", String(64), primary_key=True),
    Column("embedder_id", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

# Work the derived indexes still have to do; written in the same transaction as the change itself.
outbox = Table(
    "cx_outbox",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("action", String(8), nullable=False, comment="add | remove"),
    Column("partition", String(80), nullable=False),
    Column("item_id", String, nullable=False, comment="passage id, or order id"),
    sqlite_autoincrement=True,  # an id is never used twice, so "done" cannot hit a newer entry
)

customers = Table(
    "cx_customers",
    metadata,
    Column("id", String, primary_key=True),
    Column("email", String, nullable=False, index=True, comment="lower case"),
    Column("document", Text, nullable=False, comment="models.Customer as JSON"),
)

orders = Table(
    "cx_orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer_id", String, nullable=False),
    Column("placed", String(40), nullable=False, comment="UTC to the microsecond, or empty"),
    Column("document", Text, nullable=False, comment="models.Order as JSON"),
    Column("embedded_text", Text, nullable=False, comment="what was ordered, for search"),
    Column("text_hash", String(64), nullable=False),
    Column("as_of", String(40), comment="UTC, when its source last confirmed it, if that was told"),
    Column("source", String, comment="name of the feed it was copied from; none for a file"),
    Column("source_id", String, comment="the id its source goes by, if that is not the number"),
    Index("cx_orders_by_customer", "customer_id", "placed", "id"),
    Index("cx_orders_by_source_id", "source_id"),
)

settings = Table(
    "cx_settings",
    metadata,
    Column("name", String, primary_key=True, comment="e.g. embedder_id, index_revision"),
    Column("value", Text, nullable=False),
)
