"""Items, parcels, payments and refunds, from the cells recognised for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from cx_assistant.models import OrderItem, Payment, Refund, Shipment
from cx_assistant.orders.conventions import Conventions
from cx_assistant.orders.recognising import Cell, Part, RawOrder, as_text, is_blank

_MONEY_BACK = frozenset({"refund", "credit", "erstattung"})
_NO_MONEY_MOVED = frozenset(
    {"authorization", "authorisation", "void", "failure", "failed", "error"}
)
_YES = frozenset({"true", "yes", "ja", "1", "y", "x"})
_LARGEST_QUANTITY = 1_000_000


class RowError(Exception):
    """Why one row cannot become an order; caught by the importer, which reports it."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row = row
        self.reason = reason


@contextmanager
def without_ambiguity(row: int) -> Iterator[None]:
    """Turns "cannot be read" into an error that names the row."""
    try:
        yield
    except ValueError as error:
        raise RowError(row, str(error)) from error


def build_item(
    part: Part, conventions: Conventions, currency: str, other: dict[str, str]
) -> OrderItem:
    """One line of an order."""
    cells = part.cells
    name, sku = _text(cells, "name"), _text(cells, "sku")
    if not name and not sku:
        raise RowError(part.row, "an item has neither a name nor a SKU")
    with without_ambiguity(part.row):
        quantity = _quantity(cells.get("quantity"), conventions)
        price = conventions.amount(cells.get("price"), currency)
        line_total = conventions.amount(cells.get("line_total"), currency)
    if line_total is not None:
        if price is None:
            price = _piece_price(line_total, quantity)
        if price is None or price * quantity != line_total:
            other[f"{cells['line_total'].column} ({name or sku})"] = str(line_total)
    return OrderItem(
        sku=sku,
        product=_text(cells, "product"),
        name=name or sku,
        options=build_options(cells),
        quantity=quantity,
        price=price,
        tags=_tags(cells),
    )


def _quantity(cell: Cell | None, conventions: Conventions) -> int:
    if cell is None:
        return 1
    value = conventions.amount(cell, "")
    if value is None or value != int(value) or not 1 <= value <= _LARGEST_QUANTITY:
        message = f"{cell.text!r} is no quantity; it must be a whole number from 1"
        raise ValueError(message)
    return int(value)


def build_points(raw: RawOrder, other: dict[str, str]) -> int | None:
    """Loyalty points, None if nothing is said; what is no whole number is kept in `other`."""
    cell = raw.cells.get("loyalty_points")
    if cell is None:
        return None
    found = re.fullmatch(r"(-?\d{1,9})(?:\.0+)?", cell.text, re.ASCII)
    if found is None:
        other[cell.column] = cell.text
    return int(found[1]) if found else None


def _piece_price(line_total: Decimal, quantity: int) -> Decimal | None:
    price = (line_total / quantity).quantize(Decimal("0.01"))
    return price if price * quantity == line_total else None


def build_options(cells: dict[str, Cell]) -> dict[str, str]:
    """What was chosen of an item: colour, size and whatever else the shop calls them."""
    found: dict[str, str] = {}
    if "options" in cells:
        found |= _option_pairs(cells["options"].value)
    if "variant" in cells:
        found["variant"] = cells["variant"].text
    for name, cell in cells.items():
        if name.startswith("options."):
            found[name.removeprefix("options.")] = cell.text
    return found


def _option_pairs(value: object) -> dict[str, str]:
    if isinstance(value, dict):
        return {as_text(key): as_text(each) for key, each in value.items() if not is_blank(each)}
    if not isinstance(value, list):
        return {"option": as_text(value)}
    pairs: dict[str, str] = {}
    for number, each in enumerate(value, start=1):
        name = each.get("name", each.get("key")) if isinstance(each, dict) else None
        if name is not None and not is_blank(each.get("value")):
            pairs[as_text(name)] = as_text(each["value"])
        elif not is_blank(each):
            pairs[f"option {number}"] = as_text(each)
    return pairs


def _tags(cells: dict[str, Cell]) -> tuple[str, ...]:
    tags = split_list(cells["tags"].value) if "tags" in cells else []
    for name, tag in (
        ("is_sale", "sale"),
        ("is_personalised", "personalised"),
        ("is_pre_order", "pre-order"),
    ):
        if _text(cells, name).lower() in _YES:
            tags.append(tag)
    return tuple(dict.fromkeys(tags))


