"""Opens the customer's own orders, tells which one is meant, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from pydantic import Field

from cx_assistant.escalation.gate import Missing
from cx_assistant.intake.intents import Reading, Topic
from cx_assistant.models import (
    CleanTicket,
    EscalationReason,
    Evidence,
    Model,
    Order,
    Signal,
    Ticket,
)
from cx_assistant.orders.asserting import assert_only_own_data
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.formats import day
from cx_assistant.orders.goods import goods
from cx_assistant.orders.identity import VerifiedIdentity, identity_of
from cx_assistant.orders.matching import MatchReason, OrderMatch, match_orders
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.sources import assert_owned
from cx_assistant.protocols import OrderSource
from cx_assistant.settings.schema import Settings

SimilarOrders = Callable[[str, Sequence[str]], Mapping[str, float]]

# Which facts of an order answer which kind of question, in the order they are told. Of the names
# in one place, the first that the order has is told: a link makes its bare number superfluous.
_TELLING: dict[Topic, tuple[tuple[str, ...], ...]] = {
    Topic.ORDER_STATUS: (
        ("status",),
        ("late", "eta"),
        ("delivered",),
        ("sent",),
        ("tracking-link", "tracking"),
    ),
    Topic.RETURN_ITEM: (("return", "status"),),
    Topic.REFUND: (("refund", "status"),),
    Topic.PAYMENT: (("payment", "total", "status"), ("refund",)),
    Topic.CHANGE_ORDER: (("dispatch", "status"),),
    Topic.ORDER_CONTENTS: (("item",), ("placed",)),
    Topic.DAMAGED_OR_MISSING: (("status",), ("late", "eta")),
}
ORDER_TOPICS = frozenset(_TELLING)
_LIKELY = 0.5
_ORDERS = 200  # newest orders looked through
_DESCRIPTION_CHARACTERS = 600  # of a ticket are enough to tell which order it describes
_WORD = re.compile(r"[^\W\d_]{3,}")
# The customer said which order; any other match is a guess that only a question about one allows.
_NAMED = frozenset(
    {
        MatchReason.ORDER_NUMBER,
        MatchReason.ORDER_NUMBER_WITH_SLIP,
        MatchReason.TRACKING_NUMBER,
    }
)
# Worth a note to staff, and never a reason to answer by itself.
_NOT_THEIRS = Signal(reason=EscalationReason.OTHER_CUSTOMER_DATA, score=0.6)


class OrderFindings(Model):
    """What the customer's orders say, or why nothing may be said."""

    customer_id: str | None = Field(default=None, description="only when verified")
    customer_name: str = ""
    own_order_ids: tuple[str, ...] = ()
    facts: tuple[Evidence, ...] = ()
    missing: Missing | None = None
    asked_order: str = Field(default="", description="an order number that is not theirs")
    is_named: bool = Field(default=False, description="the customer said which order it is about")
    choices: tuple[str, ...] = Field(default=(), description="own orders it may be about")
    signals: tuple[Signal, ...] = ()
    conflicts: tuple[str, ...] = Field(
        default=(), description="where cx.toml and an article state different rules"
    )

    def chance(self, reading: Reading) -> float:
        """How likely the facts told for this reading answer the question.

        As likely as it was read right: its likeliest topic against the likeliest that no order
        can tell. Where the order was only guessed at, as likely as an order was meant at all.
        """
        told = max((each.score for each in reading.topics if each.topic in _TELLING), default=0.0)
        other = max((s.score for s in reading.topics if s.topic not in _TELLING), default=0.0)
        read_right = told / (told + other) if told else 0.0
        return read_right if self.is_named else min(read_right, reading.about_own_order)

    def facts_for(self, reading: Reading, text: str) -> list[Evidence]:
        """All facts, those first that the question asks for; the others score 0.

        Where each item has a fact of its own, those are told that the customer's words name.
        """
        told: dict[str, Evidence] = {}
        for names in _places_for(reading):
            groups = ([f for f in self.facts if _is_called(f, name)] for name in names)
            for fact in _those_named(next(filter(None, groups), []), text):
                score = 1.0 - len(told) / 100
                told.setdefault(fact.id, fact.model_copy(update={"score": score}))
        return [*told.values(), *(fact for fact in self.facts if fact.id not in told)]


