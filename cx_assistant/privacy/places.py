"""Collects what is kept about one customer, for them to read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pydantic import AwareDatetime, Field

from cx_assistant.errors import InputError
from cx_assistant.models import Model
from cx_assistant.privacy.files import Row, jsonl_files, rows_about
from cx_assistant.privacy.subject import Subject

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from cx_assistant.settings.workspace import Workspace

_KEPT_BY_IMPORT = ("*.jsonl", "**/*.jsonl")


class CustomerExport(Model):
    """Everything that is kept about a customer, by place. Empty places are listed as well."""

    customer_id: str
    shop: str = ""
    exported_at: AwareDatetime
    tables: dict[str, list[dict[str, Any]]] = Field(description="rows of the store, by table")
    vectors: list[str] = Field(description="order ids that have a vector in the index")
    files: dict[str, list[Any]] = Field(description="tickets, results, cases: rows by file")


def export_customer(workspace: Workspace, customer_id: str, *, now: datetime) -> CustomerExport:
    """All of it; raises `InputError` if nothing is kept about this id."""
    from cx_assistant.store.erasing import CustomerRows

    subject = subject_of(workspace, customer_id)
    tables = CustomerRows(workspace.database).rows(customer_id)
    order_ids = [str(row["id"]) for row in tables["cx_orders"]]
    rows = rows_about(privacy_files(workspace), subject)
    if not rows and not any(tables.values()):
        raise nothing_kept(customer_id)
    return CustomerExport(
        customer_id=customer_id,
        shop=workspace.settings.shop.key,
        exported_at=now,
        tables={name: [_readable(row) for row in found] for name, found in tables.items()},
        vectors=indexed(workspace, order_ids),
        files=_by_file(rows),
    )


def subject_of(workspace: Workspace, customer_id: str) -> Subject:
    """The texts by which this customer is recognised."""
    from cx_assistant.models import Customer, Order
    from cx_assistant.store.erasing import CustomerRows

    rows = CustomerRows(workspace.database).rows(customer_id)
    customers = [Customer.model_validate_json(str(row["document"])) for row in rows["cx_customers"]]
    orders = [Order.model_validate_json(str(row["document"])) for row in rows["cx_orders"]]
    return Subject.of(customer_id, customers[0] if customers else None, orders)


def privacy_files(workspace: Workspace) -> list[Path]:
    """The JSONL files of the data folder and those `[privacy] files` names."""
    settings = workspace.settings
    configured = jsonl_files(settings.folder, settings.privacy.files)
    return sorted({*jsonl_files(workspace.folder, _KEPT_BY_IMPORT), *configured})


def indexed(workspace: Workspace, order_ids: Sequence[str]) -> list[str]:
    """Those of the orders that the vector index holds, sorted."""
    from cx_assistant.store.orders import ORDERS_PARTITION

    index = workspace.indexes.vector_side.index
    held = index.ids(ORDERS_PARTITION) if index is not None and order_ids else set()
    return sorted(held & set(order_ids))


class NothingKeptError(InputError):
    """Nothing is kept about a customer; says what to do about that."""


def nothing_kept(customer_id: str) -> NothingKeptError:
    """For an id nobody has."""
    message = f"nothing is kept about customer {customer_id!r}; check the id"
    return NothingKeptError(message)


def _readable(row: Mapping[str, Any]) -> dict[str, Any]:
    """Documents as what they are, not as text in text."""
    return {name: json.loads(value) if name == "document" else value for name, value in row.items()}


def _by_file(rows: Sequence[Row]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        if row.is_theirs:
            found.setdefault(str(row.file), []).append(row.values)
    return found
