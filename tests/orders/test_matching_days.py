"""Days as people say them, and what else they say that is no day of an order."""

from datetime import date

import pytest

from cx_assistant.orders.dates_meant import Days, days_meant

TODAY = date(2026, 6, 10)  # a Wednesday


def span(first: str, last: str | None = None) -> Days:
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the one from May", span("2026-05-01", "2026-05-31")),
        ("the order of July", span("2025-07-01", "2025-07-31")),
        ("in May 2024", span("2024-05-01", "2024-05-31")),
        ("my February order", span("2026-02-01", "2026-02-28")),
        ("Ende Mai", span("2026-05-19", "2026-05-31")),
        ("la commande de mars", span("2026-03-01", "2026-03-31")),
        ("el pedido de septiembre", span("2025-09-01", "2025-09-30")),
        ("zamówienie z marca", span("2026-03-01", "2026-03-31")),
        ("27 May", span("2026-05-27")),
        ("May 27th, 2025", span("2025-05-27")),
        ("vom 12.05.", span("2026-05-12")),
        ("2026-05-27", span("2026-05-27")),
        ("due on 12 June", span("2026-06-12")),
        ("yesterday's order", span("2026-06-09")),
        ("vorgestern bestellt", span("2026-06-08")),
        ("last Friday", span("2026-06-05")),
        ("two weeks ago", span("2026-05-24", "2026-05-30")),
        ("vor zwei Wochen", span("2026-05-24", "2026-05-30")),
        ("il y a deux semaines", span("2026-05-24", "2026-05-30")),
        ("last month", span("2026-05-01", "2026-05-31")),
        ("last Christmas", span("2025-11-25", "2025-12-31")),
        ("the black friday order", span("2025-11-27", "2025-12-01")),
        ("last winter", span("2025-12-01", "2026-02-28")),
    ],
)
def test_a_day_is_read_as_it_is_said(text, expected):
    assert days_meant(text, TODAY) == (expected,)


def test_a_date_that_two_countries_read_differently_is_both():
    assert set(days_meant("02/11", TODAY)) == {span("2025-11-02"), span("2026-02-11")}


@pytest.mark.parametrize(
    "text",
    [
        "I need it by 12 June",
        "bis 12. Juni",
        "I'm away from 3 July to 10 July",
        "may I return it, and how far may you march",
        "on 31.02.",
        "99/99 and 1/0",
        "size 12.5",
    ],
)
def test_what_is_no_day_of_an_order_is_none(text):
    assert days_meant(text, TODAY) == ()
