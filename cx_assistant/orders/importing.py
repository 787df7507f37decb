"""Reads orders and customers from the files that shop platforms export."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from pathlib import Path

from cx_assistant.errors import OrderImportError
from cx_assistant.models import Customer, Model, Order
from cx_assistant.orders.building import build_order
from cx_assistant.orders.building_customer import build_customer
from cx_assistant.orders.building_parts import RowError
from cx_assistant.orders.conventions import conventions_of
from cx_assistant.orders.field_names import customer_names, own_names
from cx_assistant.orders.merging import merge_rows
from cx_assistant.orders.recognising import RawOrder, recognise, recognise_fields
from cx_assistant.orders.records import Records, read_records


class ImportProblem(Model):
    """One row that was left out, or needs a look. `row` is its line, or its place in a list."""

    row: int
    reason: str


class ImportResult(Model):
    """The orders of a file, and what was odd in it."""

    orders: tuple[Order, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    unmapped: tuple[str, ...] = ()


class CustomerImportResult(Model):
    """The customers of a file, and what was odd in it."""

    customers: tuple[Customer, ...] = ()
    problems: tuple[ImportProblem, ...] = ()
    unmapped: tuple[str, ...] = ()


def read_orders(
    path: Path | str,
    *,
    zone: tzinfo,
    fields: Mapping[str, str] | None = None,
    currency: str = "EUR",
) -> ImportResult:
    """Every order that can be understood, and the reason for every row that cannot.

    `fields` is `[orders.fields]`: their name = ours. Times without an offset are meant in `zone`;
    `currency` is that of orders that name none. `unmapped` lists the columns nobody knows: their
    values are kept in `Order.other`. Raises `OrderImportError` if the file is of no use at all.
    """
    path = Path(path)
    own = own_names(fields or {})
    found = read_records(path)
    raws = [recognise(record, own) for record in found.records]
    _assert_has("id", "order's number", path, found, raws)
    merged = merge_rows(raws, is_table=found.is_table)
    conventions = conventions_of(merged.orders, zone)
    problems = [*found.broken, *merged.problems]
    orders: list[Order] = []
    for raw in merged.orders:
        try:
            orders.append(build_order(raw, conventions, currency=currency))
        except RowError as error:
            problems.append((error.row, error.reason))
    return ImportResult(
        orders=tuple(orders), problems=_sorted(problems), unmapped=_unmapped(merged.orders)
    )


def read_customers(path: Path | str) -> CustomerImportResult:
    """Every customer that can be understood; unknown columns are kept in `Customer.other`."""
    path = Path(path)
    found = read_records(path)
    raws = [recognise_fields(record, customer_names()) for record in found.records]
    _assert_has("id", "customer's id", path, found, raws)
    problems = list(found.broken)
    customers: dict[str, Customer] = {}
    for raw in raws:
        try:
            customer = build_customer(raw)
        except RowError as error:
            problems.append((error.row, error.reason))
            continue
        if customers.get(customer.id, customer) != customer:
            reason = f"customer {customer.id} is there twice with other content; this row counts"
            problems.append((raw.row, reason))
        customers[customer.id] = customer
    return CustomerImportResult(
        customers=tuple(customers.values()), problems=_sorted(problems), unmapped=_unmapped(raws)
    )


def link_by_email(orders: Sequence[Order], customers: Sequence[Customer]) -> tuple[Order, ...]:
    """Orders known by an e-mail address only, given to the one customer who has that address."""
    owners: dict[str, set[str]] = {}
    for customer in customers:
        owners.setdefault(customer.email.strip().lower(), set()).add(customer.id)
    linked = []
    for order in orders:
        # Two customers with one address: whose it is cannot be known, so it is nobody's.
        owner = owners.get(order.customer_id, set()) if "@" in order.customer_id else set()
        change = {"customer_id": next(iter(owner))} if len(owner) == 1 else {}
        linked.append(order.model_copy(update=change))
    return tuple(linked)


def _assert_has(
    field: str, what: str, path: Path, found: Records, raws: Sequence[RawOrder]
) -> None:
    usable = any(field in raw.cells or "email" in raw.cells for raw in raws)
    if found.records and not usable:
        message = f"no column of {path.name} holds the {what}; name it under [orders.fields]"
        raise OrderImportError(message)


def _sorted(problems: Sequence[tuple[int, str]]) -> tuple[ImportProblem, ...]:
    return tuple(ImportProblem(row=row, reason=reason) for row, reason in sorted(problems))


def _unmapped(raws: Sequence[RawOrder]) -> tuple[str, ...]:
    return tuple(sorted({column for raw in raws for column in raw.unmapped}))
