import random
import re
from datetime import date
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.facts import extract_facts
from cx_assistant.grounding.lexicon import telling_stems
from cx_assistant.grounding.text import segments
from cx_assistant.models import Evidence, ProblemKind, Sentence, SentenceRole

from .builders import (
    answer,
    article,
    context,
    courtesy,
    draft,
    kinds,
    problems_of,
    shop_passages,
)

RULE = article("Most items can be returned within 30 days after delivery.")


@cache
def shop_sentences() -> tuple[tuple[str, Evidence], ...]:
    """Every whole sentence of the sample shop that says something, and where it stands."""
    return tuple(
        (sentence, item)
        for item in shop_passages()
        for sentence in segments(item.text)
        if len(sentence.split()) >= 4 and len(telling_stems(sentence)) >= 2
    )


def test_there_are_enough_sentences_to_measure_on():
    assert len(shop_sentences()) > 400


@settings(deadline=None)
@given(st.integers(min_value=0))
def test_a_sentence_copied_with_its_citation_has_no_problem(number):
    sentence, item = shop_sentences()[number % len(shop_sentences())]

    assert problems_of(sentence, item, language=item.language) == ()


@settings(deadline=None)
@given(st.integers(min_value=0), st.integers(min_value=0), st.integers(min_value=1, max_value=9))
def test_changing_any_digit_is_an_unsupported_fact(number, position, step):
    with_digits = [pair for pair in shop_sentences() if re.search(r"\d", pair[0])]
    sentence, item = with_digits[number % len(with_digits)]
    digits = [match.start() for match in re.finditer(r"\d", sentence)]
    at = digits[position % len(digits)]
    changed = sentence[:at] + str((int(sentence[at]) + step) % 10) + sentence[at + 1 :]
    # 3-5 days turned into 3-3 days states nothing new; list ordinals state nothing at all.
    assume(not _values(changed, item) <= _values(sentence, item))
    alone = article(sentence, language=item.language)

    problems = problems_of(changed, alone, language=item.language)

    assert kinds(problems) & {ProblemKind.UNSUPPORTED_FACT, ProblemKind.FORBIDDEN_LINK}


@settings(deadline=None)
@given(st.integers(min_value=0))
def test_putting_in_a_not_is_a_problem(number):
    plain = [
        (sentence, item)
        for sentence, item in shop_sentences()
        if re.search(r"\b(?:is|are|can|will|must|may)\s", sentence) and item.language == "en"
    ]
    sentence, item = plain[number % len(plain)]
    negated = re.sub(r"\b(is|are|can|will|must|may)\s(?!not)", r"\1 not ", sentence, count=1)
    if negated != sentence:
        assert problems_of(negated, item)


@settings(deadline=None)
@given(st.integers(min_value=0))
def test_taking_out_a_not_is_a_problem(number):
    negated = [
        (sentence, item)
        for sentence, item in shop_sentences()
        if re.search(r"\bnot\b|cannot", sentence) and item.language == "en"
    ]
    sentence, item = negated[number % len(negated)]
    affirmed = re.sub(r"cannot", "can", re.sub(r"\bnot ", "", sentence, count=1), count=1)
    if affirmed != sentence and len(re.findall(r"\bnot\b|cannot", sentence)) == 1:
        assert problems_of(affirmed, item)


def _other_number(match: re.Match[str]) -> str:
    return str(int(match[0]) * 3 + 4)


def _swap(pattern: str, replacement: str):
    return lambda sentence: re.sub(pattern, replacement, sentence, count=1)


def _renumber(pattern: str):
    return lambda sentence: re.sub(pattern, _other_number, sentence, count=1)


FAULTS = {
    "amount": _renumber(r"(?<=[€£])\d+|\d+(?=(?:,\d\d)? [€£])"),
    "date": _swap(r"(?<=\d )(?:May|June|July|August|December)|(?<=\d\. )(?:Mai|Juni)", "November"),
    "percentage": _renumber(r"\d+(?= ?%)"),
    "duration": _renumber(
        r"\d+(?= (?:working |banking )?(?:days?|hours?|months?|years?|Werktage|Tage|Jahre))"
    ),
    "order number": lambda sentence: sentence.rstrip(".") + " for order NL-99731.",
    "link": lambda sentence: (
        sentence.rstrip(".") + ", see https://nordlicht-outdoor.example/help/sale-extra."
    ),
    "negation": _swap(r"\b(is|are|can|will|must|kann|ist|sind)\s(?!not\b|nicht\b)", r"\1 not "),
    "promise": lambda sentence: "I have refunded you in full. " + sentence,
}


