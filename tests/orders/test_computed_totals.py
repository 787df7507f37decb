"""Sums over payments, refunds and orders, and loyalty points."""

from __future__ import annotations

import pytest

from cx_assistant.models import Customer
from cx_assistant.orders.loyalty import balance_fact
from cx_assistant.orders.policies import LoyaltyRule
from cx_assistant.orders.totals import totals_together
from tests.orders.builders import by_email, order, text_of, texts
from tests.orders.working_out import computed, telling


def test_several_refunds_are_added_up_against_what_was_paid():
    paid = [{"amount": "50.00"}, {"amount": "79.00"}]
    back = [{"amount": "27.90"}, {"amount": "10.00"}]

    found = computed(order(payments=paid, refunds=back))

    assert text_of(found, "paid-total") == (
        "You paid €129.00 for order NL-20417 in all (€50.00 + €79.00)."
    )
    assert text_of(found, "refund-total") == (
        "Of the €129.00 you paid for order NL-20417, €37.90 has been refunded (€27.90 + €10.00) "
        "and €91.10 has not."
    )
    assert found[1].basis == tuple(
        f"order:NL-20417:{name}" for name in ("payment-1", "payment-2", "refund-1", "refund-2")
    )


@pytest.mark.parametrize(
    ("payments", "refunds", "currency"),
    [
        (["10"], ["15"], "EUR"),  # more than was paid
        (["10", "-10"], ["5"], "EUR"),  # a payment that was taken back
        (["10"], ["-5"], "EUR"),
        (["10"], ["5"], "Taler"),  # nobody knows what that is worth
        ([], ["5"], "EUR"),
    ],
)
def test_bookings_that_do_not_add_up_are_not_compared(payments, refunds, currency):
    booked = order(
        currency=currency,
        payments=[{"amount": amount} for amount in payments],
        refunds=[{"amount": amount} for amount in refunds],
    )

    assert "total" not in " ".join(fact.id for fact in computed(booked))


def test_orders_are_added_up_only_within_a_currency():
    def paid(order_id, amount, currency="EUR"):
        return telling(order(order_id, currency=currency, payments=[{"amount": amount}]))

    three = [paid("NL-1", "10.50"), paid("NL-2", "20"), paid("NL-3", "99", "GBP")]

    found = list(totals_together(three))

    assert texts(found) == ("You paid €30.50 in all for orders NL-1 and NL-2 (€10.50 + €20.00).")
    assert found[0].basis == ("order:NL-1:payment-1", "order:NL-2:payment-1")
    assert not list(totals_together([paid("NL-1", "10.50"), paid("NL-3", "99", "GBP")]))


def test_a_sum_leaves_no_order_out():
    known = telling(order("NL-1", payments=[{"amount": "10"}]))
    unclear = telling(order("NL-2", payments=[{"amount": "10"}, {"amount": "-10"}]))

    assert not list(totals_together([known, known, unclear]))


def test_points_follow_from_the_items_without_the_discount():
    items = [{"name": "Tent", "price": "100.90"}, {"name": "Standard delivery", "price": "9.90"}]
    rule = LoyaltyRule(points="2", per_amount="5", source="p-points")

    found = computed(order(items=items, discount="-10"), loyalty=rule)

    assert text_of(found, "loyalty") == (
        "Order NL-20417 earns 36 points: 2 points for every full €5.00 of the €90.90 for the items."
    )


@pytest.mark.parametrize(
    "fields", [{"status": "cancelled"}, {"loyalty_points": 7}, {"refunds": [{"amount": "1"}]}]
)
def test_points_are_not_worked_out_where_the_shop_knows_better(fields):
    assert "earns" not in texts(computed(order(**fields), loyalty=LoyaltyRule()))


def test_the_balance_is_told_to_its_owner_only():
    about = telling(order())

    own = balance_fact(about, Customer(id="C-1", loyalty_points=1240))
    assert own is not None
    assert own.text == "Your account holds 1,240 points."
    assert balance_fact(about, Customer(id="C-2", loyalty_points=1240)) is None
    told_less = telling(order(), by_email())
    assert balance_fact(told_less, Customer(id="C-1", loyalty_points=1240)) is None


def test_a_matching_address_learns_no_amount_and_no_points():
    rich = order(
        payments=[{"amount": "50.00"}, {"amount": "79.00"}],
        refunds=[{"amount": "27.90"}],
        loyalty_points=12,
    )

    told = texts(computed(rich, by_email(), loyalty=LoyaltyRule()))

    assert not any(secret in told for secret in ("€", "point"))
