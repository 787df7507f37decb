"""What follows from rules other than the return window: worked out, or rightly left unsaid."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.policies import CancelRule, DeliveryRule, Rule
from cx_assistant.orders.rules.stated import CountedFrom, Scope
from tests.orders.builders import BERLIN, at, delivered, order, text_of, texts
from tests.orders.working_out import computed

TWO_HOURS = CancelRule(within_minutes=120, source="p-cancel")
BEFORE_DISPATCH = CancelRule(until_dispatch=True, source="p-cancel")
USUAL_DELIVERY = DeliveryRule(min_days=3, max_days=5, source="p-delivery")


def test_a_refund_is_due_later_where_a_public_holiday_lies_between():
    arrived = {"returned_at": "2026-04-02T10:00:00+02:00"}
    back = order(status="returned", placed=at("2026-03-20T10:00"), other=arrived)
    refund = Rule(days=5, working_days=True, source="p-refund")
    before_easter = at("2026-04-02T12:00")

    counted = computed(back, now=before_easter, refund=refund)
    plain = computed(back, now=before_easter, calendar=Calendar(), refund=refund)

    assert text_of(counted, "refund-due") == (
        "Your return of order NL-20417 arrived on 2 April 2026, so the refund is due by 13 April "
        "2026: 5 working days later, with public holidays in Germany taken into account."
    )
    assert "due by 9 April 2026: 5 working days later, public holidays not counted." in texts(plain)


def test_calendar_days_say_nothing_of_holidays():
    back = order(status="returned", other={"returned_at": "2026-06-05T10:00:00+02:00"})

    found = text_of(computed(back, refund=Rule(days=14, source="p")), "refund-due")

    assert found.endswith("due by 19 June 2026: 14 days later.")


def test_an_exchange_window_is_told_beside_the_return_window():
    found = computed(
        delivered("2026-05-29T09:42"),
        return_window=Rule(days=30, source="p-return"),
        exchange_window=Rule(days=14, source="p-exchange"),
    )

    assert text_of(found, "exchange-window") == (
        "You can exchange order NL-20417 until 12 June 2026: delivered on 29 May 2026 plus "
        "14 days. You have 2 days left."
    )
    assert found[1].basis == ("order:NL-20417:status", "p-exchange")


def test_an_order_with_a_personalised_piece_has_no_exchange_window_of_its_own():
    mixed = delivered("2026-06-01T09:42", items=[{"name": "Mug", "tags": ["personalised"]}])

    assert "exchange" not in texts(computed(mixed, exchange_window=Rule(days=14)))


@pytest.mark.parametrize(
    ("start", "months", "said"),
    [
        ("2026-05-29T09:42", 24, "runs until 29 May 2028: delivered on 29 May 2026 plus 2 years."),
        ("2025-08-31T09:42", 6, "ended on 28 February 2026: delivered on 31 August 2025 plus 6"),
        ("2024-02-29T09:42", 36, "runs until 28 February 2027"),
    ],
)
def test_a_warranty_runs_whole_months_from_delivery(start, months, said):
    found = computed(delivered(start), warranty=Rule(months=months, source="p-warranty"))

    assert said in text_of(found, "warranty")


def test_a_warranty_may_be_counted_from_the_order():
    rule = Rule(months=24, counted_from=CountedFrom.ORDER, source="p-warranty")

    found = next(f for f in computed(delivered("2026-06-05T09:42"), warranty=rule))

    assert "runs until 30 May 2028: ordered on 30 May 2026 plus 2 years." in found.text
    assert found.basis == ("order:NL-20417:placed", "p-warranty")


@pytest.mark.parametrize(
    "rule",
    [
        Rule(months=24, condition="if you registered the product"),
        Rule(months=24, scope=Scope(goods="tents")),
        Rule(months=24, counted_from=CountedFrom.REFUND),
        Rule(),
    ],
)
def test_a_rule_that_order_data_cannot_apply_works_out_nothing(rule):
    assert "warranty" not in texts(computed(delivered("2026-06-05T09:42"), warranty=rule))


def test_a_fresh_order_can_be_cancelled_until_the_minute_the_time_is_over():
    fresh = order(status="paid", placed=at("2026-06-10T08:52"))

    assert text_of(computed(fresh, cancel=TWO_HOURS), "cancel") == (
        "You can cancel order NL-20417 until 10:52 on 10 June 2026: ordered on 10 June 2026 at "
        "08:52 plus 2 hours."
    )
    last_minute = computed(fresh, now=at("2026-06-10T10:51:59"), cancel=TWO_HOURS)
    assert "You can cancel" in text_of(last_minute, "cancel")
    over = computed(fresh, now=at("2026-06-10T10:52"), cancel=TWO_HOURS)
    assert text_of(over, "cancel") == (
        "Order NL-20417 cannot be cancelled any more: that was possible until 10:52 on 10 June "
        "2026, 2 hours after it was ordered on 10 June 2026 at 08:52."
    )


@pytest.mark.parametrize(
    ("ordered", "end"),
    [
        ("2026-03-29T01:30+01:00", "04:30 on 29 March 2026"),  # the hour from two to three is none
        ("2026-10-25T01:30+02:00", "02:30 on 25 October 2026"),  # and that one comes twice
    ],
)
def test_two_hours_are_two_hours_in_the_night_the_clocks_change(ordered, end):
    placed = at(ordered).astimezone(BERLIN)
    fresh = order(status="paid", placed=placed)

    told = computed(fresh, now=placed + timedelta(minutes=5), cancel=TWO_HOURS)

    assert f"until {end}" in text_of(told, "cancel")


def test_the_age_of_an_order_is_the_time_that_really_passed():
    fresh = order(status="paid", placed=at("2026-03-29T01:30"))

    told = computed(fresh, now=at("2026-03-29T03:30"))

    assert "1 hour ago" in text_of(told, "dispatch")


def test_before_dispatch_is_read_off_the_order():
    waiting = order(status="processing")
    gone = order(
        status="shipped", shipments=[{"carrier": "DHL", "shipped": at("2026-06-09T16:00")}]
    )

    assert "can still cancel order NL-20417" in text_of(
        computed(waiting, cancel=BEFORE_DISPATCH), "cancel"
    )
    assert text_of(computed(gone, cancel=BEFORE_DISPATCH), "cancel") == (
        "Order NL-20417 cannot be cancelled any more: that is possible before dispatch, and it "
        "was dispatched on 9 June 2026."
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "unknown"},
        {"status": "cancelled"},
        {"status": "pending"},
        {"status": "paid", "placed": at("2026-06-11T08:00")},  # of tomorrow
        {"status": "paid", "items": [{"name": "Tent", "tags": ["pre-order"]}]},
    ],
)
def test_where_it_is_not_sure_nothing_is_said_of_cancelling(fields):
    both = CancelRule(until_dispatch=True, within_minutes=20_160)

    assert "cancel" not in texts(computed(order(**fields), cancel=both))


def test_a_parcel_without_an_estimate_is_expected_by_the_usual_time():
    sent = order(shipments=[{"carrier": "DHL", "shipped": at("2026-06-03T16:00")}])

    found = computed(sent, calendar=Calendar("DE", "BY"), delivery=USUAL_DELIVERY)

    assert text_of(found, "expected-1") == (
        "The parcel of order NL-20417 should arrive between 9 June 2026 and 11 June 2026: "
        "dispatched on 3 June 2026 plus 3–5 working days, with public holidays in Germany taken "
        "into account."
    )
    late = computed(sent, now=at("2026-06-13T10:00"), delivery=USUAL_DELIVERY)
    assert "should have arrived by 10 June 2026" in texts(late)
    assert "That was 3 days ago." in texts(late)


def test_an_estimate_or_another_country_makes_the_usual_time_superfluous():
    there = {"shipping_address": {"country": "France"}}
    plain = {"carrier": "DHL", "shipped": at("2026-06-09T16:00")}
    french = DeliveryRule(min_days=3, max_days=5, scope=Scope(countries="France"))

    with_estimate = order(shipments=[{**plain, "estimated": at("2026-06-12T20:00")}])
    assert "should arrive" not in texts(computed(with_estimate, delivery=USUAL_DELIVERY))
    assert "should arrive" not in texts(computed(order(shipments=[plain]), deliveries=(french,)))
    assert "should arrive" in texts(
        computed(order(shipments=[plain], **there), deliveries=(french,))
    )


def test_express_parcels_follow_the_rules_for_express():
    express = {"items": [{"name": "Tent", "sku": "T"}, {"name": "Express delivery"}]}
    plain = {"carrier": "DHL", "shipped": at("2026-06-09T16:00")}
    home = {"shipping_address": {"country": "Germany"}}
    usual, fast = (
        DeliveryRule(min_days=n, max_days=n, scope=Scope(countries="Germany", service=service))
        for n, service in ((3, "standard"), (1, "express"))
    )

    sent = computed(order(shipments=[plain], **express, **home), deliveries=(usual, fast))
    fresh = order(status="paid", placed=at("2026-06-10T09:00"), **express)
    half_an_hour = CancelRule(within_minutes=30, scope=Scope(service="express"))

    assert "should arrive by 10 June 2026" in text_of(sent, "expected-1")
    assert "cancel" not in texts(computed(fresh, cancel=TWO_HOURS, cancels=(half_an_hour,)))
    assert "cancel" in texts(computed(fresh, cancel=TWO_HOURS))


def test_goods_with_rules_of_their_own_are_not_told_by_the_general_one():
    came = delivered("2026-06-05T09:42", items=[{"name": "Gas", "tags": ["dangerous"]}])
    tents = Rule(months=60, scope=Scope(goods="tents"))

    told = computed(
        came,
        return_window=Rule(days=30),
        exchange_window=Rule(days=30),
        warranty=Rule(months=24),
        warranties=(tents,),
        no_return_tags=("dangerous",),
    )

    assert told == []
