"""Orders are found by number and age; products, rules, webhooks and actions have tables."""

from __future__ import annotations

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

from cx_assistant.order_keys import key_of

revision = "0003"
down_revision = "0002"
_BATCH = 1000


def upgrade() -> None:
    """Create the tables, and the numbers that orders already stored are found by."""
    as_of: sa.Column[str] = sa.Column("as_of", sa.String(length=40), nullable=True)
    op.add_column("cx_orders", as_of)
    source: sa.Column[str] = sa.Column("source", sa.String(), nullable=True)
    op.add_column("cx_orders", source)
    source_id: sa.Column[str] = sa.Column("source_id", sa.String(), nullable=True)
    op.add_column("cx_orders", source_id)
    op.create_index("cx_orders_by_source_id", "cx_orders", ["source_id"])
    _order_keys()
    _passage_rules()
    _products()
    _webhooks()
    _actions()
    _number_stored_orders()


def _order_keys() -> None:
    op.create_table(
        "cx_order_keys",
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("order_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["cx_orders.id"], name="fk_cx_order_keys_order_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("customer_id", "key", "order_id", name="pk_cx_order_keys"),
    )
    op.create_index("ix_cx_order_keys_order_id", "cx_order_keys", ["order_id"])
    op.create_table(
        "cx_deleted_orders",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_cx_deleted_orders"),
    )
    op.create_table(
        "cx_erased",
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("customer_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id_hash", name="pk_cx_erased"),
    )
    op.create_index("ix_cx_erased_customer_hash", "cx_erased", ["customer_hash"])


def _passage_rules() -> None:
    op.create_table(
        "cx_passage_rules",
        sa.Column("passage_id", sa.String(), nullable=False),
        sa.Column("reader", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["cx_passages.id"],
            name="fk_cx_passage_rules_passage_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("passage_id", name="pk_cx_passage_rules"),
    )


def _products() -> None:
    op.create_table(
        "cx_products",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_products"),
    )
    op.create_table(
        "cx_variants",
        sa.Column("sku", sa.String(), nullable=False),
        sa.Column("product_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["cx_products.id"], name="fk_cx_variants_product_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("sku", name="pk_cx_variants"),
    )
    op.create_index("ix_cx_variants_product_id", "cx_variants", ["product_id"])


def _webhooks() -> None:
    op.create_table(
        "cx_webhook_receipts",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("delivery_id", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("source", "delivery_id", name="pk_cx_webhook_receipts"),
    )


def _actions() -> None:
    op.create_table(
        "cx_action_proposals",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("ticket_id", sa.String(), nullable=False),
        sa.Column("created_at", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_action_proposals"),
    )
    op.create_index("ix_cx_action_proposals_customer_id", "cx_action_proposals", ["customer_id"])
    op.create_table(
        "cx_action_log",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cx_action_log"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cx_action_log_customer_id", "cx_action_log", ["customer_id"])
    op.create_index("ix_cx_action_log_proposal_id", "cx_action_log", ["proposal_id"])


def _number_stored_orders() -> None:
    connection = op.get_bind()
    keys = sa.table("cx_order_keys", *map(sa.column, ("customer_id", "key", "order_id")))
    found = connection.execute(sa.text("SELECT id, customer_id, document FROM cx_orders"))
    for some in found.partitions(_BATCH):
        rows = [
            {"customer_id": customer_id, "key": key, "order_id": order_id}
            for order_id, customer_id, document in some
            for key in _keys(order_id, document)
        ]
        if rows:
            connection.execute(keys.insert(), rows)


def _keys(order_id: str, document: str) -> Iterator[str]:
    parcels = json.loads(document).get("shipments", ())
    numbers = [order_id, *(parcel.get("tracking_number", "") for parcel in parcels)]
    yield from dict.fromkeys(key for number in numbers if (key := key_of(number)))
