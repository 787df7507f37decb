"""Orders that a message names by number only to take them back, or to except them."""

from __future__ import annotations

from collections.abc import Sequence

from cx_assistant.orders.matching_clauses import Clause
from cx_assistant.orders.matching_numbers import Named
from cx_assistant.orders.matching_picks import is_of_everything


def said_instead(named: Named, clauses: Sequence[Clause]) -> list[Clause]:
    """What is said from where the one order named by number is taken back; nothing if it is not."""
    if len(named.orders) > 1:
        return []
    after = [each for each in clauses if each.start > max(named.places, default=0)]
    back = next((n for n, each in enumerate(after) if each.takes_back), len(after))
    return after[back:]


def are_excepted(named: Named, clauses: Sequence[Clause]) -> bool:
    """True for "cancel all my orders except NL-20455"."""
    excepted = [each.excepted for each in clauses if is_of_everything(each)]
    spans = [(each.start, each.end) for each in excepted if each is not None]
    places = named.places
    return bool(places) and all(any(a <= at <= b for a, b in spans) for at in places)
