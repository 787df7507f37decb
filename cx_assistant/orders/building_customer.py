"""Makes a `Customer` of what was recognised, or says what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from cx_assistant.models import Customer, PaymentMethod
from cx_assistant.orders.amounts import parse_amount
from cx_assistant.orders.building import build_address
from cx_assistant.orders.building_parts import (
    RowError,
    build_points,
    split_list,
    without_ambiguity,
)
from cx_assistant.orders.field_names import names_in
from cx_assistant.orders.recognising import RawOrder, as_text, recognise_fields
from cx_assistant.orders.records import Record

_LAST_FOUR = re.compile(r"\d{4}", re.ASCII)


def build_customer(raw: RawOrder) -> Customer:
    """The customer; raises `RowError` with the reason and the row it lies in."""
    texts = {name: cell.text for name, cell in raw.cells.items()}
    email = texts.get("email", "")
    customer_id = texts.get("id") or email.lower()
    if not customer_id:
        raise RowError(raw.row, "has neither a customer id nor an e-mail address")
    names = (texts.get("first_name", ""), texts.get("last_name", ""))
    other = dict(raw.other)
    tags, methods = raw.cells.get("tags"), raw.cells.get("payment_methods")
    return Customer(
        id=customer_id,
        name=texts.get("name") or " ".join(name for name in names if name),
        email=email,
        phone=texts.get("phone", ""),
        language=texts.get("language", "").replace("_", "-").partition("-")[0].lower(),
        tags=tuple(split_list(tags.value)) if tags else (),
        consent=texts.get("consent", ""),
        address=build_address(raw, "address"),
        payment_methods=tuple(_methods(methods.value, raw.row)) if methods else (),
        loyalty_points=build_points(raw, other),
        other=other,
    )


def _methods(value: object, row: int) -> Iterator[PaymentMethod]:
    """The ways to pay, listed or by id. What is not named here, card numbers too, is not kept."""
    by_id = value if isinstance(value, dict) else {}
    listed = value if isinstance(value, list) else [{"id": k, **v} for k, v in _objects(by_id)]
    for each in listed:
        if isinstance(each, dict):
            cells = recognise_fields(Record(row, each), names_in("payment_method")).cells
            texts = {name: cell.text for name, cell in cells.items()}
            if texts.get("id"):
                yield _method(texts, row)


def _objects(by_id: Mapping[object, object]) -> Iterator[tuple[str, dict[str, object]]]:
    for key, value in by_id.items():
        if isinstance(value, dict):
            yield as_text(key), value


def _method(texts: Mapping[str, str], row: int) -> PaymentMethod:
    balance = None
    with without_ambiguity(row):
        if texts.get("balance"):
            balance = parse_amount(texts["balance"], decimal_sign=".").value
    kind = texts.get("kind") or "unknown"
    return PaymentMethod(id=texts["id"], kind=kind, label=_label(texts), balance=balance)


def _label(texts: Mapping[str, str]) -> str:
    """What the customer knows it by: its own name, or brand and last digits of a card."""
    digits = texts.get("last_four", "")
    ending = f"ending in {digits}" if _LAST_FOUR.fullmatch(digits) else ""
    named = " ".join(part for part in (texts.get("brand", ""), ending) if part)
    label = texts.get("label", "")
    # A label may hold a whole card number.
    return named if named or re.search(r"(?:\d[ -]?){9,}", label) else label
