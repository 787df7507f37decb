"""Orders and customers as rows of the tables, and back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from cx_assistant.errors import InputError
from cx_assistant.models import Customer, Order
from cx_assistant.models.feeds import SOURCE_ID
from cx_assistant.order_keys import keys_of
from cx_assistant.store.statements import Row
from cx_assistant.store.vectors import text_hash

SYNCED = "orders.synced."  # and a source's name: up to when all of its orders are confirmed


def order_row(order: Order, embedded_text: str, source: str | None = None) -> Row:
    """One row of `orders`; raises `InputError` for ids a database cannot hold."""
    if "\0" in order.id + order.customer_id:
        message = f"order {order.id!r} has a NUL character in its id; correct the export"
        raise InputError(message)
    searchable = embedded_text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return {
        "id": order.id,
        "customer_id": order.customer_id,
        "placed": sortable(order.placed) if order.placed else "",
        "document": order.model_dump_json(),
        "embedded_text": searchable,
        "text_hash": text_hash(searchable),
        "as_of": sortable(order.as_of) if order.as_of else None,
        "source": source,
        "source_id": order.other.get(SOURCE_ID, "").replace("\0", "") or None,
    }


def sortable(moment: datetime) -> str:
    """UTC in a fixed width, which keeps text order equal to time order in every collation."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def order_of(document: str, as_of: str | None, synced: str | None = None) -> Order:
    """The order of a row; `synced` is when its source had nothing newer to say about it."""
    order = Order.model_validate_json(document)
    latest = max(as_of or "", synced or "")
    return order.model_copy(update={"as_of": datetime.fromisoformat(latest)}) if latest else order


def key_rows(order: Order) -> Iterator[Row]:
    """The rows of `order_keys` for an order: its own number and those of its parcels."""
    for key in keys_of(order):
        yield {"customer_id": order.customer_id, "key": key, "order_id": order.id}


def customer_row(customer: Customer) -> Row:
    """One row of `customers`; raises `InputError` for ids a database cannot hold."""
    if "\0" in customer.id + customer.email:
        message = f"customer {customer.id!r} has a NUL character in it; correct the export"
        raise InputError(message)
    key = email_key(customer.email)
    return {"id": customer.id, "email": key, "document": customer.model_dump_json()}


def email_key(email: str) -> str:
    """An address in the spelling it is compared by."""
    return email.strip().lower()
