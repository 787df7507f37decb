"""Reads a set of order cases, whichever kind of company it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from cx_assistant.errors import InputError
from cx_assistant.evaluation.orders.airline import read_airline
from cx_assistant.evaluation.orders.banking import read_banking
from cx_assistant.evaluation.orders.cases import OrderSet
from cx_assistant.evaluation.orders.files import Row, read_tables
from cx_assistant.evaluation.orders.retail import read_retail
from cx_assistant.evaluation.selection import Part, is_even

_Reader = Callable[[Path, Mapping[str, Mapping[str, Row]]], OrderSet]
# The tables that tell one kind of set from another.
_KINDS: tuple[tuple[frozenset[str], _Reader], ...] = (
    (frozenset({"users", "orders", "products"}), read_retail),
    (frozenset({"users", "reservations"}), read_airline),
    (frozenset({"users", "accounts"}), read_banking),
)


def load_order_set(folder: Path, part: Part = Part.ALL) -> OrderSet:
    """The cases in this folder, or one half. Raises `InputError` saying what is wrong where."""
    if not folder.is_dir():
        message = f"there is no folder {folder}; name one with db.json and tasks.jsonl"
        raise InputError(message)
    tables = read_tables(folder)
    reader = next((each for names, each in _KINDS if names <= tables.keys()), None)
    if reader is None:
        message = (
            f"{folder}/db.json has the tables {', '.join(sorted(tables)) or 'none'}; it needs "
            "users with orders and products, with accounts, or with reservations"
        )
        raise InputError(message)
    try:
        whole = reader(folder, tables)
    except (KeyError, TypeError, AttributeError) as error:
        message = f"a row in {folder}/db.json or its cases is not as expected ({error!r}); mend it"
        raise InputError(message) from error
    return _half(whole, part)


def _half(whole: OrderSet, part: Part) -> OrderSet:
    wanted = part is Part.EVEN
    cases = whole.cases
    if part is not Part.ALL:
        cases = tuple(each for each in cases if is_even(each.id) is wanted)
    if not cases:
        raise InputError(f"nothing of {whole.name} is left in the {part} half; use --part all")
    return replace(whole, cases=cases)