def split_list(value: object) -> list[str]:
    """A list, or a text that lists things with commas, semicolons or bars."""
    parts = value if isinstance(value, list) else re.split(r"[;,|]", as_text(value))
    return [text for part in parts if (text := as_text(part))]


def build_shipments(
    raw: RawOrder, conventions: Conventions
) -> tuple[tuple[Shipment, ...], list[str]]:
    """The parcels, one for every tracking number, and the carrier's word for each."""
    shipments: list[Shipment] = []
    words: list[str] = []
    for part in raw.parts["shipments"]:
        cells = part.cells
        words.append(_text(cells, "status"))
        with without_ambiguity(part.row):
            moments = {
                name: conventions.moment(cells.get(name))
                for name in ("shipped", "estimated", "delivered")
            }
        numbers = split_list(cells["tracking_number"].value) if "tracking_number" in cells else [""]
        carrier = _text(cells, "carrier")
        shipments += [
            Shipment(
                carrier=carrier,
                tracking_number=number,
                shipped=moments["shipped"],
                estimated=moments["estimated"],
                delivered=moments["delivered"],
                skus=_skus(cells),
            )
            for number in numbers
        ]
    return tuple(shipments), words


def build_payments(
    raw: RawOrder,
    conventions: Conventions,
    *,
    currency: str,
    total: Decimal | None,
    other: dict[str, str],
) -> tuple[Payment, ...]:
    """The payments; one without an amount is the whole `total`, if that is known to be paid."""
    payments: list[Payment] = []
    for number, part in enumerate(raw.parts["payments"], start=1):
        kind = _text(part.cells, "kind").lower()
        if kind in _MONEY_BACK:
            continue
        with without_ambiguity(part.row):
            amount = conventions.amount(part.cells.get("amount"), currency)
            at = conventions.moment(part.cells.get("at"))
        moved = kind not in _NO_MONEY_MOVED and (
            _text(part.cells, "status").lower() not in _NO_MONEY_MOVED
        )
        amount = total if amount is None and len(raw.parts["payments"]) == 1 else amount
        if amount is None or not moved:
            _keep(part, f"payments[{number}]", other)
        else:
            method, method_id = _text(part.cells, "method"), _text(part.cells, "method_id")
            payments.append(Payment(method=method, method_id=method_id, amount=amount, at=at))
    return tuple(payments)


def build_refunds(
    raw: RawOrder, conventions: Conventions, *, currency: str, other: dict[str, str]
) -> tuple[Refund, ...]:
    """The refunds, those among the payments included. An amount is what the customer got."""
    back = [p for p in raw.parts["payments"] if _text(p.cells, "kind").lower() in _MONEY_BACK]
    refunds: list[Refund] = []
    for number, part in enumerate([*raw.parts["refunds"], *back], start=1):
        with without_ambiguity(part.row):
            amount = conventions.amount(part.cells.get("amount"), currency)
            if amount is None:
                amount = _sum_of_transactions(part, conventions, currency)
            at = conventions.moment(part.cells.get("at"))
        if amount is None:
            _keep(part, f"refunds[{number}]", other)
        elif amount:
            cells = part.cells
            refunds.append(
                Refund(
                    amount=abs(amount),
                    at=at,
                    method=_text(cells, "method") or _text(cells, "method_id"),
                    reason=_text(cells, "reason"),
                    skus=_skus(cells),
                )
            )
    return tuple(refunds)


def _sum_of_transactions(part: Part, conventions: Conventions, currency: str) -> Decimal | None:
    cell = part.cells.get("transactions")
    values = cell.value if cell is not None and isinstance(cell.value, list) else []
    amounts = [
        conventions.amount(Cell(each["amount"], "amount"), currency)
        for each in values
        if isinstance(each, dict) and not is_blank(each.get("amount"))
    ]
    return sum((abs(amount) for amount in amounts if amount is not None), Decimal(0)) or None


def _skus(cells: dict[str, Cell]) -> tuple[str, ...]:
    return tuple(split_list(cells["skus"].value)) if "skus" in cells else ()


def _keep(part: Part, place: str, other: dict[str, str]) -> None:
    for name, cell in part.cells.items():
        other[f"{place}.{name}"] = cell.text


def _text(cells: dict[str, Cell], name: str) -> str:
    cell = cells.get(name)
    return "" if cell is None else cell.text
