"""`[[orders.sources]]`: the systems orders come from."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from cx_assistant.models import Model


class SourceKind(StrEnum):
    """What kind of system it is."""

    SQL = "sql"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"


class SourceSettings(Model):
    """One system. Secrets come from environment variables, whose names stand here."""

    name: str
    kind: SourceKind
    url: str = Field(default="", description="of the shop; for sql a database URL without password")
    url_env: str = Field(default="", description="variable that holds the database URL")
    token_env: str = Field(default="", description="variable with the API token or key")
    secret_env: str = Field(default="", description="variable with the API secret, if there is one")
    webhook_secret_env: str = ""
    live: bool = Field(
        default=True, description="sql: asked while a ticket waits; false: copied by orders sync"
    )
    orders_table: str = Field(
        default="", description="sql: table or view, one row per order or item"
    )
    customers_table: str = ""
    updated_column: str = Field(
        default="", description="sql: when a row last changed; without it all are copied each time"
    )
    deleted_column: str = Field(default="", description="sql: set in rows that are deleted")
    timeout_seconds: float = Field(default=5.0, gt=0, description="sql: longest a query may take")
    fields: dict[str, str] = Field(default_factory=dict, description="their column = ours")
    shares_customer_ids: bool = Field(
        default=False, description="true if files and sql tables go by this shop's customer ids"
    )

    @property
    def is_asked_live(self) -> bool:
        """True if it is asked while a ticket waits, and not copied."""
        return self.kind is SourceKind.SQL and self.live

    @property
    def has_own_ids(self) -> bool:
        """True for a shop system that numbers its customers itself."""
        return self.kind is not SourceKind.SQL

    @property
    def tells_deletions(self) -> bool:
        """True if it is told of an order that is gone: by a column, or by webhooks."""
        return bool(self.webhook_secret_env if self.has_own_ids else self.deleted_column)
