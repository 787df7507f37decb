import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.errors import LeakError
from cx_assistant.models import EvidenceKind, Order
from cx_assistant.orders.carriers import tracking_link
from cx_assistant.orders.disclosure import allowed_fields, view_of
from cx_assistant.orders.facts import order_facts
from cx_assistant.orders.formats import day, money
from cx_assistant.settings.order_schema import DisclosureSettings
from tests.orders.builders import (
    BERLIN,
    NOW,
    at,
    by_email,
    delivered,
    order,
    signed_in,
    text_of,
    texts,
)

FULL = {
    "items": [
        {"name": "Skagen Rain Jacket", "options": {"colour": "Fjord Blue"}, "price": "1200.00"},
        {"name": "Stein Trekking Poles", "quantity": 2, "price": "59.43", "tags": ["sale"]},
        {"name": "Standard delivery", "sku": "SHP-STD", "price": "4.90"},
    ],
    "shipments": [
        {
            "carrier": "Royal Mail",
            "tracking_number": "DN590399981GB",
            "shipped": at("2026-06-08T15:35"),
            "estimated": at("2026-06-12T20:00"),
        }
    ],
    "payments": [{"method": "paypal", "amount": "1323.76", "at": at("2026-06-05T16:04")}],
    "refunds": [
        {"amount": "64.10", "method": "visa", "reason": "gave in", "at": at("2026-06-09T09:00")}
    ],
    "shipping_address": {"name": "Emma Hartley", "street": "7 Mill Lane", "city": "York"},
    "notes": ["Supplier says: customer is difficult"],
    "other": {"risk_score": "high"},
}
PRIVATE = ("Skagen", "1,323.76", "PayPal", "64.10", "Mill Lane", "DN590399981GB", "Royal Mail")


def facts(of: Order, identity=None, *, language="en", now=NOW):
    view = view_of(of, identity or signed_in(), DisclosureSettings())
    return order_facts(view, language=language, now=now, zone=BERLIN)


def test_signed_in_customers_are_told_all_of_their_order():
    told = facts(order(**FULL))

    assert text_of(told, "status") == "Your order NL-20417 is on its way to you."
    assert (
        text_of(told, "eta-1")
        == "The parcel of order NL-20417 is expected in 2 days (12 June 2026)."
    )
    assert text_of(told, "item-1") == (
        "Order NL-20417 contains Skagen Rain Jacket (colour: Fjord Blue) at €1,200.00."
    )
    assert "2 × Stein Trekking Poles at €59.43 each" in text_of(told, "item-2")
    assert "sale" in text_of(told, "item-2-sale")
    assert text_of(told, "payment-1") == (
        "You paid €1,323.76 for order NL-20417 by PayPal 5 days ago (5 June 2026)."
    )
    assert "€64.10" in text_of(told, "refund-1")
    assert "Emma Hartley, 7 Mill Lane, York" in text_of(told, "shipping-address")
    assert "€4.90" in text_of(told, "shipping-cost")


def test_a_matching_address_is_told_status_arrival_and_count_only():
    told = facts(order(**FULL), by_email())

    assert [item.id.rpartition(":")[2] for item in told] == ["status", "eta-1", "item-count"]
    assert "contains 3 items" in texts(told)
    assert not any(secret in texts(told) for secret in PRIVATE)


def test_nobody_verified_is_told_nothing():
    assert allowed_fields(None, DisclosureSettings()) == frozenset()


def test_another_customers_order_is_a_leak_and_no_fact():
    with pytest.raises(LeakError):
        facts(order(customer_id="C-2"))


def test_notes_reasons_and_unknown_columns_are_never_told():
    told = texts(facts(order(**FULL)))

    assert not any(inside in told for inside in ("difficult", "gave in", "risk", "high"))


def test_facts_name_their_owner_and_source():
    for fact in facts(order(**FULL)):
        assert fact.kind is EvidenceKind.ORDER
        assert (fact.customer_id, fact.source) == ("C-1", "NL-20417")
        assert fact.id.startswith("order:NL-20417:")


def test_facts_are_told_in_german():
    told = facts(order(**FULL), language="de")

    assert "1.200,00 €" in text_of(told, "item-1")
    assert "12. Juni 2026" in text_of(told, "eta-1")
    assert {item.language for item in told} == {"de"}


