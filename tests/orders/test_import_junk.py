import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx_assistant.errors import OrderImportError
from cx_assistant.orders.amounts import parse_amount
from cx_assistant.orders.field_names import order_names
from cx_assistant.orders.importing import read_customers, read_orders
from cx_assistant.orders.moments import DayOrder, parse_moment
from tests.orders.builders import BERLIN, SHOP, at

relaxed = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
keys = st.sampled_from(sorted(order_names().fields) + sorted(order_names().lists)) | st.text(
    max_size=8
)
odd_values = st.sampled_from(
    [
        "",
        "1.234",
        "€",
        "9999-12-31",
        "0001-01-01",
        "\ud800",
        "\0",
        "03/04/26",
        10**400,
        1e308,
        -1,
        True,
    ]
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | odd_values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
SAMPLE = (SHOP / "orders/legacy_orders.csv").read_bytes()


def read_both(folder, content: bytes) -> None:
    file = folder / "junk"
    file.write_bytes(content)
    for read in (lambda: read_orders(file, zone=BERLIN), lambda: read_customers(file)):
        try:
            read().model_dump_json()  # what was read can be stored, too
        except OrderImportError as error:
            assert "junk" in str(error)


@relaxed
@given(st.binary(max_size=300))
def test_random_bytes_raise_nothing_but_an_import_error(tmp_path, content):
    read_both(tmp_path, content)


@relaxed
@given(st.text(max_size=300))
def test_random_text_raises_nothing_but_an_import_error(tmp_path, text):
    read_both(tmp_path, text.encode())


@relaxed
@given(st.lists(st.dictionaries(keys, values, max_size=8), max_size=4))
def test_random_json_with_known_names_raises_nothing_but_an_import_error(tmp_path, records):
    read_both(tmp_path, json.dumps(records).encode())


@relaxed
@given(place=st.integers(0, len(SAMPLE) - 1), byte=st.integers(0, 255), length=st.integers(0, 40))
def test_a_damaged_export_raises_nothing_but_an_import_error(tmp_path, place, byte, length):
    read_both(tmp_path, SAMPLE[:place] + bytes([byte]) * length + SAMPLE[place + 5 :])


@relaxed
@given(st.text(min_size=1, max_size=20).filter(lambda s: s.strip() and "\0" not in s))
def test_whatever_an_unknown_column_holds_is_kept(tmp_path, value):
    file = tmp_path / "orders.json"
    record = {"id": "1", "customer_id": "C", "Lagerplatz": value}
    file.write_text(json.dumps([record]), encoding="utf-8")

    result = read_orders(file, zone=BERLIN)

    assert result.unmapped == ("Lagerplatz",)
    assert result.orders[0].other["Lagerplatz"] == value.strip()


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("1.234,50 €", "1234.50", "EUR"),
        ("$1,234.50", "1234.50", "USD"),
        ("1 234,50", "1234.50", None),
        ("1'234.50 CHF", "1234.50", "CHF"),
        ("EUR 12.5", "12.5", "EUR"),
        ("-5.00", "-5.00", None),
        ("(5.00)", "-5.00", None),
        ("£-3", "-3", "GBP"),
        ("12,- €", "12", "EUR"),
        ("1.234.567", "1234567", None),
        ("0.125", "0.125", None),
        (7, "7", None),
        (Decimal("19.95"), "19.95", None),
    ],
)
def test_amounts_are_read_in_many_notations(text, value, currency):
    assert parse_amount(text, decimal_sign=None) == (Decimal(value), currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "free",
        "1.2.3,4",
        "12,34,56",
        "5 apples",
        "1e5",
        "NaN",
        True,
        None,
        [],
        "10 - 20",
        Decimal("1e400"),
        10**15,
        "٣",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValueError, match="amount"):
        parse_amount(text, decimal_sign=".")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-03", "2026-06-03T00:00"),
        ("2026-06-03T10:22:41Z", "2026-06-03T10:22:41+00:00"),
        ("2026-06-03 10:22:41 +0200", "2026-06-03T10:22:41+02:00"),
        ("2026-06-03 10:22:41.123456", "2026-06-03T10:22:41"),
        ("20260603", "2026-06-03T00:00"),
        ("03.06.2026", "2026-06-03T00:00"),
        ("3.6.26 9:05", "2026-06-03T09:05"),
        ("3 June 2026", "2026-06-03T00:00"),
        ("3. Juni 2026, 14:05 Uhr", "2026-06-03T14:05"),
        ("Jun 3, 2026 12:30 AM", "2026-06-03T00:30"),
        ("June 3rd, 2026 at 1:00 pm", "2026-06-03T13:00"),
        ("Wed, 03 Jun 2026 10:22:41 GMT", "2026-06-03T10:22:41+00:00"),
        ("06/03/2026 09:00", "2026-03-06T09:00"),
        ("1780000000", "2026-05-28T20:26:40+00:00"),
        (1780000000000, "2026-05-28T20:26:40+00:00"),
    ],
)
def test_dates_are_read_in_many_notations(text, expected):
    assert parse_moment(text, BERLIN, DayOrder.DAY_FIRST) == at(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "2026-02-30",
        "2026-13-01",
        "31/31/2026",
        "0001-01-01",
        "2026-06-03 25:00",
        "2026-06-03 13:00 pm",
        "2026-06-03 and more",
        "9" * 13,
        True,
    ],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError, match="no date"):
        parse_moment(text, BERLIN, DayOrder.DAY_FIRST)


@given(
    st.datetimes(
        datetime(1990, 1, 2), datetime(2100, 1, 1), timezones=st.just(BERLIN), allow_imaginary=False
    )
)
def test_any_moment_written_in_iso_form_is_read_back(moment):
    moment = moment.replace(microsecond=0)
    read = parse_moment(moment.isoformat(), BERLIN, None)

    assert read.astimezone(UTC) == moment.astimezone(UTC)
