from cx_assistant.grounding.check import check_draft
from cx_assistant.models import ProblemKind

from .builders import answer, article, context, courtesy, draft, kinds

GERMAN = article("Du kannst die meisten Artikel nach der Lieferung zurückgeben.", language="de")
ENGLISH = article("You can return most items after they have been delivered to you.")


def test_a_reply_in_the_wrong_language_is_reported_once():
    reply = draft(answer(GERMAN.text, GERMAN), answer(GERMAN.text, GERMAN), language="de")
    problems = check_draft(reply, [GERMAN], context=context(language="en"))

    assert [p.kind for p in problems] == [ProblemKind.WRONG_LANGUAGE]
    assert problems[0].sentence_index is None


def test_a_reply_in_the_wanted_language_is_not():
    reply = draft(answer(GERMAN.text, GERMAN), language="de")

    assert not check_draft(reply, [GERMAN], context=context(language="de"))


def test_a_few_words_are_too_little_to_judge_by():
    short = article("Versand: kostenlos")
    reply = draft(answer("Versand: kostenlos", short))

    assert ProblemKind.WRONG_LANGUAGE not in kinds(check_draft(reply, [short], context=context()))


def test_quotes_may_stay_in_their_language_where_that_is_allowed():
    lead = courtesy("Zu deiner Frage fand ich nur diese Stelle in unserer englischen Hilfe:")
    reply = draft(lead, answer(ENGLISH.text, ENGLISH), answer(ENGLISH.text, ENGLISH), language="de")
    strict = context(language="de")
    tolerant = context(language="de", allowed_languages=("en",))

    assert ProblemKind.WRONG_LANGUAGE in kinds(check_draft(reply, [ENGLISH], context=strict))
    assert not check_draft(reply, [ENGLISH], context=tolerant)
