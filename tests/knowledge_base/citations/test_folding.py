from __future__ import annotations

import pytest

from cx_assistant.knowledge_base.citations.folding import occurrences, says_the_same


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("within 30 days", "within\n  30   days"),
        ("within 30 days", "within **30** days"),
        ("within 30 days", "**Within** _30 days_"),
        ("it's “new”", 'it’s "new"'),
        ("4–6 working days", "4-6 working days"),
        ("Bring the parcel", "- Bring the parcel"),
        ("Bring the parcel", "* Bring the parcel"),
        ("Sale items", "### Sale items"),
        ("see our terms now", "see [our terms](https://shop.example/terms) now"),
        ("| Ireland | 5 days |", "|Ireland|5 days|"),
        ("| Ireland | 5 days |", "| Ireland    |   5 days |"),
        ("a soft hyphen", "a soft hy\u00adphen"),
        ("wait …", "wait ..."),
    ],
)
def test_style_alone_makes_no_difference(quote: str, text: str) -> None:
    assert says_the_same(quote, text)
    assert len(occurrences(quote, f"Before.\n{text}\nAfter.")) == 1


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("30 days", "130 days"),
        ("30 days", "1.30 days"),
        ("30 days", "1,30 days"),
        ("30 days", "at -30 days"),
        ("30 days", "30 daystone"),
        ("up to 30", "up to 30.5 percent"),
        ("up to 30", "up to 300 percent"),
        ("can be returned", "cannot be returned"),
        ("available in blue", "unavailable in blue"),
        ("free returns", "~~free~~ returns"),
        ("2. Print the label", "3. Print the label"),
        ("| Ireland | | 5 days |", "| Ireland | 5 days | |"),
        ("3 4 days", "3*4 days"),
        ("34 days", "3*4 days"),
    ],
)
def test_what_says_something_else_is_not_found(quote: str, text: str) -> None:
    assert occurrences(quote, text) == []


def test_the_span_is_that_of_the_text_as_it_is_written() -> None:
    text = "Yes: you can **return\nmost items** in 30 days."

    (span,) = occurrences("return most items", text)

    assert span.of(text) == "return\nmost items"


def test_every_place_is_found_once_and_in_order() -> None:
    text = "It is free. IT IS  FREE. Is it? It is free."

    assert [span.of(text) for span in occurrences("It is free.", text)] == [
        "It is free.",
        "IT IS  FREE.",
        "It is free.",
    ]
