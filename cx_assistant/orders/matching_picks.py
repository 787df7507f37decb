"""What each clause of a message picks out of the orders."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cx_assistant.models import OrderStatus
from cx_assistant.orders.goods import is_dispatched, is_open
from cx_assistant.orders.item_words import order_words, says
from cx_assistant.orders.matching_clauses import Clause
from cx_assistant.orders.matching_comparing import dearest
from cx_assistant.orders.matching_details import Cue, Pool, details, is_in_state
from cx_assistant.orders.matching_items import Thing, Wares
from cx_assistant.orders.matching_positions import at_position

_CLOSED = frozenset({OrderStatus.CANCELLED, OrderStatus.RETURNED, OrderStatus.REFUNDED})
_EVERYTHING = re.compile(
    r"\b(?:everything|all things|all the things|every order|alles|sämtliche bestellungen|"
    r"all (?:of )?(?:my |the |your |our )?(?:\w+ )?orders?|alle (?:meine |meiner |unsere )?"
    r"(?:\w+ )?bestellungen|toutes (?:mes )?commandes|todos (?:mis )?pedidos|"
    r"tutti (?:i miei )?ordini)\b"
    r"(?!\s+(?:\w+\s+){0,8}order\b)(?!\s+aus (?:der|dieser|meiner) (?:\w+ )?bestellung\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    r"\b(?:both (?:of )?(?:my |the |your |these |those )?(?:\w+ )?(?:orders|parcels|packages|ones)|"
    r"(?:my |the )?two (?:\w+ )?orders|(?:meine |die )?(?:beiden?|zwei) (?:\w+ )?"
    r"(?:bestellungen|pakete)|les deux commandes|los dos pedidos|entrambi gli ordini|"
    r"beide bestellingen)\b",
    re.IGNORECASE,
)
_MINE = re.compile(r"\b(?:my|mein\w*|ma|mon|mes|mi|mis|mio|mia|mijn)\b", re.IGNORECASE)
INTENTS = ("went_back", "where", "before", "back", "arrived")


@dataclass(frozen=True)
class Pick:
    """The orders that one thing said may mean: one of them, or all if `is_all`.

    `is_sure` is false for what names an order only if a message is about orders at all.
    """

    ids: frozenset[str]
    cues: frozenset[Cue]
    is_all: bool = False
    is_sure: bool = True
    clause: Clause | None = None
    names: frozenset[str] = frozenset()
    is_apart: bool = False  # in another order than the pick before it

    def narrowed(self, ids: frozenset[str], cue: Cue | None = None) -> Pick:
        """Only these of its orders, if it has any of them."""
        left = self.ids & ids
        if not left or left == self.ids:
            return self
        cues = self.cues if cue is None else self.cues | {cue}
        return replace(self, ids=left, cues=cues)


@dataclass(frozen=True)
class Picker:
    """Reads the clauses of a message against the orders."""

    pool: Pool
    wares: Wares
    is_complete: bool = True
    named: frozenset[str] = frozenset()  # orders that were named before what is read here

    def picks(self, clauses: list[Clause]) -> list[Pick]:
        """Everything the clauses pick, in order, with what they want of it already weighed in."""
        found: list[Pick] = []
        intent: str | None = None
        is_taken_back = False
        for clause in clauses:
            intent = intent_of(clause) or intent
            is_taken_back = is_taken_back or clause.takes_back
            own = list(self._of(clause)) or list(self._other(clause, found))
            if not own and clause.takes_back:
                found = self._without_excepted(found, clause)
            if not own and found:
                found[-1] = self._told_more(found[-1], clause)
            if own and is_taken_back:
                found, is_taken_back = _without_last(found), False
            if own and found and clause.adds_order and _speaks_of_order(found[-1]):
                own[0] = replace(own[0], is_apart=True)
            found += [self.weighed(pick, intent, clause) for pick in own]
        return found

    def _without_excepted(self, found: list[Pick], clause: Clause) -> list[Pick]:
        """Without the jacket of "actually not the jacket"."""
        names = frozenset[str]().union(*(thing.names for thing in self._excepted(clause)))
        return [pick for pick in found if names.isdisjoint(pick.names)]

    def _excepted(self, clause: Clause) -> list[Thing]:
        return [] if clause.excepted is None else self.wares.things(clause.excepted)

    def _other(self, clause: Clause, found: Sequence[Pick]) -> Iterator[Pick]:
        """For "the other one": all but the one order that was spoken of before."""
        before = found[-1].ids if found else self.named
        others = self.pool.ids(lambda order: order.id not in before)
        if clause.is_of_other and len(before) == 1 and others:
            is_sure = found[-1].is_sure if found else True
            yield Pick(others, frozenset({Cue.POSITION}), is_sure=is_sure, clause=clause)

    def weighed(self, pick: Pick, intent: str | None, clause: Clause | None) -> Pick:
        """Narrowed to orders in a state in which what is wanted makes sense."""
        if len(pick.ids) < 2 or (
            pick.is_all and Cue.ITEM not in pick.cues and Cue.STATE in pick.cues
        ):
            return pick
        if intent is not None:
            pick = pick.narrowed(self._fitting(intent))
        if clause is not None and clause.has("just"):
            newest = next((o for o in self.pool.orders if o.id in pick.ids), None)
            if newest is not None and newest.placed is not None:
                pick = pick.narrowed(frozenset({newest.id}))
        return pick

    def _of(self, clause: Clause) -> Iterator[Pick]:
        said = details(clause, self.pool)
        everything = self._everything(clause, said)
        things = self.wares.things(clause)
        left_out = self._excepted(clause) if intent_of(clause) == "arrived" else []
        if everything is not None and clause.excepted is not None and left_out:
            yield from (self._thing(thing, clause.excepted, {}) for thing in left_out)
        elif everything is not None and (everything.is_all or not things):
            yield everything
        elif things:
            yield from (self._thing(thing, clause, said) for thing in things)
        else:
            yield from self._described(clause, said)

    def _thing(self, thing: Thing, clause: Clause, said: dict[Cue, frozenset[str]]) -> Pick:
        is_sure = thing.is_sure and not _is_story(clause)
        cues = frozenset({Cue.ITEM})
        pick = Pick(thing.orders, cues, thing.is_all, is_sure, clause, thing.names)
        for cue, ids in said.items():
            pick = pick.narrowed(ids, cue)
        pick = self._told_more(pick, clause)
        if len(pick.ids) > 1:
            among = [order for order in self.pool.orders if order.id in pick.ids]
            placed = at_position(clause.kept, among, is_complete=self.is_complete)
            pick = pick.narrowed(frozenset(o.id for o in placed or ()), Cue.POSITION)
        return pick

    def _told_more(self, pick: Pick, clause: Clause) -> Pick:
        """Narrowed by colour, size and price, said of a thing or right after it."""
        if len(pick.ids) > 1 and pick.names:
            pick = pick.narrowed(self.wares.with_options(clause, pick.ids), Cue.OPTION)
        if len(pick.ids) > 1 and pick.names:
            pick = pick.narrowed(self.wares.compared(clause, pick.names, pick.ids), Cue.OPTION)
        return pick

    def _described(self, clause: Clause, said: dict[Cue, frozenset[str]]) -> Iterator[Pick]:
        placed = at_position(clause.text, self.pool.orders, is_complete=self.is_complete)
        dearest = self._dearest(clause)
        if dearest:
            yield Pick(dearest, frozenset({Cue.AMOUNT}), is_sure=False, clause=clause)
        elif placed:
            ids = frozenset(order.id for order in placed)
            cues = frozenset({Cue.POSITION})
            yield Pick(ids, cues, is_all=True, is_sure=False, clause=clause)
        elif said:
            first, *rest = said.items()
            is_sure = Cue.AMOUNT in said
            pick = Pick(first[1], frozenset({first[0]}), is_sure=is_sure, clause=clause)
            for cue, ids in rest:
                pick = pick.narrowed(ids, cue)
            yield pick
        else:
            ids = self._with_colour(clause)
            if ids:
                yield Pick(ids, frozenset({Cue.OPTION}), is_sure=False, clause=clause)

    def _dearest(self, clause: Clause) -> frozenset[str]:
        """For "the most expensive thing I bought"; nothing while older orders are unknown."""
        is_theirs = clause.has("got") or _MINE.search(clause.text) is not None
        return (
            dearest(clause.kept, self.pool.orders)
            if is_theirs and self.is_complete
            else frozenset()
        )

    def _with_colour(self, clause: Clause) -> frozenset[str]:
        """For "the blue one": the orders with anything blue."""
        if not re.search(
            r"\b(?:the|my|that) [\w-]+(?: [\w-]+)? ones?\b", clause.kept, re.IGNORECASE
        ):
            return frozenset()
        everyone = self.pool.ids(lambda _: True)
        found = self.wares.with_options(clause, everyone)
        return frozenset() if found == everyone else found

    def _everything(self, clause: Clause, said: dict[Cue, frozenset[str]]) -> Pick | None:
        is_both = _BOTH.search(clause.text) is not None
        if not is_both and not _EVERYTHING.search(clause.text):
            return None
        placed = at_position(clause.text, self.pool.orders, is_complete=self.is_complete)
        if placed:
            ids = frozenset(order.id for order in placed)
            return Pick(ids, frozenset({Cue.POSITION}), is_all=True, clause=clause)
        everyone = self.pool.ids(lambda _: True)
        pick = Pick(
            everyone,
            frozenset({Cue.STATE}) if said or is_both else frozenset(),
            is_sure=False,
            clause=clause,
        )
        for cue, ids in said.items():
            pick = pick.narrowed(ids, cue)
        if not is_both:
            return self._less_excepted(replace(pick, is_all=True), clause)
        opened = pick.narrowed(self._fitting("where"))
        two = next((each for each in (pick, opened) if len(each.ids) == 2), None)
        return replace(two, is_all=True) if two else pick

    def _less_excepted(self, pick: Pick, clause: Clause) -> Pick:
        """Without "except the tent", where something is to be done with the others.

        In "everything arrived except the tent" the tent is what the message is about.
        """
        if not is_of_everything(clause):
            return pick
        things = self._excepted(clause)
        less = frozenset[str]().union(self.named, *(thing.orders for thing in things))
        is_clear = all(len(thing.orders) == 1 for thing in things)
        return replace(pick.narrowed(pick.ids - less), is_all=is_clear)

    def _fitting(self, intent: str) -> frozenset[str]:
        """The orders for which it makes sense to want that."""
        now = self.pool.now
        if intent == "where":
            return self.pool.ids(lambda order: is_open(order, now))
        if intent == "before":
            return self.pool.ids(lambda order: is_dispatched(order, now) is False) or self.pool.ids(
                lambda order: order.status not in _CLOSED
            )
        if intent == "went_back":
            back = self.pool.ids(lambda order: is_in_state(order, "returned", now))
            return back or self._fitting("arrived")
        if intent == "arrived":
            return self.pool.ids(lambda order: is_in_state(order, "delivered", now))
        return self.pool.ids(
            lambda order: order.status not in _CLOSED and is_dispatched(order, now) is not False
        )


def _without_last(found: Sequence[Pick]) -> list[Pick]:
    """Without what the last clause picked that picked anything."""
    return [pick for pick in found if pick.clause is not found[-1].clause]


def _speaks_of_order(pick: Pick) -> bool:
    return pick.clause is not None and (pick.is_apart or pick.clause.names_order)


def _is_story(clause: Clause) -> bool:
    """True for "I bought a tent for our trip": beside what is asked about, that is only told."""
    return clause.has("bought") and intent_of(clause) is None


def is_of_everything(clause: Clause) -> bool:
    """True if something is to be done with all their orders."""
    wanted = intent_of(clause) in {"before", "back", "where"}
    return wanted and _EVERYTHING.search(clause.text) is not None


def intent_of(clause: Clause) -> str | None:
    """What is wanted, as far as it says in which state the order must be."""
    phrases = order_words().phrases
    return next((kind for kind in INTENTS if says(clause.plain, phrases[kind])), None)
