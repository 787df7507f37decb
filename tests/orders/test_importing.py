from decimal import Decimal

import pytest

from cx_assistant.errors import ConfigError, OrderImportError
from cx_assistant.models import Customer, OrderStatus
from cx_assistant.orders.importing import link_by_email, read_orders
from tests.orders.builders import BERLIN, at, imported, order

GERMAN = """\
Auftragsnr;Kundennummer;Bestelldatum;Status;Artikelname;Menge;Einzelpreis;Gesamtbetrag;Lagerort
A-1;7;03.06.2026 14:05;Versendet;Jacke blau;1;1.234,50 €;1.239,40 €;Süd
A-1;;;;Mütze;2;2,45;;Nord
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_german_table_is_read_in_any_encoding(tmp_path, encoding):
    fields = {"Auftragsnr": "id", "Lagerort": "shipment.carrier"}

    result = imported(tmp_path, GERMAN.encode(encoding), fields=fields)
    found = result.orders[0]

    assert (result.problems, result.unmapped) == ((), ())
    assert [(i.name, i.quantity, i.price) for i in found.items] == [
        ("Jacke blau", 1, Decimal("1234.50")),
        ("Mütze", 2, Decimal("2.45")),
    ]
    assert found.placed == at("2026-06-03T14:05")
    assert (found.total, found.currency) == (Decimal("1239.40"), "EUR")
    assert (found.status, found.status_text) == (OrderStatus.SHIPPED, "Versendet")
    assert [sent.carrier for sent in found.shipments] == ["Süd", "Nord"]


def test_own_mappings_reach_into_nested_lists_and_options(tmp_path):
    exported = [{"nr": "A-1", "kunde": {"key": "C9"}, "zeilen": [{"was": "Cap", "ton": "rot"}],
                 "sendungen": [{"code": "XY12345678"}]}]  # fmt: skip
    fields = {
        "nr": "id",
        "kunde.key": "customer_id",
        "zeilen.was": "item.name",
        "zeilen.ton": "item.options.colour",
        "sendungen.code": "shipment.tracking_number",
    }

    found = imported(tmp_path, exported, fields=fields).orders[0]

    assert (found.id, found.customer_id) == ("A-1", "C9")
    assert (found.items[0].name, found.items[0].options) == ("Cap", {"colour": "rot"})
    assert found.shipments[0].tracking_number == "XY12345678"


def test_a_mapping_to_no_field_of_an_order_names_the_mistake(tmp_path):
    with pytest.raises(ConfigError, match="'nr' to 'order_nummer'"):
        imported(tmp_path, [{"nr": "1"}], fields={"nr": "order_nummer"})


def test_bad_rows_are_reported_with_row_and_reason_and_good_ones_imported(tmp_path):
    table = (
        "order_id,customer_id,created_at,total,sku,quantity\n"
        "1,C1,2026-05-01,10.00,A,1\n"
        "2,C1,yesterday,10.00,A,1\n"
        "3,C1,2026-05-01,ten,A,1\n"
        "4,,2026-05-01,10.00,A,1\n"
        "5,C1,2026-05-01,10.00,A,0\n"
        ",C1,2026-05-01,10.00,A,1\n"
        "7,C1,2026-05-01,10.00,A,1,extra\n"
        "8,C1,2026-05-01,10.00,A,2\n"
    )

    result = imported(tmp_path, table)

    assert [found.id for found in result.orders] == ["1", "8"]
    reasons = {problem.row: problem.reason for problem in result.problems}
    assert sorted(reasons) == [3, 4, 5, 6, 7, 8]
    assert "yesterday" in reasons[3]
    assert "ten" in reasons[4]
    assert "customer" in reasons[5]
    assert "quantity" in reasons[6]
    assert "order number" in reasons[7]
    assert "columns" in reasons[8]


def test_an_item_row_names_its_own_row_when_it_is_bad(tmp_path):
    table = "order_id,customer_id,status,sku,price\n1,C1,paid,A,5.00\n1,,,B,oops\n"

    assert [problem.row for problem in imported(tmp_path, table).problems] == [3]


def test_of_two_orders_with_one_number_the_last_wins_and_is_reported(tmp_path):
    rows = [{"id": "1", "customer_id": "C1", "status": s} for s in ("paid", "shipped", "shipped")]

    result = imported(tmp_path, rows)

    assert [found.status for found in result.orders] == [OrderStatus.SHIPPED]
    assert [problem.row for problem in result.problems] == [2, 3]
    assert "order 1 was in row 1" in result.problems[0].reason


def test_two_equal_item_rows_are_two_items(tmp_path):
    table = "order_id,customer_id,status,sku\n1,C1,paid,A\n1,,,B\n1,,,B\n"

    assert [i.sku for i in imported(tmp_path, table).orders[0].items] == ["A", "B", "B"]


def test_an_unknown_status_keeps_its_word(tmp_path):
    found = imported(tmp_path, [{"id": "1", "customer_id": "C1", "status": "Beim Zoll"}]).orders[0]

    assert (found.status, found.status_text) == (OrderStatus.UNKNOWN, "Beim Zoll")


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("13/04/2026", "03/04/2026", "2026-04-03"),
        ("04/13/2026", "03/04/2026", "2026-03-04"),
        ("04/04/2026", "05/05/2026", "2026-05-05"),
    ],
)
def test_the_column_decides_which_of_day_and_month_comes_first(tmp_path, first, second, expected):
    rows = [
        {"id": str(n), "customer_id": "C", "created_at": d} for n, d in enumerate((first, second))
    ]

    result = imported(tmp_path, rows)

    assert result.problems == ()
    assert result.orders[1].placed == at(expected)


@pytest.mark.parametrize("others", [[], ["13/04/2026", "04/13/2026"]])
def test_a_date_that_could_be_two_days_is_an_error_of_its_row(tmp_path, others):
    rows = [
        {"id": str(n), "customer_id": "C", "created_at": text}
        for n, text in enumerate([*others, "03/04/2026"], start=1)
    ]

    result = imported(tmp_path, rows)

    assert [problem.row for problem in result.problems] == [len(rows)]
    assert len(result.orders) == len(others)


def test_the_file_decides_what_a_single_separator_means(tmp_path):
    def total_with(other: str) -> Decimal | None:
        rows = [{"id": "1", "customer_id": "C", "total": other},
                {"id": "2", "customer_id": "C", "total": "1.234"}]  # fmt: skip
        return imported(tmp_path, rows).orders[1].total

    assert total_with("10,50") == Decimal(1234)
    assert total_with("10.50") == Decimal("1.234")
    alone = imported(tmp_path, [{"id": "2", "customer_id": "C", "total": "1.234"}])
    assert "thousands or decimals" in alone.problems[0].reason


def test_an_order_that_mixes_currencies_is_refused(tmp_path):
    rows = [
        {"id": "1", "customer_id": "C", "total": "£10.00", "tax": "€2.00"},
        {"id": "2", "customer_id": "C", "total": "£10.00", "currency": "EUR"},
        {"id": "3", "customer_id": "C", "total": "£10.00"},
        {"id": "4", "customer_id": "C", "total": "$10.00", "currency": "CAD"},
        {"id": "5", "customer_id": "C", "total": "10.00"},
    ]

    result = imported(tmp_path, rows, currency="CHF")

    assert {found.id: found.currency for found in result.orders} == {
        "3": "GBP", "4": "CAD", "5": "CHF",
    }  # fmt: skip
    assert [problem.row for problem in result.problems] == [1, 2]


def test_a_negative_total_stays_negative(tmp_path):
    rows = [{"id": n, "customer_id": "C", "total": t} for n, t in (("1", -5), ("2", "(12,50 €)"))]

    assert [found.total for found in imported(tmp_path, rows).orders] == [-5, Decimal("-12.50")]


def test_a_naive_time_in_the_hour_that_happens_twice_is_still_in_the_shops_zone(tmp_path):
    rows = [{"id": "1", "customer_id": "C", "created_at": "2026-10-25 02:30"}]

    placed = imported(tmp_path, rows).orders[0].placed

    assert placed is not None
    assert placed.astimezone(BERLIN).strftime("%d %H:%M") == "25 02:30"


def test_json_lines_survive_a_broken_line(tmp_path):
    lines = '{"id":"1","customer_id":"C"}\n{"id":"2",\n{"id":"3","customer_id":"C"}\n'

    result = imported(tmp_path, lines)

    assert [found.id for found in result.orders] == ["1", "3"]
    assert [problem.row for problem in result.problems] == [2]


def test_orders_by_address_are_linked_to_the_one_customer_who_has_it():
    customers = [
        Customer(id="C-1", email="Ann@example.com"),
        Customer(id="C-2", email="shared@example.com"),
        Customer(id="C-3", email="shared@example.com"),
    ]
    keys = ("ann@example.com", "shared@example.com", "nobody@example.com", "C-9")
    orders = [order(f"NL-{n}", customer_id=key) for n, key in enumerate(keys)]

    linked = link_by_email(orders, customers)

    assert [each.customer_id for each in linked] == ["C-1", *keys[1:]]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "text"),
        (b"PK\x03\x04\x14\x00\x06\x00", "text"),
        (b"just one line of words", "header"),
        (b'{"id": "1", ', "JSON"),
        (b"colour,taste\nred,sweet\n", "order's number"),
        (b"[" * 5000 + b"]" * 5000, "JSON"),
    ],
)
def test_a_file_that_is_no_export_is_refused_by_name(tmp_path, content, reason):
    with pytest.raises(OrderImportError, match=reason) as caught:
        imported(tmp_path, content)

    assert "orders" in str(caught.value)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "missing.csv", tmp_path):
        with pytest.raises(OrderImportError, match="cannot read"):
            read_orders(path, zone=BERLIN)
