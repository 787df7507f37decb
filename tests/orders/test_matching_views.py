"""What may not be told cannot single out an order either: the choice would tell it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.models import Order, OrderField
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


# One value for each order of everything that a policy can withhold, as `moved` exchanges them.
DETAILS: dict[OrderField, tuple[dict[str, object], ...]] = {
    OrderField.STATUS: (
        {"status": "processing", "status_text": "in production"},
        {"status": "delivered", "status_text": "handed over"},
        {"status": "cancelled", "status_text": "called off"},
    ),
    OrderField.PLACED: (
        {"placed": at("2026-06-05T16:03")},
        {"placed": at("2026-05-08T12:44")},
        {"placed": at("2026-03-08T12:44")},
    ),
    OrderField.ITEMS: tuple(
        {"items": [{"name": name, "sku": sku, "options": {"colour": colour}}]}
        for name, sku, colour in (
            ("Rain Jacket", "SKG-4471", "Blue"),
            ("Tent", "TNT-2", "Green"),
            ("Gas Stove", "STV-9", "Red"),
        )
    ),
    OrderField.PAYMENTS: tuple(
        {"payments": [{"method": method, "amount": amount}]}
        for method, amount in (("paypal", "184.90"), ("visa", "349.00"), ("klarna", "59.00"))
    ),
    OrderField.REFUNDS: tuple(
        {"refunds": [{"amount": amount, "reason": reason}] if amount else []}
        for amount, reason in (("20.00", "torn"), ("12.50", "late"), ("", ""))
    ),
    OrderField.TOTALS: tuple(
        {"total": total, "discount": discount, "tax": tax, "shipping_cost": "4.90"}
        for total, discount, tax in (
            ("184.90", "5.00", "29.52"),
            ("349.00", "7.00", "55.72"),
            ("59.00", "1.00", "9.42"),
        )
    ),
    OrderField.SHIPPING_ADDRESS: tuple(
        {"shipping_address": {"name": name, "city": city, "country": country}}
        for name, city, country in (
            ("Anna Berg", "Berlin", "Germany"),
            ("Ida Berg", "Oslo", "Norway"),
            ("Otto Berg", "Lisbon", "Portugal"),
        )
    ),
    OrderField.BILLING_ADDRESS: tuple(
        {"billing_address": {"name": name, "city": city}}
        for name, city in (("Lea Berg", "Bonn"), ("Jan Berg", "Rome"), ("Max Berg", "Paris"))
    ),
    OrderField.LOYALTY: ({"loyalty_points": 18}, {"loyalty_points": 34}, {"loyalty_points": 5}),
}
PARCELS = ("00340434161820040017", "00340434161820040024", "1Z999AA10123456784")
SENT = ("2026-06-06T10:00", "2026-05-09T10:00", "2026-03-09T10:00")
NUMBERS = ("NL-20455", "HXDUBJ", "2024/A")
SAID = (
    "the blue jacket", "my tent", "the gas stoev", "item TNT-2", "the red one", "€184.90",
    "349.00", "59 euros", "the one for 12.50", "from March", "from May", "that arrived on 9 May",
    "sent in June", "to Berlin", "to Oslo", "for Otto", "for Lea", "in Rome", "paid with PayPal",
    "on my visa", "the cancelled order", "the delivered one", "that is pending", "my last order",
    "my first order", "the most expensive thing I bought", "my cheapest order", "where is",
    "cancel", "return", "refund of 20.00 EUR", "not the tent", "except the tent",
    "no wait, the other one", "and the one for the stove", "both orders", "all my orders",
    "34 points", "29.52 tax", "torn", *PARCELS, "tracking 00340434161820040025",
    "1Z999AA10123456785", "NL-20456", "NL-2O455", "order 2024/B", "hxdubj", "HXDUBK",
)  # fmt: skip


def moved(places: dict[OrderField, list[int]]) -> list[Order]:
    """Three orders with each detail of the one whose place it was given."""
    orders = []
    for n, number in enumerate(NUMBERS):
        fields: dict[str, object] = {}
        for field, values in DETAILS.items():
            fields |= values[places[field][n]]
        tracked, sent = places[OrderField.TRACKING][n], places[OrderField.ETA][n]
        parcel = {"carrier": f"Carrier {tracked}", "tracking_number": PARCELS[tracked]}
        days = {"shipped": at(SENT[sent]), "delivered": at(SENT[sent])}
        orders.append(order(number, **fields, shipments=[parcel | days]))
    return orders


@settings(max_examples=300, deadline=None)
@given(
    told=st.sets(st.sampled_from(list(OrderField))),
    said=st.lists(st.sampled_from(SAID), min_size=1, max_size=5),
    shuffled=st.fixed_dictionaries(
        {field: st.permutations(range(3)) for field in OrderField if field is not OrderField.NUMBER}
    ),
)
def test_exchanging_what_is_withheld_changes_nothing_of_a_choice(told, said, shuffled):
    told = told | {OrderField.NUMBER}
    policy = DisclosureSettings(email_match=tuple(told))
    places = {field: [0, 1, 2] for field in OrderField}
    hidden = {field: places_ for field, places_ in shuffled.items() if field not in told}
    text = " ".join(said)

    before = [view_of(each, by_email(), policy).order for each in moved(places)]
    after = [view_of(each, by_email(), policy).order for each in moved(places | hidden)]
    one, other = match(text, tuple(before)), match(text, tuple(after))

    assert one.model_dump() == other.model_dump()
    assert all(each in before for each in (*one.matched, *one.candidates))
    assert set(one.slips) <= set(NUMBERS)
    assert not set(one.asked_ids_not_theirs) & set(NUMBERS)


def test_the_same_exchange_does_change_choices_where_everything_is_told():
    straight = {field: [0, 1, 2] for field in OrderField}
    turned = straight | {OrderField.ITEMS: [1, 2, 0]}

    (jacket,) = match("return the blue jacket", tuple(moved(straight))).matched
    (exchanged,) = match("return the blue jacket", tuple(moved(turned))).matched

    assert jacket.id != exchanged.id


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
