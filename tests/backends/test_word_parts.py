"""Compounds meet the words they are made of."""

from __future__ import annotations

import pytest

from cx_assistant.backends.tantivy_index import TantivyIndex
from cx_assistant.backends.word_parts import parts_of
from cx_assistant.testing.contracts import Document


@pytest.fixture
def index(tmp_path):
    opened = TantivyIndex(tmp_path / "words")
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("de", "Rückgabefrist", "Die Frist, in der eine Rückgabe geht, beträgt 30 Tage."),
        ("de", "Kosten Versand", "Die Versandkosten betragen 4,90 Euro."),
        ("nl", "verzendkosten", "De kosten van het verzenden zijn 5 euro."),
        ("sv", "leveranstid", "Tiden för leveransen är tre dagar."),
    ],
)
def test_a_compound_finds_its_parts_and_is_found_by_them(index, language, question, text):
    other = Document("other", "Gutscheine gelten drei Jahre.", language=language)
    index.add("shop", [other, Document("right", text, language=language)])

    assert [hit.id for hit in index.search("shop", question, limit=1)] == ["right"]


def test_the_whole_word_counts_for_more_than_its_parts(index):
    index.add(
        "shop",
        [
            Document(
                "parts", "Die Frist für jede Rückgabe, die Frist, die Rückgabe.", language="de"
            ),
            Document("whole", "Unsere Rückgabefrist beträgt 30 Tage.", language="de"),
        ],
    )

    assert index.search("shop", "Rückgabefrist", limit=2)[0].id == "whole"


def test_english_words_are_found_whole_only(index):
    index.add("shop", [Document("a", "A shipment of tents.")])

    assert index.search("shop", "township", limit=1) == []


def test_short_words_and_numbers_have_no_parts():
    assert list(parts_of(["frist", "tag", "12345", "ab12cd"])) == ["fris", "rist"]