class OrderFinder:
    """Looks a verified customer's orders through; without verification it opens nothing."""

    def __init__(
        self,
        source: OrderSource,
        *,
        similar: SimilarOrders,
        policy_passages: Callable[[], Sequence[Evidence]],
        settings: Settings,
    ) -> None:
        self._source = source
        self._similar = similar
        self._policy_passages = policy_passages
        self._settings = settings

    def nothing_asked(self, ticket: Ticket) -> OrderFindings:
        """Who is writing, for a ticket without words."""
        identity = identity_of(ticket)
        return OrderFindings() if identity is None else self._known(identity, [])

    def find(self, ticket: Ticket, clean: CleanTicket, *, wanted: bool) -> OrderFindings:
        """The facts of the orders that are meant; `wanted` if a question needs an order at all."""
        identity = identity_of(ticket)
        if identity is None:
            return _for_nobody(wanted=wanted)
        orders = self._source.for_customer(identity, limit=_ORDERS)
        assert_owned(orders, identity)  # whatever source it is
        similarities: Mapping[str, float] = {}
        if wanted and len(orders) > 1:
            described = clean.text[:_DESCRIPTION_CHARACTERS]
            similarities = self._similar(described, [order.id for order in orders])
        zone = self._settings.shop.zone
        match = match_orders(
            clean.text, orders, similarities=similarities, now=ticket.now, zone=zone
        )
        known = self._known(identity, orders)
        if match.asked_ids_not_theirs:
            known = known.model_copy(update={"signals": (*known.signals, _NOT_THEIRS)})
        if match.matched and (wanted or match.reason in _NAMED):
            return self._with_facts(known, match, identity, ticket, clean)
        return known.model_copy(update=self._open_point(match, identity, clean, wanted=wanted))

    def _with_facts(
        self,
        known: OrderFindings,
        match: OrderMatch,
        identity: VerifiedIdentity,
        ticket: Ticket,
        clean: CleanTicket,
    ) -> OrderFindings:
        policies = Policies.of(self._settings.policies, self._policy_passages())
        facts = tuple(self._facts(match.matched, policies, identity, ticket, clean))
        assert_only_own_data(facts, identity, match.matched)
        return known.model_copy(
            update={
                "facts": facts,
                "is_named": match.reason in _NAMED,
                "conflicts": policies.conflicts,
            }
        )

    def _open_point(
        self, match: OrderMatch, identity: VerifiedIdentity, clean: CleanTicket, *, wanted: bool
    ) -> dict[str, object]:
        """What to ask when no order can be told apart. Only own orders are ever offered."""
        if match.asked_ids_not_theirs:
            return {"missing": Missing.OWN_ORDER, "asked_order": match.asked_ids_not_theirs[0]}
        if not wanted:
            return {}
        if not match.candidates:
            return {"missing": Missing.OWN_ORDER}
        described = (self._described(order, identity, clean) for order in match.candidates)
        return {"missing": Missing.ORDER_CHOICE, "choices": tuple(described)}

    def _described(self, order: Order, identity: VerifiedIdentity, clean: CleanTicket) -> str:
        """`NL-20417, 30 May 2026: Tarn backpack`, as far as they may be told."""
        order = view_of(order, identity, self._settings.disclosure).order
        told = order.id
        if order.placed is not None:
            told += f", {day(order.placed, clean.language, self._settings.shop.zone)}"
        names = ", ".join(item.name for item in goods(order) if item.name)
        return f"{told}: {names}" if names else told

    def _known(self, identity: VerifiedIdentity, orders: Sequence[Order]) -> OrderFindings:
        customer = self._source.customer(identity)
        tags = {tag.lower() for tag in customer.tags} if customer else set()
        vip = Signal(reason=EscalationReason.VIP, score=1.0)
        return OrderFindings(
            customer_id=identity.customer_id,
            customer_name=customer.name if customer else "",
            own_order_ids=tuple(order.id for order in orders),
            signals=(vip,) if "vip" in tags else (),
        )

    def _facts(
        self,
        orders: Sequence[Order],
        policies: Policies,
        identity: VerifiedIdentity,
        ticket: Ticket,
        clean: CleanTicket,
    ) -> Iterator[Evidence]:
        zone = self._settings.shop.zone
        for order in orders:
            view = view_of(order, identity, self._settings.disclosure)
            yield from order_facts(view, language=clean.language, now=ticket.now, zone=zone)
            yield from computed_facts(
                view, policies, language=clean.language, now=ticket.now, zone=zone
            )


def _for_nobody(*, wanted: bool) -> OrderFindings:
    """Nothing is opened for an unverified sender, whatever the message says."""
    if not wanted:
        return OrderFindings()
    reason = EscalationReason.UNVERIFIED_PERSONAL_DATA
    return OrderFindings(
        missing=Missing.VERIFICATION, signals=(Signal(reason=reason, score=_LIKELY),)
    )


def _places_for(reading: Reading) -> list[tuple[str, ...]]:
    """What to tell: for the likeliest topic, then for other likely ones."""
    likely = [each.topic for each in reading.topics if each.score >= _LIKELY]
    topics = likely or [reading.topic]
    return list(dict.fromkeys(place for topic in topics for place in _TELLING.get(topic, ())))


def _is_called(fact: Evidence, name: str) -> bool:
    """True for `eta` and `order:NL-20417:eta-1`."""
    own = fact.id.rpartition(":")[2]
    return own == name or own.startswith(f"{name}-")


def _those_named(facts: Sequence[Evidence], text: str) -> Sequence[Evidence]:
    """Of several facts of one kind, those whose own words the customer used; else all."""
    words = [frozenset(_WORD.findall(fact.text.lower())) for fact in facts]
    if len(facts) < 2:
        return facts
    common = frozenset.intersection(*words)
    said = frozenset(_WORD.findall(text.lower())) - common
    hits = [len((own - common) & said) for own in words]
    return [fact for fact, count in zip(facts, hits, strict=True) if count == max(hits)]
