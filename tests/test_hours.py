from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.hours import parse_hours

OFFICE = parse_hours("Mon-Fri 09:00-18:00, Sat 10:00-14:00", "Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-06-10T09:00:00+02:00", True),
        ("2026-06-10T08:59:59+02:00", False),
        ("2026-06-10T16:00:00+00:00", False),  # 18:00 in Berlin
        ("2026-06-13T13:59:00+02:00", True),
        ("2026-06-14T12:00:00+02:00", False),
    ],
)
def test_a_team_is_open_in_its_own_time_zone(moment, is_open):
    assert OFFICE.is_open(at(moment)) is is_open


def test_a_closed_team_opens_at_its_next_shift():
    assert OFFICE.opens(at("2026-06-13T15:00:00+02:00")) == at("2026-06-15T09:00:00+02:00")


def test_working_time_runs_only_while_the_team_is_there():
    due = OFFICE.after(at("2026-06-12T17:00:00+02:00"), timedelta(hours=8))

    assert due == at("2026-06-15T12:00:00+02:00")  # 1 h Friday, 4 h Saturday, 3 h Monday


def test_a_night_shift_goes_over_midnight():
    night = parse_hours("Fri-Sat 22:00-06:00", "UTC")

    assert night.is_open(at("2026-06-14T05:00:00+00:00"))
    assert not night.is_open(at("2026-06-14T06:00:00+00:00"))


def test_a_range_may_wrap_around_the_week():
    assert parse_hours("Sat-Mon 10:00-11:00", "UTC").is_open(at("2026-06-15T10:30:00+00:00"))


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1)), st.integers(1, 200))
def test_due_times_fall_into_working_time(moment, hours):
    moment = moment.replace(tzinfo=at("2026-01-01T00:00:00+00:00").tzinfo)

    due = OFFICE.after(moment, timedelta(hours=hours))

    assert due >= moment + timedelta(hours=hours)
    assert OFFICE.is_open(due - timedelta(microseconds=1))


@pytest.mark.parametrize("text", ["", "always", "Mon-Fri", "Mon-Fry 9:00-18:00", "Mon 25:00-26:00"])
def test_hours_nobody_can_read_come_with_an_example(text):
    with pytest.raises(ValueError, match="24/7"):
        parse_hours(text, "UTC")