def test_other_languages_fall_back_to_english():
    told = facts(order(**FULL), language="fi")

    assert text_of(told, "status") == "Your order NL-20417 is on its way to you."
    assert {item.language for item in told} == {"en"}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-03T21:59:59+00:00", "3 June 2026"),
        ("2026-06-03T22:00:00+00:00", "4 June 2026"),
        ("2025-12-31T23:30:00+00:00", "1 January 2026"),
        ("2026-06-04T00:30:00+05:00", "3 June 2026"),
    ],
)
def test_a_day_is_the_one_it_is_in_the_shop(moment, expected):
    assert day(datetime.fromisoformat(moment), "en", BERLIN) == expected


@pytest.mark.parametrize(
    ("amount", "currency", "english", "german"),
    [
        ("1200", "EUR", "€1,200.00", "1.200,00 €"),
        ("-5.5", "GBP", "-£5.50", "-5,50 £"),
        ("1200", "JPY", "¥1,200", "1.200 ¥"),
        ("3.005", "USD", "$3.005", "3,005 $"),
    ],
)
def test_amounts_are_written_as_the_language_does(amount, currency, english, german):
    assert money(Decimal(amount), currency, "en") == english
    assert money(Decimal(amount), currency, "de") == german


def test_a_parcel_is_due_all_day_and_overdue_the_day_after():
    sent = [{"carrier": "DHL", "estimated": at("2026-06-10T08:00")}]
    until_midnight = at("2026-06-10T23:59")

    assert "is expected today (10 June 2026)" in texts(
        facts(order(shipments=sent), now=until_midnight)
    )
    after = texts(facts(order(shipments=sent), now=until_midnight + timedelta(minutes=1)))
    assert "was expected yesterday (10 June 2026) and has not been reported as delivered" in after


def test_a_delivery_date_overrules_a_status_that_lags_behind():
    told = facts(delivered("2026-06-09T12:00", status="shipped"))

    assert text_of(told, "status") == "Your order NL-20417 was delivered yesterday (9 June 2026)."


def test_an_announced_delivery_is_not_told_as_done():
    told = facts(delivered("2026-06-11T12:00", status="in_transit"))

    assert "was delivered" not in texts(told)


def test_of_two_parcels_the_missing_one_is_told():
    sent = [
        {"carrier": "DHL", "delivered": at("2026-06-01T11:20")},
        {"carrier": "DHL", "estimated": at("2026-06-11T20:00")},
    ]

    told = texts(facts(order(shipments=sent), by_email()))

    assert "1 of 2 parcels of your order NL-20417 has been delivered." in told
    assert "Parcel 2 of 2 of order NL-20417 is expected tomorrow (11 June 2026)." in told


def test_an_order_of_the_future_has_not_been_placed_paid_or_sent():
    future = at("2026-07-01T10:00")
    parts = {
        "payments": [{"method": "visa", "amount": "5", "at": future}],
        "refunds": [{"amount": "7", "at": future}],
        "shipments": [{"carrier": "DHL", "shipped": future}],
    }

    told = texts(facts(order(placed=future, status="pending", **parts)))

    assert not any(word in told for word in ("You placed", "You paid", "was sent", "We refunded"))
    assert "A refund of €7.00 for order NL-20417 is scheduled on 1 July 2026." in told


@pytest.mark.parametrize("identity", [signed_in(), by_email()])
@pytest.mark.parametrize("status", ["delivered", "in_transit", "returned", "refunded"])
def test_what_its_dates_deny_is_not_told_of_an_order(status, identity):
    placed, later = at("2027-01-05T10:00"), at("2027-01-09T10:00")
    to_come = order(
        status=status, placed=placed, shipments=[{"shipped": later, "delivered": later}]
    )
    undated = order(status=status, placed=placed)
    announced = order(status="delivered", shipments=[{"delivered": later}])

    for each in (to_come, undated, announced):
        assert ":status" not in " ".join(fact.id for fact in facts(each, identity))


def test_a_clock_that_runs_ahead_makes_no_order_one_of_the_future():
    ahead = order(status="in_transit", placed=NOW + timedelta(hours=2))

    assert "on its way" in texts(facts(ahead))


