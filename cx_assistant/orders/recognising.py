"""Sorts the fields of one record by what they mean; what nothing fits is kept by its own name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cx_assistant.orders.field_names import (
    PARTS,
    Names,
    Target,
    order_names,
    part_names,
    snake_case,
)
from cx_assistant.orders.records import Record

_OWN_RANK = -1  # what cx.toml maps beats every name we know
_DEEPEST = 6


class Cell(NamedTuple):
    """A value as it stands in the file, and the column it stands in."""

    value: object
    column: str

    @property
    def text(self) -> str:
        """The value as text."""
        return as_text(self.value)


@dataclass
class Part:
    """An item, parcel, payment or refund: our names → cells."""

    row: int
    cells: dict[str, Cell] = field(default_factory=dict)


@dataclass
class RawOrder:
    """What one record says about an order, sorted but not yet understood."""

    row: int
    cells: dict[str, Cell] = field(default_factory=dict)
    notes: list[Cell] = field(default_factory=list)
    parts: dict[str, list[Part]] = field(default_factory=lambda: {part: [] for part in PARTS})
    other: dict[str, str] = field(default_factory=dict)
    unmapped: set[str] = field(default_factory=set)
    has_lists: bool = False

    @property
    def parts_seen(self) -> dict[str, list[dict[str, Cell]]]:
        """The parts without the rows they stand in, to compare them."""
        return {name: [part.cells for part in parts] for name, parts in self.parts.items()}


def recognise(record: Record, own: Mapping[str, str]) -> RawOrder:
    """The record sorted by our names; `own` are the shop's mappings, see `own_names`."""
    raw = RawOrder(record.row)
    found = _Sorter(own, order_names(), raw)
    found.walk(record.values, ())
    cells = found.best()
    raw.cells = {name: cell for name, cell in cells.items() if _part_of(name) is None}
    for part in PARTS:
        flat = {
            name.removeprefix(f"{part}."): cell
            for name, cell in cells.items()
            if _part_of(name) == part
        }
        if flat:
            raw.parts[part].insert(0, Part(record.row, flat))
    return raw


def recognise_fields(
    record: Record, names: Names, own: Mapping[str, str] | None = None
) -> RawOrder:
    """The same for a record without parts, such as a customer."""
    raw = RawOrder(record.row)
    found = _Sorter(own or {}, names, raw, top=False)
    found.walk(record.values, ())
    raw.cells = found.best()
    return raw


