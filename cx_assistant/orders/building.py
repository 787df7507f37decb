"""Makes an `Order` of what was recognised, or says what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from cx_assistant.models import Address, Order, OrderStatus
from cx_assistant.orders.amounts import parse_currency
from cx_assistant.orders.building_parts import (
    RowError,
    build_item,
    build_payments,
    build_points,
    build_refunds,
    build_shipments,
    without_ambiguity,
)
from cx_assistant.orders.conventions import Conventions, amount_cells
from cx_assistant.orders.recognising import Cell, RawOrder, clean
from cx_assistant.orders.statuses import (
    combined_status,
    is_paid_status,
    read_status,
    with_deliveries,
)

_TOTALS = ("total", "shipping_cost", "discount", "tax")
_HAS_BEEN_PAID = frozenset(
    {
        OrderStatus.PAID,
        OrderStatus.PROCESSING,
        OrderStatus.SHIPPED,
        OrderStatus.IN_TRANSIT,
        OrderStatus.DELIVERED,
    }
)


def build_order(raw: RawOrder, conventions: Conventions, *, currency: str) -> Order:
    """The order; raises `RowError` with the reason and the row it lies in."""
    other = dict(raw.other)
    try:
        return _order(raw, conventions, other, currency)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise RowError(raw.row, f"{place}: {first['msg']}") from error


def _order(
    raw: RawOrder, conventions: Conventions, other: dict[str, str], default_currency: str
) -> Order:
    currency = _currency(raw, conventions, default_currency)
    with without_ambiguity(raw.row):
        placed = conventions.moment(raw.cells.get("placed"))
        amounts = {name: conventions.amount(raw.cells.get(name), currency) for name in _TOTALS}
    shipments, parcel_words = build_shipments(raw, conventions)
    status, status_text = _status(raw, parcel_words, other)
    status = with_deliveries(status, shipments)
    is_paid = _is_paid(raw, status)
    paid_total = amounts["total"] if is_paid else None
    payments = build_payments(raw, conventions, currency=currency, total=paid_total, other=other)
    refunds = build_refunds(raw, conventions, currency=currency, other=other)
    _keep_dates(raw, conventions, other)
    return Order(
        id=raw.cells["id"].text,
        customer_id=_customer(raw, other),
        placed=placed,
        status=status,
        status_text=status_text,
        currency=currency,
        items=tuple(build_item(part, conventions, currency, other) for part in raw.parts["items"]),
        shipments=shipments,
        payments=payments,
        refunds=refunds,
        shipping_address=build_address(raw, "shipping_address"),
        billing_address=build_address(raw, "billing_address"),
        shipping_cost=amounts["shipping_cost"],
        discount=amounts["discount"],
        tax=amounts["tax"],
        loyalty_points=build_points(raw, other),
        total=amounts["total"],
        notes=tuple(note.text for note in raw.notes),
        other=other,
    )


def _customer(raw: RawOrder, other: dict[str, str]) -> str:
    """The customer's id, or the e-mail address for a shop that has no other key."""
    cell, email = raw.cells.get("customer_id"), raw.cells.get("email")
    if cell is not None:
        if email is not None:
            other[email.column] = email.text
        return cell.text.lower() if "@" in cell.text else cell.text
    if email is None or "@" not in email.text:
        raise RowError(raw.row, "has neither a customer id nor an e-mail address")
    return email.text.lower()


def _currency(raw: RawOrder, conventions: Conventions, default: str) -> str:
    cell = raw.cells.get("currency")
    with without_ambiguity(raw.row):
        if cell is not None:
            return parse_currency(cell.text)
        written = conventions.currencies(amount_cells(raw))
    if len(written) > 1:
        raise RowError(raw.row, f"mixes currencies: {', '.join(sorted(written))}")
    return written.pop() if written else default


def _status(
    raw: RawOrder, parcel_words: list[str], other: dict[str, str]
) -> tuple[OrderStatus, str]:
    cells = {
        name: cell
        for name in ("status", "financial_status", "fulfillment_status", "cancelled_at")
        if (cell := raw.cells.get(name)) is not None
    }
    own = cells.get("status")
    text_cell = raw.cells.get("status_text")
    status = read_status(own.text) if own else OrderStatus.UNKNOWN
    if status is not OrderStatus.UNKNOWN and own is not None:
        for name in cells.keys() - {"status", "cancelled_at"}:
            other[cells[name].column] = cells[name].text
        plain = own.text.lower().replace(" ", "_") == status.value
        return status, text_cell.text if text_cell else ("" if plain else own.text)
    status = combined_status(
        _text(cells, "financial_status"),
        _text(cells, "fulfillment_status"),
        parcel_words,
        cancelled="cancelled_at" in cells,
    )
    words = [_text(cells, n) for n in ("status", "financial_status", "fulfillment_status")]
    joined = ", ".join(word for word in words if word)
    return status, text_cell.text if text_cell else joined


def _is_paid(raw: RawOrder, status: OrderStatus) -> bool:
    financial = raw.cells.get("financial_status")
    if financial is not None:
        return is_paid_status(financial.text)
    # Without a word about money, a date of payment is needed; a parcel may go out on invoice.
    dated = any("at" in part.cells for part in raw.parts["payments"])
    return dated and status in _HAS_BEEN_PAID


def _keep_dates(raw: RawOrder, conventions: Conventions, other: dict[str, str]) -> None:
    with without_ambiguity(raw.row):
        for name in ("cancelled_at", "returned_at"):
            moment = conventions.moment(raw.cells.get(name))
            if moment is not None:
                other[name] = moment.isoformat()


def build_address(raw: RawOrder, kind: str) -> Address | None:
    """The address of this kind, or None if nothing of it is known."""
    cells = {
        name.removeprefix(f"{kind}."): cell.text
        for name, cell in raw.cells.items()
        if name.startswith(f"{kind}.")
    }
    if not cells:
        return None
    names = (cells.get("first_name", ""), cells.get("last_name", ""))
    streets = (_lines(cells.get("street", "")), cells.get("street2", ""))
    return Address(
        name=clean(cells.get("name") or " ".join(name for name in names if name)),
        street=", ".join(street for street in streets if street),
        city=cells.get("city", ""),
        postcode=cells.get("postcode", "").lstrip("'"),  # keeps spreadsheets from counting
        region=cells.get("region", ""),
        country=cells.get("country", ""),
    )


def _lines(text: str) -> str:
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def _text(cells: Mapping[str, Cell], name: str) -> str:
    cell = cells.get(name)
    return "" if cell is None else cell.text