@pytest.mark.parametrize("language", ["en", "de", "pl"])
def test_amounts_that_run_the_wrong_way_are_not_told(language):
    wrong = order(
        total="-12.50",
        payments=[{"amount": "-12.50"}, {"amount": "20.00"}],
        refunds=[{"amount": "-3.00"}, {"amount": "3.00"}],
        items=[{"name": "Voucher", "price": "-5.00"}],
    )

    told = facts(wrong, language=language)

    assert "NL-20417:status" in " ".join(each.id for each in told)
    assert "12" not in texts([each for each in told if not each.id.endswith(":placed")])
    assert not [each for each in told if re.search(r":(total|payment|refund|items-total)", each.id)]
    assert "Voucher" in texts(told)
    assert "5" + (".00" if language == "en" else ",00") not in texts(told)


def test_an_unknown_status_is_told_in_the_shops_own_word():
    told = facts(order(status="unknown", status_text="Warten auf\n\x00Zoll"))

    assert text_of(told, "status") == "Your order NL-20417 is marked as “Warten auf Zoll”."
    assert "status" not in texts(facts(order(status="unknown")))


@pytest.mark.parametrize(
    ("carrier", "number", "host"),
    [
        ("DHL Express", "00340434161820040017", "www.dhl.com"),
        ("Royal Mail", "DN590399981GB", "www.royalmail.com"),
        ("dpd", "01823075631448", "tracking.dpd.de"),
        ("UPS", "1Z999AA10123456784", "www.ups.com"),
        ("FedEx", "123456789012", "www.fedex.com"),
        ("Evri", "H9K1M5KVDCAAW3LE", "www.evri.com"),
        ("Hermes", "H1000730000008301", "www.myhermes.de"),
        ("GLS", "12345678901", "gls-group.eu"),
        ("USPS", "9400100000000000000000", "tools.usps.com"),
        ("PostNL", "3SABCD1234567", "jouw.postnl.nl"),
        ("Österreichische Post", "1022130010000001", "www.post.at"),
    ],
)
def test_known_carriers_have_a_tracking_page(carrier, number, host):
    link = tracking_link(carrier, number)

    assert link is not None
    assert link.startswith(f"https://{host}/")
    assert number in link


@pytest.mark.parametrize("number", ["", "x", "1&u=//evil.example", "a/../../b", "javascript:1"])
def test_a_number_that_would_lead_elsewhere_gets_no_link(number):
    assert tracking_link("DHL", number) is None


def test_a_carrier_nobody_knows_gets_no_link():
    assert tracking_link("Bob's Upsilon Vans", "1234567890") is None


moments = st.datetimes(
    datetime(2024, 1, 1),
    datetime(2028, 1, 1),
    timezones=st.sampled_from([UTC, BERLIN, timezone(timedelta(hours=-9))]),
)
names = st.text(min_size=1, max_size=30)
amounts = st.decimals(-10_000, 10_000, places=2)
orders = st.builds(
    lambda name, when, amount, status, count: order(
        status=status,
        placed=when[0],
        total=amount,
        items=[{"name": name, "price": amount, "quantity": count, "tags": ["sale"]}],
        payments=[{"amount": amount, "method": name, "at": when[1]}],
        shipments=[{"carrier": "DHL", "shipped": when[1], "estimated": when[2]}],
        shipping_address={"name": name, "city": "York"},
    ),
    names,
    st.tuples(moments, moments, moments),
    amounts,
    st.sampled_from(["pending", "delivered", "shipped", "refunded", "unknown", "lost"]),
    st.integers(1, 50),
)


@given(own=orders, language=st.sampled_from(["en", "de", "pl"]), now=moments)
def test_any_order_is_told_without_an_error_or_an_open_placeholder(own, language, now):
    told = facts(own, language=language, now=now)

    assert len({item.id for item in told}) == len(told)
    assert all(item.text.strip() and "$order" not in item.text for item in told)
    in_part = {item.id for item in facts(own, by_email(), language=language, now=now)}
    assert in_part < {item.id for item in told} or not told


@given(secret=st.from_regex(r"[A-Z]{12}[0-9]{8}", fullmatch=True))
def test_no_field_of_another_customers_order_is_ever_told(secret):
    foreign = order(
        f"NL-{secret}",
        customer_id="C-2",
        items=[{"name": secret, "options": {secret: secret}}],
        shipments=[{"carrier": secret, "tracking_number": secret}],
        shipping_address={"street": secret},
        status_text=secret,
        notes=[secret],
    )

    for identity in (signed_in(), by_email()):
        with pytest.raises(LeakError) as caught:
            facts(foreign, identity)
        assert secret not in str(caught.value)
    assert secret not in texts(facts(order()))