class _Sorter:
    """Walks one object and offers every value to the field its name stands for."""

    def __init__(
        self,
        own: Mapping[str, str],
        names: Names,
        raw: RawOrder,
        *,
        top: bool = True,
        above: tuple[str, ...] = (),
    ) -> None:
        self._own, self._names, self._raw = own, names, raw
        self._top, self._above = top, above
        self._offers: dict[str, list[tuple[int, Cell]]] = {}

    def walk(self, values: Mapping[str, object], path: tuple[str, ...]) -> None:
        for key, value in values.items():
            if not is_blank(value):
                self._sort((*path, key), value)

    def best(self) -> dict[str, Cell]:
        """The best offer for every field; the rest is kept beside it."""
        chosen: dict[str, Cell] = {}
        for name, offers in self._offers.items():
            offers.sort(key=lambda offer: offer[0])
            fitting = [cell for _, cell in offers if not _is_no_id(name, cell)]
            for cell in fitting[:1]:
                chosen[name] = cell
            for _, cell in offers:
                if cell is not chosen.get(name) and cell.value != _value(chosen.get(name)):
                    self._keep(cell.column, cell.value)
        return chosen

    def _sort(self, path: tuple[str, ...], value: object) -> None:
        column = ".".join((*self._above, *path))
        target = self._target(path, column)
        list_field = self._list_field(path, column, value)
        if list_field is not None:
            self._sort_list(list_field, value, column)
        elif isinstance(value, dict) and len(path) < _DEEPEST:
            self.walk(value, path)
        elif target is not None and not _holds_objects(value):
            self._offers.setdefault(target.field, []).append((target.rank, Cell(value, column)))
        else:
            self._keep(column, value)
            # Deep below, keys are often data (`cards.1234.brand`): one line for all of them.
            self._raw.unmapped.add(column if len(path) < 3 else path[0])

    def _target(self, path: tuple[str, ...], column: str) -> Target | None:
        mapped = self._own.get(snake_case(column))
        if mapped is not None:
            # A list of things cannot be made of one value.
            return None if mapped in PARTS else Target(mapped, _OWN_RANK)
        return self._names.fields.get(snake_case("_".join(path)))

    def _list_field(self, path: tuple[str, ...], column: str, value: object) -> str | None:
        own = self._own.get(snake_case(column))
        known = own if own in {*PARTS, "notes"} else None
        known = known or (None if own else self._names.lists.get(snake_case("_".join(path))))
        if known is None and isinstance(value, list) and _holds_objects(value):
            known = self._mapped_inside(column)
        if known in PARTS and not _holds_objects(value) and not isinstance(value, dict):
            return None
        return known

    def _mapped_inside(self, column: str) -> str | None:
        """The part whose fields cx.toml maps below this list: `positions.title = item.name`."""
        prefix = snake_case(column) + "_"
        for theirs, ours in self._own.items():
            if theirs.startswith(prefix):
                return _part_of(ours)
        return None

    def _sort_list(self, name: str, value: object, column: str) -> None:
        if name == "notes":
            notes = value if isinstance(value, list) else [value]
            self._raw.notes += [Cell(note, column) for note in notes if not is_blank(note)]
        elif name in PARTS and self._top:
            self._sort_parts(name, value if isinstance(value, list) else [value], column)
        else:
            self._offers.setdefault(name, []).append((0, Cell(value, column)))

    def _sort_parts(self, name: str, values: list[object], column: str) -> None:
        self._raw.has_lists = True
        for number, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                self._keep(f"{column}[{number}]", value)
                self._raw.unmapped.add(column)
                continue
            self._raw.parts[name].append(self._part(name, value, column, number))

    def _part(self, name: str, value: dict[str, object], column: str, number: int) -> Part:
        inner = RawOrder(self._raw.row)
        own = {
            theirs: ours.removeprefix(f"{name}.")
            for theirs, ours in self._own.items()
            if theirs.startswith(snake_case(column)) and _part_of(ours) == name
        }
        sorter = _Sorter(own, part_names(name), inner, top=False, above=(column,))
        sorter.walk(value, ())
        part = Part(self._raw.row, sorter.best())
        for kept, text in inner.other.items():
            self._raw.other[kept.replace(column, f"{column}[{number}]", 1)] = text
        self._raw.unmapped |= inner.unmapped
        return part

    def _keep(self, column: str, value: object) -> None:
        self._raw.other[column] = as_text(value)


def is_blank(value: object) -> bool:
    """True for what says nothing: null, an empty text, list or object."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def as_text(value: object) -> str:
    """The value as one text that could be stored anywhere."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return clean(json.dumps(value, ensure_ascii=False, default=str))
    return clean(str(value)).strip()


def clean(text: str) -> str:
    """Without lone surrogates and NUL, which databases refuse."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return whole.replace("\0", "\N{REPLACEMENT CHARACTER}")


def _holds_objects(value: object) -> bool:
    if isinstance(value, list):
        return any(isinstance(each, dict | list) for each in value)
    return isinstance(value, dict)


def _part_of(name: str) -> str | None:
    head, dot, _ = name.partition(".")
    return head if dot and head in PARTS else None


def _value(cell: Cell | None) -> object:
    return None if cell is None else cell.value


def _is_no_id(name: str, cell: Cell) -> bool:
    """True if the name could be an id, but the value is a person's name, or 0 for a guest."""
    if name not in {"id", "customer_id"}:
        return False
    column, text = snake_case(cell.column), cell.text
    if name == "customer_id" and text in {"0", "false"}:
        return True
    is_doubtful = column in {"name", "order", "customer", "user", "kunde"}
    looks_like_id = any(c.isdigit() or c == "@" for c in text)
    return is_doubtful and (" " in text or not looks_like_id)
