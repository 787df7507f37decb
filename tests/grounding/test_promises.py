import pytest

from cx_assistant.grounding.check import check_draft
from cx_assistant.models import ProblemKind

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

POLICY = article(
    "We refund the purchase price within 5 days of receiving the return. "
    "Wir erstatten den Kaufpreis innerhalb von 5 Tagen. You get a replacement if it is faulty."
)
PROMISES = [
    ("en", "I will refund you the purchase price."),
    ("en", "I've refunded the purchase price."),
    ("en", "We have refunded the purchase price."),
    ("en", "Your refund has been issued."),
    ("en", "I have cancelled your order."),
    ("en", "Your order has been cancelled."),
    ("en", "I'll make an exception and refund you."),
    ("en", "We will send you a voucher today."),
    ("en", "You'll get a full refund and a voucher."),
    ("en", "I promise the return arrives."),
    ("en", "We guarantee that the refund arrives."),
    ("en", "A colleague will call you back."),
    ("en", "I've forwarded your request to our team."),
    ("en", "As a gesture of goodwill, the return is free."),
    ("de", "Ich erstatte dir den Kaufpreis."),
    ("de", "Ich habe dir den Kaufpreis erstattet."),
    ("de", "Deine Bestellung wurde storniert."),
    ("de", "Wir werden dir einen Gutschein schicken."),
    ("de", "Wir machen eine Ausnahme."),
    ("de", "Du bekommst von uns einen Gutschein."),
    ("de", "Ich verspreche dir eine schnelle Erstattung."),
    ("fr", "Je vais vous rembourser."),
    ("fr", "Nous vous rembourserons."),
    ("es", "Vamos a reembolsar su pedido."),
    ("es", "Su pedido ha sido cancelado."),
    ("it", "Le rimborseremo il prezzo."),
    ("nl", "Wij zullen u een bon sturen."),
    ("pt", "Iremos reembolsar o preço."),
    ("pl", "Zwrócimy pieniądze."),
]


@pytest.mark.parametrize(("language", "said"), PROMISES)
def test_a_promise_without_authority_is_reported(language, said):
    problems = problems_of(said, POLICY, language=language)

    assert ProblemKind.UNAUTHORISED_PROMISE in kinds(problems)


def test_a_model_that_babbles_cannot_make_the_check_hang():
    babble = "wir werden " * 300 + "if your order " * 300 + "a." * 1000

    assert problems_of(babble, POLICY)


@pytest.mark.parametrize("said", ["I will refund you.", "I have cancelled your order."])
def test_calling_it_a_courtesy_does_not_authorise_a_promise(said):
    reply = draft(courtesy(said), answer(POLICY.text, POLICY))

    assert ProblemKind.UNAUTHORISED_PROMISE in kinds(
        check_draft(reply, [POLICY], context=context())
    )


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "We refund the purchase price within 5 days of receiving the return."),
        ("en", "We will refund the purchase price within 5 days of receiving the return."),
        ("en", "Once your return has been received, we refund the purchase price."),
        ("de", "Wir erstatten den Kaufpreis innerhalb von 5 Tagen."),
    ],
)
def test_stating_the_policy_is_no_promise(language, said):
    problems = problems_of(said, POLICY, language=language)

    assert ProblemKind.UNAUTHORISED_PROMISE not in kinds(problems)


@pytest.mark.parametrize(
    "said", ["I'm happy to help.", "We'd be glad to assist.", "Thank you for your patience."]
)
def test_offers_of_help_are_no_promises(said):
    reply = draft(courtesy(said), answer(POLICY.text, POLICY))

    assert not check_draft(reply, [POLICY], context=context())


def test_a_finished_action_may_be_told_from_the_order_itself_only():
    record = order_fact("Order NL-20417: refund of £20.00 issued on 18 May 2026.")
    said = "Your refund of £20 was issued on 18 May."

    assert not problems_of(said, record)
    lookalike = article("Refund of £20.00 issued on 18 May 2026.")
    assert ProblemKind.UNAUTHORISED_PROMISE in kinds(problems_of(said, lookalike))


ASKED = "Am I right that I can return it too, and will you refund the purchase price"


@pytest.mark.parametrize(
    "text",
    ["You asked: “Am I right that I can return it too”", "You asked: “Am I right that I can …”"],
)
def test_what_the_customer_asked_may_be_repeated_in_front_of_the_answer(text):
    given = draft(courtesy(text), answer("We refund the purchase price within 5 days.", POLICY))

    found = check_draft(given, [POLICY], context=context(customer_words=ASKED))

    assert ProblemKind.UNAUTHORISED_PROMISE not in kinds(found)


@pytest.mark.parametrize(
    "text",
    [
        "You are right: “I can return it too”",
        "You asked: “I can return it too”. Of course I can return it for you.",
        "You asked: “Am I right that I can return everything for ever”",
    ],
)
def test_repeating_the_question_is_no_way_to_promise(text):
    given = draft(courtesy(text), answer("We refund the purchase price within 5 days.", POLICY))

    found = check_draft(given, [POLICY], context=context(customer_words=ASKED))

    assert ProblemKind.UNAUTHORISED_PROMISE in kinds(found)
