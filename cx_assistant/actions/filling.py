"""Fills the arguments of requests from the customer's words and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime

from cx_assistant.actions.addresses import (
    first_of,
    is_for_account,
    meant_address,
)
from cx_assistant.actions.amounts import refund_asked
from cx_assistant.actions.context import ActionContext
from cx_assistant.actions.items_meant import ItemFinder, Mention
from cx_assistant.actions.orders_meant import orders_meant
from cx_assistant.actions.payments import methods_meant, names_a_way_to_pay, original_method
from cx_assistant.actions.pieces import Pieces, earlier_mentions, pieces_meant, skus_of
from cx_assistant.actions.reasons import reason_said
from cx_assistant.actions.requests import Request
from cx_assistant.actions.swaps import swaps_for
from cx_assistant.actions.wishes import Wish
from cx_assistant.actions.words import says
from cx_assistant.actions.written_address import written_address
from cx_assistant.models import (
    ActionKind,
    CancelOrder,
    ChangeAddress,
    ChangePayment,
    ExchangeItems,
    Order,
    RefundOrder,
    ResendOrder,
    ReturnItems,
)
from cx_assistant.orders.goods import goods


class Filler:
    """Fills the requests of one ticket."""

    def __init__(self, text: str, context: ActionContext, now: datetime) -> None:
        self._text = text
        self._context = context
        self._now = now
        self._finder = ItemFinder(context.orders)
        self._fill: Mapping[ActionKind, Callable[[Request, Order, Pieces], Wish]] = {
            ActionKind.CANCEL: self._cancel,
            ActionKind.RETURN: self._return,
            ActionKind.REFUND: self._refund,
            ActionKind.EXCHANGE: self._exchange,
            ActionKind.CHANGE_ADDRESS: self._address,
            ActionKind.CHANGE_PAYMENT: self._payment,
            ActionKind.RESEND: self._resend,
        }

    def told_together(self, requests: Sequence[Request]) -> list[Request]:
        """The requests; one that names nothing of its own and repeats the kind adds to the last."""
        found: list[Request] = []
        for request in requests:
            last = found[-1] if found else None
            if last is not None and self._only_adds(request, last):
                details = f"{last.details} {request.all_text}".strip()
                found[-1] = last.model_copy(update={"details": details})
            else:
                found.append(request)
        return found

    def _only_adds(self, request: Request, last: Request) -> bool:
        return (
            request.kind is last.kind
            and not (request.only_if and says(request.text, "failing"))
            and not is_for_account(request.text)
            and not says(request.text, "the_order")
            and not says(request.text, "everything")
            and not self._finder.mentions(request.text)
        )

    def wishes(self, request: Request) -> Iterator[Wish]:
        """One for each order the request is for, or one that says what is missing."""
        if request.kind is ActionKind.CHANGE_ADDRESS and self._is_for_account(request):
            yield self._account(request)
            if not says(request.text, "the_order"):
                return
        focused = self._focused(request)
        mentions = self._finder.mentions(focused.text)
        before = earlier_mentions(self._finder, self._text, request)
        meant = mentions or self._leaned_on(before)
        orders = orders_meant(focused, meant, self._context, self._now)
        if not orders:
            yield Wish(request).lacking("order")
        for order, named in orders:
            own = named if mentions else ()
            pieces = pieces_meant(focused, order, own, before=before)
            yield self._fill[request.kind](request, order, pieces)

    def _focused(self, request: Request) -> Request:
        """The request by its core, if that names goods: "I have a lamp, and swap the mug"."""
        if request.core and self._finder.mentions(request.core):
            return request.model_copy(update={"text": request.core})
        return request

    def _leaned_on(self, before: Sequence[Mention]) -> Sequence[Mention]:
        """What "it" may be: the last thing named, if the ticket is about no order in particular."""
        return before[-1:] if len(self._context.matched) != 1 else ()

    def _cancel(self, request: Request, order: Order, pieces: Pieces) -> Wish:
        skus, notes = skus_of(pieces, request)
        is_whole = not pieces.places or len(pieces.places) == len(goods(order))
        if is_whole or _means_the_order(request):
            skus, notes = (), ()
        accepted = self._context.settings.cancel_reasons
        reason = reason_said(request.all_text, accepted) or reason_said(self._text, accepted)
        wish = Wish(request, order, notes=notes)
        if accepted and not reason:
            return wish.lacking(f"reason: {' or '.join(accepted)}")
        action = CancelOrder(order_id=order.id, skus=skus, reason=reason)
        return Wish(request, order, action, notes=notes)

    def _return(self, request: Request, order: Order, pieces: Pieces) -> Wish:
        method, unclear = self._method(request, order)
        wish = Wish(request, order)
        if pieces.missing or unclear:
            return wish.lacking(*filter(None, (pieces.missing, unclear)))
        skus, notes = skus_of(pieces, request)
        action = ReturnItems(order_id=order.id, skus=skus, method_id=method)
        return Wish(request, order, action, notes=notes)

    def _refund(self, request: Request, order: Order, pieces: Pieces) -> Wish:
        method, unclear = self._method(request, order)
        asked = refund_asked(request, order, pieces, self._finder.mentions(request.text))
        if asked is None or unclear:
            return Wish(request, order).lacking(unclear or "amount")
        action = RefundOrder(
            order_id=order.id,
            amount=asked.amount,
            currency=asked.currency,
            is_partial=asked.is_partial,
            skus=asked.skus,
            method_id=method,
        )
        return Wish(request, order, action)

    def _exchange(self, request: Request, order: Order, pieces: Pieces) -> Wish:
        method, unclear = self._method(request, order)
        wish = Wish(request, order)
        if pieces.missing:
            return wish.lacking(pieces.missing)
        swaps, missing, notes = swaps_for(
            request, pieces, self._finder.mentions(request.text), self._context.catalogue
        )
        if missing or unclear:
            return wish.lacking(*missing, *filter(None, (unclear,)))
        action = ExchangeItems(order_id=order.id, swaps=swaps, method_id=method)
        return Wish(request, order, action, notes=notes)

    def _address(self, request: Request, order: Order, _pieces: Pieces) -> Wish:
        address = first_of(
            (
                written_address(request.all_text),
                meant_address(request.all_text, self._context, order),
                written_address(self._text),
                meant_address(self._text, self._context, order),
            )
        )
        if address is None:
            return Wish(request, order).lacking("the new address")
        return Wish(request, order, ChangeAddress(order_id=order.id, address=address))

    def _account(self, request: Request) -> Wish:
        address = first_of(
            (
                written_address(request.all_text),
                meant_address(request.all_text, self._context, None),
                written_address(self._text),
                meant_address(self._text, self._context, None),
            )
        )
        if address is None:
            return Wish(request).lacking("the new address")
        return Wish(request, None, ChangeAddress(address=address))

    def _is_for_account(self, request: Request) -> bool:
        """Their own address, said so or because nothing is said of sending anything."""
        says_no_order = not says(request.all_text, "sending") and not self._context.matched
        return is_for_account(request.all_text) or (
            says_no_order and not self._finder.mentions(request.text)
        )

    def _payment(self, request: Request, order: Order, _pieces: Pieces) -> Wish:
        methods = methods_meant(request.all_text, self._context.customer, order)
        used = {payment.method_id for payment in order.payments}
        new = [method for method in methods if method.id not in used] or list(methods)
        if len(new) != 1:
            told = " or ".join(m.label or m.id for m in new)
            return Wish(request, order).lacking(f"way to pay: {told}" if told else "way to pay")
        return Wish(request, order, ChangePayment(order_id=order.id, method_id=new[0].id))

    def _resend(self, request: Request, order: Order, pieces: Pieces) -> Wish:
        is_named = bool(self._finder.mentions(request.all_text)) and not pieces.missing
        skus, notes = skus_of(pieces, request) if is_named else ((), ())
        if is_named and len(pieces.places) == len(goods(order)) > 1:
            skus = ()
        action = ResendOrder(order_id=order.id, skus=skus)
        return Wish(request, order, action, notes=notes)

    def _method(self, request: Request, order: Order) -> tuple[str, str]:
        """Where the money goes or comes from, and what must be asked about it."""
        for text in (request.all_text, self._text):
            methods = methods_meant(text, self._context.customer, order)
            used = [m for m in methods if any(p.method_id == m.id for p in order.payments)]
            if len(methods) == 1 or used:
                return (used or list(methods))[0].id, ""
            if methods:
                return "", f"way to pay: {' or '.join(m.label or m.id for m in methods)}"
            if names_a_way_to_pay(text) and self._context.customer is not None:
                break
        return original_method(order), ""


def _means_the_order(request: Request) -> bool:
    """True for "the order with the lamp"; false for "take the lamp out of the order"."""
    return says(request.text, "the_order") and not says(request.text, "part_of")
