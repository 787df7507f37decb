"""Reads sets of an airline: users and reservations, and cases about them.

A reservation stands where a shop has an order. What an airline changes (flights, cabins, bags,
passengers) has no counterpart in a shop, and what may be cancelled hangs on fares and insurance,
so of these sets only who writes and which reservation is meant can be measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cx_assistant.evaluation.orders.cases import Case, Measures, OrderSet, World
from cx_assistant.evaluation.orders.files import Row, arguments, read_tasks, user_of, write_actions
from cx_assistant.evaluation.orders.retail import customer_of
from cx_assistant.evaluation.orders.speech import as_written
from cx_assistant.evaluation.rows import Line
from cx_assistant.models import Order, OrderItem, OrderStatus

_ZONE = ZoneInfo("America/New_York")
_NOW = datetime(2024, 5, 15, 15, tzinfo=_ZONE)  # as its policy.md says
_WHY = "fares, cabins and insurance have no counterpart in a shop"
_UNDEFINED = Measures(items=_WHY, decision=_WHY, actions=_WHY)


def read_airline(folder: Path, tables: Mapping[str, Mapping[str, Row]]) -> OrderSet:
    """The set in this folder, whose `db.json` holds these tables."""
    by_id = {id_: _order(id_, row) for id_, row in tables["reservations"].items()}
    world = World(
        customers={id_: customer_of(id_, row) for id_, row in tables["users"].items()},
        orders={
            id_: tuple(by_id[each] for each in row.get("reservations", ()) if each in by_id)
            for id_, row in tables["users"].items()
        },
    )
    cases = tuple(_case(line, world) for line in read_tasks(folder))
    return OrderSet(folder.resolve().name, cases, _NOW, _UNDEFINED, zone=_ZONE)


def _order(id_: str, row: Row) -> Order:
    return Order(
        id=id_,
        customer_id=row["user_id"],
        placed=datetime.fromisoformat(row["created_at"]).replace(tzinfo=UTC),
        status=OrderStatus.DELIVERED if _is_flown(row) else OrderStatus.PAID,
        currency="USD",
        items=tuple(_items(row)),
    )


def _is_flown(row: Row) -> bool:
    """True if its last flight was before the day on which all cases take place."""
    days = [str(flight.get("date", "")) for flight in row.get("flights", ())]
    return bool(days) and max(days) < _NOW.date().isoformat()


def _items(row: Row) -> Iterable[OrderItem]:
    for flight in row.get("flights", ()):
        route = {each: flight.get(each, "") for each in ("origin", "destination", "date")}
        name = f"Flight {flight['flight_number']} from {route['origin']} to {route['destination']}"
        yield OrderItem(sku=flight["flight_number"], name=name, options=route)


def _case(line: Line, world: World) -> Case:
    given = [arguments(line, each) for each in write_actions(line)]
    touched = {str(each["reservation_id"]) for each in given if "reservation_id" in each}
    return Case(
        id=line.text("_id"),
        text=as_written(line.text("reason_for_call")),
        known=as_written(line.text("known_info", required=False)),
        world=world,
        customer_id=user_of(line),
        orders=frozenset(touched) or None,
    )
