"""Replies without a model: verbatim, readable, and nothing the checks object to."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.errors import DraftError
from cx_assistant.models import Problem, ProblemKind, SentenceRole

from .sample_shop import (
    article_text,
    articles,
    body,
    drafter,
    found,
    order_fact,
    passages_of,
    problems_in,
    request,
)

ARTICLES = articles()
COSTS = passages_of("delivery/delivery-times-and-costs.csv")


@pytest.mark.parametrize("article", ARTICLES, ids=[article.path for article in ARTICLES])
def test_a_reply_from_any_article_passes_every_check(article):
    evidence = passages_of(article.path)
    asked = request(found(article.title, *evidence), language=article.language)

    draft = drafter().draft(asked)

    assert problems_in(draft, asked, evidence) == ()
    assert draft.language == article.language
    assert len(body(draft).split()) <= 150


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_replies_from_mixed_articles_pass_and_read_like_an_email(data):
    language = data.draw(st.sampled_from(["en", "de"]))
    pool = [one for one in ARTICLES if one.language == language]
    chosen = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
    evidence = data.draw(st.permutations([p for one in chosen for p in passages_of(one.path)]))
    titles = [one.title for one in chosen]
    asked = request(*(found(title, *evidence) for title in titles), language=language)

    draft = drafter().draft(asked)

    assert problems_in(draft, asked, evidence) == ()
    text = body(draft)
    assert not re.search(r"\*\*|^#|\]\(|^\||\]\(/", text, re.MULTILINE)
    for position, sentence in enumerate(draft.sentences):
        if sentence.text.endswith(":"):  # nothing may lead in to nothing
            following = draft.sentences[position + 1]
            assert following.role is SentenceRole.ANSWER
            assert following.separator != "\n\n"
    answers = [s.text for s in draft.sentences if s.role is SentenceRole.ANSWER]
    assert len(answers) == len(set(answers))


def test_the_customer_is_greeted_answered_and_wished_well():
    asked = request(found("Is the jacket waterproof?", article_text("The jacket is waterproof.")))

    assert drafter().draft(asked).text == (
        "Hi Emma,\n\nThe jacket is waterproof.\n\n"
        "If anything is still open, just reply to this message.\n\n"
        "Happy trails,\nYour Nordlicht Outdoor team"
    )


def test_of_a_wide_table_only_what_was_asked_is_told():
    time = request(found("How long does standard delivery to Ireland take?", *COSTS))
    cost = request(found("How much is express delivery to Ireland?", *COSTS))

    assert "4–6 working days" in body(drafter().draft(time))
    assert "€" not in body(drafter().draft(time))
    assert body(drafter().draft(cost)).endswith("Express delivery cost: €18.90")


def test_a_country_is_not_mistaken_for_one_whose_name_holds_it():
    text = body(drafter().draft(request(found("How long does delivery to Ireland take?", *COSTS))))

    assert text.startswith("Ireland –")
    assert "Northern" not in text


def test_a_row_of_a_split_table_keeps_its_column_names_and_cites_both_parts():
    asked = request(found("How long does delivery to Spain take?", *COSTS))

    draft = drafter().draft(asked)

    assert "Spain – Standard delivery time: 4–6 working days" in draft.text
    assert problems_in(draft, asked, COSTS) == ()
    (row,) = (s for s in draft.sentences if s.role is SentenceRole.ANSWER)
    assert len({citation.evidence_id for citation in row.citations}) == 2


def test_each_of_several_questions_stands_above_its_answer():
    asked = request(
        found("Is the jacket waterproof?", article_text("The jacket is waterproof.")),
        found("Is the tent heavy?", article_text("The tent weighs 2 kg, so it is not heavy.")),
    )

    assert body(drafter().draft(asked)) == (
        "You asked: “Is the jacket waterproof?”\n\nThe jacket is waterproof.\n\n"
        "You asked: “Is the tent heavy?”\n\nThe tent weighs 2 kg, so it is not heavy."
    )


def test_an_answer_that_covers_two_questions_is_given_once():
    passage = article_text("Delivery to Ireland takes 4 days and costs €8.90.")
    asked = request(
        found("How long is delivery to Ireland?", passage),
        found("What does delivery to Ireland cost?", passage),
    )

    draft = drafter().draft(asked)

    assert body(draft) == "Delivery to Ireland takes 4 days and costs €8.90."
    assert draft.unanswered == ()


def test_a_question_without_an_answer_is_named_as_open():
    asked = request(
        found("Is the jacket waterproof?", article_text("The jacket is waterproof.")),
        found("Does it come in pink?", article_text("The tent weighs 2 kg."), sure=0.2),
    )

    draft = drafter().draft(asked)

    assert draft.unanswered == ("Does it come in pink?",)
    assert "could not find a confirmed answer" in body(draft)
    assert "2 kg" not in body(draft)


def test_nothing_to_answer_with_is_an_error_and_no_empty_letter():
    with pytest.raises(DraftError, match="answers any of the questions"):
        drafter().draft(request(found("Does it come in pink?", sure=0.9)))


def test_order_facts_come_before_the_article_and_bad_news_after_a_word_of_regret():
    late = order_fact("computed:NL-20417:late", "The delivery of order NL-20417 is 6 days late.")
    hidden = order_fact("order:NL-20417:item-1", "Order NL-20417 contains a tent.", score=0.0)
    rule = article_text("We then ask the carrier where the parcel is.")
    asked = request(found("Where is my parcel?", late, hidden, rule))

    draft = drafter().draft(asked)

    assert body(draft) == (
        "I'm sorry for the trouble.\n\nThe delivery of order NL-20417 is 6 days late.\n\n"
        "We then ask the carrier where the parcel is."
    )
    assert problems_in(draft, asked, [late, rule]) == ()


def test_good_news_needs_no_regret():
    fact = order_fact("order:NL-20417:status", "Your order NL-20417 is on its way to you.")

    assert body(drafter().draft(request(found("Where is it?", fact)))) == fact.text


def test_a_condition_in_the_heading_is_told_with_what_depends_on_it():
    late = passages_of("delivery/late-parcel.md")
    asked = request(found("Tracking has not moved for a day, where is my parcel?", *late))

    assert body(drafter().draft(asked)).startswith(
        "Up to 3 working days after the estimated date: Please wait."
    )


def test_a_bare_no_is_told_with_the_question_it_answers():
    lockers = passages_of("delivery/parcel-lockers.txt")
    asked = request(found("Do you send to InPost in Poland?", *lockers))

    assert body(drafter().draft(asked)).startswith(
        "Can I have it sent to an InPost locker? No, not at the moment"
    )


def test_german_evidence_gives_a_wholly_german_reply():
    evidence = passages_of("de/erstattung.md")
    asked = request(found("Wann ist das Geld auf meinem PayPal-Konto?", *evidence), language="de")

    draft = drafter().draft(asked)

    assert draft.text.startswith("Hallo Emma,\n\n")
    assert "1–2 Bankarbeitstagen" in draft.text
    assert draft.text.endswith("Viele Grüße\nDein Nordlicht-Outdoor-Team")
    assert problems_in(draft, asked, evidence) == ()


def test_articles_in_the_language_of_the_customer_come_before_any_other():
    german = article_text("Die Rückgabe ist 30 Tage lang möglich.", language="de")
    english = article_text("You can return items for 30 days. Rückgabe Tage Tage.", language="en")
    asked = request(
        found("Wie viele Tage ist die Rückgabe möglich?", english, german), language="de"
    )

    assert body(drafter().draft(asked)) == german.text


@pytest.mark.parametrize(
    ("language", "greeting"),
    [
        ("fr", "Bonjour"),
        ("es", "Hola"),
        ("it", "Buongiorno"),
        ("nl", "Hallo"),
        ("pt", "Olá"),
        ("pl", "Dzień dobry"),
    ],
)
def test_a_quote_in_another_language_is_announced_in_the_language_of_the_customer(
    language, greeting
):
    evidence = article_text("Refunds by PayPal take 1–2 banking days, above €1,000 up to 5 days.")
    asked = request(found("PayPal?", evidence), language=language)

    draft = drafter().draft(asked)

    assert draft.language == language
    assert draft.text.startswith(greeting)
    announcement, quote = body(draft).split("\n\n")
    assert announcement.endswith(":")
    assert quote == evidence.text
    assert problems_in(draft, asked, [evidence]) == ()


def test_a_language_without_phrases_is_answered_in_the_language_of_the_evidence():
    evidence = article_text("Refunds by PayPal take 1–2 banking days.")

    draft = drafter().draft(request(found("PayPal?", evidence), language="sv"))

    assert draft.language == "en"
    assert draft.text.startswith("Hi Emma,")


def repaired(asked, draft, *texts):
    bad = [
        Problem(
            kind=ProblemKind.UNSUPPORTED_CLAIM,
            sentence_index=next(n for n, s in enumerate(draft.sentences) if text in s.text),
            detail="wrong",
        )
        for text in texts
    ]
    return drafter().repair(asked, draft, bad)


def test_repair_leaves_out_the_line_and_keeps_the_paragraph():
    passage = article_text("The tent is green. The tent weighs 2 kg. The tent has two doors.")
    asked = request(found("What is the tent like?", passage))

    draft = repaired(asked, drafter().draft(asked), "2 kg")

    assert body(draft) == "The tent is green. The tent has two doors."


def test_repair_never_leaves_out_one_step_of_several():
    passage = article_text("Tents first.\n\n1. Open the valve.\n2. Close the tap.\n3. Light it.")
    other = article_text("The valve of the stove is red.")
    asked = request(found("How do I open the valve?", passage), found("Valve of the stove?", other))

    draft = repaired(asked, drafter().draft(asked), "Close the tap")

    assert "Open the valve" not in draft.text
    assert draft.unanswered == ("How do I open the valve?",)


def test_repair_of_the_only_answer_is_an_error():
    asked = request(found("Is it green?", article_text("The tent is green.")))

    with pytest.raises(DraftError):
        repaired(asked, drafter().draft(asked), "green")


def test_a_problem_of_the_whole_draft_cannot_be_repaired():
    asked = request(found("Is it green?", article_text("The tent is green.")))
    whole = Problem(kind=ProblemKind.WRONG_LANGUAGE, detail="wrong language")

    with pytest.raises(DraftError):
        drafter().repair(asked, drafter().draft(asked), [whole])


def test_a_heading_goes_with_its_lines_when_they_were_told_before():
    paths = ("de/abholung-im-laden.md", "de/nordlicht-meilen.md", "de/versand.md")
    evidence = [passage for path in paths for passage in passages_of(path)]
    titles = (
        "Nordlicht Miles, unser Treueprogramm",
        "Abholung im Laden (Click & Collect)",
        "Versand, Lieferzeiten und Versandkosten",
    )
    asked = request(*(found(title, *evidence) for title in titles), language="de")

    draft = drafter().draft(asked)

    headings = [n for n, s in enumerate(draft.sentences) if s.text.endswith(":")]
    assert [draft.sentences[n].text for n in headings] == ["Gut zu wissen:"]
    assert draft.sentences[headings[0] + 1].role is SentenceRole.ANSWER
