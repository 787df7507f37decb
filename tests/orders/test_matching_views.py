"""What may not be told cannot single out an order either: the choice would tell it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.models import Order
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.matching import OrderMatch, match_each, match_orders
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import BERLIN, NOW, at, by_email, order

PARCEL = "00340434161820040017"
OWN = (
    order(
        "NL-20455",
        placed=at("2026-06-05T16:03"),
        items=[{"name": "Rain Jacket", "options": {"colour": "Blue"}, "price": "179.00"}],
        payments=[{"method": "paypal", "amount": "184.90"}],
        total="184.90",
        shipments=[{"carrier": "DHL", "tracking_number": PARCEL}],
        shipping_address={"name": "Anna Berg", "city": "Berlin", "country": "Germany"},
    ),
    order(
        "NL-20301",
        placed=at("2026-03-08T12:44"),
        items=[{"name": "Tent", "price": "349.00"}],
        payments=[{"method": "visa", "amount": "349.00"}],
        total="349.00",
        shipping_address={"name": "Ida Berg", "city": "Oslo", "country": "Norway"},
    ),
)
VIEWS = tuple(view_of(each, by_email(), DisclosureSettings()).order for each in OWN)


def match(text: str, orders: tuple[Order, ...] = VIEWS) -> OrderMatch:
    return match_orders(text, orders, now=NOW, zone=BERLIN)


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        ("the order with the blue jacket", "the order with the red sofa"),
        ("the order to Berlin", "the order to Lisbon"),
        ("the order for €349", "the order for €351"),
        ("the order from March", "the order from February"),
        ("the order I paid with PayPal", "the order I paid with Klarna"),
        ("the order for Anna", "the order for Otto"),
        ("my last order", "my first order"),
    ],
)
def test_a_withheld_detail_chooses_no_order_whether_it_is_true_or_not(true, untrue):
    assert match(true, OWN).matched != ()
    assert match(true).matched == ()
    assert match(true).candidates == match(untrue).candidates


def test_a_withheld_parcel_is_treated_as_any_other_number():
    own = match(f"tracking number {PARCEL}")
    strange = match("tracking number 00340434161820099999")

    assert match(f"tracking number {PARCEL}", OWN).matched != ()
    assert (own.matched, own.reason) == (strange.matched, strange.reason) == ((), own.reason)


def test_an_order_number_is_enough_for_an_email_match():
    assert [each.id for each in match("Where is NL-20455?").matched] == ["NL-20455"]


@given(st.text(max_size=200))
def test_no_text_breaks_the_choice_or_leaves_their_orders(text):
    for orders in (OWN, VIEWS, OWN[:1], ()):
        found = match(text, orders)
        assert {each.id for each in (*found.matched, *found.candidates)} <= {o.id for o in orders}


def test_questions_of_one_message_are_about_their_own_orders():
    questions = (
        "Where is my jacket?",
        "Can I still change its address?",
        "And the tent leaks, may I return it?",
    )

    found = match_each(questions, OWN, now=NOW, zone=BERLIN)

    assert [[each.id for each in one.matched] for one in found] == [
        ["NL-20455"],
        ["NL-20455"],
        ["NL-20301"],
    ]
