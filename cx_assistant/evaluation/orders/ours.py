"""What this package makes of a case, from a text to proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.proposing import propose
from cx_assistant.actions.requests import RequestReader
from cx_assistant.evaluation.orders.cases import Case, OrderSet, World
from cx_assistant.evaluation.orders.readings import ActionKey, Reading
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import ActionProposal, Order, Product, Ticket, Verdict, Verification
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.orders.locating import locate_customers
from cx_assistant.orders.matching import OrderMatch, match_orders
from cx_assistant.orders.policies import Policies
from cx_assistant.protocols import Embedder

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors


class FullReader:
    """The customer as support agents would look them up, then their orders, then proposals."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._requests = RequestReader(embedder)
        self._vectors: dict[str, Vectors] = {}  # by order id; a shop keeps them in its index

    def prepare(self, cases: Sequence[Case]) -> None:
        """Embed the orders of these cases' customers, which in a shop was done on import."""
        for case in cases:
            for order in case.world.orders_of(case.customer_id or ""):
                if order.id not in self._vectors:
                    self._vectors[order.id] = self._embedder.embed([embedding_text(order)])[0]

    def read(self, case: Case, whole: OrderSet) -> Reading:
        """One case. Orders are opened only if the customer found is the one of the case.

        The case's word stands for the check of who writes, which no text can replace: with
        another customer, or several, the agent could not go on either.
        """
        found = locate_customers(case.message, case.world.directory)
        customers = tuple(each.customer_id for each in found)
        if case.customer_id is None or customers != (case.customer_id,):
            return Reading(customers=customers)
        orders = case.world.orders_of(case.customer_id)
        ticket = Ticket.from_text(
            case.message,
            customer_id=case.customer_id,
            verification=Verification.SIGNED_IN,
            now=whole.now,
            ticket_id=case.id,
        )
        match, proposals = self._looked_through(ticket, case, whole, orders)
        done = [each for each in proposals if each.verdict is Verdict.ALLOWED]
        return Reading(
            customers=customers,
            orders=tuple(each.id for each in match.matched),
            offered=tuple(each.id for each in match.candidates),
            actions=tuple(each.action for each in done if each.action is not None),
            asked_back=_keys(proposals, Verdict.INCOMPLETE),
            refused=_keys(proposals, Verdict.DENIED, Verdict.NEEDS_APPROVAL),
        )

    def _looked_through(
        self, ticket: Ticket, case: Case, whole: OrderSet, orders: Sequence[Order]
    ) -> tuple[OrderMatch, Sequence[ActionProposal]]:
        clean = clean_ticket(ticket)
        match = match_orders(
            clean.text,
            orders,
            similarities=self._similarities(clean.text, orders),
            now=ticket.now,
            zone=whole.zone,
        )
        if whole.undefined.actions:
            return match, ()
        customer_id = case.customer_id or ""
        context = ActionContext(
            identity=VerifiedIdentity.from_helpdesk(customer_id, Verification.SIGNED_IN),
            customer=case.world.customers[customer_id],
            orders=orders,
            matched=match.matched,
            policies=Policies.of(whole.policies),
            settings=whole.actions,
            catalogue=_Products(case.world),
            zone=whole.zone,
            currency="USD",
        )
        return match, propose(ticket, clean, context, reader=self._requests)

    def _similarities(self, text: str, orders: Sequence[Order]) -> Mapping[str, float]:
        if len(orders) < 2:
            return {}
        asked = self._embedder.embed_query(text)
        return {order.id: float(self._vectors[order.id] @ asked) for order in orders}


@dataclass(frozen=True)
class _Products:
    """The products of a set, as a shop's catalogue."""

    world: World

    def product(self, product_id: str) -> Product | None:
        return self.world.products.get(product_id)

    def product_of(self, sku: str) -> Product | None:
        return self.world.product_by_sku.get(sku)


def _keys(proposals: Sequence[ActionProposal], *verdicts: Verdict) -> tuple[ActionKey, ...]:
    return tuple((each.kind, each.order_id) for each in proposals if each.verdict in verdicts)
