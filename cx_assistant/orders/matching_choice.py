"""From what each clause picks to the fewest orders that account for all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from cx_assistant.orders.matching_details import Cue
from cx_assistant.orders.matching_picks import Pick

_ENOUGH_SIMILARITY = 0.35
_CLEAR_MARGIN = 0.08


@dataclass
class Choice:
    """The orders that are meant, and those among which it stays open."""

    chosen: dict[str, None] = field(default_factory=dict)
    open: dict[str, None] = field(default_factory=dict)
    cues: set[Cue] = field(default_factory=set)

    def take(self, ids: Iterable[str], cues: Iterable[Cue]) -> None:
        """Count these orders as meant."""
        self.chosen |= dict.fromkeys(ids)
        self.cues |= set(cues)

    def is_hit(self, pick: Pick) -> bool:
        """True if an order that is meant already accounts for the pick."""
        return not pick.ids.isdisjoint(self.chosen)


def choose(
    picks: Sequence[Pick], similarities: Mapping[str, float], order: Sequence[str]
) -> Choice:
    """The fewest orders that account for everything, if there is just one way.

    A jacket in two orders and a tent in one of them: that one is meant. `order` is in which orders
    are given that one pick holds together.
    """
    choice = Choice()
    picks = _apart(picks)
    for pick in picks:
        if len(pick.ids) == 1 or pick.is_all:
            choice.take((each for each in order if each in pick.ids), pick.cues)
    rest = [pick for pick in picks if not choice.is_hit(pick)]
    if rest:
        _take_common(choice, rest)
    _settle(choice, similarities)
    choice.open = {each: None for each in order if each in choice.open}
    return choice


def _apart(picks: Sequence[Pick]) -> list[Pick]:
    """With what is said to be in another order narrowed to ways in which it is in another."""
    found = list(picks)
    for at in range(1, len(found)):
        if found[at].is_apart:
            found[at - 1 : at + 1] = _in_two(found[at - 1], found[at])
    return found


def _in_two(one: Pick, other: Pick) -> tuple[Pick, Pick]:
    """Both as they can be if they are in two orders; unchanged if they cannot."""
    pairs = {(a, b) for a in one.ids for b in other.ids if a != b}
    if not pairs or one.is_all or other.is_all:
        return one, other
    if len({frozenset(pair) for pair in pairs}) == 1:
        both = one.ids | other.ids
        return replace(one, ids=both, is_all=True), replace(other, ids=both, is_all=True)
    first, second = (frozenset(pair[n] for pair in pairs) for n in (0, 1))
    return replace(one, ids=first), replace(other, ids=second)


def _take_common(choice: Choice, rest: Sequence[Pick]) -> None:
    """The one order that accounts for all the rest; else they stay open."""
    common = frozenset.intersection(*(pick.ids for pick in rest))
    if any(pick.is_apart for pick in rest):
        common = frozenset()
    if len(common) == 1:
        choice.take(common, (cue for pick in rest for cue in pick.cues))
    else:
        choice.open |= dict.fromkeys(common or frozenset.union(*(pick.ids for pick in rest)))


def _settle(choice: Choice, similarities: Mapping[str, float]) -> None:
    closest = clearly_closest(list(choice.open), similarities)
    if closest is not None:
        choice.open = {}
        choice.take([closest], [Cue.LIKENESS])


def clearly_closest(ids: Sequence[str], similarities: Mapping[str, float]) -> str | None:
    """The order most like the text, if it is like it at all and well before the next."""
    ranked = sorted(ids, key=lambda each: similarities.get(each, 0.0), reverse=True)
    scores = [similarities.get(each, 0.0) for each in ranked]
    if not scores or scores[0] < _ENOUGH_SIMILARITY:
        return None
    margin = scores[0] - scores[1] if len(scores) > 1 else 1.0
    return ranked[0] if margin >= _CLEAR_MARGIN else None
