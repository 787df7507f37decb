from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.errors import LeakError
from cx_assistant.models import EvidenceKind
from cx_assistant.orders.calendar import Calendar
from cx_assistant.orders.computed import computed_facts
from cx_assistant.orders.disclosure import view_of
from cx_assistant.orders.policies import Policies, Rule
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

POLICIES = Policies(
    return_window=Rule(days=30, source="passage-30"),
    sale_return_window=Rule(days=14, source="passage-14"),
    refund=Rule(days=5, working_days=True, source="passage-refund"),
)


def computed(of, identity=None, *, policies=POLICIES, language="en", now=NOW):
    view = view_of(of, identity or signed_in(), DisclosureSettings())
    return computed_facts(view, policies, language=language, now=now, zone=BERLIN)


def test_the_return_window_states_its_arithmetic_and_what_it_rests_on():
    found = computed(delivered("2026-05-13T13:05"))

    assert text_of(found, "return-window") == (
        "You can return order NL-20417 until 12 June 2026: delivered on 13 May 2026 plus 30 days. "
        "You have 2 days left."
    )
    window = found[0]
    assert window.kind is EvidenceKind.COMPUTED
    assert window.basis == ("order:NL-20417:status", "passage-30")
    assert (window.customer_id, window.source) == ("C-1", "NL-20417")


def test_the_return_window_is_told_in_german():
    found = computed(delivered("2026-05-13T13:05"), language="de")

    assert text_of(found, "return-window") == (
        "Eine Rückgabe ist für die Bestellung NL-20417 bis zum 12. Juni 2026 möglich: am "
        "13. Mai 2026 zugestellt plus 30 Tage. Es bleiben noch 2 Tage."
    )


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-06-11T23:59", "You have 1 day left."),
        ("2026-06-12T00:00", "Today is the last day."),
        ("2026-06-12T23:59:59", "Today is the last day."),
        ("2026-06-13T00:00", "ended on 12 June 2026"),
        ("2026-06-12T22:30+00:00", "ended on 12 June 2026"),  # already the 13th in the shop
    ],
)
def test_the_window_closes_at_midnight_in_the_shop(now, said):
    found = computed(delivered("2026-05-13T13:05"), now=at(now))

    assert said in text_of(found, "return-window")


def test_a_delivery_after_midnight_in_the_shop_counts_from_that_day():
    late_in_london = delivered("2026-05-13T23:30+01:00")

    assert "until 13 June 2026" in texts(computed(late_in_london))


def test_sale_and_regular_goods_have_their_own_window_and_personalised_ones_none():
    items = [
        {"name": "Varde Down Jacket", "price": "219"},
        {"name": "Stein Trekking Poles", "price": "59.43", "tags": ["sale"]},
        {"name": "Titanium Mug, engraved", "tags": ["personalised"]},
        {"name": "Standard delivery", "sku": "SHP-STD"},
    ]

    found = computed(delivered("2026-05-13T13:05", items=items))

    assert "return Varde Down Jacket from order NL-20417 until 12 June 2026" in texts(found)
    assert "window for Stein Trekking Poles from order NL-20417 ended on 27 May 2026" in texts(
        found
    )
    assert "plus 14 days. That was 14 days ago." in texts(found)
    assert not any(word in texts(found) for word in ("Mug", "Standard delivery"))


def test_a_piece_that_was_refunded_has_no_window_left():
    items = [
        {"name": "Varde Down Jacket", "sku": "J", "price": "219"},
        {"name": "Dry Bag Set", "sku": "D", "price": "27.90"},
    ]
    back = [{"amount": "27.90", "skus": ["D"], "at": at("2026-06-08T10:00")}]
    kept = delivered("2026-05-29T10:00", status="partially_refunded", items=items, refunds=back)

    windows = [f for f in computed(kept) if "return-window" in f.id]

    assert "return Varde Down Jacket from order NL-20417 until 28 June 2026" in texts(windows)
    assert "Dry Bag" not in texts(windows)
    assert windows[0].basis == ("order:NL-20417:delivered-1", "passage-30")


def test_a_matching_address_learns_the_dates_but_not_what_was_ordered():
    in_sale = delivered("2026-05-29T09:42", items=[{"name": "Skog Daypack", "tags": ["sale"]}])
    regular = delivered("2026-05-29T09:42", items=[{"name": "Tent"}, {"name": "Mug"}])

    told = [texts(computed(each, by_email())) for each in (in_sale, regular)]

    assert told[0] == told[1]
    assert "sale items from order NL-20417 until 12 June 2026" in told[0]
    assert "regular items (not on sale) from order NL-20417 until 28 June 2026" in told[0]


