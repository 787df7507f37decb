"""When the goods of a return came in."""

from __future__ import annotations

import re
from datetime import date

from cx_assistant.models import Order, OrderStatus

RETURNED_AT = "returned_at"  # the key in `Order.other` the importer keeps the date under

_DAY = re.compile(
    r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)|(?P<d2>\d\d?)\.(?P<m2>\d\d?)\.(?P<y2>\d{4})"
)
_RETURN = re.compile(r"\breturn\b|rücksendung|retoure", re.IGNORECASE)
_ARRIVAL = re.compile(
    r"\breceived\b|\barrived\b|eingegangen|eingetroffen|angekommen", re.IGNORECASE
)


def return_arrived(order: Order) -> date | None:
    """The day a return came in, if the shop's system marks the order as returned.

    Shops keep it in a column of its own, or as a dated staff note. The status must confirm it: a
    note alone could have been written by anybody.
    """
    if order.status is not OrderStatus.RETURNED:
        return None
    column = order.other.get(RETURNED_AT, "")
    dated = (
        [_date_in(column)]
        if column
        else [
            _date_in(note) for note in order.notes if _RETURN.search(note) and _ARRIVAL.search(note)
        ]
    )
    days = [each for each in dated if each is not None]
    return max(days, default=None)


def _date_in(text: str) -> date | None:
    match = _DAY.search(text)
    if match is None:
        return None
    year, month, day = (
        match["y"] or match["y2"],
        match["m"] or match["m2"],
        match["d"] or match["d2"],
    )
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
