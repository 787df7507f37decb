"""A reading is right where it names what the set names; where the set is mute, nothing is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from cx_assistant.evaluation.orders.cases import Case, Measures, OrderSet
from cx_assistant.evaluation.orders.measuring import compare_readers
from cx_assistant.evaluation.orders.reading import load_order_set
from cx_assistant.evaluation.orders.readings import Reading
from cx_assistant.evaluation.orders.scoring import score
from cx_assistant.evaluation.orders.shares import Share
from cx_assistant.models import (
    ActionKind,
    Address,
    CancelOrder,
    ChangeAddress,
    ExchangeItems,
    ReturnItems,
    Swap,
)

from .order_sets import write_order_set

ALL = Measures()
ADA, TOM = "ada_byrne_1001", "tom_reilly_1002"
RETURN = ReturnItems(order_id="#K1000001", skus=("51",), method_id="credit_card_11")
RIGHT = Reading(customers=(ADA,), orders=("#K1000001",), actions=(RETURN,))


@pytest.fixture
def whole(tmp_path: Path) -> OrderSet:
    return load_order_set(write_order_set(tmp_path))


@pytest.fixture
def returning(whole: OrderSet) -> Case:
    return whole.cases[0]


def test_what_the_set_says_is_right_in_every_figure(returning: Case) -> None:
    found = score(returning, RIGHT, ALL)

    assert found.figures == dict.fromkeys(
        (
            "customer",
            "orders",
            "orders_offered",
            "orders_proposed",
            "items",
            "decision",
            "action",
            "action_arguments",
        ),
        True,
    )
    assert [tally.right for tally in found.actions] == [{"items": True, "payment_method": True}]


@pytest.mark.parametrize(
    ("reading", "wrong"),
    [
        (replace(RIGHT, customers=(ADA, TOM)), {"customer"}),
        (replace(RIGHT, orders=("#K1000001", "#K1000002")), {"orders"}),
        (replace(RIGHT, orders=(), offered=("#K1000001", "#K1000002")), {"orders"}),
        (replace(RIGHT, orders=()), {"orders", "orders_offered"}),
        (
            replace(RIGHT, actions=(RETURN.model_copy(update={"method_id": "gift_card_12"}),)),
            {"action_arguments"},
        ),
        (
            replace(RIGHT, actions=(RETURN.model_copy(update={"skus": ("51", "61")}),)),
            {"items", "action_arguments"},
        ),
        (
            replace(RIGHT, actions=(CancelOrder(order_id="#K1000001"),)),
            {"items", "action", "action_arguments"},
        ),
        (
            replace(RIGHT, actions=(RETURN, CancelOrder(order_id="#K1000002"))),
            {"orders_proposed", "action", "action_arguments"},
        ),
        (
            replace(RIGHT, actions=()),
            {"orders_proposed", "items", "decision", "action", "action_arguments"},
        ),
        (
            replace(RIGHT, actions=(), asked_back=((ActionKind.RETURN, "#K1000001"),)),
            {"items", "action_arguments"},
        ),
        (
            replace(RIGHT, asked_back=((ActionKind.RETURN, "#K1000001"),)),
            {"action_arguments"},
        ),
        (
            replace(RIGHT, actions=(), refused=((ActionKind.RETURN, "#K1000001"),)),
            {"orders_proposed", "items", "decision", "action", "action_arguments"},
        ),
    ],
)
def test_each_mistake_costs_the_figures_it_concerns(
    returning: Case, reading: Reading, wrong: set[str]
) -> None:
    figures = score(returning, reading, ALL).figures

    assert {name for name, is_right in figures.items() if not is_right} == wrong


def test_the_other_variant_must_be_the_right_one(whole: OrderSet) -> None:
    exchange = whole.cases[2]
    blue = ExchangeItems(
        order_id="#K1000001", swaps=(Swap(sku="51", new_sku="52"),), method_id="credit_card_11"
    )

    found = score(exchange, Reading(customers=(ADA,), actions=(blue,)), ALL)

    assert found.figures["action"]
    assert not found.figures["action_arguments"]
    assert found.actions[0].right == {"items": True, "replacements": False, "payment_method": True}


def test_a_case_that_must_be_refused_is_right_without_any_action(whole: OrderSet) -> None:
    refused = whole.cases[3]
    no = Reading(customers=(ADA,), refused=((ActionKind.CANCEL, "#K1000001"),))
    yes = Reading(customers=(ADA,), actions=(CancelOrder(order_id="#K1000001"),))

    assert score(refused, no, ALL).figures == {
        "customer": True,
        "decision": True,
        "action": True,
        "action_arguments": True,
    }
    assert not score(refused, yes, ALL).figures["decision"]
    assert [each.is_expected for each in score(refused, yes, ALL).actions] == [False]


def test_a_whole_order_is_the_same_said_at_once_or_piece_by_piece(returning: Case) -> None:
    cancelling = replace(returning, expected=(CancelOrder(order_id="#K1000001"),))

    def is_right(*skus: str) -> bool:
        done = CancelOrder(order_id="#K1000001", skus=skus)
        reading = Reading(customers=(ADA,), actions=(done,))
        return score(cancelling, reading, ALL).figures["action_arguments"]

    assert is_right()
    assert is_right("51", "61")
    assert not is_right("51")


def test_an_address_is_the_same_however_it_is_punctuated(returning: Case) -> None:
    def moved(street: str) -> ChangeAddress:
        place = Address(street=street, city="Galway", postcode="40404")
        return ChangeAddress(order_id="#K1000002", address=place)

    moving = replace(returning, expected=(moved("3 Quay Street, Flat 2"),))
    same = Reading(customers=(ADA,), actions=(moved("3 quay street Flat 2"),))
    other = Reading(customers=(ADA,), actions=(moved("4 Quay Street, Flat 2"),))

    assert score(moving, same, ALL).figures["action_arguments"]
    assert not score(moving, other, ALL).figures["action_arguments"]


def test_what_a_set_cannot_decide_has_no_figure(returning: Case) -> None:
    mute = Measures(items="no items", decision="no rules", actions="no names")

    found = score(returning, RIGHT, mute)

    assert set(found.figures) == {"customer", "orders", "orders_offered"}
    assert found.actions == ()


def test_more_than_a_partly_named_case_expects_is_no_mistake(returning: Case) -> None:
    partly = replace(returning, is_complete=False)
    more = replace(RIGHT, actions=(RETURN, CancelOrder(order_id="#K1000002")))

    found = score(partly, more, ALL)

    assert "action" not in found.figures
    assert [(each.kind, each.is_expected) for each in found.actions] == [(ActionKind.RETURN, True)]


def test_a_report_counts_shares_and_holds_two_readers_against_each_other(
    whole: OrderSet,
) -> None:
    def perfect(case: Case, _: OrderSet) -> Reading:
        return Reading(
            customers=(case.customer_id or "",),
            orders=tuple(case.orders or ()),
            actions=case.expected,
        )

    report = compare_readers(
        whole, {"perfect": perfect, "mute": lambda *_: Reading()}, part="all"
    ).report

    ours, other = report.figures, report.baseline
    assert (ours.name, other.name, report.cases, report.customers) == ("perfect", "mute", 4, 2)
    assert ours.shares["customer"] == Share(hits=4, n=4)
    assert ours.shares["orders"] == Share(hits=3, n=3)
    assert other.shares["decision"] == Share(hits=1, n=4)  # nothing is what one case expects
    assert report.differences["customer"].mean == 1.0
    assert report.differences["customer"].wins == 4
    assert ours.all_kinds.f1 == 1.0
    assert other.all_kinds.f1 == 0.0
    assert ours.arguments["amount"].value is None
    assert ours.p50_ms <= ours.p95_ms


def test_wilsons_interval_is_the_published_one() -> None:
    # Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I.
    share = Share(hits=81, n=263)
    assert share.interval is not None
    assert share.interval.low == pytest.approx(0.2553, abs=1e-4)
    assert share.interval.high == pytest.approx(0.3662, abs=1e-4)
    nothing = Share(hits=0, n=20).interval
    assert nothing is not None
    assert (nothing.low, nothing.high) == (0.0, pytest.approx(0.1611, abs=1e-4))
    assert (Share(hits=0, n=0).value, Share(hits=0, n=0).interval) == (None, None)
