"""Which variant is meant, and what is asked when none is plain."""

from __future__ import annotations

import pytest

from cx_assistant.actions.variants import chosen_variant
from cx_assistant.models import OrderItem, Product

from .builders import JACKET, product

PUZZLE = product(
    "P-PUZ",
    "Jigsaw Puzzle",
    (
        "PUZ-1",
        {"pieces": "1500", "theme": "animals", "difficulty level": "intermediate"},
        "30",
        True,
    ),
    (
        "PUZ-2",
        {"pieces": "1000", "theme": "animals", "difficulty level": "intermediate"},
        "25",
        True,
    ),
    ("PUZ-3", {"pieces": "500", "theme": "animals", "difficulty level": "beginner"}, "20", True),
    (
        "PUZ-4",
        {"pieces": "1500", "theme": "fantasy", "difficulty level": "intermediate"},
        "28",
        True,
    ),
)
BOTTLE = product(
    "P-BOT",
    "Water Bottle",
    ("BOT-500", {"capacity": "500ml", "lid": "no", "color": "red"}, "10", True),
    ("BOT-750", {"capacity": "750ml", "lid": "no", "color": "red"}, "12", True),
    ("BOT-1L", {"capacity": "1L", "lid": "no", "color": "red"}, "15", True),
    ("BOT-LID", {"capacity": "500ml", "lid": "yes", "color": "red"}, "11", True),
    ("BOT-GRN", {"capacity": "500ml", "lid": "no", "color": "green"}, "9", False),
)


def item(of: Product, number: int = 0) -> OrderItem:
    variant = of.variants[number]
    return OrderItem(sku=variant.sku, name=of.name, options=variant.options, price=variant.price)


@pytest.mark.parametrize(
    ("of", "text", "sku"),
    [
        (PUZZLE, "swap it for one with 500 pieces less", "PUZ-2"),
        (PUZZLE, "the easiest one with the fewest pieces", "PUZ-3"),
        (PUZZLE, "a fantasy theme, the same difficulty level", "PUZ-4"),
        (PUZZLE, "exchange it for number PUZ-2", "PUZ-2"),
        (PUZZLE, "the cheapest one", "PUZ-3"),
        (BOTTLE, "make it one size larger", "BOT-750"),
        (BOTTLE, "the 1000 one, I mean 1 L", "BOT-1L"),
        (BOTTLE, "with a lid please", "BOT-LID"),
        (BOTTLE, "die teuerste bitte", "BOT-1L"),
        (JACKET, "in M instead of S", "JAC-M-BLU"),
        (JACKET, "lieber in rot und Größe M", "JAC-M-RED"),
    ],
)
def test_the_described_variant_is_chosen(of, text, sku):
    choice = chosen_variant(of, item(of), text)

    assert choice.variant is not None, choice.missing
    assert choice.variant.sku == sku


@pytest.mark.parametrize(
    ("of", "text", "told"),
    [
        (BOTTLE, "in green", "not available"),
        (JACKET, "in red", "only with size S → M"),
        (BOTTLE, "a bigger one", "capacity 750ml; or capacity 1L"),
        (PUZZLE, "another one", "which variant instead"),
    ],
)
def test_what_is_not_plain_is_asked(of, text, told):
    choice = chosen_variant(of, item(of), text)

    assert choice.variant is None
    assert told in choice.missing
