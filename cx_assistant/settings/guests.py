"""Gives orders that name an e-mail address only to the customer who has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from cx_assistant.models import Customer, Order

if TYPE_CHECKING:
    from cx_assistant.settings.workspace import Workspace


class Owned(NamedTuple):
    """Orders with their owners, and the ids of those whose address two customers have."""

    orders: tuple[Order, ...]
    shared: tuple[str, ...]


def with_owners(
    workspace: Workspace, orders: Sequence[Order], *, customers: Sequence[Customer] = ()
) -> Owned:
    """Orders of guests go to the one customer who is stored, or comes with them; else to nobody."""
    from cx_assistant.orders.importing import link_by_email

    owners = _owners(workspace, orders, customers)
    known = [Customer(id=each, email=email) for email, ids in owners.items() for each in ids]
    shared = [
        order.id
        for order in orders
        if len(ids := owners.get(order.customer_id, [])) > 1 and order.customer_id not in ids
    ]
    return Owned(link_by_email(orders, known), tuple(shared))


def as_owned_before(
    workspace: Workspace, orders: Sequence[Order], *, customers: Sequence[Customer] = ()
) -> tuple[Order, ...]:
    """Orders of guests that were given to somebody stay theirs; new ones are nobody's as yet.

    In the middle of a copy, another customer with the same address may be still to come.
    """
    from cx_assistant.store.guest_orders import GuestOrders

    guests = [order.id for order in orders if "@" in order.customer_id]
    before = GuestOrders(workspace.database).stored_owners(guests)
    linked = with_owners(workspace, orders, customers=customers).orders
    pairs = zip(orders, linked, strict=True)
    return tuple(new if before.get(new.id) == new.customer_id else old for old, new in pairs)


def _owners(
    workspace: Workspace, orders: Sequence[Order], customers: Sequence[Customer]
) -> dict[str, list[str]]:
    from cx_assistant.store.guest_orders import GuestOrders

    addresses = sorted({order.customer_id for order in orders if "@" in order.customer_id})
    return GuestOrders(workspace.database).owners(addresses, newer=customers)
