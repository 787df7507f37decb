"""What the extractor reads must not get worse on the passages written to measure it."""

import json

import pytest

from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.resources import shipped

CASES = [
    json.loads(line)
    for line in (shipped("evals") / "policy_rules/cases.jsonl").read_text("utf-8").splitlines()
]
SILENT = [case for case in CASES if not case["expected"]]


def times(rules):
    """Kind, length and whether it holds for everyone: what a date would be worked out from."""
    return sorted(
        (each["kind"], each.get("days", 0), each.get("months", 0), each.get("limited", False))
        for each in rules
        if each.get("days") or each.get("months")
    )


def read(case):
    return [
        {
            "kind": rule.kind.value,
            "days": rule.days,
            "months": rule.months,
            "limited": bool(rule.condition) or not rule.scope.is_general,
        }
        for rule in extract_rules(case["text"], headings=case["headings"])
    ]


def test_half_of_the_passages_or_nearly_are_near_misses():
    assert len(CASES) >= 150
    assert 0.4 < len(SILENT) / len(CASES) < 0.6
    assert {case["split"] for case in CASES} == {"tune", "test"}


@pytest.mark.parametrize("split", ["tune", "test"])
def test_scenarios_never_stand_in_both_splits(split):
    own = {case["scenario"] for case in CASES if case["split"] == split}
    other = {case["scenario"] for case in CASES if case["split"] != split}

    assert not own & other


def test_passages_that_state_no_rule_hardly_ever_give_one():
    invented = [case["id"] for case in SILENT if read(case)]

    assert len(invented) <= 0.02 * len(SILENT), invented


def test_the_times_that_passages_state_are_read():
    asked = [case for case in CASES if times(case["expected"])]
    wrong = [case["id"] for case in asked if times(read(case)) != times(case["expected"])]

    assert len(wrong) <= 0.05 * len(asked), wrong
