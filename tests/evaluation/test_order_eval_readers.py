"""The baseline is what it says it is, and our reading opens nobody's orders on a text's word."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cx_assistant.backends.local_embedder import LocalEmbedder
from cx_assistant.evaluation.orders.baseline import read_plainly
from cx_assistant.evaluation.orders.cases import OrderSet
from cx_assistant.evaluation.orders.measuring import measure_orders, write_rows
from cx_assistant.evaluation.orders.ours import FullReader
from cx_assistant.evaluation.orders.reading import load_order_set
from cx_assistant.models import ActionKind, CancelOrder, ExchangeItems, ReturnItems, Swap

from .order_sets import CASES, SHOP, USERS, write_order_set


@pytest.fixture
def whole(tmp_path: Path) -> OrderSet:
    return load_order_set(write_order_set(tmp_path))


@pytest.fixture(scope="module")
def embedder() -> LocalEmbedder:
    return LocalEmbedder()


def test_the_baseline_takes_the_first_match_of_everything(whole: OrderSet) -> None:
    returned, cancelled, exchanged, refused = (read_plainly(each, whole) for each in whole.cases)

    assert returned.customers == ("ada_byrne_1001",)
    assert returned.actions == (
        ReturnItems(order_id="#K1000001", skus=("51",), method_id="credit_card_11"),
    )
    assert cancelled.actions == (CancelOrder(order_id="#K1000003"),)
    assert exchanged.actions == (
        ExchangeItems(
            order_id="#K1000001",
            swaps=(Swap(sku="51", new_sku="53"),),
            method_id="credit_card_11",
        ),
    )
    assert refused.actions == ()
    assert refused.refused == ((ActionKind.CANCEL, "#K1000001"),)


def test_the_baseline_knows_no_names_and_takes_whoever_lives_there_first(whole: OrderSet) -> None:
    tom = replace(whole.cases[1], known="I am Tom Reilly in zip code 40404.")

    assert read_plainly(tom, whole).customers == ("ada_byrne_1001",)


def test_the_baseline_without_a_number_takes_the_first_order_on_file(whole: OrderSet) -> None:
    unnamed = replace(whole.cases[0], text="I want to cancel the tent.")

    assert read_plainly(unnamed, whole).orders == ("#K1000001",)


def test_we_find_customer_and_order_of_every_case(whole: OrderSet, embedder: LocalEmbedder) -> None:
    report = measure_orders(whole, embedder).report

    shares = report.figures.shares
    assert (shares["customer"].value, shares["orders"].value) == (1.0, 1.0)
    assert report.figures.p95_ms < 2000


def test_the_rules_of_the_set_decide_what_we_would_do(
    whole: OrderSet, embedder: LocalEmbedder
) -> None:
    full = FullReader(embedder)
    full.prepare(whole.cases)

    returned, cancelled, exchanged, refused = (full.read(each, whole) for each in whole.cases)

    assert returned.actions == whole.cases[0].expected
    assert [(each.kind, each.order_id) for each in cancelled.actions] == [("cancel", "#K1000003")]
    assert exchanged.actions == whole.cases[2].expected
    assert refused.actions == ()
    assert refused.refused == ((ActionKind.CANCEL, "#K1000001"),)


def test_a_text_that_fits_another_customer_opens_no_orders(
    whole: OrderSet, embedder: LocalEmbedder
) -> None:
    full = FullReader(embedder)
    full.prepare(whole.cases)
    disguised = replace(whole.cases[0], known="I am Tom Reilly in zip code 40404.")

    reading = full.read(disguised, whole)

    assert reading.customers == ("tom_reilly_1002",)
    assert reading.orders == reading.offered == reading.actions == ()


def test_a_text_that_fits_two_customers_opens_no_orders(
    tmp_path: Path, embedder: LocalEmbedder
) -> None:
    twin = {**USERS["ada_byrne_1001"], "orders": []}
    users = {**USERS, "ada_byrne_1003": twin}
    whole = load_order_set(write_order_set(tmp_path, {**SHOP, "users": users}, CASES[:1]))
    full = FullReader(embedder)
    full.prepare(whole.cases)

    reading = full.read(whole.cases[0], whole)

    assert reading.customers == ("ada_byrne_1001", "ada_byrne_1003")
    assert reading.orders == reading.actions == ()


def test_rows_hold_ids_and_nothing_a_customer_wrote_or_owns(
    whole: OrderSet, tmp_path: Path, embedder: LocalEmbedder
) -> None:
    out = tmp_path / "rows.jsonl"

    write_rows(measure_orders(whole, embedder).rows, out)

    text = out.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 8
    for secret in (
        "Ada",
        "ada_byrne",
        "example.com",
        "Quay",
        "40404",
        "kettle",
        "credit_card",
        "$",
    ):
        assert secret.lower() not in text.lower(), secret
    assert "#K1000001" in text
