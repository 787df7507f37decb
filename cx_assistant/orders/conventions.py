"""How one file writes dates and amounts, found out from all of it at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, tzinfo
from decimal import Decimal

from cx_assistant.orders.amounts import decimal_sign_of, is_same_currency, parse_amount
from cx_assistant.orders.moments import DayOrder, day_order_of, parse_moment
from cx_assistant.orders.recognising import Cell, RawOrder

_MOMENTS = frozenset(
    {"placed", "cancelled_at", "returned_at", "at", "shipped", "estimated", "delivered"}
)
_AMOUNTS = frozenset({"total", "shipping_cost", "discount", "tax", "price", "line_total", "amount"})


@dataclass(frozen=True)
class Conventions:
    """Reads the cells of one file."""

    zone: tzinfo
    decimal_sign: str | None
    day_orders: Mapping[str, DayOrder | None]
    any_day_order: DayOrder | None

    def moment(self, cell: Cell | None) -> datetime | None:
        """The moment in a date cell; raises `ValueError` if it could mean two days."""
        if cell is None:
            return None
        # A column that leaves it open is written by the same software as the others.
        order = self.day_orders.get(cell.column) or self.any_day_order
        return parse_moment(cell.value, self.zone, order)

    def amount(self, cell: Cell | None, currency: str) -> Decimal | None:
        """The amount in a cell; raises `ValueError` if it is in another currency."""
        if cell is None:
            return None
        amount = parse_amount(cell.value, decimal_sign=self.decimal_sign)
        if amount.currency is not None and not is_same_currency(amount.currency, currency):
            message = f"{cell.text!r} is not in the order's currency {currency}"
            raise ValueError(message)
        return amount.value

    def currencies(self, cells: Iterable[Cell]) -> set[str]:
        """The currencies written beside amounts; what is no amount has none."""
        found: set[str] = set()
        for each in cells:
            with suppress(ValueError):  # reported with its row when it is read for itself
                amount = parse_amount(each.value, decimal_sign=self.decimal_sign)
                found |= {amount.currency} if amount.currency is not None else set()
        return found


def conventions_of(raws: Sequence[RawOrder], zone: tzinfo) -> Conventions:
    """What all dates and amounts of the file have in common."""
    columns: defaultdict[str, list[str]] = defaultdict(list)
    amounts: list[str] = []
    for raw in raws:
        for name, cell in _cells(raw):
            if name in _MOMENTS:
                columns[cell.column].append(cell.text)
            elif name in _AMOUNTS and isinstance(cell.value, str):
                amounts.append(cell.value)
    orders = {column: day_order_of(texts) for column, texts in columns.items()}
    known = {order for order in orders.values() if order is not None}
    return Conventions(
        zone=zone,
        decimal_sign=decimal_sign_of(amounts),
        day_orders=orders,
        any_day_order=known.pop() if len(known) == 1 else None,
    )


def amount_cells(raw: RawOrder) -> list[Cell]:
    """Every cell of the order that holds an amount."""
    return [cell for name, cell in _cells(raw) if name in _AMOUNTS]


def _cells(raw: RawOrder) -> Iterator[tuple[str, Cell]]:
    yield from raw.cells.items()
    for parts in raw.parts.values():
        for part in parts:
            yield from part.cells.items()
