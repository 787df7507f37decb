"""Knows what other systems call the fields of an order."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from cx_assistant.errors import ConfigError

PARTS = ("items", "shipments", "payments", "refunds")
ADDRESSES = ("shipping_address", "billing_address")
_SINGULAR = {part.removesuffix("s"): part for part in PARTS}


class Target(NamedTuple):
    """One of our fields, and how well a name fits it: 0 is best."""

    field: str
    rank: int


class Names(NamedTuple):
    """What names mean in one place: at the top of an order, in an item, in a parcel …"""

    fields: Mapping[str, Target]
    lists: Mapping[str, str]


@lru_cache(maxsize=4096)
def snake_case(name: str) -> str:
    """`Lineitem name`, `lineItemName` and `lineitem-name` in one spelling."""
    parted = re.sub(r"(?<=[a-zäöüß0-9])(?=[A-ZÄÖÜ])", "_", name)
    return re.sub(r"[\W_]+", "_", parted).strip("_").lower()


@cache
def order_names() -> Names:
    """What names mean at the top of an order, or in a flat row."""
    tables = _tables()
    names: dict[str, Target] = {}
    for field, target in _ranked(tables["order"]):
        names.setdefault(field, target)
    for field, target in _ranked(tables["flat"]):
        names.setdefault(field, target)
    for part, prefixes in tables["prefixes"].items():
        section = "address" if part in ADDRESSES else part
        # Of several prefixes the first counts most: shipping_name before address_name.
        for place, prefix in enumerate(prefixes):
            for field, target in _ranked(tables[section]):
                full = Target(f"{part}.{target.field}", 100 * place + target.rank)
                names.setdefault(f"{prefix}_{field}", full)
    return Names(names, _lists(tables["lists"]))


@cache
def part_names(part: str) -> Names:
    """What names mean inside an item, a parcel, a payment or a refund."""
    fields = dict(_ranked(_tables()[part]))
    whole = {"items": ("options", "tags"), "refunds": ("transactions",)}.get(part, ())
    lists = {name: target.field for name, target in fields.items() if target.field in whole}
    return Names(fields, lists)


@cache
def customer_names() -> Names:
    """What names mean in a list of customers."""
    tables = _tables()
    fields = dict(_ranked(tables["customer"]))
    lists = ("tags", "payment_methods")
    address = tables["customer_address"]
    for place, prefix in enumerate(address["prefixes"]):
        for name, target in _ranked(tables["address"]):
            full = Target(f"address.{target.field}", 100 * place + target.rank)
            fields.setdefault(f"{prefix}_{name}", full)
    for name, target in _ranked({part: tables["address"][part] for part in address["alone"]}):
        fields.setdefault(name, Target(f"address.{target.field}", target.rank))
    return Names(fields, {name: t.field for name, t in fields.items() if t.field in lists})


@cache
def names_in(section: str) -> Names:
    """What names mean in a `product`, a `variant` or a `payment_method`."""
    fields = dict(_ranked(_tables()[section]))
    whole = ("options", "variants")
    return Names(fields, {name: t.field for name, t in fields.items() if t.field in whole})


def own_names(fields: Mapping[str, str]) -> dict[str, str]:
    """`[orders.fields]` checked: their name in snake_case → our field.

    Raises `ConfigError` for a field that an order does not have.
    """
    known = {target.field for target in order_names().fields.values()}
    known |= {*PARTS, "notes"}
    return {snake_case(theirs): _known(theirs, ours, known) for theirs, ours in fields.items()}


def _known(theirs: str, ours: str, known: set[str]) -> str:
    head, dot, rest = ours.strip().partition(".")
    field = f"{_SINGULAR.get(head, head)}{dot}{rest}"
    if field in known or (field.startswith("items.options.") and len(field) > 14):
        return field
    message = (
        f"[orders.fields] maps {theirs!r} to {ours!r}, which is no field of an order; use e.g. id, "
        "customer_id, placed, status, total, item.name, shipment.tracking_number"
    )
    raise ConfigError(message)


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    text = Path(__file__).with_name("field_names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _ranked(table: dict[str, list[str]]) -> Iterator[tuple[str, Target]]:
    for field, names in table.items():
        for rank, name in enumerate(names):
            yield name, Target(field, rank)


def _lists(table: dict[str, list[str]]) -> dict[str, str]:
    return {name: field for field, names in table.items() for name in names}
