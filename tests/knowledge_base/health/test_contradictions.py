"""Two articles that cannot both be right are reported, look-alikes are not."""

import json
from datetime import date

import pytest

from cx_assistant.models import Visibility
from cx_assistant.resources import shipped
from tests.knowledge_base.health.kit import article, between, contradictions


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "You have 30 days from delivery to return a sofa.",
            "A sofa can be returned up to 14 days after it was delivered.",
        ),
        (
            "Standard shipping within Germany costs €4.95.",
            "For standard shipping in Germany we charge €5.90.",
        ),
        ("Delivery is free for orders from €50.", "Orders of €60 or more are delivered free."),
        ("Students get a discount of 10%.", "The discount for students is 15%."),
        (
            "Standard delivery takes 3 to 5 business days.",
            "We need 3 to 5 calendar days for a standard delivery.",
        ),
        (
            "Opened cosmetics cannot be returned.",
            "Cosmetics that have been opened can be returned.",
        ),
        ("Check-in at the hotel starts at 15:00.", "You can check in at the hotel from 14:00."),
        ("The summer sale ends on 31 July 2026.", "Our summer sale ends on 15 August 2026."),
        ("A parcel may weigh up to 31.5 kg.", "The maximum weight of a parcel is 30 kg."),
        ("Closing your account is free of charge.", "The fee for closing an account is $20."),
    ],
)
def test_two_rules_for_one_thing_contradict(one, other):
    assert between(one, other) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Most items can be returned within 30 days.",
            "Sale items can be returned within 14 days.",
        ),
        ("Standard delivery to Germany costs €4.90.", "Standard delivery to Austria costs €6.90."),
        ("Standard delivery takes 3 business days.", "Express delivery takes 1 business day."),
        ("We keep your parcel for 2 weeks.", "Your parcel is kept for 14 days."),
        ("The warranty on watches lasts 2 years.", "The warranty on watches lasts 24 months."),
        ("Delivery to Italy takes 4 to 6 days.", "Delivery to Italy takes about 5 days."),
        ("You can return an item within 30 days.", "We refund an item within 5 days."),
        (
            "Opened software can be returned within 14 days.",
            "Unopened software can be returned within 60 days.",
        ),
        ("Delivery costs €4.90 in Germany.", "Delivery costs £4.50 in the UK."),
        ("Students get a discount of 10%.", "Members get a discount of 15%."),
        ("Dogs are not allowed in the restaurant.", "Dogs are forbidden in the restaurant."),
        (
            "For example, a tent delivered on 3 May can be returned until 2 June.",
            "For example, a tent delivered on 1 June can be returned until 1 July.",
        ),
        (
            "Customers of the Gold Card pay a fee of $5 a year.",
            "Customers of the Silver Card pay a fee of $9 a year.",
        ),
    ],
)
def test_different_cases_and_equal_values_do_not_contradict(one, other):
    assert between(one, other) == 0


def test_a_finding_marks_the_two_figures_in_their_passages():
    found = contradictions(
        article("# Returns\n\nHello. You can return a sofa within 30 days.", title="Returns"),
        article("## Can I return it?\n\nA sofa can be returned within 14 days.", title="Questions"),
    )

    sides = {side.path: side for side in found[0].sides}
    marked = {
        path: [side.text[mark.start : mark.end] for mark in side.marks]
        for path, side in sides.items()
    }
    assert marked == {"Returns": ["30 days"], "Questions": ["14 days"]}
    assert sides["Questions"].heading_path == ("Can I return it?",)
    assert "Returns" in found[0].message and "Questions" in found[0].message


def test_the_span_of_a_side_is_its_text_in_the_article():
    one = article("# Fees\n\n| Plan | Fee |\n|---|---|\n| Basic plan | $9 a month |", title="Fees")
    other = article("The fee of the basic plan is $12 a month.", title="Questions")

    (found,) = contradictions(one, other)

    for side, source in zip(found.sides, (one, other), strict=True):
        assert source.text[side.start : side.end] == side.text


def test_a_rule_and_a_promotion_that_ends_do_not_contradict():
    rule = article("You can return a sofa within 30 days.", title="Returns")
    promotion = article(
        "You can return a sofa within 100 days.", title="Winter", valid_until=date(2026, 7, 1)
    )
    future = article(
        "You can return a sofa within 60 days.", title="New", valid_from=date(2026, 7, 1)
    )

    assert contradictions(rule, promotion, future) == []


def test_articles_that_differ_in_everything_describe_two_things():
    texts = (
        "The opening deposit is {}.\n\nThe fee for a paper statement is {}.\n\n"
        "A returned cheque costs {}.\n\nThe daily limit for purchases is {}."
    )
    blue = article(texts.format("$100", "$2", "$15", "$500"), title="Everyday account")
    green = article(texts.format("$50", "$4", "$20", "$900"), title="Savings account")

    assert contradictions(blue, green) == []


def test_one_wording_with_many_values_is_a_series():
    plans = [
        article(f"The notice period for the contract is {days} days.", title=f"Contract of {name}")
        for name, days in (("spring", 10), ("summer", 20), ("autumn", 30), ("winter", 40))
    ]

    assert contradictions(*plans) == []


def test_rows_of_one_table_do_not_contradict_each_other():
    table = "| Country | Delivery time |\n|---|---|\n| Germany | 2 days |\n| France | 4 days |"

    assert contradictions(article(table, title="Delivery times")) == []


def test_internal_articles_are_compared_and_labelled():
    found = contradictions(
        article("Gift wrapping costs €3 for each order.", title="Gifts"),
        article(
            "Gift wrapping costs €5 for each order.", title="Notes", visibility=Visibility.INTERNAL
        ),
    )

    assert [side.is_internal for side in found[0].sides].count(True) == 1


def test_the_hand_written_pairs_are_mostly_told_apart():
    lines = (shipped("evals") / "knowledge_health/pairs.jsonl").read_text(encoding="utf-8")
    right = {"contradiction": [], "compatible": []}
    for case in map(json.loads, lines.splitlines()):
        sides = [
            article(path=name, language=case["language"], **case[name]) for name in ("one", "other")
        ]
        is_found = bool(contradictions(*sides))
        right[case["kind"]].append(is_found == (case["kind"] == "contradiction"))

    assert sum(right["compatible"]) / len(right["compatible"]) >= 0.85
    assert sum(right["contradiction"]) / len(right["contradiction"]) >= 0.55
