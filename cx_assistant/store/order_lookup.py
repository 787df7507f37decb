"""Finds a customer's own orders by what they are called, also where a number has a slip."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, func, or_, select

from cx_assistant.order_keys import is_one_slip
from cx_assistant.store.order_tables import order_keys
from cx_assistant.store.statements import batches

_MOST_SLIPS = 20  # numbers of one message that are looked for once more, with a slip
_SHORTEST_WITH_SLIP = 4  # of shorter numbers, nearly every two are one slip apart


def ids_called(connection: Connection, customer_id: str, keys: Sequence[str]) -> set[str]:
    """Ids of the customer's orders with one of these keys, else with one a slip away from it."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    exact = dict(_exact(connection, customer_id, wanted))
    found = {order_id for order_ids in exact.values() for order_id in order_ids}
    missing = [key for key in wanted if key not in exact and len(key) >= _SHORTEST_WITH_SLIP]
    for key in missing[:_MOST_SLIPS]:
        found.update(_with_slip(connection, customer_id, key))
    return found


def _exact(
    connection: Connection, customer_id: str, keys: Sequence[str]
) -> Iterator[tuple[str, list[str]]]:
    columns = (order_keys.c.key, order_keys.c.order_id)
    found: dict[str, list[str]] = {}
    for some in batches(keys):
        query = select(*columns).where(
            order_keys.c.customer_id == customer_id, order_keys.c.key.in_(some)
        )
        for key, order_id in connection.execute(query):
            found.setdefault(key, []).append(order_id)
    yield from found.items()


def _with_slip(connection: Connection, customer_id: str, key: str) -> Iterator[str]:
    query = select(order_keys.c.key, order_keys.c.order_id).where(
        order_keys.c.customer_id == customer_id, _may_be_slip_of(key)
    )
    for found, order_id in connection.execute(query):
        if is_one_slip(found, key):
            yield order_id


def _may_be_slip_of(key: str) -> ColumnElement[bool]:
    """What every key one slip away fulfils: the database leaves few of thousands to compare.

    One slip changes one place, or two that are neighbours, so that what comes before the middle
    or what comes after it is the same.
    """
    half = (len(key) - 1) // 2
    stored, length = order_keys.c.key, func.length(order_keys.c.key)
    return length.between(len(key) - 1, len(key) + 1) & or_(
        func.substr(stored, 1, half) == key[:half],
        func.substr(stored, length - half + 1) == key[-half:],
    )
