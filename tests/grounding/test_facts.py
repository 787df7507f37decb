from datetime import date

import pytest

from cx_assistant.grounding.facts import FactKind, extract_facts
from cx_assistant.models import ProblemKind

from .builders import article, kinds, problems_of

TODAY = date(2026, 5, 20)


def values(text: str, language: str = "en") -> set[tuple[FactKind, str, str]]:
    return {(fact.kind, fact.value, fact.unit) for fact in extract_facts(text, language, TODAY)}


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("£1,200.00", "1200 GBP", "en"),
        ("£1,200.00", "1.200,00 £", "en"),
        ("€5", "5 euros", "en"),
        ("5,00 €", "5 Euro", "de"),
        ("1.200 €", "1200 EUR", "de"),
        ("€4.90", "EUR 4.9", "en"),
        ("1 200,00 €", "1200 euros", "fr"),
        ("20 %", "20 percent", "en"),
        ("20 %", "20 Prozent", "de"),
        ("15%", "15 per cent", "en"),
        ("30 days", "30-day", "en"),
        ("30 days", "thirty days", "en"),
        ("two weeks", "14 days", "en"),
        ("4 weeks", "28 days", "en"),
        ("within a week", "7 days", "en"),
        ("one year", "12 months", "en"),
        ("24 hours", "1 day", "en"),
        ("zwei Wochen", "14 Tagen", "de"),
        ("30 Tage", "30-tägig", "de"),
        ("3-5 business days", "3 to 5 working days", "en"),
        ("3–5 Werktage", "drei bis fünf Werktagen", "de"),
        ("3 à 5 jours ouvrés", "3-5 jours ouvrables", "fr"),
        ("6 pm", "18:00", "en"),
        ("9am-5pm", "9:00 to 17:00 and 5 pm", "en"),
        ("18 Uhr", "18.00 Uhr", "de"),
        ("5 kg", "5000 g", "en"),
        ("400mAh", "400 mAh", "en"),
        ("3 June 2026", "2026-06-03", "en"),
        ("June 3rd, 2026", "03.06.2026", "en"),
        ("3. Juni 2026", "03.06.2026", "de"),
        ("3 juin 2026", "03/06/2026", "fr"),
        ("3 de junio de 2026", "2026-06-03", "es"),
        ("3 giugno 2026", "2026-06-03", "it"),
        ("3 juni 2026", "2026-06-03", "nl"),
        ("3 de junho de 2026", "2026-06-03", "pt"),
        ("NL-20417", "NL 20417".replace(" ", "_").replace("_", "-"), "en"),
        ("0034 0434 1610 9404 2557", "00340434161094042557", "en"),
        ("https://shop.example/help/", "shop.example/help", "en"),
        ("Help@Shop.example", "help@shop.example", "en"),
        ("0044 (0)1632 960155", "+44 1632 960 155", "en"),
    ],
)
def test_two_ways_of_writing_a_fact_are_one_fact(one, other, language):
    assert values(one, language) <= values(other, language)
    assert values(one, language)


@pytest.mark.parametrize(
    ("said", "known", "language"),
    [
        ("€5.00", "€50.0", "en"),
        ("£5", "€5", "en"),
        ("30 days", "30 working days", "en"),
        ("30 days", "one month", "en"),
        ("1.200 €", "1,20 €", "de"),
        ("3-5 working days", "3-7 working days", "en"),
        ("2 pm", "2 am", "en"),
        ("Monday to Saturday", "Monday to Friday", "en"),
        ("5 kg", "5 g", "en"),
        ("−5 °C", "5 °C", "en"),
        ("€5k", "€5", "en"),
        ("NL-20417", "NL-20418", "en"),
        ("3 June", "3 July", "en"),
        ("shop.example/help/a", "shop.example/help/b", "en"),
    ],
)
def test_facts_that_only_look_alike_are_different(said, known, language):
    assert not values(said, language) <= values(known, language)


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Return it by 12 June.", "Return it by Friday, 12 June 2026."),
        ("Return it by Friday, 12 June.", "Return it by 2026-06-12."),
        ("Return it by 12 June 2026.", "Return it by 12 June."),
        ("The parcel comes tomorrow.", "The parcel comes on 21 May 2026."),
        ("The parcel comes on Friday.", "The parcel comes on 22 May 2026."),
        ("We are open on Tuesday.", "We are open Monday to Friday."),
        ("It takes 3 to 5 working days.", "It takes 3–5 working days."),
        ("Call 01632 960155 about returns.", "Call +44 1632 960155 about returns."),
        ("Standard delivery: order 20417 is sent.", "Standard delivery: order NL-20417 is sent."),
        ("Delivery is free from 60.", "Delivery is free from €60."),
    ],
)
def test_a_fact_said_in_another_form_is_supported(said, known):
    assert ProblemKind.UNSUPPORTED_FACT not in kinds(problems_of(said, article(known)))


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("Return it by Monday, 12 June 2026.", "Return it by 12 June 2026."),
        ("Return it by 31 June.", "Return it by 30 June."),
        ("Return it by 12 June 2027.", "Return it by 12 June."),
        ("The parcel comes tomorrow.", "The parcel comes on 22 May 2026."),
        ("The parcel comes on Friday.", "The parcel comes on 29 May 2026."),
        ("We are open on Sunday.", "We are open Monday to Friday."),
        ("It takes 3 to 7 working days.", "It takes 3–5 working days."),
        ("Call 01632 960156 about returns.", "Call +44 1632 960155 about returns."),
        ("Delivery is free from £60.", "Delivery is free from €60."),
        ("Write to help@evil.example now.", "Write to help@shop.example now."),
    ],
)
def test_a_fact_the_evidence_does_not_state_is_reported(said, known):
    found = [
        problem
        for problem in problems_of(said, article(known))
        if problem.kind is ProblemKind.UNSUPPORTED_FACT
    ]

    assert found
    assert found[0].sentence_index == 0
    assert found[0].sentence == said


@pytest.mark.parametrize(
    "disguised",
    [
        "You have ６０ days to return it.",
        "You have 6\u200b0 days to return it.",
        "You have &#54;0 days to return it.",
        "You have 6<b></b>0 days to return it.",
        "You have **6**0 days to return it.",
        "You have 6O days to return it.",
        "You have ٦٠ days to return it.",
        "You have 6\u00ad0 days to return it.",
        "You have 𝟲𝟬 days to return it.",
        "You have sixty days to return it.",
        "You have \u202e03\u202c days to return it.",
        "You have 60\ufeff days to return it.",
    ],
)
def test_no_disguise_smuggles_a_number_past_the_check(disguised):
    problems = problems_of(disguised, article("You have 30 days to return it."))

    assert ProblemKind.UNSUPPORTED_FACT in kinds(problems)


def test_list_ordinals_are_no_facts():
    assert values("1. Sign in.\n2. Press the button.\n- 3) Done") == set()


def test_units_in_a_table_header_apply_to_the_bare_numbers_below():
    table = article("| Repair | Price (EUR) |\n|---|---|\n| New zip slider | 9 |")

    assert not problems_of("A new zip slider costs €9.", table)
    assert problems_of("A new zip slider costs £9.", table)
