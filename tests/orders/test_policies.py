from datetime import date
from decimal import Decimal

import pytest

from cx_assistant.models import Evidence, EvidenceKind, SourceSpan
from cx_assistant.orders.policies import (
    CancelRule,
    DeliveryRule,
    Policies,
    ReturnCostRule,
    Rule,
    RuleKind,
)
from cx_assistant.settings.policy_schema import (
    CancelPolicy,
    DeliveryPolicy,
    FeePolicy,
    LoyaltyPolicy,
    MonthsRule,
    PoliciesSettings,
    PolicyRule,
)

TODAY = date(2026, 6, 10)


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


def test_weeks_and_days_of_the_same_length_do_not_disagree():
    two = [passage("Return it within 14 days.", "a.md"), passage("Two weeks to return it.", "b.md")]

    assert Policies.of(PoliciesSettings(), two).conflicts == ()


def test_a_rule_for_some_goods_contradicts_none_for_all():
    both = [passage("Return it within 30 days. Headphones can be returned within 10 days.")]

    policies = Policies.of(SETTINGS, both)

    assert policies.return_window is not None
    assert policies.return_window.days == 30
    assert [rule.scope.goods for rule in policies.limited_windows] == ["Headphones"]
    assert policies.conflicts == ()


def test_another_article_that_says_otherwise_stops_a_configured_rule():
    two = [passage("Return it within 30 days."), passage("Return it within 9 days.", "faq.md")]

    policies = Policies.of(SETTINGS, two)

    assert policies.return_window is None
    assert policies.conflicts == (
        "return_window_days is 30 days in cx.toml, but faq.md says 9 days; correct one of them",
    )


def test_a_conflict_matters_only_to_answers_that_use_the_rule():
    two = [passage("Return it within 9 days.", "a.md"), passage("9 weeks to return it.", "b.md")]

    policies = Policies.of(PoliciesSettings(), two)

    assert policies.conflicts_on({RuleKind.RETURN_WINDOW}) == policies.conflicts != ()
    assert policies.conflicts_on({RuleKind.WARRANTY, RuleKind.CANCEL}) == ()


def test_working_days_that_cx_toml_states_must_be_those_of_the_article():
    settings = PoliciesSettings(refund_days=PolicyRule(days=5, working_days=False, article="r.md"))
    text = "We refund you within 5 working days of receiving your return."

    assert Policies.of(settings, [passage(text, "r.md")]).refund is None
    assert "5 working days" in Policies.of(settings, [passage(text, "r.md")]).conflicts[0]


def test_only_what_is_counted_from_the_arrival_of_a_return_is_the_refund_time():
    text = "Refunds take 5 days to show up in your bank account. A refund takes 9 days."

    assert Policies.of(PoliciesSettings(), [passage(text)]).refund is None


def test_until_dispatch_alone_does_not_contradict_a_time_limit():
    two = [
        passage(
            "You can cancel for 2 hours after ordering, as long as it has not shipped.", "a.md"
        ),
        passage("You can cancel your order before it is dispatched.", "b.md"),
    ]

    policies = Policies.of(PoliciesSettings(), two)

    assert policies.conflicts == ()
    assert policies.cancel is not None
    assert (policies.cancel.within_minutes, policies.cancel.until_dispatch) == (120, True)


def test_every_configured_rule_is_granted_without_an_article():
    settings = PoliciesSettings(
        exchange_window_days=PolicyRule(days=20),
        warranty_months=MonthsRule(months=24, article="w.md"),
        cancel=CancelPolicy(until="dispatch"),
        loyalty=LoyaltyPolicy(points_per_unit=Decimal("0.1"), expire_months=12),
        delivery_days=DeliveryPolicy(min=2, max=4),
        return_fee=FeePolicy(amount=Decimal("4.90"), currency="EUR"),
        no_return_tags=("personalised",),
    )

    policies = Policies.of(settings)

    assert policies.exchange_window == Rule(kind=RuleKind.EXCHANGE_WINDOW, days=20)
    assert policies.warranty == Rule(kind=RuleKind.WARRANTY, months=24, source="w.md")
    assert policies.cancel == CancelRule(until_dispatch=True)
    assert policies.loyalty is not None
    assert (policies.loyalty.points_per_unit, policies.loyalty.expire_months) == (
        Decimal("0.1"),
        12,
    )
    assert policies.delivery == DeliveryRule(min_days=2, max_days=4)
    assert policies.return_cost == ReturnCostRule(amount=Decimal("4.90"), currency="EUR")
    assert policies.no_return_tags == ("personalised",)


@pytest.mark.parametrize(
    ("settings", "text", "key"),
    [
        ({"warranty_months": {"months": 36}}, "All products have a 2-year warranty.", "warranty"),
        ({"cancel": {"within_minutes": 60}}, "You can cancel your order within 2 hours.", "cancel"),
        ({"loyalty": {"points_per_unit": 2}}, "Earn 1 point for every €1 you spend.", "loyalty"),
        ({"delivery_days": {"min": 1, "max": 2}}, "Delivery takes 3-5 working days.", "delivery"),
        ({"return_fee": {"amount": 0}}, "A return costs €4.95, deducted from it.", "return_fee"),
    ],
)
def test_articles_that_say_otherwise_are_named_for_every_kind(settings, text, key):
    policies = Policies.of(PoliciesSettings.model_validate(settings), [passage(text, "faq.md")])

    (sentence,) = policies.conflicts
    assert sentence.startswith(key)
    assert "faq.md says" in sentence


def test_the_countries_an_article_names_stay_with_a_configured_rule():
    settings = PoliciesSettings(exchange_window_days=PolicyRule(days=30, article="x.md"))
    text = "In Germany and Austria we exchange any item within 30 days."

    rule = Policies.of(settings, [passage(text, "x.md")]).exchange_window

    assert rule is not None
    assert rule.condition == "Germany, Austria"


TABLE = """# Delivery times

| Country | Standard delivery time | Express delivery time |
|---|---|---|
| Germany, Austria | 2–3 working days | 1 working day |
| United Kingdom (mainland) | 4 working days | not available |

# What a return costs

| Country | Cost |
|---|---|
| Germany | free |
| Italy | €9.90 |
"""


def test_delivery_times_and_return_costs_are_those_of_the_country():
    policies = Policies.of(PoliciesSettings(), [passage(TABLE)])

    usual, fast = policies.delivery_to("AT"), policies.delivery_to("Germany", service="Express")
    assert usual is not None
    assert fast is not None
    assert (usual.min_days, usual.max_days, fast.max_days) == (2, 3, 1)
    assert policies.delivery_to("GB") is None  # the mainland is not all of it
    assert policies.delivery_to("France") is None
    italian = policies.return_cost_from("IT")
    assert italian is not None
    assert italian.amount == Decimal("9.90")


def test_a_rule_points_to_its_words_in_the_article():
    spanned = passage("Changed your mind? Return it within 30 days.").model_copy(
        update={"span": SourceSpan(start=100, end=144, revision="r1")}
    )

    rule = Policies.of(PoliciesSettings(), [spanned]).return_window

    assert rule is not None
    assert rule.quote == "Return it within 30 days."
    assert rule.span == SourceSpan(start=119, end=144, revision="r1")
