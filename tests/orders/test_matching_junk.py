"""Whatever is sent as a message, it is read quickly and breaks nothing."""

from time import process_time

import pytest

from cx_assistant.orders.matching import match_orders
from cx_assistant.orders.matching_numbers import number_keys
from tests.orders.builders import NOW, order

REGULAR = [order(f"NL-{20000 + n}") for n in range(100)]
IRREGULAR = [
    order(f"{first}X{second}Q{third}J")
    for first in "ABCDE"
    for second in "FGHK"
    for third in "LMNPR"
]
SIGNS = "".join(chr(0x21 + (n * 7919) % 0x2FFF) for n in range(20_000))
MESSAGES = {
    "signs of all scripts": SIGNS,
    "clauses": "cancel the tent. " * 10_000,
    "short clauses": "a. " * 10_000,
    "unseen signs": "\u200b\u200d\u2060" * 7_000,
    "right to left": "\u202eorder\u200f NL-20001 " * 1_500,
    "emoji": "😀📦👨\u200d👩\u200d👧" * 4_000,
    "mixed scripts": "заказ 订单 طلب order HX " * 1_000,
    "blanks": " " * 20_000,
    "blanks and one word": " \t" * 9_000 + "order",
    "lines": "\n" * 20_000,
    "hashes": "#" * 20_000,
    "hashes and dots": "#.:- " * 4_000,
    "dots": "." * 20_000,
    "dashes": "—" * 20_000,
    "one word": "a" * 20_000,
    "digits": "1" * 20_000,
    "digits apart": "1 " * 10_000,
    "codes": "A1B-" * 5_000,
    "parts": "a.b_c/" * 3_300,
    "amounts": "€1.1 " * 4_000,
    "days": "on monday " * 2_000,
    "taken back": "no wait, " * 2_200,
    "excepted": "not the " * 2_500,
    "the other one": "the other one? " * 1_300,
    "order words": "order number " * 1_500,
    "tracking words": "tracking number is " * 1_000,
}


@pytest.mark.parametrize("own", [REGULAR, IRREGULAR], ids=["regular", "irregular"])
@pytest.mark.parametrize("text", MESSAGES.values(), ids=MESSAGES)
def test_a_long_strange_message_is_read_in_an_instant(text, own):
    match_orders("where is my jacket", own, now=NOW)  # words are loaded once

    began = process_time()
    found = match_orders(text, own, now=NOW)
    number_keys(text, [each.id for each in own])

    # Some 150 ms here; what grows with the square of a text takes many seconds.
    assert process_time() - began < 1.5
    assert all(each in own for each in (*found.matched, *found.candidates))


def test_unseen_signs_and_look_alikes_do_not_hide_a_number():
    text = "Where is N\u200bL-\u206020\u200d005\u200f, please? 😀"

    assert [each.id for each in match_orders(text, REGULAR, now=NOW).matched] == ["NL-20005"]
