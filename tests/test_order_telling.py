"""Which facts of an order are told for which question."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from cx_assistant.intake.intents import Reading, Topic, TopicScore
from cx_assistant.models import Order
from cx_assistant.order_telling import OrderFindings
from cx_assistant.orders.computed import worked_out
from cx_assistant.orders.facts import told_facts
from cx_assistant.orders.policies import Policies, Rule, Scope, Stated
from cx_assistant.orders.totals import totals_together
from tests.orders.builders import at, delivered, order
from tests.orders.working_out import telling

RULES = Policies(
    return_window=Rule(days=30),
    warranty=Rule(months=24),
    warranties=(Rule(months=36, scope=Scope(goods="clothing")),),
    no_return=(Stated(scope=Scope(goods="Personalised items"), source="p-personalised"),),
)
DHL = {"carrier": "DHL", "tracking_number": "00340434161820040017"}
SENT = {**DHL, "shipped": at("2026-06-01T09:00")}
THREE = [
    {"name": "Kilde Water Filter", "price": "39.90"},
    {"name": "Dry Bag Set", "price": "27.90", "quantity": 2},
    {"name": "Lys 400 Headlamp", "price": "44.90", "options": {"colour": "Orange"}},
]


def told(topic: Topic, text: str, *orders: Order) -> list[str]:
    """The sentences told for a question that was read as being about this."""
    tellings = [telling(each) for each in orders]
    facts = [f for each in tellings for f in (*told_facts(each), *worked_out(each, RULES))]
    found = OrderFindings(facts=(*facts, *totals_together(tellings)))
    reading = Reading(topics=(TopicScore(topic=topic, score=0.9),), about_own_order=1, is_vague=0)
    return [fact.text for fact in found.facts_for(reading, text) if fact.score > 0]


def said(sentences: Sequence[str]) -> str:
    return "\n".join(sentences)


def test_several_things_are_listed_in_one_sentence():
    assert told(Topic.ORDER_CONTENTS, "What did I order?", order(items=THREE))[0] == (
        "Order NL-20417 contains Kilde Water Filter, 2 × Dry Bag Set and Lys 400 Headlamp "
        "(colour: Orange)."
    )


def test_who_asks_about_one_thing_is_told_about_that():
    sentences = told(Topic.ORDER_CONTENTS, "Which headlamp did I order?", order(items=THREE))

    assert "Lys 400 Headlamp (colour: Orange) at €44.90" in sentences[0]
    assert "Water Filter" not in said(sentences)


@pytest.mark.parametrize(
    "text",
    [
        "Which address is my order going to?",
        "What's the delivery address of my order?",
        "An welche Adresse geht meine Bestellung?",
        "An welche Lieferadresse wird das verschickt?",
    ],
)
def test_an_address_that_is_asked_for_is_told(text):
    own = order(status="processing", shipping_address={"street": "7 Mill Lane", "city": "York"})

    assert told(Topic.CHANGE_ORDER, text, own) == [
        "The delivery address of order NL-20417 is 7 Mill Lane, York."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Can I still change the address?",
        "Which address do you need to change it?",
        "My new address is 1 Hill Road. Can you send it there?",
        "Kann ich die Adresse noch ändern?",
        "What is the wrong address doing on my order?",
    ],
)
def test_an_address_that_is_to_be_changed_is_not_told(text):
    own = order(status="processing", shipping_address={"street": "7 Mill Lane", "city": "York"})

    assert "Mill Lane" not in said(told(Topic.CHANGE_ORDER, text, own))


def test_a_parcel_that_is_there_need_not_be_followed_but_its_number_is_told_on_request():
    own = delivered("2026-06-05T09:42")

    assert "00340434161820040017" not in said(told(Topic.ORDER_STATUS, "Where is it?", own))
    assert "00340434161820040017" in said(
        told(Topic.ORDER_STATUS, "What was the tracking number?", own)
    )


def test_each_parcel_on_its_way_is_told_with_its_own_date():
    late = {**SENT, "estimated": at("2026-06-08T20:00")}
    own = order(shipments=[late, {**SENT, "estimated": at("2026-06-12T20:00")}])

    sentences = said(told(Topic.ORDER_STATUS, "Where is my order?", own))

    assert "2 days late" in sentences
    assert "Parcel 2 of 2 of order NL-20417 is expected in 2 days (12 June 2026)" in sentences


def test_each_of_several_orders_is_told_with_what_it_has():
    late = order("NL-1", shipments=[{**SENT, "estimated": at("2026-06-08T20:00")}])
    on_time = order("NL-2", shipments=[{**SENT, "estimated": at("2026-06-12T20:00")}])
    old = order("NL-3", total="99.00", status="delivered")

    where = said(told(Topic.ORDER_STATUS, "Where are they? Were they delivered?", late, on_time))
    paid = said(
        told(
            Topic.PAYMENT,
            "What did I pay?",
            order("NL-4", payments=[{"amount": "10.00"}]),
            old,
        )
    )

    assert "NL-1 is 2 days late" in where
    assert "NL-2 is expected in 2 days" in where
    assert "You paid €10.00" in paid
    assert "total of order NL-3 is €99.00" in paid


def test_a_sum_speaks_for_all_orders():
    both = [order(f"NL-{n}", payments=[{"amount": "10.00"}]) for n in (1, 2)]

    assert told(Topic.PAYMENT, "What did I pay?", *both) == [
        "You paid €20.00 in all for orders NL-1 and NL-2 (€10.00 + €10.00)."
    ]


def test_what_was_made_for_the_customer_is_not_answered_with_another_piece():
    mug = {"name": "Titanium Mug, engraved", "tags": ["personalised"]}
    own = delivered("2026-06-05T09:42", items=[mug, {"name": "Stein Trekking Poles"}])

    asked = told(Topic.RETURN_ITEM, "Can I return the engraved mug from my order?", own)

    assert asked == [
        "Titanium Mug, engraved from order NL-20417 is personalised and cannot be returned."
    ]
    assert "Poles" in said(told(Topic.RETURN_ITEM, "Can I return the poles?", own))
    assert len(told(Topic.RETURN_ITEM, "Can I return it?", own)) == 2


def test_a_warranty_that_is_not_known_is_not_answered_with_the_delivery():
    jacket = delivered("2026-06-05T09:42", items=[{"name": "Rain Jacket"}])
    asked = "How long is the warranty on my jacket?"

    assert told(Topic.DAMAGED_OR_MISSING, asked, jacket) == []
    assert told(Topic.ORDER_STATUS, f"Where is my order? {asked}", jacket)
