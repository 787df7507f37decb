"""A passage in pieces that can be quoted."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.drafting.units import SHORTEST_QUOTE, UnitKind, cells_of, split_verbatim, units_of

from .sample_shop import article_text, articles, passages_of


def texts(markdown):
    return [unit.text for unit in units_of(article_text(markdown))]


def squeezed(text):
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("path", [article.path for article in articles()])
def test_every_piece_stands_verbatim_in_its_passage(path):
    for passage in passages_of(path):
        for unit in units_of(passage):
            assert squeezed(unit.text) in squeezed(passage.text)
            assert squeezed(unit.lead_in) in squeezed(passage.text)


@given(st.text(alphabet="aB1 .:?!|-*#\n", max_size=120))
def test_any_text_can_be_taken_apart(text):
    if text:
        for unit in units_of(article_text(text)):
            assert squeezed(unit.text) in squeezed(text)


@given(st.lists(st.sampled_from(["It rains.", "Why not?", "Dr. Who came.", "z. B. am 3. Mai."])))
def test_splitting_loses_no_word(sentences):
    text = " ".join(sentences)

    assert " ".join(split_verbatim(text)) == text


def test_abbreviations_and_ordinals_end_no_sentence():
    text = "Wir liefern z. B. am 3. Mai. Danach nicht."

    assert split_verbatim(text) == ["Wir liefern z. B. am 3. Mai.", "Danach nicht."]


def test_a_lead_in_belongs_to_its_list_and_stands_for_nothing_alone():
    units = units_of(article_text("We check. You need:\n\n- a bag\n- the receipt of the bag"))

    assert [unit.text for unit in units] == ["We check.", "- a bag", "- the receipt of the bag"]
    assert [unit.lead_in for unit in units] == ["", "You need:", "You need:"]
    assert units[1].place == units[2].place != units[0].place


def test_a_lead_in_without_its_list_is_left_out():
    assert texts("Order early. The days are:") == ["Order early."]


def test_a_question_before_a_lead_in_goes_with_it():
    (unit,) = units_of(article_text("No luck? Look here:\n\n- in the safe place"))

    assert unit.lead_in == "No luck? Look here:"


def test_a_question_in_a_line_of_its_own_heads_the_answer():
    (unit,) = units_of(article_text("**Is it waterproof?**\n\nYes. It has a membrane."))

    assert unit.heading == "**Is it waterproof?**"
    assert unit.text == "Yes. It has a membrane."


def test_a_word_too_short_to_cite_joins_its_neighbour():
    assert all(len(text) >= SHORTEST_QUOTE for text in texts("No. We do not rent. Yes."))


def test_rows_know_their_columns_and_lists_their_kind():
    units = units_of(
        article_text("| Size | Chest |\n|---|---|\n| S | 83 cm |\n\n1. Cut\n   it.\n2. Sew.")
    )

    assert [unit.kind for unit in units] == [UnitKind.ROW, UnitKind.STEP, UnitKind.STEP]
    assert units[0].header is not None
    assert units[0].header.names == ("Size", "Chest")
    assert units[1].text == "1. Cut\n   it."


def test_an_escaped_bar_is_no_border_of_a_cell():
    assert cells_of(r"| a \| b | c |") == ["a | b", "c"]
    assert cells_of("| a | |") == ["a", ""]
