from cx_assistant.models import Evidence, EvidenceKind
from cx_assistant.orders.policies import Policies
from cx_assistant.settings.policy_schema import PoliciesSettings, PolicyRule


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
    assert "a.md says 20 days and b.md says 9 days" in policies.conflicts[0]
