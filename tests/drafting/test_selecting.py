"""The few lines that answer."""

from cx_assistant.drafting.columns import columns_asked
from cx_assistant.drafting.question_words import FactKind, wanted_facts
from cx_assistant.drafting.scoring import Scored, stems_of
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.units import units_of
from cx_assistant.models import Question

from .sample_shop import article_text, passages_of


def asked(text, context=""):
    return Question(text=text, search_text=f"{context} {text}".strip())


def picked(question, *evidence):
    blocks = AnswerPicker().pick(asked(question), evidence)
    return [[unit.text for unit in block] for block in blocks]


LONG = (
    "We opened the shop in 1998. Our first tent was red. Anna sold a tent to a friend by the sea. "
    "Visitors from all over the country came to see our red tents that summer. "
    "Berta joined us in the year after and has kept the books of the shop since then. "
    "Gift cards are valid for 3 years. They cannot be paid out. "
    "Leeds followed, in an old mill by the river that we have restored with much care. "
    "Nobody has ever counted the stairs of the mill, and nobody ever will, we believe."
)


def test_of_a_long_paragraph_only_the_part_that_answers_is_quoted():
    ((*lines,),) = picked("How long is a gift card valid?", article_text(LONG))

    assert "Gift cards are valid for 3 years." in lines
    assert "They cannot be paid out." in lines
    assert "We opened the shop in 1998." not in lines
    assert sum(len(line.split()) for line in lines) <= 60


def test_a_sentence_that_leans_on_the_one_before_brings_it_along():
    filler = "The river runs by the mill and nobody has ever seen it dry in all the years. "
    text = filler * 4 + "The Fjell tent has two doors. It weighs exactly 2900 grams. " + filler * 4

    ((*lines,),) = picked("How many grams does it weigh exactly?", article_text(text))

    assert "The Fjell tent has two doors." in lines


def test_steps_come_whole_and_in_order():
    (lines,) = picked(
        "How do I pick the size?", article_text("1. Open it.\n2. Pick the size.\n3. Send it.")
    )

    assert lines == ["1. Open it.", "2. Pick the size.", "3. Send it."]


def test_items_without_a_lead_in_are_quoted_alone():
    rules = article_text("- Gas cartridges never fly.\n- Poles go into checked luggage.")

    assert picked("Do poles fly in my luggage?", rules) == [["- Poles go into checked luggage."]]


def test_items_below_a_lead_in_stay_together():
    rules = article_text("All of this must hold:\n\n- the tag is on\n- the seal is whole")

    assert picked("Must the tag be on?", rules) == [["- the tag is on", "- the seal is whole"]]


def test_of_many_rows_that_fit_equally_none_is_picked_by_chance():
    sizes = passages_of("products/size-chart.csv")
    prose = article_text("The size chart is in centimetres, measured on the body.")

    assert picked("Where is the size chart?", prose, *sizes) == [[prose.text]]


def test_a_line_that_two_passages_share_is_quoted_once():
    first = article_text("One label per order is free.")
    second = article_text("One label per order is free. Tape is not.")

    lines = [
        line for block in picked("Is one label per order free?", first, second) for line in block
    ]

    assert lines.count("One label per order is free.") == 1


def test_a_paragraph_does_not_end_in_a_question_it_leaves_open():
    text = article_text("Codes go into the basket. Why does mine fail? Often because:\n\n## Next")

    assert picked("Where do codes go?", text) == [["Codes go into the basket."]]


def test_the_kind_of_fact_asked_for_settles_between_lines():
    text = article_text(
        "Delivery to Ireland is by DPD.\n\nDelivery to Ireland takes 4–6 working days."
    )

    assert picked("How long is delivery to Ireland?", text)[0] == [
        "Delivery to Ireland takes 4–6 working days."
    ]


def test_wanted_facts_are_read_in_several_languages():
    kinds = {
        "Wie lange dauert der Versand?": FactKind.TIME,
        "¿Cuánto cuesta el envío?": FactKind.COST,
        "Quand arrive le colis ?": FactKind.TIME,
        "How many doors does it have?": FactKind.NUMBER,
        "Ile kosztuje dostawa?": FactKind.COST,
    }

    assert {text: wanted_facts(text).kinds for text in kinds} == {
        text: (kind,) for text, kind in kinds.items()
    }
    assert wanted_facts("Is it green?").kinds == ()


def test_a_price_is_no_time_of_day():
    assert not wanted_facts("When does it open?").held_by("It costs €8.90.")
    assert wanted_facts("When does it open?").held_by("It opens at 8:30.")


def test_what_was_said_before_tells_which_columns_a_short_question_wants():
    (row,) = (
        u
        for u in units_of(passages_of("delivery/delivery-times-and-costs.csv")[0])
        if "Austria" in u.text
    )

    names = row.header.names
    express = columns_asked(asked("And to Austria?", context="Is express possible?"), row)
    everything = columns_asked(asked("Do you know Austria?"), row)

    assert [names[n] for n in express] == ["Express delivery time", "Express delivery cost"]
    assert len(everything) == len(names) - 1


def test_any_scorer_can_take_the_place_of_the_words():
    def last_first(_question, units):
        return [Scored(unit, float(n), 1.0) for n, unit in enumerate(units)][::-1]

    evidence = [article_text("The tent is red."), article_text("The lamp is blue.")]
    (first, *_) = AnswerPicker(scorer=last_first).pick(asked("What colour is the tent?"), evidence)

    assert first[0].text == "The lamp is blue."


def test_fillers_of_a_question_weigh_nothing():
    assert stems_of("Hi, can I please have the jackets?") == ["jacke"]


def test_nothing_found_gives_nothing_to_quote():
    assert picked("Is it green?") == []
