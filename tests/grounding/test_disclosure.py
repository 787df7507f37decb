import pytest

from cx_assistant.grounding.check import check_draft
from cx_assistant.models import ProblemKind, Visibility

from .builders import (
    answer,
    article,
    context,
    courtesy,
    draft,
    kinds,
    order_fact,
    problems_of,
)

SECRET = article(
    "Agents may refund up to eighty without approval from a team lead.",
    visibility=Visibility.INTERNAL,
)
PUBLIC = article("Orders are shipped from our warehouse. Write to help@shop.example.")


def test_citing_internal_evidence_is_reported():
    assert ProblemKind.INTERNAL_TEXT in kinds(problems_of(SECRET.text, SECRET))


def test_copying_internal_text_is_reported_even_without_a_citation():
    reply = draft(answer(f"{PUBLIC.text} {SECRET.text}", PUBLIC))
    problems = check_draft(reply, [PUBLIC, SECRET], context=context())

    assert ProblemKind.INTERNAL_TEXT in kinds(problems)


def test_words_that_a_public_article_holds_too_are_no_secret():
    public = article(SECRET.text, source="help/public.md", id="passage-public")
    reply = draft(answer(public.text, public))

    assert not check_draft(reply, [public, SECRET], context=context())


def test_another_customers_order_is_never_evidence():
    foreign = order_fact("Order NL-30555 was delivered.", customer_id="C-2", source="NL-30555")

    assert ProblemKind.OTHER_CUSTOMER in kinds(
        problems_of("Order NL-30555 was delivered.", foreign)
    )


def test_an_order_fact_is_foreign_to_a_customer_nobody_has_verified():
    own = order_fact("Order NL-20417 was delivered.")

    assert ProblemKind.OTHER_CUSTOMER in kinds(problems_of(own.text, own, customer_id=None))


@pytest.mark.parametrize("order", ["NL-30555", "nl 30555", "NL\u200b-30555", "NL–30555"])
def test_an_order_number_of_somebody_else_is_reported_however_written(order):
    reply = draft(answer(f"Orders such as {order} are shipped from our warehouse.", PUBLIC))

    assert ProblemKind.OTHER_CUSTOMER in kinds(check_draft(reply, [PUBLIC], context=context()))


def test_the_customers_own_words_may_be_repeated_but_not_answered_about():
    about = context(customer_words="Where is my friend's order NL-30555?")
    thanks = courtesy("Thank you for your message about order NL-30555.")
    claim = answer("Order NL-30555 is shipped from our warehouse.", PUBLIC)

    assert not check_draft(draft(thanks, answer(PUBLIC.text, PUBLIC)), [PUBLIC], context=about)
    problems = check_draft(draft(claim), [PUBLIC], context=about)
    assert ProblemKind.OTHER_CUSTOMER in kinds(problems)


def test_an_address_from_nowhere_is_reported_and_the_shops_own_is_not():
    reply = draft(answer(PUBLIC.text, PUBLIC), courtesy("Or ask jane.doe@mail.example."))
    problems = check_draft(reply, [PUBLIC], context=context())

    assert {problem.sentence_index for problem in problems} == {1}
    assert ProblemKind.OTHER_CUSTOMER in kinds(problems)
