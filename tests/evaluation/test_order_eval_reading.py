"""Sets of order cases are read as what is on file, what was written, and what would be right."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from cx_assistant.errors import InputError
from cx_assistant.evaluation.orders.reading import load_order_set
from cx_assistant.evaluation.orders.speech import as_written
from cx_assistant.evaluation.selection import Part, is_even
from cx_assistant.models import (
    Address,
    CancelOrder,
    ChangeAddress,
    ExchangeItems,
    OrderStatus,
    RefundOrder,
    ResendOrder,
    ReturnItems,
    Swap,
)

from .order_sets import (
    AIRLINE,
    BANK,
    CASES,
    HOME,
    IDA,
    RETURN_KETTLE,
    SHOP,
    action,
    bank_case,
    case,
    tool,
    write_order_set,
)


def test_a_shop_is_read_with_customers_orders_and_variants(tmp_path: Path) -> None:
    world = load_order_set(write_order_set(tmp_path)).cases[0].world

    ada = world.customers["ada_byrne_1001"]
    assert (ada.name, ada.email) == ("Ada Byrne", "ada.byrne@example.com")
    assert ada.address == Address(
        street="3 Quay Street, Flat 2",
        city="Galway",
        postcode="40404",
        region="G",
        country="Ireland",
    )
    assert [method.label for method in ada.payment_methods] == ["visa ending in 4321", "gift_card"]
    assert ada.payment_methods[1].balance == Decimal("12.5")
    first = world.orders_of(ada.id)[0]
    assert (first.id, first.status, first.total) == (
        "#K1000001",
        OrderStatus.DELIVERED,
        Decimal("80.5"),
    )
    assert first.payments[0].method_id == "credit_card_11"
    assert [(item.sku, item.name) for item in first.items] == [("51", "Kettle"), ("61", "Tent")]
    assert [each.available for each in world.products["5"].variants] == [True, False, True]


def test_gzipped_files_are_the_same_set(tmp_path: Path) -> None:
    plain = load_order_set(write_order_set(tmp_path / "a" / "shop"))
    packed = load_order_set(write_order_set(tmp_path / "b" / "shop", gzipped=True))

    assert [each.message for each in plain.cases] == [each.message for each in packed.cases]
    assert plain.cases[0].world.orders == packed.cases[0].world.orders


def test_expected_actions_get_the_names_they_have_here(tmp_path: Path) -> None:
    moved = action("modify_user_address", user_id="ada_byrne_1001", **HOME)
    cases = (*CASES, case("c5", "You moved.", "You are Ada.", "ada_byrne_1001", moved))
    read = load_order_set(write_order_set(tmp_path, cases=cases)).cases

    assert [each.expected for each in read[:4]] == [
        (ReturnItems(order_id="#K1000001", skus=("51",), method_id="credit_card_11"),),
        (CancelOrder(order_id="#K1000003", reason="no longer needed"),),
        (
            ExchangeItems(
                order_id="#K1000001",
                swaps=(Swap(sku="51", new_sku="53"),),
                method_id="credit_card_11",
            ),
        ),
        (),
    ]
    assert isinstance(read[4].expected[0], ChangeAddress)
    assert read[4].expected[0].order_id == ""
    assert read[0].items == {("#K1000001", "51")}
    assert read[1].items is None  # the whole order goes
    assert read[3].orders is None  # nothing is done, so no order is the right one


def test_an_action_without_a_name_here_leaves_the_case_incomplete(tmp_path: Path) -> None:
    strange = action("gift_wrap_order", order_id="#K1000001")
    cases = [case("c1", "You want it.", "You are Ada.", "ada_byrne_1001", RETURN_KETTLE, strange)]

    read = load_order_set(write_order_set(tmp_path, cases=cases)).cases[0]

    assert [each.kind for each in read.expected] == ["return"]
    assert not read.is_complete


def test_instructions_become_what_the_customer_would_write() -> None:
    told = "You name is Ada. You're sure your lamp, sent to you, is yours. You bought it yourself."

    assert as_written(told) == (
        "My name is Ada. I'm sure my lamp, sent to me, is mine. I bought it myself."
    )


def test_a_bank_is_read_with_accounts_in_place_of_orders(tmp_path: Path) -> None:
    cases = [
        bank_case(
            "b1",
            IDA,
            action("log_verification", user_id="u77"),
            tool("get_all_accounts", account_id="acc_1"),
            tool("close_bank_account", account_id="acc_1"),
            tool("order_replacement_credit_card", credit_card_account_id="cc_1"),
        ),
        bank_case(
            "b2",
            IDA,
            action("log_verification", user_id="u77"),
            tool(
                "apply_checking_account_credit",
                account_id="acc_1",
                amount=4.5,
                credit_type="fee_refund",
            ),
            tool("open_bank_account", user_id="u77"),
        ),
    ]
    openings = {"b1": "Please close my Amber Account.", "b2": "I was charged a fee."}
    whole = load_order_set(write_order_set(tmp_path, BANK, cases, openings=openings))

    first, second = whole.cases
    assert first.customer_id == "u77"
    assert first.text == "Please close my Amber Account."
    assert first.expected == (CancelOrder(order_id="acc_1"), ResendOrder(order_id="cc_1"))
    assert first.orders == {"acc_1", "cc_1"}
    assert first.is_complete
    assert second.expected == (
        RefundOrder(order_id="acc_1", amount=Decimal("4.5"), currency="USD"),
    )
    assert not second.is_complete  # a shop opens no accounts
    assert whole.undefined.decision
    names = [item.name for order in first.world.orders_of("u77") for item in order.items]
    assert names == ["Amber Account checking", "Heron Card credit card"]


def test_a_bank_customer_says_name_phone_and_address_of_themselves(tmp_path: Path) -> None:
    prose = "Be rude. Your income is 95,000. You hate fees."
    cases = [bank_case("b1", f"{IDA}\n{prose}")]
    folder = write_order_set(tmp_path, BANK, cases, openings={"b1": "Hello"})

    known = load_order_set(folder).cases[0].known

    assert known == "Ida Lund\n302-555-0101\n4 Elm Walk"


def test_rows_that_a_case_brings_are_on_file_for_it_alone(tmp_path: Path) -> None:
    newcomer = {"name": "Max Orr", "email": "max@example.com", "address": "1 Bay, Dover, DE 19901"}
    added = {"agent_data": {"users": {"data": {"u88": newcomer}}}}
    cases = [
        bank_case("b1", "I am Max", initial_state={"initialization_data": added}),
        bank_case("b2", IDA),
    ]
    folder = write_order_set(tmp_path, BANK, cases, openings={"b1": "Hi", "b2": "Hi"})

    first, second = load_order_set(folder).cases

    assert set(first.world.customers) == {"u77", "u88"}
    assert set(second.world.customers) == {"u77"}


def test_an_airline_is_read_with_reservations_in_place_of_orders(tmp_path: Path) -> None:
    change = action("update_reservation_flights", reservation_id="QX7RT2")
    cases = [case("a1", "You fly to OSL.", "You are eve_holt_3001.", "eve_holt_3001", change)]

    whole = load_order_set(write_order_set(tmp_path, AIRLINE, cases))

    assert whole.cases[0].orders == {"QX7RT2"}
    assert [each.id for each in whole.cases[0].world.orders_of("eve_holt_3001")] == [
        "QX7RT2",
        "ZZ1AB3",
    ]
    assert whole.undefined.actions


def test_the_halves_are_fixed_by_the_id_and_make_the_whole(tmp_path: Path) -> None:
    folder = write_order_set(tmp_path)

    even, odd = (load_order_set(folder, part).cases for part in (Part.EVEN, Part.ODD))

    assert all(is_even(each.id) for each in even)
    assert {each.id for each in (*even, *odd)} == {"c1", "c2", "c3", "c6"}
    assert len(even) + len(odd) == 4


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("db.json", "{", "db.json cannot be read"),
        ("db.json", '{"users": {}}', "it needs users with orders and products"),
        ("db.json", '{"users": 3}', "not an object of tables"),
        ("tasks.jsonl", "\n", "tasks.jsonl is empty"),
        ("tasks.jsonl", '{"_id": "c1"}\n', "line 1 has no expected"),
        ("tasks.jsonl", '{"expected": {}}\n', "line 1 has no _id"),
    ],
)
def test_a_damaged_set_is_named_in_one_sentence(
    tmp_path: Path, name: str, text: str, told: str
) -> None:
    folder = write_order_set(tmp_path)
    (folder / name).write_text(text, encoding="utf-8")

    with pytest.raises(InputError) as refused:
        load_order_set(folder)

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_row_that_lacks_what_it_needs_is_an_input_error(tmp_path: Path) -> None:
    orders = {"#K1": {"items": []}}
    folder = write_order_set(tmp_path, {**SHOP, "orders": orders})

    with pytest.raises(InputError, match="'user_id'"):
        load_order_set(folder)


def test_a_case_given_twice_is_refused(tmp_path: Path) -> None:
    folder = write_order_set(tmp_path, cases=(CASES[0], CASES[0]))

    with pytest.raises(InputError, match="line 2"):
        load_order_set(folder)


def test_a_missing_folder_or_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        load_order_set(tmp_path / "nowhere")
    (tmp_path / "db.json").write_text(json.dumps(SHOP), encoding="utf-8")
    with pytest.raises(InputError, match=r"has no tasks\.jsonl"):
        load_order_set(tmp_path)
