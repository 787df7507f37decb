"""Writes orders and customers, each change with what it asks of the indexes.

Everything here is part of a transaction that the caller holds. What is older than what is stored
never replaces it: messages from shops overtake each other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from cx_assistant.models import Customer, Model, Order
from cx_assistant.store.erased import erased_orders, erased_owners
from cx_assistant.store.order_rows import customer_row, key_rows, order_row, sortable
from cx_assistant.store.order_tables import deleted_orders, order_keys
from cx_assistant.store.outbox import Action, bump_revision, enqueue
from cx_assistant.store.statements import Row, batches, insert_rows, upsert_rows
from cx_assistant.store.tables import customers, orders

ORDERS_PARTITION = "orders"
_AT_ONCE = 2000


class UpsertCounts(Model):
    """What an import did.

    Left out are those that are `older` than what is stored, and `foreign` ones: another source has
    an order of the same number, which may be another customer's. `erased` were left out because
    their customer was erased.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    foreign: int = 0
    erased: int = 0

    def __add__(self, other: UpsertCounts) -> UpsertCounts:
        """Both together."""
        mine, theirs = self.model_dump(), other.model_dump()
        return UpsertCounts(**{name: mine[name] + theirs[name] for name in mine})


class _Stored(NamedTuple):
    document: str
    text_hash: str
    as_of: str | None
    source: str | None

    def is_of(self, source: str | None) -> bool:
        """True unless another source has it."""
        return source is None or self.source is None or self.source == source

    def is_until(self, as_of: str | None) -> bool:
        """True unless it was confirmed later than that."""
        return as_of is None or self.as_of is None or self.as_of <= as_of


def write_orders(
    connection: Connection,
    new_orders: Sequence[Order],
    embedded_texts: Sequence[str],
    *,
    source: str | None = None,
) -> UpsertCounts:
    """Add or replace orders; of two with one id the later counts, unless it is the older state."""
    counts = UpsertCounts()
    given = list(zip(new_orders, embedded_texts, strict=True))
    for some in batches(given, _AT_ONCE):
        counts += _write_batch(connection, _newest(some), source)
    if counts.added or counts.changed:
        bump_revision(connection)
    return counts


def remove_orders(
    connection: Connection,
    ids: Sequence[str],
    as_of: datetime | None,
    *,
    source: str | None = None,
) -> int:
    """Forget orders that their source has deleted as of then; how many there were.

    An order that was confirmed later, or that another source has, stays. One that is gone is not
    brought back by an older state.
    """
    removed: list[str] = []
    for some in batches(list(dict.fromkeys(ids))):
        stored = _stored(connection, some)
        theirs = [each for each in some if each not in stored or stored[each].is_of(source)]
        if as_of is not None:
            _remember_deleted(connection, theirs, sortable(as_of))
        latest = sortable(as_of) if as_of is not None else None
        gone = [each for each in theirs if each in stored and stored[each].is_until(latest)]
        connection.execute(delete(orders).where(orders.c.id.in_(gone)))
        removed += gone
    entries: list[tuple[Action, str, str]] = [
        ("remove", ORDERS_PARTITION, order_id) for order_id in removed
    ]
    if enqueue(connection, entries):
        bump_revision(connection)
    return len(removed)


def write_customers(connection: Connection, new_customers: Sequence[Customer]) -> UpsertCounts:
    """Add or replace customers; who was erased is left out."""
    rows = list({each.id: customer_row(each) for each in new_customers}.values())
    counts = UpsertCounts()
    for some in batches(rows, _AT_ONCE):
        counts += _write_customers(connection, some)
    return counts


def _newest(given: Iterable[tuple[Order, str]]) -> dict[str, tuple[Order, str]]:
    """The last of the orders with one id, but never one that is older than another of them."""
    newest: dict[str, tuple[Order, str]] = {}
    for order, text in given:
        known = newest.get(order.id)
        if known is None or not _is_older(order.as_of, known[0].as_of):
            newest[order.id] = (order, text)
    return newest


def _is_older(one: datetime | None, two: datetime | None) -> bool:
    return one is not None and two is not None and one < two


