"""What the customer's orders may say, with an order source of our own."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

import pytest

from cx_assistant import Assistant, Clarification, Escalation, Reply, Ticket
from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, Order, OrderItem, Payment, Shipment
from cx_assistant.order_keys import key_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.resources import shipped
from cx_assistant.settings import load_settings, open_parts
from tests.conftest import NOW


def order(order_id: str, customer_id: str = "ada", **values) -> Order:
    defaults = {
        "placed": NOW - timedelta(days=10),
        "status": "delivered",
        "items": (OrderItem(name="Field notebook", price=Decimal("12.50")),),
        "shipments": (Shipment(carrier="DHL", delivered=NOW - timedelta(days=5)),),
        "payments": (Payment(method="card", amount=Decimal("12.50")),),
    }
    return Order(id=order_id, customer_id=customer_id, **(defaults | values))


@dataclass
class Orders:
    """Whatever the test puts in; does not look at whose it is."""

    kept: list[Order]
    failing: bool = False
    tags: tuple[str, ...] = ()

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        if self.failing:
            raise BackendError("the warehouse does not answer; try again later")
        return self.kept[:limit]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        return [order for order in self.kept if key_of(order.id) in keys]

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        return Customer(id=identity.customer_id, name="Ada Byron", tags=self.tags)


@pytest.fixture
def answer(shop_data, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(shop_data, data)
    settings = load_settings(shipped("knowledge") / "cx.toml", environment={})

    def answered(orders: Orders, text: str, verification: str = "signed_in"):
        ticket = Ticket.from_text(text, customer_id="ada", verification=verification, now=NOW)
        with Assistant(open_parts(settings, data=data, orders=orders)) as assistant:
            return assistant.answer(ticket)

    return answered


def test_a_source_that_answers_for_the_wrong_customer_shows_nothing(answer):
    foreign = order("WEB-1", customer_id="eve", items=(OrderItem(name="Secret gift"),))

    outcome = answer(Orders([foreign]), "Where is my order WEB-1?")

    assert isinstance(outcome, Escalation)
    assert outcome.reason == "system_failure"
    assert "Secret gift" not in outcome.model_dump_json()


def test_a_source_that_is_down_becomes_a_visible_handoff(answer):
    outcome = answer(Orders([], failing=True), "Where is my order WEB-1?")

    assert isinstance(outcome, Escalation)
    assert outcome.reason == "system_failure"
    assert any("the order source or an index failed" in note for note in outcome.trace.notes)
    # A source of somebody else's could say anything in its errors.
    assert "warehouse" not in outcome.model_dump_json()


def test_only_own_orders_are_offered_and_described_when_signed_in(answer):
    orders = Orders([order("WEB-70012"), order("WEB-31550", items=(OrderItem(name="Blue pen"),))])

    signed_in = answer(orders, "Where is my order?")
    by_mail = answer(orders, "Where is my order?", verification="email_match")

    assert isinstance(signed_in, Clarification)
    assert signed_in.missing == "order_choice"
    assert "WEB-31550" in signed_in.text
    assert "Blue pen" in signed_in.text
    assert isinstance(by_mail, Clarification)
    assert "WEB-31550" in by_mail.text
    assert "Blue pen" not in by_mail.text


def test_a_number_with_a_slip_finds_the_order_and_names_it(answer):
    orders = Orders([order("WEB-70012"), order("WEB-31550")])

    outcome = answer(orders, "When was web 70021 delivered?")

    assert isinstance(outcome, Reply)
    assert "WEB-70012" in outcome.text
    assert "5 June 2026" in outcome.text


def test_the_item_they_name_is_the_one_they_are_told_about(answer):
    items = (
        OrderItem(name="Field notebook"),
        OrderItem(name="Blue pen", tags=("sale",)),
    )

    outcome = answer(
        Orders([order("WEB-1", items=items)]), "Until when can I return the blue pen I bought?"
    )

    assert isinstance(outcome, Reply)
    assert "Blue pen" in outcome.text
    assert "19 June 2026" in outcome.text  # 5 June and the 14 days for sale items
    assert "Field notebook" not in outcome.text


def test_a_very_good_customers_reply_waits_for_a_person(answer):
    outcome = answer(Orders([order("WEB-70012")], tags=("VIP",)), "When was WEB-70012 delivered?")

    assert isinstance(outcome, Reply)
    assert "signal: vip" in outcome.trace.decided_by
