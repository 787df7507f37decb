"""What the customer's orders may say, with an order source of our own."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from threading import Event

import pytest

from cx_assistant import Assistant, Clarification, Escalation, Reply, Ticket
from cx_assistant.errors import BackendError
from cx_assistant.models import Customer, Order, OrderItem, Payment, Shipment
from cx_assistant.order_keys import key_of
from cx_assistant.orders.identity import VerifiedIdentity
from cx_assistant.resources import shipped
from cx_assistant.settings import load_settings, open_parts
from cx_assistant.settings.policy_schema import PolicyRule
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
    points: int | None = None

    def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
        if self.failing:
            raise BackendError("the warehouse does not answer; try again later")
        return self.kept[:limit]

    def find(self, identity: VerifiedIdentity, keys: Sequence[str]) -> list[Order]:
        return [order for order in self.kept if key_of(order.id) in keys]

    def customer(self, identity: VerifiedIdentity) -> Customer | None:
        return Customer(
            id=identity.customer_id, name="Ada Byron", tags=self.tags, loyalty_points=self.points
        )


@pytest.fixture
def answer(shop_data, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(shop_data, data)
    settings = load_settings(shipped("knowledge") / "cx.toml", environment={})

    def answered(
        source: Orders, text: str, verification: str = "signed_in", **changed: dict[str, object]
    ):
        ticket = Ticket.from_text(text, customer_id="ada", verification=verification, now=NOW)
        own = {
            name: getattr(settings, name).model_copy(update=new) for name, new in changed.items()
        }
        changed_settings = settings.model_copy(update=own)
        with Assistant(open_parts(changed_settings, data=data, orders=source)) as assistant:
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


def test_what_was_bought_is_not_confirmed_to_a_mailbox(answer):
    orders = Orders([order("WEB-70012"), order("WEB-31550", items=(OrderItem(name="Blue pen"),))])

    right, wrong = (
        answer(orders, f"When was my {name} delivered?", verification="email_match")
        for name in ("blue pen", "green tent")
    )

    assert isinstance(right, Clarification)
    assert right.text == wrong.text


def test_an_order_older_than_the_newest_200_is_found_by_its_number(answer):
    newest = [
        order(f"WEB-{number}", placed=NOW - timedelta(hours=number - 50000))
        for number in range(50000, 50200)
    ]
    old = order("WEB-11111", placed=NOW - timedelta(days=300))

    outcome = answer(Orders([*newest, old]), "When was WEB-11111 delivered?")

    assert isinstance(outcome, Reply)
    assert "WEB-11111" in outcome.text


def test_each_question_is_told_about_its_own_order(answer):
    orders = Orders(
        [
            order("WEB-70012", shipments=(Shipment(delivered=NOW - timedelta(days=5)),)),
            order("WEB-31550", shipments=(Shipment(delivered=NOW - timedelta(days=20)),)),
        ]
    )

    outcome = answer(
        orders, "When was order WEB-70012 delivered? Until when can I return order WEB-31550?"
    )

    assert isinstance(outcome, Reply)
    assert "WEB-70012 was delivered 5 days ago (5 June 2026)" in outcome.text
    assert "return order WEB-31550 until 20 June 2026" in outcome.text
    assert "return order WEB-70012" not in outcome.text


OLD = {"stale_after_hours": 24, "refuse_after_hours": 72}


def test_a_state_nobody_has_confirmed_for_long_is_told_with_its_age_and_never_sent(answer):
    stale = Orders([order("WEB-70012", as_of=NOW - timedelta(hours=30))])
    sending = {"auto_send": True, "minimum_confidence_to_send": 0.0}

    fresh = Orders([order("WEB-70012", as_of=NOW - timedelta(hours=3))])
    told = answer(stale, "When was WEB-70012 delivered?", orders=OLD, escalation=sending)
    sent = answer(fresh, "When was WEB-70012 delivered?", orders=OLD, escalation=sending)

    assert isinstance(told, Reply)
    assert "stood on 9 June 2026 at 04:00" in told.text
    assert told.permission == "suggest"
    assert "signal: stale_data" in told.trace.decided_by
    assert isinstance(sent, Reply)
    assert sent.permission == "send"
    assert "stood on" not in sent.text


def test_a_state_that_is_far_too_old_is_not_told_at_all(answer):
    old = Orders([order("WEB-70012", as_of=NOW - timedelta(days=9))])

    outcome = answer(old, "When was WEB-70012 delivered?", orders=OLD)

    assert isinstance(outcome, Escalation)
    assert outcome.reason == "stale_data"
    assert "5 June 2026" not in outcome.model_dump_json()


def test_where_article_and_configuration_disagree_a_human_decides(answer):
    rule = {"return_window_days": PolicyRule(days=45, article="returns/return-policy.md")}

    conflicting = answer(
        Orders([order("WEB-70012")]), "Until when can I return WEB-70012?", policies=rule
    )
    elsewhere = answer(Orders([order("WEB-70012")]), "When was WEB-70012 delivered?", policies=rule)

    assert isinstance(conflicting, Escalation)
    assert conflicting.reason == "policy_conflict"
    assert any("45" in note and "return-policy.md" in note for note in conflicting.trace.notes)
    assert isinstance(elsewhere, Reply)


def test_what_the_customer_wants_done_is_proposed_and_not_done(answer):
    kept = order("WEB-70012", status="paid", shipments=(), placed=NOW - timedelta(minutes=30))

    signed_in = answer(Orders([kept]), "Please cancel my order WEB-70012.")
    by_mail = answer(Orders([kept]), "Please cancel my order WEB-70012.", "email_match")

    (proposal,) = signed_in.proposals
    assert (proposal.kind, proposal.verdict) == ("cancel", "allowed")
    assert proposal.action.order_id == "WEB-70012"
    assert [each.action for each in by_mail.proposals] == [None]
    assert "30 minutes" not in by_mail.model_dump_json()


def test_a_slow_source_is_not_waited_for(answer):
    class Slow(Orders):
        def for_customer(self, identity: VerifiedIdentity, *, limit: int = 50) -> list[Order]:
            released.wait(20)
            return []

    released = Event()
    try:
        outcome = answer(Slow([]), "Where is my order WEB-70012?", orders={"timeout_seconds": 0.05})
    finally:
        released.set()

    assert isinstance(outcome, Escalation)
    assert outcome.reason == "system_failure"


@pytest.mark.parametrize("question", ["How many points do I have?", "Wie viele Punkte habe ich?"])
def test_the_points_of_the_account_are_told_when_asked_for(answer, question):
    orders = Orders([order("WEB-70012")], points=1250)

    told = answer(orders, question)
    by_mail = answer(orders, question, "email_match")

    assert isinstance(told, Reply)
    assert re.search(r"1[.,]250", told.text)
    assert not re.search(r"1[.,]250", by_mail.model_dump_json())


def test_a_question_about_points_in_general_is_not_answered_with_the_account(answer):
    outcome = answer(Orders([order("WEB-70012")], points=1250), "When do my points expire?")

    assert "1,250" not in outcome.model_dump_json(include={"text", "question"})


SHOP = """
[knowledge]
paths = ["articles"]
[policies]
warranty_months = { months = MONTHS, article = "warranty.md" }
"""


@pytest.mark.parametrize(("months", "agrees"), [(24, True), (6, False)])
def test_a_rule_that_is_asked_for_by_name_goes_to_a_human_where_it_is_disputed(
    tmp_path, months, agrees
):
    (tmp_path / "articles").mkdir()
    article = "# Warranty\n\nWe give a warranty of 24 months from delivery on all our products.\n"
    (tmp_path / "articles/warranty.md").write_text(article)
    (tmp_path / "cx.toml").write_text(SHOP.replace("MONTHS", str(months)))
    settings = load_settings(tmp_path / "cx.toml", environment={})
    text = "Until when is the notebook from my order WEB-70012 under warranty?"
    ticket = Ticket.from_text(text, customer_id="ada", verification="signed_in", now=NOW)

    with Assistant(open_parts(settings, orders=Orders([order("WEB-70012")]))) as assistant:
        assistant.prepare(now=NOW)
        outcome = assistant.answer(ticket)

    if agrees:
        assert isinstance(outcome, Reply)
        assert "5 June 2028" in outcome.text
    else:
        assert isinstance(outcome, Escalation)
        assert outcome.reason == "policy_conflict"
        assert any("warranty.md" in note for note in outcome.trace.notes)
