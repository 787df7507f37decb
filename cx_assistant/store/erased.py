"""Who was erased. What a file or a shop still holds about them is left out until they return.

Only hashes are kept. They keep an id from being read, not from being tried: whoever has the
database and a list of ids or addresses can see which of them are in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select

from cx_assistant.models import Order
from cx_assistant.store.order_rows import email_key
from cx_assistant.store.order_tables import erased
from cx_assistant.store.statements import batches, insert_rows

_OWNER, _ORDER = "owner", "order"


def remember_erased(
    connection: Connection,
    customer_id: str,
    *,
    names: Iterable[str] = (),
    order_ids: Iterable[str] = (),
) -> None:
    """Leave out this customer, whatever else names them (e-mail addresses), and these orders."""
    own = _owner_hash(customer_id)
    whose = _customer_hash(connection, customer_id) or own
    hashes = {own, *map(_owner_hash, filter(None, names)), *map(_order_hash, order_ids)}
    known = _known(connection, sorted(hashes))
    rows = [{"id_hash": each, "customer_hash": whose} for each in sorted(hashes - known)]
    insert_rows(connection, erased, rows)


def erased_orders(connection: Connection, given: Sequence[Order]) -> set[str]:
    """The ids of those orders that are an erased customer's."""
    owners = erased_owners(connection, [order.customer_id for order in given])
    hashes = {order.id: _order_hash(order.id) for order in given}
    known = _known(connection, list(hashes.values()))
    return {order.id for order in given if order.customer_id in owners or hashes[order.id] in known}


def erased_owners(connection: Connection, names: Iterable[str]) -> set[str]:
    """Those of the ids and e-mail addresses that name an erased customer."""
    hashes = {each: _owner_hash(each) for each in names}
    known = _known(connection, sorted(set(hashes.values())))
    return {each for each, hashed in hashes.items() if hashed in known}


def readmit(connection: Connection, customer_id: str) -> int:
    """Take in again what is about this customer; how many hashes were dropped, 0 for nobody."""
    whose = _customer_hash(connection, customer_id)
    if whose is None:
        return 0
    return connection.execute(delete(erased).where(erased.c.customer_hash == whose)).rowcount


def _customer_hash(connection: Connection, name: str) -> str | None:
    query = select(erased.c.customer_hash).where(erased.c.id_hash == _owner_hash(name))
    return connection.scalar(query)


def _known(connection: Connection, hashes: Sequence[str]) -> set[str]:
    return {
        found
        for some in batches(hashes)
        for found in connection.scalars(select(erased.c.id_hash).where(erased.c.id_hash.in_(some)))
    }


def _owner_hash(name: str) -> str:
    return _hash(_OWNER, email_key(name) if "@" in name else name)


def _order_hash(order_id: str) -> str:
    return _hash(_ORDER, order_id)


def _hash(kind: str, text: str) -> str:
    return hashlib.sha256(f"erased {kind}/{text}".encode()).hexdigest()
