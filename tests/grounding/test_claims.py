import pytest

from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.claims import support_score
from cx_assistant.models import ProblemKind

from .builders import answer, article, context, draft, kinds, problems_in_shop, problems_of
from .replies import FAULTY, HONEST

RETURNS = "Most items can be returned. Gift cards cannot be returned."


@pytest.mark.parametrize(
    ("said", "known", "language"),
    [
        ("Opened filters can be returned.", "Opened filters cannot be returned.", "en"),
        ("The label is not free.", "The label is free.", "en"),
        ("Send the parcel after the repair ends.", "Send the parcel before the repair ends.", "en"),
        ("The store is closed in winter.", "The store is open in winter.", "en"),
        ("You may sign the customs form.", "You must sign the customs form.", "en"),
        ("Return the tent with its pegs.", "Return the tent without its pegs.", "en"),
        ("Der Versand ist nicht kostenlos.", "Der Versand ist kostenlos.", "de"),
        ("Gutscheine werden ausgezahlt.", "Gutscheine werden nicht ausgezahlt.", "de"),
        ("Der Laden ist sonntags geschlossen.", "Der Laden ist sonntags geöffnet.", "de"),
        ("Les bons sont remboursables.", "Les bons ne sont pas remboursables.", "fr"),
        ("Los vales se pueden devolver.", "Los vales no se pueden devolver.", "es"),
        ("I buoni possono essere restituiti.", "I buoni non possono essere restituiti.", "it"),
        ("Bonnen kunnen geretourneerd worden.", "Bonnen kunnen niet geretourneerd worden.", "nl"),
        ("Os vales podem ser devolvidos.", "Os vales não podem ser devolvidos.", "pt"),
    ],
)
def test_the_opposite_of_the_evidence_is_a_contradiction(said, known, language):
    problems = problems_of(said, article(known, language=language), language=language)

    assert ProblemKind.CONTRADICTED_CLAIM in kinds(problems)


def test_a_heading_decides_what_its_table_rows_mean():
    rules = article(
        "## What cannot be returned\n\n| Item | Why |\n|---|---|\n| Gift cards | credit |"
    )

    assert not problems_of("Gift cards cannot be returned.", rules)
    assert ProblemKind.CONTRADICTED_CLAIM in kinds(
        problems_of("Gift cards can be returned.", rules)
    )


def test_a_part_of_a_sentence_that_leaves_out_its_not_is_no_verbatim_quote():
    problems = problems_of("Gift cards can be returned.", article(RETURNS))

    assert ProblemKind.CONTRADICTED_CLAIM in kinds(problems)


def test_a_dropped_condition_is_reported_until_the_reply_tells_it():
    rule = article("You can cancel an order online unless it has been dispatched.")
    bare = answer("You can cancel an order online.", rule)
    told = answer("That works until the parcel is dispatched.", rule)

    problems = check_draft(draft(bare), [rule], context=context())
    assert [problem.kind for problem in problems] == [ProblemKind.UNSUPPORTED_CLAIM]
    assert "dispatched" in problems[0].detail
    assert not [
        problem
        for problem in check_draft(draft(bare, told), [rule], context=context())
        if problem.sentence_index == 0
    ]


def test_a_claim_about_something_else_is_unsupported_and_says_what_is_missing():
    problems = problems_of("Our tents survive storms on Mars.", article(RETURNS))

    assert kinds(problems) == {ProblemKind.UNSUPPORTED_CLAIM}
    assert "storms" in problems[0].detail


def test_a_table_fact_must_come_from_the_row_and_column_spoken_of():
    table = article(
        "| Country | Standard delivery cost | Express delivery cost |\n|---|---|---|\n"
        "| Germany | €4.90 | €12.90 |\n| Ireland | €8.90 | €18.90 |\n"
        "| Northern Ireland | €6.50 | €9.90 |"
    )

    assert not problems_of("Standard delivery to Germany costs €4.90.", table)
    assert not problems_of("Standard delivery to Northern Ireland costs €6.50.", table)
    assert problems_of("Standard delivery to Germany costs €8.90.", table)
    assert problems_of("Express delivery to Germany costs €4.90.", table)
    assert problems_of("Standard delivery to Northern Ireland costs €8.90.", table)


def test_a_figure_moved_to_another_part_of_the_sentence_is_found():
    terms = article("The warranty lasts 3 years for clothing, 5 years for tents and backpacks.")

    assert not problems_of("The warranty lasts 5 years for tents and backpacks.", terms)
    problems = problems_of(
        "The warranty lasts 5 years for clothing, 3 years for tents and backpacks.", terms
    )
    assert kinds(problems) == {ProblemKind.UNSUPPORTED_FACT}


def test_a_callable_similarity_can_save_a_near_miss_but_never_a_contradiction():
    rule = article("Sale articles go back within the sale window. Gift cards cannot be returned.")
    said = draft(answer("Discounted goods can be sent back in that period.", rule))
    opposite = draft(answer("Gift cards can be returned.", rule))

    assert check_draft(said, [rule], context=context())
    assert not check_draft(said, [rule], context=context(), similarity=lambda *_: 0.9)
    assert check_draft(opposite, [rule], context=context(), similarity=lambda *_: 1.0)


def test_support_falls_as_words_of_the_claim_are_missing():
    texts = ["Items must be unused and in the original packaging."]
    full = support_score("Items must be unused and in their original packaging.", texts)
    part = support_score("Items must be unused and freshly ironed.", texts)
    none = support_score("Penguins enjoy jazz.", texts)

    assert 1.0 == full > part > none == 0.0


def test_translations_pass_only_where_they_are_allowed():
    rule = article("You can return most items within 30 days.", language="en")
    said = "Die meisten Artikel kannst du innerhalb von 30 Tagen zurückgeben."

    assert problems_of(said, rule, language="de")
    assert not problems_of(said, rule, language="de", translations_allowed=True)
    wrong = said.replace("30", "60")
    assert problems_of(wrong, rule, language="de", translations_allowed=True)


def test_honest_replies_in_other_words_rarely_raise_an_alarm():
    replies = HONEST
    alarms = [
        (said, problems) for quote, said in replies if (problems := problems_in_shop(quote, said))
    ]

    assert len(alarms) <= 0.05 * len(replies), alarms


def test_faults_hidden_in_other_words_are_mostly_found():
    missed = [said for quote, said in FAULTY if not problems_in_shop(quote, said)]

    assert len(missed) <= 0.1 * len(FAULTY), missed
