"""How sure one may be that the evidence answers the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.knowledge_base.answerability import answerability
from cx_assistant.models import Evidence, EvidenceKind

QUESTION = "How long may I return unworn shoes?"


def passage(text, *, score, similarity, title=""):
    return Evidence(
        id=text[:20],
        kind=EvidenceKind.ARTICLE,
        source="a.md",
        title=title,
        text=text,
        score=score,
        similarity=similarity,
    )


ANSWER = passage("Unworn shoes: return them for 30 days.", score=1.0, similarity=0.82)
NEAR = [passage(f"About page {n}.", score=0.4 - n / 10, similarity=0.3 - n / 50) for n in range(5)]
FAR = [passage(f"Our history, part {n}.", score=0.5, similarity=0.2) for n in range(6)]


def test_nothing_found_means_no_answer():
    assert answerability(QUESTION, []) == 0.0
    assert answerability("  ", [ANSWER]) == 0.0


def test_one_close_passage_that_stands_out_is_likely_an_answer():
    assert answerability(QUESTION, [ANSWER, *NEAR]) > 0.8


def test_passages_that_are_all_equally_far_are_unlikely_to_answer():
    assert answerability(QUESTION, FAR) < 0.4


def test_a_passage_with_the_words_of_the_question_is_more_likely_to_answer():
    wordless = passage("They have a month.", score=1.0, similarity=0.82)

    with_words = answerability(QUESTION, [ANSWER, *NEAR])

    assert with_words > answerability(QUESTION, [wordless, *NEAR])


def test_the_lead_of_the_first_passage_counts():
    crowd = [passage(f"Shoes, page {n}.", score=0.9, similarity=0.8) for n in range(5)]

    assert answerability(QUESTION, [ANSWER, *NEAR]) > answerability(QUESTION, [ANSWER, *crowd])


def test_a_name_that_no_passage_knows_makes_an_answer_less_likely():
    known = answerability("May I return unworn shoes?", [ANSWER, *NEAR])

    assert answerability("May I return unworn Thornbeck shoes?", [ANSWER, *NEAR]) < known - 0.02


def test_how_politely_it_is_asked_changes_nothing():
    plain = answerability("return unworn shoes", [ANSWER, *NEAR])

    polite = answerability("Hello, could you please tell me: return unworn shoes? Thanks", [ANSWER])

    assert polite == pytest.approx(answerability("return unworn shoes", [ANSWER]))
    assert plain > 0.5


def test_the_headings_above_a_passage_count_as_its_words():
    bare = passage("It takes a month.", score=1.0, similarity=0.5)
    headed = bare.model_copy(update={"heading_path": ("Returning shoes",)})

    assert answerability(QUESTION, [headed]) > answerability(QUESTION, [bare])


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Versandkosten nach Belgien", "Versand in andere Länder: Belgien 6,90 €."),
        ("Kosten für Belgien", "Die Versandkosten betragen für Belgien 6,90 €."),
        ("Rückgabefristen", "Die Frist für die Rückgabe beträgt 30 Tage."),
    ],
)
def test_a_compound_meets_its_parts(question, text):
    with_parts = passage(text, score=1.0, similarity=0.5)
    without = passage("Belgien hat drei Landessprachen.", score=1.0, similarity=0.5)

    assert answerability(question, [with_parts]) > answerability(question, [without])


def test_a_short_word_is_not_the_beginning_of_another():
    ukraine = passage("Ukraine", score=1.0, similarity=0.5)
    uk = passage("The UK", score=1.0, similarity=0.5)

    assert answerability("uk?", [uk]) > answerability("uk?", [ukraine])


@given(
    question=st.text(max_size=60),
    found=st.lists(
        st.tuples(st.text(min_size=1, max_size=40), st.floats(0, 3), st.floats(-1, 1)), max_size=8
    ),
)
def test_it_is_always_a_chance(question, found):
    evidence = [passage(text, score=score, similarity=cosine) for text, score, cosine in found]

    assert 0.0 <= answerability(question, evidence) <= 1.0


@pytest.mark.parametrize("similarity", [0.0, 0.5])
def test_a_single_passage_is_enough_to_judge(similarity):
    alone = passage("Unworn shoes: 30 days.", score=1.0, similarity=similarity)

    assert 0.0 < answerability(QUESTION, [alone]) < 1.0
