"""Wishes that a message takes back, excepts, or spreads over two orders."""

import pytest

from cx_assistant.models import Order
from cx_assistant.orders.matching import match_orders
from tests.orders.builders import NOW, at, order


def bought(order_id: str, placed: str, **prices: str) -> Order:
    items = [{"name": name.replace("_", " "), "price": price} for name, price in prices.items()]
    return order(order_id, placed=at(placed), items=items, total="400.00")


PAIR = bought("NL-20001", "2026-06-05T16:03", Tarn_Backpack="90.00", Gas_Stove="60.00")
BACKPACK = bought("NL-20002", "2026-05-05T16:03", Tarn_Backpack="90.00")
JACKET = bought("NL-20003", "2026-04-05T16:03", Rain_Jacket="179.00")
TENT = bought("NL-20004", "2026-03-05T16:03", Big_Tent="349.00")


def meant(text: str, *own: Order) -> tuple[list[str], list[str]]:
    match = match_orders(text, own, now=NOW)
    return [each.id for each in match.matched], [each.id for each in match.candidates]


@pytest.mark.parametrize(
    "text",
    [
        "The backpack order, and the one for the stove",
        "Cancel the backpack order and the stove order",
        "Where is the order with the backpack and the one with the stove?",
    ],
)
def test_two_orders_that_are_spoken_of_are_two(text):
    assert meant(text, PAIR, BACKPACK, JACKET) == ([PAIR.id, BACKPACK.id], [])


def test_two_things_are_still_in_one_order_if_one_has_both():
    assert meant("Return the backpack and the stove", PAIR, BACKPACK) == ([PAIR.id], [])
    assert meant("The tent order, and the stove is missing too", PAIR, TENT)[1] == []


def test_which_of_two_orders_stays_open_if_both_ways_are_possible():
    third = bought("NL-20005", "2026-02-05T16:03", Gas_Stove="60.00")

    matched, candidates = meant(
        "Cancel the backpack order and the stove order", PAIR, BACKPACK, third
    )

    assert matched == []
    assert candidates == [PAIR.id, BACKPACK.id, third.id]


@pytest.mark.parametrize(
    "text",
    [
        "Cancel the jacket order. No wait, cancel the other one.",
        "Cancel the jacket order, no wait, the tent order",
        "I want to return the jacket. Actually no, the tent please.",
        "Storniere die Jacke, nein warte, das Zelt",
        "Please cancel NL-20003, sorry, I meant NL-20004",
        "Please cancel NL-20003. No wait, cancel the tent",
        "Please cancel NL-20003. No, wait. Cancel the other one",
        "Cancel the jacket and the tent. Actually not the jacket",
        "not the jacket order, the tent one",
        "cancel all my orders but not the jacket",
        "cancel all my orders except NL-20003",
        "Everything arrived except the tent",
        "All my orders arrived except NL-20004",
    ],
)
def test_what_is_taken_back_or_excepted_is_not_meant(text):
    assert meant(text, JACKET, TENT) == ([TENT.id], [])


def test_only_the_wish_before_is_taken_back():
    text = "Where is my jacket? And cancel the tent, no wait, the stove"

    assert meant(text, PAIR, JACKET, TENT)[0] == [JACKET.id, PAIR.id]


def test_a_wish_stays_if_nothing_is_said_instead():
    assert meant("Return the jacket. No wait!", JACKET, TENT) == ([JACKET.id], [])


def test_the_other_one_of_three_is_asked_about():
    text = "Cancel the jacket order. No wait, cancel the other one."

    assert meant(text, BACKPACK, JACKET, TENT) == ([], [BACKPACK.id, TENT.id])


def test_the_other_one_is_meant_beside_the_one_with_a_number():
    assert meant("Where is NL-20003? And the other one?", JACKET, TENT)[0] == [JACKET.id, TENT.id]


@pytest.mark.parametrize(
    ("text", "meant_order"),
    [
        ("Where is the most expensive thing I bought?", TENT),
        ("Ich möchte das teuerste Teil zurückgeben, das ich bestellt habe", TENT),
        ("the cheapest item I ordered is broken", PAIR),
    ],
)
def test_the_dearest_or_cheapest_of_all_can_be_meant(text, meant_order):
    assert meant(text, PAIR, JACKET, TENT) == ([meant_order.id], [])


def test_the_dearest_is_asked_about_where_prices_do_not_tell():
    alike = bought("NL-20006", "2026-01-05T16:03", Sofa="349.00")
    unknown = order("NL-20007", items=[{"name": "Lamp"}])

    for other in (alike, unknown):
        assert meant("return the most expensive thing I bought", JACKET, TENT, other)[0] == []
    assert meant("What is your most expensive item?", JACKET, TENT) == ([], [])
