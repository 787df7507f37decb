"""Which of the customer's own orders a text is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from pydantic import Field

from cx_assistant.models import Model, Order
from cx_assistant.orders.item_words import order_words, says
from cx_assistant.orders.matching_choice import Choice, choose, clearly_closest
from cx_assistant.orders.matching_clauses import Clause, clauses_of
from cx_assistant.orders.matching_details import Cue, Pool
from cx_assistant.orders.matching_items import wares_of
from cx_assistant.orders.matching_numbers import Named, named_orders, readable
from cx_assistant.orders.matching_picks import Pick, Picker, intent_of
from cx_assistant.orders.matching_withdrawn import are_excepted, said_instead

_CANDIDATES = 5
_MOST_MATCHED = 10  # of "all my orders": more would fill no reply that is read
_MOST_CLAUSES = 40
_ORDERING = re.compile(
    r" (?:to|can i|could i|may i|can we|could we|if i|if we) (?:order|purchase) "
)


class MatchReason(StrEnum):
    """Why an order was chosen, or why none was."""

    ORDER_NUMBER = "order_number"
    ORDER_NUMBER_WITH_SLIP = "order_number_with_slip"
    TRACKING_NUMBER = "tracking_number"
    NEWEST = "newest"
    BOTH = "both"
    DESCRIPTION = "description"
    ONLY_OPEN = "only_open"
    ONLY_FITTING = "only_fitting"
    ONLY_ORDER = "only_order"
    SEVERAL_FIT = "several_fit"
    NOT_THEIRS = "not_theirs"
    NOT_ABOUT_AN_ORDER = "not_about_an_order"
    NO_ORDERS = "no_orders"


class OrderMatch(Model):
    """The orders a text is about; `candidates` are own orders it may be about if that is unclear.

    Where a message is about several things, some may be clear and others not: then it has both.
    `asked_ids_not_theirs` are numbers the customer named that no order of theirs has. Whether
    they exist at all is never looked up, so the answer cannot give it away.
    """

    matched: tuple[Order, ...] = ()
    candidates: tuple[Order, ...] = ()
    reason: MatchReason
    asked_ids_not_theirs: tuple[str, ...] = ()
    cues: tuple[Cue, ...] = Field(default=(), description="by what the orders were told apart")
    slips: dict[str, str] = Field(
        default_factory=dict, description="order id → its number as the customer mistyped it"
    )

    @property
    def is_said(self) -> bool:
        """True if the customer said which order; false if it is just the only one that fits."""
        return bool(self.matched) and any(cue is not Cue.LIKENESS for cue in self.cues)


def match_orders(  # noqa: PLR0913 - what a choice depends on is said by name
    text: str,
    orders: Sequence[Order],
    *,
    similarities: Mapping[str, float] | None = None,
    now: datetime,
    zone: tzinfo = UTC,
    is_complete: bool = True,
) -> OrderMatch:
    """The customer's own orders that a text is about.

    `orders` are the customer's own, with everything blanked that they may not be told: nothing
    withheld can single one out. `similarities` are cosines of the text to each of them by id.
    `is_complete` is false if the customer has older orders: then "my first order" stays open.
    """
    text = readable(text)
    pool = Pool(tuple(_newest_first(orders)), now, zone)
    named = named_orders(text, pool.orders)
    if named.foreign and not named.orders:
        return OrderMatch(reason=MatchReason.NOT_THEIRS, asked_ids_not_theirs=named.foreign)
    if not orders:
        return OrderMatch(reason=MatchReason.NO_ORDERS)
    clauses = clauses_of(text)[:_MOST_CLAUSES]
    picker = Picker(_past(pool), wares_of(pool.orders), is_complete)
    if named.orders:
        picker = replace(picker, named=frozenset(order.id for order in named.orders))
        revised = said_instead(named, clauses)
        if are_excepted(named, clauses) or _sure(picker.picks(revised)):
            revised = revised or clauses
            return _by_words(picker, revised, similarities or {}, ())
        return _with_others(named, picker, clauses)
    return _by_words(picker, clauses, similarities or {}, _by_sku(text, picker))


def match_each(
    questions: Sequence[str],
    orders: Sequence[Order],
    *,
    now: datetime,
    zone: tzinfo = UTC,
    is_complete: bool = True,
) -> tuple[OrderMatch, ...]:
    """For each question of one message the orders it is about.

    A question that points at none by itself is about the same as the one before it, the first ones
    about what the whole message is about.
    """
    clock = {"now": now, "zone": zone, "is_complete": is_complete}
    own = [match_orders(question, orders, **clock) for question in questions]  # type: ignore[arg-type]
    before = match_orders("\n".join(questions), orders, **clock)  # type: ignore[arg-type]
    found: list[OrderMatch] = []
    for match in own:
        points = match.is_said or match.asked_ids_not_theirs or match.cues
        before = match if points else before
        found.append(before)
    return tuple(found)


def _with_others(named: Named, picker: Picker, clauses: Sequence[Clause]) -> OrderMatch:
    """Orders named by number, and things of other orders that other clauses name surely."""
    others = [c for c in clauses if not any(c.start <= at <= c.end for at in named.places)]
    picks = [] if named.foreign else _sure(picker.picks(others))
    known = frozenset(order.id for order in named.orders)
    picks = [pick for pick in picks if not pick.ids & known and _is_another(pick)]
    choice = choose(picks, {}, [order.id for order in picker.pool.orders])
    more = _orders(picker.pool, choice.chosen)
    reason = (
        MatchReason.ORDER_NUMBER
        if named.exact
        else MatchReason.TRACKING_NUMBER
        if named.by_tracking
        else MatchReason.ORDER_NUMBER_WITH_SLIP
    )
    cues = [Cue.NUMBER] if named.exact or named.slips else []
    cues += [Cue.TRACKING] if named.by_tracking else []
    return OrderMatch(
        matched=(*named.orders, *more),
        reason=reason,
        asked_ids_not_theirs=named.foreign,
        cues=tuple(dict.fromkeys((*cues, *sorted(choice.cues)))),
        slips={order.id: written for order, written in named.slips},
    )


def _by_words(
    picker: Picker,
    clauses: Sequence[Clause],
    similarities: Mapping[str, float],
    first: Sequence[Pick],
) -> OrderMatch:
    picks = [*first, *picker.picks(list(clauses))]
    is_about = any(_is_about(clause) for clause in clauses)
    sure = _sure(picks)
    used = [*sure, *_references(picks, sure)] if sure else picks if is_about else []
    used = sorted(used, key=picks.index)
    if not used:
        return _without_words(picker, clauses, similarities, is_about=is_about)
    order = [each.id for each in picker.pool.orders]
    choice = choose(used, similarities, order)
    return _told(choice, picker.pool, used)


def _sure(picks: Sequence[Pick]) -> list[Pick]:
    return [pick for pick in picks if pick.is_sure]


def _is_another(pick: Pick) -> bool:
    """True if it names a thing, or the other one, beside orders named by number."""
    return Cue.ITEM in pick.cues or (pick.clause is not None and pick.clause.is_of_other)


def _references(picks: Sequence[Pick], sure: Sequence[Pick]) -> list[Pick]:
    """Beside things that are named, a day or a place counts where it tells of an order."""
    return [
        pick
        for pick in picks
        if pick not in sure
        and pick.clause is not None
        and _is_about(pick.clause)
        and Cue.ITEM not in pick.cues
    ]


def _is_about(clause: Clause) -> bool:
    """True if it tells of an order, and not of ordering something."""
    return says(_ORDERING.sub(" ", clause.plain), order_words().about["words"])


def _told(choice: Choice, pool: Pool, picks: Sequence[Pick]) -> OrderMatch:
    matched = _orders(pool, choice.chosen)[:_MOST_MATCHED]
    left = () if matched and not _leaves_open(choice, picks) else _orders(pool, choice.open)
    if not matched:
        return OrderMatch(
            candidates=left[:_CANDIDATES], reason=MatchReason.SEVERAL_FIT, cues=_said(picks)
        )
    return OrderMatch(
        matched=matched,
        candidates=left[:_CANDIDATES],
        reason=_reason(choice, matched, pool, picks),
        cues=tuple(sorted(choice.cues)),
    )


def _said(picks: Sequence[Pick]) -> tuple[Cue, ...]:
    return tuple(sorted({cue for pick in picks for cue in pick.cues}))


def _leaves_open(choice: Choice, picks: Sequence[Pick]) -> bool:
    """Beside orders that are clear only a thing that is named is worth a question."""
    return any(Cue.ITEM in pick.cues for pick in picks if not choice.is_hit(pick))


def _reason(
    choice: Choice, matched: Sequence[Order], pool: Pool, picks: Sequence[Pick]
) -> MatchReason:
    if choice.cues == {Cue.POSITION} and list(matched) == [pool.orders[0]]:
        return MatchReason.NEWEST
    is_both = any(pick.is_all and len(pick.ids) > 1 for pick in picks)
    return MatchReason.BOTH if is_both else MatchReason.DESCRIPTION


def _without_words(
    picker: Picker,
    clauses: Sequence[Clause],
    similarities: Mapping[str, float],
    *,
    is_about: bool,
) -> OrderMatch:
    """For a text that says nothing of which order it is: the only one that makes sense."""
    pool = picker.pool
    intent = next((found for each in clauses if (found := intent_of(each))), None)
    if not is_about and intent != "where":
        return OrderMatch(reason=MatchReason.NOT_ABOUT_AN_ORDER)
    everyone = pool.ids(lambda _: True)
    if len(everyone) == 1:
        return OrderMatch(matched=pool.orders, reason=MatchReason.ONLY_ORDER)
    fitting = picker.weighed(Pick(everyone, frozenset()), intent, None).ids
    if len(fitting) == 1:
        reason = MatchReason.ONLY_OPEN if intent == "where" else MatchReason.ONLY_FITTING
        return OrderMatch(matched=_orders(pool, dict.fromkeys(fitting)), reason=reason)
    ranked = [order.id for order in pool.orders if order.id in fitting]
    closest = clearly_closest(ranked, similarities)
    if closest is not None:
        return OrderMatch(
            matched=_orders(pool, {closest: None}),
            reason=MatchReason.DESCRIPTION,
            cues=(Cue.LIKENESS,),
        )
    return OrderMatch(
        candidates=_orders(pool, dict.fromkeys(ranked[:_CANDIDATES])),
        reason=MatchReason.SEVERAL_FIT,
    )


def _by_sku(text: str, picker: Picker) -> list[Pick]:
    ids = picker.wares.skus(text)
    return [Pick(ids, frozenset({Cue.ITEM}))] if ids else []


def _orders(pool: Pool, ids: Mapping[str, None]) -> tuple[Order, ...]:
    by_id = {order.id: order for order in pool.orders}
    return tuple(by_id[each] for each in ids if each in by_id)


def _past(pool: Pool) -> Pool:
    """Without orders that are yet to be placed: what is ordered "last" cannot lie ahead."""
    return Pool(
        tuple(o for o in pool.orders if o.placed is None or o.placed <= pool.now) or pool.orders,
        pool.now,
        pool.zone,
    )


def _newest_first(orders: Sequence[Order]) -> list[Order]:
    dated = sorted(
        (order for order in orders if order.placed is not None),
        key=lambda order: order.placed or datetime.min.replace(tzinfo=UTC),
        reverse=True,
    )
    return [*dated, *(order for order in orders if order.placed is None)]
