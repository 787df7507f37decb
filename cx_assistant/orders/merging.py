"""Puts together the rows that belong to one order, and finds orders that are there twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from cx_assistant.orders.recognising import RawOrder

_FEWEST_OWN_CELLS = 3  # a row with fewer is an item's row, and two equal items are no mistake


@dataclass
class Merged:
    """One `RawOrder` per order, and what was odd on the way there."""

    orders: list[RawOrder] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    contradicted: list[str] = field(default_factory=list)  # ids with rows that deny each other


def merge_rows(raws: Sequence[RawOrder], *, is_table: bool) -> Merged:
    """Rows with one id, or without any below one, become one order; the last of two wins."""
    merged, by_id, rows = Merged(), dict[str, RawOrder](), dict[str, list[RawOrder]]()
    previous: RawOrder | None = None
    for raw in raws:
        cell = raw.cells.get("id")
        if cell is None and is_table and previous is not None and not raw.cells:
            _append(previous, raw)
            continue
        if cell is None:
            merged.problems.append((raw.row, "has no order number"))
            previous = None
            continue
        known = by_id.get(cell.text)
        if _is_repeated(raw, rows.get(cell.text, [])):
            merged.problems.append((raw.row, "repeats an earlier row; left out"))
            continue
        if known is not None and _belong_together(known, raw):
            _append(known, raw)
        else:
            if known is not None:
                reason = f"order {cell.text} was in row {known.row} with other content; this counts"
                merged.problems.append((raw.row, reason))
                merged.contradicted.append(cell.text)
            by_id.pop(cell.text, None)
            by_id[cell.text] = known = _copy(raw)
            rows[cell.text] = []
        rows[cell.text].append(raw)
        previous = known
    merged.orders = list(by_id.values())
    return merged


def _is_repeated(raw: RawOrder, earlier: Sequence[RawOrder]) -> bool:
    is_item_row = not raw.has_lists and len(raw.cells) < _FEWEST_OWN_CELLS
    return not is_item_row and any(_is_same(raw, row) for row in earlier)


def _is_same(one: RawOrder, two: RawOrder) -> bool:
    return (one.cells, one.parts_seen, one.other, one.notes) == (
        two.cells,
        two.parts_seen,
        two.other,
        two.notes,
    )


def _belong_together(known: RawOrder, raw: RawOrder) -> bool:
    """True if the row adds to the order and denies nothing of it."""
    if known.has_lists or raw.has_lists:
        return False
    shared = known.cells.keys() & raw.cells.keys()
    return all(known.cells[name].text == raw.cells[name].text for name in shared)


def _append(order: RawOrder, row: RawOrder) -> None:
    order.cells.update(row.cells)
    order.notes += [note for note in row.notes if note not in order.notes]
    for name, parts in row.parts.items():
        own = order.parts[name]
        # Every item row is an item; a parcel or payment repeated on each row is one.
        own += [
            part
            for part in parts
            if name == "items" or all(part.cells != other.cells for other in own)
        ]
    place = len(order.parts["items"])
    for column, text in row.other.items():
        if order.other.get(column, text) == text:
            order.other[column] = text
        else:
            order.other[f"{column} [{place}]"] = text
    order.unmapped |= row.unmapped


def _copy(raw: RawOrder) -> RawOrder:
    return RawOrder(
        row=raw.row,
        cells=dict(raw.cells),
        notes=list(raw.notes),
        parts={name: list(parts) for name, parts in raw.parts.items()},
        other=dict(raw.other),
        unmapped=set(raw.unmapped),
        has_lists=raw.has_lists,
    )
