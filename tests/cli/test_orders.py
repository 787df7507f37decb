"""`cx-assistant orders import`: good rows are imported, bad ones are listed."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cx_assistant.resources import shipped

from .conftest import NOW, Cx, one_sentence

GOOD = {
    "id": "A-1",
    "customer_id": "C-1",
    "placed": "2026-06-01T10:00:00+02:00",
    "status": "shipped",
    "currency": "EUR",
    "items": [{"sku": "S-1", "name": "Blue jacket", "quantity": 1, "price": "80.00"}],
    "shipments": [
        {
            "carrier": "DHL",
            "tracking_number": "00340434161094",
            "shipped": "2026-06-02T10:00:00+02:00",
            "estimated": "2026-06-12T10:00:00+02:00",
        }
    ],
}


def orders_file(folder: Path, *orders: object) -> Path:
    path = folder / "orders.json"
    path.write_text(json.dumps(orders), "utf-8")
    return path


def test_bad_rows_are_listed_and_the_good_ones_imported(cx: Cx, here: Path) -> None:
    path = orders_file(
        here,
        GOOD,
        {**GOOD, "id": ""},
        {**GOOD, "id": "A-3", "placed": "the day before yesterday"},
        "not an order",
    )

    done = cx("orders", "import", path, "--json")

    assert done.code == 1
    assert {bad["row"] for bad in done.json["failed"]} >= {"row 2", "row 4"}
    assert all(bad["path"] == "orders.json" and bad["reason"] for bad in done.json["failed"])
    assert done.json["orders_added"] in (1, 2)


def test_importing_again_changes_what_changed(cx: Cx, here: Path) -> None:
    first = cx("orders", "import", orders_file(here, GOOD, {**GOOD, "id": "A-2"}), "--json").json
    path = orders_file(here, {**GOOD, "status": "delivered"}, {**GOOD, "id": "A-2"})
    second = cx("orders", "import", path, "--json").json

    assert (first["orders_added"], first["failed"]) == (2, [])
    assert (second["orders_added"], second["orders_changed"], second["orders_unchanged"]) == (
        0,
        1,
        1,
    )


def test_the_imported_order_is_what_the_customer_hears_about(cx: Cx, small_shop: Path) -> None:
    cx("ingest", "--quiet")
    customers = small_shop / "customers.csv"
    customers.write_text("id,name,email\nC-1,Ada Berg,ada@example.com\n", "utf-8")
    imported = cx("orders", "import", orders_file(small_shop, GOOD), "--customers", customers)

    asked = ["answer", "Where is my order A-1?", "--customer", "C-1", *NOW, "--json"]
    verified, unverified = cx(*asked, "--verified"), cx(*asked)

    assert imported.code == 0
    assert imported.out.startswith("orders: 1 added; customers: 1 added")
    assert verified.json["outcome"] == "reply"
    assert "Ada" in verified.json["text"]
    assert {"A-1"} == {citation["source"] for citation in verified.json["citations"]}
    assert unverified.json["outcome"] == "clarification"
    assert unverified.json["missing"] == "verification"
    assert "12 June" not in unverified.out


def test_columns_nobody_knows_are_named_and_kept(cx: Cx, here: Path) -> None:
    path = here / "export.csv"
    path.write_text(
        "order_id,customer_id,status,item_name,mood_of_packer\nA-9,C-1,shipped,Hat,glad\n"
    )

    told = cx("orders", "import", path)
    counted = cx("orders", "import", path, "--json").json

    assert told.code == 0
    assert "mood_of_packer" in told.err
    assert "[orders.fields]" in told.err
    assert counted["orders_unchanged"] == 1


def test_a_file_that_holds_no_orders_is_refused(cx: Cx, here: Path) -> None:
    path = here / "orders.json"
    path.write_bytes(b"\x00\xff junk")

    done = cx("orders", "import", path)

    assert done.code == 2
    assert "orders.json" in one_sentence(done.err)


def test_the_sample_shop_imports_without_a_problem(cx: Cx, sample: tuple[str, ...]) -> None:
    done = cx("orders", "import", *sample, "--json")

    assert shipped("knowledge").exists()
    assert (done.code, done.json["failed"]) == (0, [])
    assert done.json["orders_unchanged"] >= 100
    assert done.json["customers_unchanged"] >= 40


def test_an_older_export_does_not_overwrite_what_is_newer(cx: Cx, here: Path) -> None:
    new, old = "2026-06-09T10:00:00+02:00", "2026-06-08T10:00:00+02:00"
    path = orders_file(here, {**GOOD, "status": "delivered"})
    cx("orders", "import", path, "--as-of", new)

    late = cx("orders", "import", orders_file(here, GOOD), "--as-of", old)
    same = cx("orders", "import", orders_file(here, GOOD), "--as-of", new, "--json").json

    assert late.code == 0
    assert late.out.startswith("orders: 1 older")
    assert same["orders_changed"] == 1


def test_a_file_is_as_old_as_it_was_last_written(cx: Cx, here: Path) -> None:
    cx("orders", "import", orders_file(here, {**GOOD, "status": "delivered"}), "--quiet")
    path = orders_file(here, GOOD)
    os.utime(path, (1_600_000_000, 1_600_000_000))  # restored from a backup

    assert cx("orders", "import", path, "--json").json["orders_older"] == 1


def test_products_are_imported_with_their_variants(cx: Cx, here: Path) -> None:
    path = here / "products.json"
    path.write_text(
        json.dumps(
            [
                {"id": "P-1", "name": "Hat", "variants": [{"sku": "H-1"}, {"sku": "H-2"}]},
                {"name": "No id"},
            ]
        )
    )

    told = cx("orders", "import", "--products", path)
    again = cx("orders", "import", "--products", path, "--json").json

    assert told.code == 1
    assert "products.json, row 2: has no product id" in told.err
    assert "products: 1 added" in told.out
    assert (again["products_unchanged"], again["orders_added"]) == (1, 0)
