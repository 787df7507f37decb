from cx_assistant.grounding.check import check_draft
from cx_assistant.models import Citation, ProblemKind, Sentence

from .builders import answer, article, cite, context, courtesy, draft, kinds

RULE = article("Most items can be returned within\n30 days after delivery.")


def check(*sentences: Sentence) -> set[ProblemKind]:
    return kinds(check_draft(draft(*sentences), [RULE], context=context()))


def test_a_quote_may_be_wrapped_differently():
    said = "Most items can be returned within 30 days after delivery."
    sentence = Sentence(text=said, citations=(cite(RULE, said),))

    assert check(sentence) == set()


def test_a_quote_with_one_changed_letter_is_not_found():
    quote = "Most items can be returned within 30 days after delivary."
    sentence = Sentence(text="Most items can be returned.", citations=(cite(RULE, quote),))

    assert ProblemKind.QUOTE_NOT_FOUND in check(sentence)


def test_evidence_that_was_not_given_cannot_be_cited():
    made_up = Citation(evidence_id="passage-9", source="help/x.md", quote="Most items can")
    sentence = Sentence(text="Most items can be returned.", citations=(made_up,))

    assert ProblemKind.UNKNOWN_CITATION in check(sentence)


def test_a_citation_that_names_the_wrong_source_is_unknown():
    wrong = cite(RULE, "Most items can").model_copy(update={"source": "help/other.md"})
    sentence = Sentence(text="Most items can be returned.", citations=(wrong,))

    assert ProblemKind.UNKNOWN_CITATION in check(sentence)


def test_an_answer_without_citation_is_reported_and_a_courtesy_is_not():
    bare = Sentence(text="Most items can be returned.")

    assert ProblemKind.MISSING_CITATION in check(bare)
    assert check(courtesy("Thank you for your message."), answer(RULE.text, RULE)) == set()
