import pytest

from cx_assistant.models import Evidence, EvidenceKind
from cx_assistant.orders.day_rules import RuleKind, extract_day_rules
from cx_assistant.orders.policies import Policies
from cx_assistant.settings.policy_schema import PoliciesSettings, PolicyRule
from tests.orders.builders import SHOP

RETURN, SALE, REFUND = RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW, RuleKind.REFUND


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You can return most items within **30 days** after delivery.", [(RETURN, 30)]),
        ("Items bought in a sale can be returned within 14 days.", [(SALE, 14)]),
        ("Returns are accepted for up to 2 weeks.", [(RETURN, 14)]),
        ("You have 60 days to send it back.", [(RETURN, 60)]),
        ("Rückgabe innerhalb von 30 Tagen nach Lieferung.", [(RETURN, 30)]),
        (
            "Return items within 30 days, sale items within 14 days.",
            [(RETURN, 30), (SALE, 14)],
        ),
        (
            "Du kannst alles innerhalb von 30 Tagen zurückgeben, Sale-Artikel in 14 Tagen.",
            [(RETURN, 30), (SALE, 14)],
        ),
        ("100 days to return anything, sale items included", [(RETURN, 100), (SALE, 100)]),
        ("# Sale items\n\n- Return window: 14 days instead of 30.", [(SALE, 14)]),
        ("We refund you within 5 working days of its arrival.", [(REFUND, 5)]),
        ("Erstattung innerhalb von 5 Werktagen nach Eingang der Rücksendung.", [(REFUND, 5)]),
    ],
)
def test_rules_are_read_from_sentences(text, expected):
    assert [(rule.kind, rule.days) for rule in extract_day_rules(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Delivery takes 3 days.",
        "You have 14 days to send the wrong item back.",
        "In the EU you may withdraw from a purchase within 14 days.",
        "We reserve the new size for 10 days while you return the old one.",
        "Returns are a page of 30 kilobytes.",
        "Up to 7 days late returns get store credit.",
        "If the sale ends, returns must come in within 3 days.",
        "Your order arrived 30 days ago and you want to return it?",
    ],
)
def test_days_of_other_matters_are_no_rule(text):
    assert extract_day_rules(text) == ()


def test_working_days_are_told_apart():
    assert extract_day_rules("Refund within 5 working days of arrival.")[0].working_days
    assert not extract_day_rules("Return it within 30 days.")[0].working_days


def test_the_sample_shop_says_what_its_configuration_says():
    text = (SHOP / "articles/returns/return-policy.md").read_text(encoding="utf-8")

    assert [(r.kind, r.days) for r in extract_day_rules(text)] == [(RETURN, 30), (SALE, 14)]


def passage(text: str, source: str = "returns/policy.md") -> Evidence:
    return Evidence(id=f"p-{source}", kind=EvidenceKind.ARTICLE, source=source, text=text)


SETTINGS = PoliciesSettings(return_window_days=PolicyRule(days=30, article="returns/policy.md"))


def test_a_configured_rule_rests_on_the_passage_that_states_it():
    other = passage("Return it within 30 days.", "other.md")
    own = passage("You can return it within 30 days.")

    rule = Policies.of(SETTINGS, [other, own]).return_window

    assert rule is not None
    assert (rule.days, rule.source) == (30, "p-returns/policy.md")


def test_without_a_passage_a_configured_rule_rests_on_its_article():
    rule = Policies.of(SETTINGS).return_window

    assert rule is not None
    assert rule.source == "returns/policy.md"


def test_an_article_that_says_otherwise_stops_the_rule():
    policies = Policies.of(SETTINGS, [passage("You can return it within 14 days.")])

    assert policies.return_window is None
    assert "14" in policies.conflicts[0]
    assert "30" in policies.conflicts[0]


def test_without_configuration_articles_that_agree_make_the_rule():
    same = [passage("Return it within 20 days.", "a.md"), passage("20 days to return it.", "b.md")]

    rule = Policies.of(PoliciesSettings(), same).return_window

    assert rule is not None
    assert (rule.days, rule.source) == (20, "p-a.md")


def test_without_configuration_articles_that_disagree_make_no_rule():
    two = [
        passage("Return it within 20 days.", "a.md"),
        passage("Return it within 9 days.", "b.md"),
    ]

    policies = Policies.of(PoliciesSettings(), two)

    assert policies.return_window is None
    assert "a.md, b.md" in policies.conflicts[0]
