"""Tables about orders beside the orders themselves, see `tables`."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text

from cx_assistant.store.metadata import metadata

# The numbers an order is found by: its own, and those of its parcels, as `key_of` spells them.
order_keys = Table(
    "cx_order_keys",
    metadata,
    Column("customer_id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column(
        "order_id",
        String,
        ForeignKey("cx_orders.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
    ),
)

# An order that is gone must not come back with a message that was sent before it went.
deleted_orders = Table(
    "cx_deleted_orders",
    metadata,
    Column("id_hash", String(64), primary_key=True, comment="sha256, so that no id outlives it"),
    Column("as_of", String(40), nullable=False, comment="UTC, when its source said so"),
)

# What was erased must not come back from a file or a system that still holds it.
erased = Table(
    "cx_erased",
    metadata,
    Column("id_hash", String(64), primary_key=True, comment="sha256 of a customer or an order"),
    Column("customer_hash", String(64), nullable=False, index=True, comment="whose it is"),
)

products = Table(
    "cx_products",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", Text, nullable=False, comment="models.Product as JSON"),
)

variants = Table(
    "cx_variants",
    metadata,
    Column("sku", String, primary_key=True),
    Column(
        "product_id",
        String,
        ForeignKey("cx_products.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
)

# A webhook is sent again until it is acknowledged, and may be replayed by anyone who saw it.
webhook_receipts = Table(
    "cx_webhook_receipts",
    metadata,
    Column("source", String, primary_key=True),
    Column("delivery_id", String, primary_key=True),
    Column("received_at", String(40), nullable=False, comment="UTC"),
)

action_proposals = Table(
    "cx_action_proposals",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("customer_id", String, nullable=False, index=True),
    Column("ticket_id", String, nullable=False),
    Column("created_at", String(40), nullable=False, comment="UTC"),
    Column("state", String(16), nullable=False, comment="models.ActionStep"),
    Column("document", Text, nullable=False, comment="models.ActionProposal as JSON"),
)

# The audit trail: rows are only ever added, except that erasing a customer blanks what is theirs.
action_log = Table(
    "cx_action_log",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", String(40), nullable=False, comment="UTC"),
    Column("proposal_id", String(64), nullable=False, index=True),
    Column("customer_id", String, nullable=False, index=True),
    Column("step", String(16), nullable=False, comment="models.ActionStep"),
    Column("actor", String, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