def _write_batch(
    connection: Connection, given: dict[str, tuple[Order, str]], source: str | None
) -> UpsertCounts:
    erased = erased_orders(connection, [order for order, _text in given.values()])
    given = {each: pair for each, pair in given.items() if each not in erased}
    stored = _stored(connection, list(given))
    # An order is either stored or gone: whoever deletes one later leaves no newer state behind.
    gone = _deleted(connection, [each for each in given if each not in stored])
    foreign = {each for each, row in stored.items() if not row.is_of(source)}
    rows = {
        each: order_row(order, text, source or (stored[each].source if each in stored else None))
        for each, (order, text) in given.items()
        if each not in foreign
    }
    latest = {each: row.as_of for each, row in stored.items() if row.as_of} | gone
    older = {
        each
        for each, row in rows.items()
        if row["as_of"] is not None and str(row["as_of"]) < latest.get(each, "")
    }
    current = {each: row for each, row in rows.items() if each not in older}
    changed = {
        each: row
        for each, row in current.items()
        if each not in stored or stored[each][:2] != (row["document"], row["text_hash"])
    }
    upsert_rows(connection, orders, list(changed.values()))
    _confirm(connection, [row for each, row in current.items() if each not in changed])
    _replace_keys(connection, [given[each][0] for each in changed])
    enqueue(connection, _entries(changed, stored))
    known = sum(each in stored for each in changed)
    return UpsertCounts(
        added=len(changed) - known,
        changed=known,
        unchanged=len(current) - len(changed),
        older=len(older),
        foreign=len(foreign),
        erased=len(erased),
    )


def _stored(connection: Connection, ids: Sequence[str]) -> dict[str, _Stored]:
    kept = (orders.c.document, orders.c.text_hash, orders.c.as_of, orders.c.source)
    columns = (orders.c.id, *kept)
    query = select(*columns).where(orders.c.id.in_(ids))
    return {found: _Stored(*rest) for found, *rest in connection.execute(query)}


def _confirm(connection: Connection, rows: Sequence[Row]) -> None:
    """Unchanged orders are as they were at a later moment."""
    told = ("as_of", "source")
    values = [{"which": row["id"]} | {n: row[n] for n in told} for row in rows if row["as_of"]]
    if values:
        confirmed = orders.update().where(orders.c.id == bindparam("which"))
        connection.execute(confirmed, values)


def _replace_keys(connection: Connection, changed: Sequence[Order]) -> None:
    for some in batches(changed):
        ids = [order.id for order in some]
        connection.execute(delete(order_keys).where(order_keys.c.order_id.in_(ids)))
        insert_rows(connection, order_keys, [row for order in some for row in key_rows(order)])


def _entries(
    changed: dict[str, Row], stored: dict[str, _Stored]
) -> Iterator[tuple[Action, str, str]]:
    for each, row in changed.items():
        if each not in stored or stored[each].text_hash != row["text_hash"]:
            yield "add", ORDERS_PARTITION, each


def _remember_deleted(connection: Connection, ids: Sequence[str], as_of: str) -> None:
    known = _deleted(connection, ids)
    rows = [{"id_hash": _id_hash(each), "as_of": max(as_of, known.get(each, ""))} for each in ids]
    upsert_rows(connection, deleted_orders, rows)


def _deleted(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """When these orders were deleted, those that were."""
    hashes = {_id_hash(each): each for each in ids}
    columns = (deleted_orders.c.id_hash, deleted_orders.c.as_of)
    query = select(*columns).where(deleted_orders.c.id_hash.in_(list(hashes)))
    return {hashes[found]: as_of for found, as_of in connection.execute(query)}


def _id_hash(order_id: str) -> str:
    # Not the id itself: nothing that names a customer's order outlives it.
    return hashlib.sha256(f"order/{order_id}".encode()).hexdigest()


def _write_customers(connection: Connection, rows: Sequence[Row]) -> UpsertCounts:
    given = len(rows)
    erased = erased_owners(connection, [str(row["id"]) for row in rows])
    rows = [row for row in rows if row["id"] not in erased]
    columns = (customers.c.id, customers.c.email, customers.c.document)
    query = select(*columns).where(customers.c.id.in_([row["id"] for row in rows]))
    before = {found: (email, document) for found, email, document in connection.execute(query)}
    changed = [row for row in rows if before.get(row["id"]) != (row["email"], row["document"])]
    upsert_rows(connection, customers, changed)
    added = len(rows) - len(before)
    return UpsertCounts(
        added=added,
        changed=len(changed) - added,
        unchanged=len(rows) - len(changed),
        erased=given - len(rows),
    )
