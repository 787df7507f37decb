"""Markdown as a person would type it."""

import pytest

from cx_assistant.drafting.plain import plain, plain_heading, plain_item, plain_row


@pytest.mark.parametrize(
    ("markdown", "typed"),
    [
        ("within **30 days**, _really_ `now`", "within 30 days, really now"),
        ("see [returns](https://shop.example/r)", "see returns (https://shop.example/r)"),
        ("see [returns](/help/returns) or [FAQ](#faq)", "see returns or FAQ"),
        ("[https://shop.example](https://shop.example)", "https://shop.example"),
        ("![A tent](tent.png) stands", "A tent stands"),
        ("a file_name_here and 2 * 3", "a file_name_here and 2 * 3"),
        ("> quoted\n> twice", "quoted twice"),
        (r"100 \* 2 \_ 3", "100 * 2 _ 3"),
        ("one\n  line", "one line"),
    ],
)
def test_markup_goes_and_words_stay(markdown, typed):
    assert plain(markdown) == typed


def test_headings_lose_their_number():
    assert plain_heading("## 3. What is **not** covered") == "What is not covered"
    assert plain_heading("30 days to return") == "30 days to return"


def test_steps_keep_their_number_and_items_a_dash():
    assert plain_item("2) Pick the **size**.") == "2. Pick the size."
    assert plain_item("* a bag") == "- a bag"


def test_a_row_tells_the_chosen_columns_and_skips_empty_ones():
    cells = ["Ireland", "4 days", "-", "[€8.90](https://shop.example/costs)"]
    names = ["Country", "Time", "Note", "Cost"]

    assert plain_row(cells, names, (1, 2, 3)) == "Ireland – Time: 4 days; Cost: €8.90"
    assert plain_row(cells, names, (3,)) == "Ireland – Cost: €8.90"
    assert plain_row(["PayPal", "2 days"], (), (1,)) == "PayPal – 2 days"