def _mutants(kind: str) -> list[tuple[str, Evidence]]:
    changed = [(FAULTS[kind](sentence), sentence, item) for sentence, item in shop_sentences()]
    found = [
        (mutant.replace(" not ", " nicht ", 1) if item.language == "de" else mutant, item)
        for mutant, sentence, item in changed
        if mutant != sentence
    ]
    return random.Random(3).sample(found, min(40, len(found)))


def _is_harmless(mutant: str, item: Evidence) -> bool:
    """True if the section itself happens to state the planted fact elsewhere."""
    said = _values(mutant, item)
    return bool(said) and said <= _values(item.text, item)


def _values(text: str, item: Evidence) -> set[tuple[str, str, str]]:
    facts = extract_facts(text, item.language, date(2026, 5, 20))
    return {(fact.kind, fact.value, fact.unit) for fact in facts}


@pytest.mark.parametrize("kind", FAULTS)
def test_planted_faults_are_found(kind):
    mutants = _mutants(kind)
    if kind not in {"negation", "promise"}:
        mutants = [pair for pair in mutants if not _is_harmless(*pair)]
    survivors = [
        mutant for mutant, item in mutants if not problems_of(mutant, item, language=item.language)
    ]

    assert len(mutants) >= 5
    assert len(survivors) <= 0.05 * len(mutants), survivors


@pytest.mark.parametrize("said", ["Yes.", "Of course!", "…"])
def test_a_draft_that_answers_nothing_is_empty(said):
    problems = check_draft(draft(answer(said, RULE)), [RULE], context=context())

    assert ProblemKind.EMPTY_ANSWER in kinds(problems)


def test_courtesy_alone_is_an_empty_answer():
    problems = check_draft(draft(courtesy("Thank you!")), [RULE], context=context())

    assert kinds(problems) == {ProblemKind.EMPTY_ANSWER}


@pytest.mark.parametrize(
    "role", [SentenceRole.COURTESY, SentenceRole.GREETING, SentenceRole.CLOSING]
)
def test_a_claim_dressed_up_as_courtesy_is_found(role):
    claim = Sentence(text="You can keep the tent for free and never pay.", role=role)
    problems = check_draft(draft(answer(RULE.text, RULE), claim), [RULE], context=context())

    assert [problem.sentence_index for problem in problems] == [1]


def test_a_customers_own_facts_may_be_repeated_in_courtesy():
    said = courtesy("I'm sorry that the jacket you bought on 3 May for £80 leaks.")
    reply = draft(said, answer(RULE.text, RULE))
    told = context(customer_words="I bought a jacket on May 3rd for 80 pounds and it leaks!")

    assert not check_draft(reply, [RULE], context=told)
    assert ProblemKind.UNSUPPORTED_FACT in kinds(check_draft(reply, [RULE], context=context()))


def test_the_shops_own_closing_words_are_fine():
    closing = Sentence(
        text="Your shop team, phone +49 40 555 0123, Mon-Fri 9-17", role=SentenceRole.CLOSING
    )
    own = context(shop_words="Your shop team, phone +49 40 555 0123, Mon-Fri 9-17")

    assert not check_draft(draft(answer(RULE.text, RULE), closing), [RULE], context=own)


def test_problems_come_in_the_order_of_the_sentences():
    reply = draft(
        answer("You have 31 days after delivery to return items.", RULE),
        answer(RULE.text, RULE),
        answer("You have 32 days after delivery to return items.", RULE),
    )
    problems = check_draft(reply, [RULE], context=context())

    assert [problem.sentence_index for problem in problems] == [0, 2]


def test_the_same_draft_gives_the_same_problems():
    reply = draft(answer("You have 31 days for returns to Mars.", RULE))

    first = check_draft(reply, [RULE], context=context())
    assert first == check_draft(reply, [RULE], context=context())
