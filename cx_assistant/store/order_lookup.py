"""Finds a customer's own orders by what they are called, also where a number has a slip."""

from __future__ import annotations

import string
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select

from cx_assistant.store.order_tables import order_keys
from cx_assistant.store.statements import batches

_SIGNS = string.ascii_uppercase + string.digits
_MOST_SLIPS = 20  # numbers of one message that are looked for once more, with a slip
_LENGTHS_WITH_SLIP = range(4, 65)  # of shorter numbers, nearly every two are one slip apart


def ids_called(connection: Connection, customer_id: str, keys: Sequence[str]) -> set[str]:
    """Ids of the customer's orders with one of these keys, else with one a slip away from it."""
    wanted = list(dict.fromkeys(key for key in keys if key))
    exact = _called(connection, customer_id, wanted)
    missing = [key for key in wanted if key not in exact and len(key) in _LENGTHS_WITH_SLIP]
    near = [each for key in missing[:_MOST_SLIPS] for each in dict.fromkeys(slips_of(key))]
    found = [*exact.values(), *_called(connection, customer_id, near).values()]
    return {order_id for order_ids in found for order_id in order_ids}


def slips_of(key: str) -> Iterator[str]:
    """Everything one slip away: a sign missing, two swapped, one wrong or one too many.

    Looking these few hundred up takes as long for a customer with ten thousand orders as for one
    with ten, which going through their numbers would not.
    """
    for at in range(len(key)):
        before, after = key[:at], key[at + 1 :]
        yield before + after
        yield before + after[:1] + key[at] + after[1:]
        yield from (before + sign + after for sign in _SIGNS)
        yield from (before + sign + key[at:] for sign in _SIGNS)
    yield from (key + sign for sign in _SIGNS)


def _called(connection: Connection, customer_id: str, keys: Sequence[str]) -> dict[str, list[str]]:
    """The keys that some of the customer's orders have, each with the ids of those orders."""
    columns = (order_keys.c.key, order_keys.c.order_id)
    found: dict[str, list[str]] = {}
    for some in batches(keys):
        query = select(*columns).where(
            order_keys.c.customer_id == customer_id, order_keys.c.key.in_(some)
        )
        for key, order_id in connection.execute(query):
            found.setdefault(key, []).append(order_id)
    return found
