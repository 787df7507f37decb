"""How often the right order is found for messages as customers write them."""

import json
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cx_assistant.models import Order
from cx_assistant.orders.matching import OrderMatch, match_orders

SET = json.loads(Path(__file__).with_name("which_order.json").read_text(encoding="utf-8"))
CUSTOMERS = {
    name: [Order.model_validate(each) for each in orders]
    for name, orders in SET["customers"].items()
}
CLOCK = {"now": datetime.fromisoformat(SET["now"]), "zone": ZoneInfo(SET["zone"])}


def is_kept_back(case: dict) -> bool:
    """Half of the messages were not looked at while the words were chosen."""
    return sha256(case["id"].encode()).digest()[0] % 2 == 1


def found(case: dict) -> OrderMatch:
    return match_orders(case["text"], CUSTOMERS[case["customer"]], **CLOCK)


def is_right(case: dict, match: OrderMatch) -> bool:
    ids = {order.id for order in match.matched}
    candidates = {order.id for order in match.candidates}
    return (
        ids == set(case["matched"])
        and candidates == set(case.get("candidates", candidates))
        and sorted(match.asked_ids_not_theirs) == sorted(case.get("not_theirs", []))
    )


@pytest.mark.parametrize(("kept_back", "share"), [(False, 0.95), (True, 0.9)])
def test_most_messages_find_exactly_the_orders_they_are_about(kept_back, share):
    cases = [case for case in SET["cases"] if is_kept_back(case) is kept_back]

    wrong = [case["text"] for case in cases if not is_right(case, found(case))]

    assert len(cases) > 60
    assert len(wrong) <= (1 - share) * len(cases), wrong


def test_an_order_that_is_not_meant_is_hardly_ever_taken():
    taken = [
        case["text"]
        for case in SET["cases"]
        if not {order.id for order in found(case).matched} <= set(case["matched"])
    ]

    assert len(taken) <= 2, taken


def test_whether_a_number_is_theirs_is_never_mistaken():
    mistaken = [
        case["text"]
        for case in SET["cases"]
        if sorted(found(case).asked_ids_not_theirs) != sorted(case.get("not_theirs", []))
    ]

    assert mistaken == []
