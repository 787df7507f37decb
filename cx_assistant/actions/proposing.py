"""From a ticket to proposals: what is asked for, filled in, and held against state and policy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.filling import Filler
from cx_assistant.actions.fingerprints import fingerprint
from cx_assistant.actions.judging import judge, judge_account
from cx_assistant.actions.merging import merged
from cx_assistant.actions.requests import Request, RequestReader
from cx_assistant.actions.rulings import Case, Ruling
from cx_assistant.actions.splitting import MayBe, split
from cx_assistant.actions.wishes import Wish
from cx_assistant.actions.words import says
from cx_assistant.models import (
    ActionProposal,
    ChangeAddress,
    CleanTicket,
    Ticket,
    Verdict,
    Verification,
)
from cx_assistant.orders.sources import assert_owned

_SIGN_IN = "verification"
_POSSIBLE = frozenset({Verdict.ALLOWED, Verdict.NEEDS_APPROVAL})


def propose(
    ticket: Ticket, clean: CleanTicket, context: ActionContext, *, reader: RequestReader
) -> tuple[ActionProposal, ...]:
    """What the customer wants done, one proposal per order and kind, in the order they ask for it.

    A pure function: nothing is looked up and nothing is done. Without a signed-in sender a proposal
    says what is asked for and that they must sign in, and nothing of any order. What is wanted only
    in case something else cannot be had is proposed only then.
    """
    requests = reader.read(clean.text)
    identity = context.identity
    if identity is None or identity.level is not Verification.SIGNED_IN:
        return tuple(_unverified(ticket, context, requests))
    assert_owned([*context.orders, *context.matched], identity)
    filler = Filler(clean.text, context, ticket.now)
    wishes: list[Wish] = []
    is_possible = False
    for request in filler.told_together(requests):
        if request.only_if and is_possible and says(request.text, "failing"):
            continue
        filled = list(filler.wishes(request))
        is_possible = any(_proposal(ticket, wish, context).verdict in _POSSIBLE for wish in filled)
        wishes += filled
    parts = [
        part for wish in merged(wishes) for part in split(wish, _may_be(ticket, wish, context))
    ]
    proposals = [_proposal(ticket, wish, context) for wish in parts]
    return tuple({proposal.id: proposal for proposal in proposals}.values())


def _may_be(ticket: Ticket, wish: Wish, context: ActionContext) -> MayBe:
    return lambda action: (
        _ruling(ticket, replace(wish, action=action), context).verdict in _POSSIBLE
    )


def _unverified(
    ticket: Ticket, context: ActionContext, requests: Sequence[Request]
) -> Iterable[ActionProposal]:
    """What is asked for, and nothing that only the shop knows."""
    customer_id = context.identity.customer_id if context.identity else ""
    for kind in dict.fromkeys(request.kind for request in requests):
        quote = next(request.text for request in requests if request.kind is kind)
        yield ActionProposal(
            id=_id(customer_id, ticket.id, kind.value),
            ticket_id=ticket.id,
            customer_id=customer_id,
            kind=kind,
            verdict=Verdict.INCOMPLETE,
            justification="The sender has not signed in, so no order was looked at.",
            missing=(_SIGN_IN,),
            quote=quote,
        )


def _proposal(ticket: Ticket, wish: Wish, context: ActionContext) -> ActionProposal:
    customer_id = context.identity.customer_id if context.identity else ""
    order_id = wish.order.id if wish.order else ""
    request = wish.request
    about = wish.action.model_dump_json() if wish.action else "; ".join(wish.missing)
    proposal = ActionProposal(
        id=_id(customer_id, ticket.id, request.kind.value, order_id, about),
        ticket_id=ticket.id,
        customer_id=customer_id,
        kind=request.kind,
        order_id=order_id,
        verdict=Verdict.INCOMPLETE,
        justification="",
        currency=wish.order.currency if wish.order else context.currency,
        quote=request.text,
    )
    if wish.action is None:
        told = "Only the customer can tell: " + "; ".join(wish.missing) + "."
        return proposal.model_copy(update={"missing": wish.missing, "justification": told})
    ruling = _ruling(ticket, wish, context)
    return proposal.model_copy(
        update={
            "action": wish.action,
            "verdict": ruling.verdict,
            "justification": _told(ruling, wish),
            "basis": ruling.basis,
            "cost": ruling.cost,
            "order_state": fingerprint(request.kind, wish.order, context.customer),
        }
    )


def _ruling(ticket: Ticket, wish: Wish, context: ActionContext) -> Ruling:
    if wish.order is None and isinstance(wish.action, ChangeAddress):
        return judge_account(wish.action, context.settings.offered)
    if wish.order is None or wish.action is None:
        message = "only an address can be changed without an order"
        raise ValueError(message)
    return judge(wish.action, Case(wish.order, context, ticket.now))


def _told(ruling: Ruling, wish: Wish) -> str:
    """One line for staff; what denies comes alone, a condition of the customer's last."""
    parts = [*ruling.reasons, *wish.notes]
    if wish.request.only_if:
        parts.append("the customer wants this only under a condition: read their words")
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."


def _id(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
