"""Opens the customer's own orders, tells which one is meant, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.proposing import propose
from cx_assistant.escalation.gate import Missing
from cx_assistant.models import (
    ActionProposal,
    CleanTicket,
    Customer,
    EscalationReason,
    Evidence,
    OrderField,
    Signal,
    Ticket,
)
from cx_assistant.order_opening import Opened, OrderTools, open_orders
from cx_assistant.order_telling import OrderFindings
from cx_assistant.orders.asserting import assert_only_own_data
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.computed import worked_out
from cx_assistant.orders.disclosure import OrderView, allowed_fields, name_of
from cx_assistant.orders.facts import told_facts
from cx_assistant.orders.formats import day, local_date
from cx_assistant.orders.freshness import Freshness, as_of_fact, worst_of
from cx_assistant.orders.goods import goods
from cx_assistant.orders.identity import VerifiedIdentity, identity_of
from cx_assistant.orders.loyalty import balance_fact
from cx_assistant.orders.matching import MatchReason, OrderMatch, match_each, match_orders
from cx_assistant.orders.policies import Policies
from cx_assistant.orders.telling import Telling
from cx_assistant.orders.totals import totals_together

_DESCRIPTION_CHARACTERS = 600  # of a ticket are enough to tell which order it describes
# The customer said which order; any other match is a guess that only a question about one allows.
_NAMED = frozenset(
    {
        MatchReason.ORDER_NUMBER,
        MatchReason.ORDER_NUMBER_WITH_SLIP,
        MatchReason.TRACKING_NUMBER,
    }
)
# Whoever gives the number of an own order is helped with it, whosever they call it.
_EXACTLY_NAMED = frozenset({MatchReason.ORDER_NUMBER, MatchReason.TRACKING_NUMBER})
# Worth a note to staff, and never a reason to answer by itself.
_NOT_THEIRS = Signal(reason=EscalationReason.OTHER_CUSTOMER_DATA, score=0.6)
_UNVERIFIED = Signal(reason=EscalationReason.UNVERIFIED_PERSONAL_DATA, score=0.5)
_STALE = Signal(reason=EscalationReason.STALE_DATA, score=0.5)
_TOO_OLD = Signal(reason=EscalationReason.STALE_DATA, score=1.0)


class OrderFinder:
    """Looks a verified customer's orders through; without verification it opens nothing."""

    def __init__(self, tools: OrderTools) -> None:
        """Raises `ConfigError` if `[shop]` names a country nobody knows the holidays of."""
        self._tools = tools
        self._settings = tools.settings
        self._calendar = Calendar.of(tools.settings.shop)

    def nothing_asked(self, ticket: Ticket) -> OrderFindings:
        """Who is writing, for a ticket without words."""
        identity = identity_of(ticket)
        return (
            OrderFindings() if identity is None else self._known(open_orders(self._tools, identity))
        )

    def find(self, ticket: Ticket, clean: CleanTicket, *, wanted: bool) -> OrderFindings:
        """The facts of the orders that are meant; `wanted` if a question needs an order at all."""
        identity = identity_of(ticket)
        if identity is None:
            found = self._for_nobody(ticket, clean, wanted=wanted)
        else:
            found = self._for_customer(ticket, clean, identity, wanted=wanted)
        return found.model_copy(update={"policies": self._policies(ticket)})

    def _for_nobody(self, ticket: Ticket, clean: CleanTicket, *, wanted: bool) -> OrderFindings:
        """Nothing is opened for an unverified sender, whatever the message says."""
        context = ActionContext(identity=None)
        proposals = propose(ticket, clean, context, reader=self._tools.requests)
        found = OrderFindings(proposals=proposals)
        of_others = self._tools.others.asks_for_others(clean.text)
        if of_others is not None:
            return _about_others(found, of_others)
        if not wanted:
            return found
        update = {"missing": Missing.VERIFICATION, "signals": (_UNVERIFIED,)}
        return found.model_copy(update=update)

    def _for_customer(
        self, ticket: Ticket, clean: CleanTicket, identity: VerifiedIdentity, *, wanted: bool
    ) -> OrderFindings:
        opened = open_orders(self._tools, identity, clean.text)
        known = self._known(opened)
        match = self._match(ticket, clean, opened, wanted=wanted)
        of_others = self._asks_for_others(clean, opened.customer)
        if of_others is not None and match.reason not in _EXACTLY_NAMED:
            return _about_others(known, of_others)
        noted = [each for each in (of_others,) if each is not None]
        if match.asked_ids_not_theirs:
            noted.append(_NOT_THEIRS)
        known = _with_signals(known, noted)
        if match.matched and (wanted or match.reason in _NAMED):
            known = self._with_facts(known, match, opened, ticket, clean)
        else:
            known = known.model_copy(update=self._open_point(match, opened, clean, wanted=wanted))
        proposals = self._proposals(ticket, clean, opened, match)
        balance = self._balance(opened, ticket, clean)
        return known.model_copy(update={"proposals": proposals, "balance": balance})

    def _balance(self, opened: Opened, ticket: Ticket, clean: CleanTicket) -> Evidence | None:
        if opened.customer is None or not opened.views:
            return None
        telling = self._telling(opened.views[0], ticket, clean)
        return balance_fact(telling, opened.customer)

    def _telling(self, view: OrderView, ticket: Ticket, clean: CleanTicket) -> Telling:
        return Telling.of(
            view,
            language=clean.language,
            now=ticket.now,
            zone=self._settings.shop.zone,
            calendar=self._calendar,
        )

    def _match(
        self, ticket: Ticket, clean: CleanTicket, opened: Opened, *, wanted: bool
    ) -> OrderMatch:
        """Only what they may be told can tell one order from another, or it would give it away."""
        views = [view.order for view in opened.views]
        fields = allowed_fields(opened.identity, self._settings.disclosure)
        similarities: Mapping[str, float] = {}
        if wanted and len(views) > 1 and OrderField.ITEMS in fields:
            described = clean.text[:_DESCRIPTION_CHARACTERS]
            similarities = self._tools.similar(described, [order.id for order in views])
        return match_orders(
            clean.text,
            views,
            similarities=similarities,
            now=ticket.now,
            zone=self._settings.shop.zone,
            is_complete=opened.is_complete,
        )

    def _asks_for_others(self, clean: CleanTicket, customer: Customer | None) -> Signal | None:
        return self._tools.others.asks_for_others(
            clean.text,
            own_names=[customer.name] if customer else (),
            own_emails=[customer.email] if customer else (),
        )

    def _with_facts(
        self,
        known: OrderFindings,
        match: OrderMatch,
        opened: Opened,
        ticket: Ticket,
        clean: CleanTicket,
    ) -> OrderFindings:
        matched = [opened.order(order.id) for order in match.matched]
        freshness = worst_of(matched, self._settings.orders, now=ticket.now)
        if freshness is Freshness.TOO_OLD:
            return _with_signals(known, [_TOO_OLD])
        tellings = [self._telling(opened.view(order.id), ticket, clean) for order in matched]
        is_stale = freshness is Freshness.STALE
        facts = tuple(
            self._facts(tellings, self._policies(ticket), opened.customer, is_stale=is_stale)
        )
        assert_only_own_data(facts, opened.identity, matched)
        found = _with_signals(known, [_STALE] if is_stale else [])
        return found.model_copy(
            update={
                "facts": facts,
                "is_named": match.reason in _NAMED,
                "orders_of": self._orders_of(ticket, clean, tellings),
            }
        )

    def _facts(
        self,
        tellings: Sequence[Telling],
        policies: Policies,
        customer: Customer | None,
        *,
        is_stale: bool,
    ) -> Iterator[Evidence]:
        for telling in tellings:
            yield from told_facts(telling)
            yield from worked_out(telling, policies)
            if is_stale:
                yield as_of_fact(telling)
        yield from totals_together(tellings)
        if tellings and customer is not None:
            balance = balance_fact(tellings[0], customer)
            yield from () if balance is None else (balance,)

    def _orders_of(
        self, ticket: Ticket, clean: CleanTicket, tellings: Sequence[Telling]
    ) -> tuple[frozenset[str], ...]:
        """Of several orders, which each question is about."""
        if len(tellings) < 2 or len(clean.questions) < 2:
            return ()
        matches = match_each(
            [question.read_text for question in clean.questions],
            [telling.order for telling in tellings],
            now=ticket.now,
            zone=self._settings.shop.zone,
        )
        return tuple(frozenset(order.id for order in match.matched) for match in matches)

    def _proposals(
        self, ticket: Ticket, clean: CleanTicket, opened: Opened, match: OrderMatch
    ) -> tuple[ActionProposal, ...]:
        context = ActionContext(
            identity=opened.identity,
            customer=opened.customer,
            orders=opened.orders,
            matched=[opened.order(order.id) for order in match.matched],
            policies=self._policies(ticket),
            settings=self._settings.actions,
            catalogue=self._tools.catalogue,
            zone=self._settings.shop.zone,
            currency=self._settings.shop.currency,
            calendar=self._calendar,
        )
        return propose(ticket, clean, context, reader=self._tools.requests)

    def _open_point(
        self, match: OrderMatch, opened: Opened, clean: CleanTicket, *, wanted: bool
    ) -> dict[str, object]:
        """What to ask when no order can be told apart. Only own orders are ever offered."""
        if match.asked_ids_not_theirs:
            return {"missing": Missing.OWN_ORDER, "asked_order": match.asked_ids_not_theirs[0]}
        if not wanted:
            return {}
        if not match.candidates:
            return {"missing": Missing.OWN_ORDER}
        described = (self._described(opened.view(each.id), clean) for each in match.candidates)
        return {"missing": Missing.ORDER_CHOICE, "choices": tuple(described)}

    def _described(self, view: OrderView, clean: CleanTicket) -> str:
        """`NL-20417, 30 May 2026: Tarn backpack`, as far as they may be told."""
        order = view.order
        told = order.id
        if order.placed is not None:
            told += f", {day(order.placed, clean.language, self._settings.shop.zone)}"
        names = ", ".join(item.name for item in goods(order) if item.name)
        return f"{told}: {names}" if names else told

    def _known(self, opened: Opened) -> OrderFindings:
        customer = opened.customer
        tags = {tag.lower() for tag in customer.tags} if customer else set()
        vip = Signal(reason=EscalationReason.VIP, score=1.0)
        return OrderFindings(
            customer_id=opened.identity.customer_id,
            customer_name=name_of(customer, opened.identity, self._settings.disclosure),
            own_order_ids=tuple(order.id for order in opened.orders),
            signals=(vip,) if "vip" in tags else (),
        )

    def _policies(self, ticket: Ticket) -> Policies:
        return self._tools.policies(local_date(ticket.now, self._settings.shop.zone))


def _with_signals(found: OrderFindings, signals: Iterable[Signal]) -> OrderFindings:
    return found.model_copy(update={"signals": (*found.signals, *signals)})


def _about_others(found: OrderFindings, signal: Signal) -> OrderFindings:
    """Nothing is told, not even of own orders; the words are the same whatever exists."""
    refused = found.model_copy(update={"missing": Missing.OTHERS, "proposals": ()})
    return _with_signals(refused, [signal])