@pytest.mark.parametrize("status", ["cancelled", "refunded", "returned", "lost"])
def test_what_is_settled_has_no_return_window(status):
    assert "return" not in texts(computed(delivered("2026-06-01T10:00", status=status)))


def test_the_window_starts_with_the_last_parcel():
    first = {"carrier": "DHL", "delivered": at("2026-05-20T10:00")}
    second = {"carrier": "DHL", "delivered": at("2026-06-02T10:00")}
    under_way = {"carrier": "DHL", "estimated": at("2026-06-12T10:00")}

    assert "until 2 July 2026" in texts(computed(order(shipments=[first, second])))
    assert "until" not in texts(computed(order(shipments=[first, under_way])))


def test_without_a_rule_nothing_is_worked_out():
    assert computed(delivered("2026-05-13T13:05"), policies=Policies()) == []


def test_a_late_parcel_is_late_by_the_days_of_the_shops_calendar():
    late = order(shipments=[{"carrier": "Evri", "estimated": at("2026-06-04T20:00")}])

    found = computed(late, by_email())

    assert text_of(found, "late") == (
        "The delivery of order NL-20417 is 6 days late: it was expected on 4 June 2026, and today "
        "is 10 June 2026."
    )
    assert "late" not in texts(computed(late, now=at("2026-06-04T23:59")))
    assert "1 day late" in texts(computed(late, now=at("2026-06-05T00:00")))


def test_a_parcel_that_came_late_says_by_how_much():
    sent = {"delivered": at("2026-06-06T09:00"), "estimated": at("2026-06-04T20:00")}

    found = computed(order(status="delivered", shipments=[sent]))

    assert "arrived 2 days late" in text_of(found, "late")


def test_a_refund_is_due_working_days_after_the_return_came_in():
    back = order(status="returned", notes=["05.06.2026: Rücksendung im Lager eingegangen."])

    found = computed(back)

    assert text_of(found, "refund-due") == (
        "Your return of order NL-20417 arrived on 5 June 2026, so the refund is due by 12 June "
        "2026: 5 working days later, public holidays not counted."
    )
    assert found[0].basis == ("order:NL-20417:status", "passage-refund")


def test_an_overdue_refund_is_called_overdue():
    back = order(status="returned", other={"returned_at": "2026-05-26T10:00:00+02:00"})

    assert "was due by 2 June 2026" in texts(computed(back))
    assert "That was 8 days ago." in texts(computed(back))


def test_a_note_alone_makes_no_refund():
    claimed = "2026-06-05: return received"

    assert "refund" not in texts(computed(order(status="delivered", notes=[claimed])))
    paid_out = [{"amount": "10", "at": at("2026-06-08T10:00")}]
    assert "due" not in texts(computed(order(status="returned", notes=[claimed], refunds=paid_out)))


def test_a_fresh_order_tells_its_age_while_it_can_be_stopped():
    fresh = order(status="paid", placed=at("2026-06-10T08:52"))

    assert text_of(computed(fresh), "dispatch") == (
        "You placed order NL-20417 on 10 June 2026 at 08:52, 1 hour 8 minutes ago, and the order "
        "has not been dispatched yet."
    )
    assert texts(computed(fresh, by_email())) == "Order NL-20417 has not been dispatched yet."


def test_a_dispatched_order_says_so():
    sent = order(
        status="shipped", shipments=[{"carrier": "DHL", "shipped": at("2026-06-09T16:00")}]
    )

    assert "already been dispatched, on 9 June 2026" in texts(computed(sent))


def test_no_refund_is_announced_to_whoever_may_not_be_told_that_it_was_paid():
    note = "05.06.2026: Rücksendung im Lager eingegangen."
    paid = order(status="returned", notes=[note], refunds=[{"amount": "20.00"}])

    for back in (paid, order(status="returned", notes=[note])):
        assert "refund" not in texts(computed(back, by_email()))


def test_strangers_get_nothing_worked_out():
    own = delivered("2026-05-13T13:05")

    with pytest.raises(LeakError):
        computed(own, signed_in("C-2"))


@given(start=st.dates(date(2020, 1, 1), date(2030, 1, 1)), count=st.integers(0, 40))
def test_working_days_skip_weekends_only(start, count):
    end = Calendar().add_working_days(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]

    assert sum(day.weekday() < 5 for day in between) == count
    assert count == 0 or end.weekday() < 5
