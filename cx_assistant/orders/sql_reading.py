"""Understands the rows of a shop's own tables, the way an import understands a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, Order
from cx_assistant.order_keys import key_of
from cx_assistant.orders.building import build_order
from cx_assistant.orders.building_customer import build_customer
from cx_assistant.orders.building_parts import RowError, split_list
from cx_assistant.orders.conventions import conventions_of
from cx_assistant.orders.field_names import customer_names
from cx_assistant.orders.merging import merge_rows
from cx_assistant.orders.recognising import (
    Cell,
    Part,
    RawOrder,
    as_text,
    recognise,
    recognise_fields,
)
from cx_assistant.orders.records import Record
from cx_assistant.orders.sql_columns import Mapped, is_set, owner_in, values_of
from cx_assistant.orders.sql_queries import OrdersTable, ShopRow


@dataclass(frozen=True)
class ShopReading:
    """How the rows of one shop are read. `deleted` is the column that marks deleted orders."""

    zone: tzinfo
    currency: str
    mapped: Mapped
    deleted: str = ""

    def orders(
        self, rows: Sequence[ShopRow], table: OrdersTable, as_of: datetime
    ) -> tuple[list[Order], list[str]]:
        """The orders, and a sentence on each that cannot be read. Deleted ones are left out."""
        raws = [self._raw(row, table) for row in rows if not self.is_gone(row)]
        merged = merge_rows(raws, is_table=True)
        conventions = conventions_of(merged.orders, self.zone)
        unclear = set(merged.contradicted)
        problems = [f"order {each}: its rows contradict each other" for each in sorted(unclear)]
        orders: list[Order] = []
        for raw in merged.orders:
            if raw.cells["id"].text in unclear:
                continue
            try:
                order = build_order(raw, conventions, currency=self.currency)
            except RowError as error:
                problems.append(f"order {raw.cells['id'].text}: {error.reason}")
                continue
            # Not what was built, which is without blanks: another customer's id may have them.
            owner = str(raw.cells["customer_id"].value)
            orders.append(order.model_copy(update={"as_of": as_of, "customer_id": owner}))
        if any("id" not in raw.cells for raw in raws):
            problems.append(f"{table.name} has rows without an order number")
        return orders, problems

    def gone(self, rows: Sequence[ShopRow], table: OrdersTable) -> list[str]:
        """The orders of which every row is marked as deleted."""
        left = {as_text(row[table.order_id.name]) for row in rows if not self.is_gone(row)}
        every = (as_text(row[table.order_id.name]) for row in rows if self.is_gone(row))
        return [each for each in dict.fromkeys(every) if each not in left]

    def is_gone(self, row: ShopRow) -> bool:
        """True for a row the shop has marked as deleted."""
        return bool(self.deleted) and is_set(row.get(self.deleted))

    def keys(self, row: ShopRow) -> set[str]:
        """What an order can be found by, of one row of its numbers."""
        raw = recognise(Record(0, values_of(row)), self.mapped.orders)
        numbers = [raw.cells["id"].text] if "id" in raw.cells else []
        for part in raw.parts["shipments"]:
            numbers += _tracking_numbers(part)
        return {key for number in numbers if (key := key_of(number))}

    def customer(self, row: ShopRow) -> Customer:
        """The customer of a row; raises `BackendError` if it cannot be read."""
        record = Record(0, values_of(row))
        raw = recognise_fields(record, customer_names(), self.mapped.customers)
        try:
            return build_customer(raw)
        except RowError as error:
            message = f"a customer's record cannot be read: it {error.reason}; correct the table"
            raise BackendError(message) from error

    def _raw(self, row: ShopRow, table: OrdersTable) -> RawOrder:
        raw = recognise(Record(0, values_of(row)), self.mapped.orders)
        owner = owner_in(row, table.customer, is_email=table.is_email)
        raw.cells["customer_id"] = Cell(owner, table.customer.name)
        return raw


def _tracking_numbers(part: Part) -> list[str]:
    cell = part.cells.get("tracking_number")
    return [] if cell is None else split_list(cell.value)
