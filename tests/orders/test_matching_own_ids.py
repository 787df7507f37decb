"""Own order numbers of any make count where they are written out."""

import pytest

from cx_assistant.orders.matching import OrderMatch, match_orders
from cx_assistant.orders.matching_numbers import number_keys
from tests.orders.builders import NOW, order

LETTERS = ("HXDUBJ", "YAX4DR", "VA5SGQ", "BLANKET")
YEARS = ("2024/A", "2023/B")
LONG = ("550e8400-e29b-41d4-a716-446655440000", "6fa459ea-ee8a-4ca4-894e-db77e160355e")
WORDS = ("ORD-abc-12", "ORD-xyz-13")


def match(text: str, ids: tuple[str, ...]) -> OrderMatch:
    return match_orders(text, [order(each) for each in ids], now=NOW)


def found(text: str, ids: tuple[str, ...]) -> list[str]:
    return [each.id for each in match(text, ids).matched]


@pytest.mark.parametrize("own", [LETTERS, YEARS, LONG, WORDS])
@pytest.mark.parametrize(
    "text", ["Where is {}?", "({})", "{}, please cancel it", "about order {}.", "{}\nThanks, Anna"]
)
def test_an_own_number_that_is_written_out_is_the_order_that_is_meant(own, text):
    for number in own:
        assert found(text.format(number), own) == [number]


@pytest.mark.parametrize(
    ("text", "own", "numbers"),
    [
        ("where is hxdubj", LETTERS, ["HXDUBJ"]),
        ("WHERE IS HXDUBJ", LETTERS, ["HXDUBJ"]),
        ("cancel yax4dr and VA5SGQ", LETTERS, ["YAX4DR", "VA5SGQ"]),
        ("HXDUBJ/YAX4DR", LETTERS, ["HXDUBJ", "YAX4DR"]),
        ("order number blanket", LETTERS, ["BLANKET"]),
        ("where is 2024-a", YEARS, ["2024/A"]),
        ("where is ord-ABC-12", WORDS, ["ORD-abc-12"]),
        (f"where is {LONG[0].replace('-', '').upper()}", LONG, [LONG[0]]),
        ("where is HX\u200bDUBJ\u200e?", LETTERS, ["HXDUBJ"]),
    ],
)
def test_it_may_be_written_another_way(text, own, numbers):
    assert found(text, own) == numbers


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("my blanket is late", LETTERS),
        ("WHERE IS MY BLANKET", LETTERS),
        ("in 2024 a parcel came", YEARS),
        ("the order of 2024", YEARS),
        ("XHXDUBJX", LETTERS),
    ],
)
def test_a_word_or_a_year_that_is_also_a_number_is_left_alone(text, own):
    assert found(text, own) == []


@pytest.mark.parametrize(
    ("text", "own", "foreign"),
    [
        ("order yax4dx", LETTERS, "yax4dx"),
        ("order 2024/B", YEARS, "2024/B"),
        ("order ORD-abd-12?", WORDS, "ORD-abd-12"),
        (f"order {LONG[0].replace('446', '999')}", LONG, LONG[0].replace("446", "999")),
    ],
)
def test_a_number_of_the_same_make_is_not_theirs(text, own, foreign):
    assert match(text, own).asked_ids_not_theirs == (foreign,)


@pytest.mark.parametrize(
    "text",
    ["voucher number AB12CD", "flight number HAT04X", "my user id is Q7W8E9", "to order MX12AB"],
)
def test_a_number_of_something_else_is_nobodys_order(text):
    assert match(text, LETTERS).asked_ids_not_theirs == ()


def test_an_older_order_of_the_same_make_is_looked_up():
    newest = ("AAAAAA", "B7XQ9Z")

    assert number_keys("Where is HXDUBJ, or yax4dr, and my jacket", newest) == ("HXDUBJ", "YAX4DR")
    assert "2022C" in number_keys("order 2022/C", YEARS)
    assert number_keys("where is my jacket, please?", newest) == ()


def test_an_own_number_wins_over_what_its_parts_look_like():
    own = ("HX-20455-Q", "NL-20455")

    assert found("where is HX-20455-Q", own) == ["HX-20455-Q"]
    assert found("where is NL-20455", own) == ["NL-20455"]
