"""What orders say and what follows from it is checked like any other evidence, in any language."""

from __future__ import annotations

import re

import pytest

from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.context import CheckContext
from cx_assistant.models import (
    Citation,
    Draft,
    Evidence,
    EvidenceKind,
    Problem,
    Sentence,
    SentenceRole,
)
from cx_assistant.orders.wording import wording_languages
from tests.orders.builders import NOW
from tests.orders.planting import (
    OTHER_ORDER,
    opposites,
    reworded,
    with_other_amount,
    with_other_count,
    with_other_date,
)
from tests.orders.told import LANGUAGES, all_told


def problems(text: str, evidence: Evidence) -> tuple[Problem, ...]:
    cited = Citation(evidence_id=evidence.id, source=evidence.source, quote=evidence.text)
    sentence = Sentence(text=text, role=SentenceRole.ANSWER, citations=(cited,))
    language = evidence.language
    draft = Draft(drafter="test", language=language, sentences=(sentence,))
    context = CheckContext(
        language=language,
        now=NOW,
        customer_id="C-1",
        own_order_ids=("NL-20417",),
        allowed_link_hosts=("www.dhl.com",),
    )
    return check_draft(draft, [evidence], context=context)


def test_every_language_of_the_fixed_phrases_has_its_sentences_about_orders():
    assert wording_languages() == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_passes_as_it_stands_and_as_an_answer_in_other_words(language):
    for fact in all_told(language):
        assert not problems(fact.text, fact), fact.text
        answer = reworded(fact.text, language)
        assert not problems(answer, fact), answer


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_one_day_off_is_caught(language):
    tried = [(text, f) for f in all_told(language) for text in with_other_date(f.text, language)]

    assert len(tried) > 80
    assert [text for text, fact in tried if not problems(text, fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_amount_that_is_one_too_high_is_caught(language):
    tried = [(text, f) for f in all_told(language) for text in with_other_amount(f.text)]

    assert len(tried) > 25
    assert [text for text, fact in tried if not problems(text, fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_of_days_points_or_pieces_that_is_one_too_high_is_caught(language):
    tried = [(text, f) for f in all_told(language) for text in with_other_count(f.text, language)]

    assert len(tried) > 40
    assert [text for text, fact in tried if not problems(text, fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_number_of_another_order_is_caught(language):
    named = [fact for fact in all_told(language) if "NL-20417" in fact.text]
    tried = [(fact.text.replace("NL-20417", OTHER_ORDER), fact) for fact in named]

    assert len(tried) > 80
    assert [text for text, fact in tried if not problems(text, fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_opposite_of_what_a_fact_says_is_caught(language):
    tried = [(text, f) for f in all_told(language) for text in opposites(f.text, language)]

    assert len(tried) > 15
    assert [text for text, fact in tried if not problems(text, fact)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_worked_out_names_the_order_fact_and_the_rule_it_rests_on(language):
    facts = all_told(language)
    order_facts = {fact.id for fact in facts if fact.kind is EvidenceKind.ORDER}
    worked_out = [fact for fact in facts if fact.kind is EvidenceKind.COMPUTED]
    by_rule = re.compile(r"return|exchange|warranty|cancel|refund-due|expected|loyalty")

    for fact in worked_out:
        own = [part for part in fact.basis if part.startswith("order:")]
        rules = [part for part in fact.basis if part.startswith("passage-")]
        assert own
        assert set(own) <= order_facts
        assert bool(rules) == bool(by_rule.search(fact.id)), fact.id
