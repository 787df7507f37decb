"""What every executor of approved actions must do, as a test class for your own.

Inherit from `ActionExecutorContract` and provide its one fixture, a shop without orders:

    class TestMyExecutor(ActionExecutorContract):
        @pytest.fixture
        def action_shop(self): ...
"""

# ruff: noqa: D102 - the name of a test is its description

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from cx_assistant.actions.fingerprints import fingerprint
from cx_assistant.errors import InputError
from cx_assistant.models import (
    Action,
    ActionProposal,
    ApprovedAction,
    CancelOrder,
    ChangeAddress,
    Customer,
    Order,
    OrderStatus,
    RefundOrder,
    Verdict,
)
from cx_assistant.protocols import ActionExecutor

NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
_AT_ONCE = 8


class ActionShop(Protocol):
    """A shop's system with an executor; `put` adds or replaces, `order` reads what is there now."""

    executor: ActionExecutor

    def put(self, order: Order, customer: Customer) -> None:
        """Add or replace an order and its customer."""

    def order(self, order_id: str) -> Order:
        """The order as the shop has it now."""


def an_order(**fields: object) -> Order:
    """Two pieces, paid, not yet sent."""
    values: dict[str, Any] = {
        "id": "X-1",
        "customer_id": "C-1",
        "status": "processing",
        "currency": "EUR",
        "items": [
            {"sku": "MUG", "name": "Mug", "quantity": 2, "price": "9.50"},
            {"sku": "LAMP", "name": "Lamp", "price": "31.00"},
        ],
        "payments": [{"amount": "50.00", "method": "card", "method_id": "card-1"}],
        "total": "50.00",
        "shipping_address": {"street": "Old Road 1", "city": "Leeds", "postcode": "LS1 4AB"},
    }
    return Order.model_validate(values | fields)


def a_proposal(action: Action, order: Order, **fields: object) -> ActionProposal:
    """A proposal for this action, made on this order."""
    values: dict[str, Any] = {
        "id": f"proposal-{action.kind.value}",
        "ticket_id": "T-1",
        "customer_id": order.customer_id,
        "kind": action.kind,
        "order_id": order.id,
        "action": action,
        "verdict": Verdict.ALLOWED,
        "justification": "A test.",
        "order_state": fingerprint(action.kind, order, None),
    }
    return ActionProposal.model_validate(values | fields)


def approved(proposal: ActionProposal) -> ApprovedAction:
    """The proposal, with a yes."""
    return ApprovedAction(proposal=proposal, approved_by="Ada", approved_at=NOW)


class ActionExecutorContract:
    """For anything that satisfies `ActionExecutor`."""

    def test_a_dry_run_says_what_would_change_and_changes_nothing(
        self, action_shop: ActionShop
    ) -> None:
        order = _put(action_shop)
        proposal = a_proposal(CancelOrder(order_id=order.id), order)
        receipt = action_shop.executor.dry_run(proposal, now=NOW)
        assert any("cancelled" in change for change in receipt.changes)
        assert action_shop.order(order.id) == order

    def test_a_cancelled_order_is_cancelled_and_paid_back(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        _execute(action_shop, a_proposal(CancelOrder(order_id=order.id), order))
        now = action_shop.order(order.id)
        assert now.status is OrderStatus.CANCELLED
        assert sum(refund.amount for refund in now.refunds) == Decimal(50)

    def test_executing_twice_does_it_once(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        proposal = a_proposal(_refund(order), order)
        first, second = _execute(action_shop, proposal), _execute(action_shop, proposal)
        assert (first.is_repeat, second.is_repeat) == (False, True)
        assert _refunded(action_shop) == Decimal(10)

    def test_executing_at_the_same_time_does_it_once(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        proposal = a_proposal(_refund(order), order)
        with ThreadPoolExecutor(_AT_ONCE) as threads:
            tries = [threads.submit(_execute, action_shop, proposal) for _ in range(_AT_ONCE)]
            receipts = [each.result() for each in tries]
        assert [receipt.is_repeat for receipt in receipts].count(False) == 1
        assert _refunded(action_shop) == Decimal(10)

    def test_an_order_that_has_left_meanwhile_is_not_cancelled(
        self, action_shop: ActionShop
    ) -> None:
        order = _put(action_shop)
        proposal = a_proposal(CancelOrder(order_id=order.id), order)
        left = _put(action_shop, status="shipped")
        assert _is_refused(action_shop, proposal)
        assert action_shop.order(order.id) == left

    def test_a_change_elsewhere_does_not_stand_in_the_way(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        address = {"street": "Hill Road 12", "city": "Leeds", "postcode": "LS2 8XY"}
        move = ChangeAddress.model_validate({"order_id": order.id, "address": address})
        proposal = a_proposal(move, order)
        _execute(action_shop, a_proposal(_refund(order), order))
        _execute(action_shop, proposal)
        now = action_shop.order(order.id)
        assert now.shipping_address is not None
        assert now.shipping_address.street == "Hill Road 12"
        assert now.items == order.items

    def test_what_was_denied_is_never_done(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        proposal = a_proposal(_refund(order), order, verdict=Verdict.DENIED)
        assert _is_refused(action_shop, proposal)
        assert action_shop.order(order.id) == order

    def test_another_customers_order_is_never_touched(self, action_shop: ActionShop) -> None:
        order = _put(action_shop)
        proposal = a_proposal(_refund(order), order, customer_id="C-2")
        assert _is_refused(action_shop, proposal)
        assert action_shop.order(order.id) == order


def _put(shop: ActionShop, **fields: object) -> Order:
    order = an_order(**fields)
    shop.put(order, Customer(id=order.customer_id, name="Ada Berg"))
    return order


def _refund(order: Order) -> RefundOrder:
    return RefundOrder(order_id=order.id, amount=Decimal(10), currency="EUR", is_partial=True)


def _execute(shop: ActionShop, proposal: ActionProposal) -> Any:
    return shop.executor.execute(approved(proposal), now=NOW)


def _refunded(shop: ActionShop) -> Decimal:
    return sum((refund.amount for refund in shop.order("X-1").refunds), Decimal(0))


def _is_refused(shop: ActionShop, proposal: ActionProposal) -> bool:
    try:
        _execute(shop, proposal)
    except InputError:
        return True
    return False
