"""Measures how well rules are read from sentences of articles, by kind of rule.

    python tools/measure_rules.py [--split test|tune] [--show]

Every case of evals/policy_rules is a passage as a shop might write it, with the rules it states. A
rule counts as found if its kind, its figures and whether it holds for everyone are right. "General"
is the share of rules read as holding for everyone that really do: the only ones that are used
without being told whom they are for. All shares with 95% Wilson intervals.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from cx_assistant.evaluation.orders.shares import Share
from cx_assistant.orders.rules.extract import extract_rules
from cx_assistant.orders.rules.stated import RuleKind, StatedRule

CASES = Path(__file__).resolve().parent.parent / "evals/policy_rules/cases.jsonl"
UNVALUED = {RuleKind.NO_RETURN, RuleKind.RETURN_CONDITION}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--split", choices=("test", "tune"), default="test")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    arguments = parser.parse_args()
    cases = [case for case in read_cases() if case["split"] == arguments.split]
    right, wrong, missed = Counter(), Counter(), Counter()
    general = Counter()
    for case in cases:
        found, extra, lost = judged(case)
        right.update(rule.kind for rule in found)
        wrong.update(rule.kind for rule in extra)
        missed.update(RuleKind(rule["kind"]) for rule in lost)
        general["right"] += sum(holds_for_all(rule) for rule in found)
        general["wrong"] += sum(holds_for_all(rule) for rule in extra)
        if arguments.show and (extra or lost):
            show(case, extra, lost)
    empty = [case for case in cases if not case["expected"]]
    clean = sum(not judged(case)[1] for case in empty)
    print(f"{len(cases)} passages ({arguments.split}), {len(empty)} of them state no rule")
    for kind in RuleKind:
        if right[kind] + wrong[kind] + missed[kind]:
            line(kind.value, right[kind], wrong[kind], missed[kind])
    line("all", right.total(), wrong.total(), missed.total())
    print(f"general: {said(Share(hits=general['right'], n=general.total()))}")
    print(f"nothing read where nothing is stated: {said(Share(hits=clean, n=len(empty)))}")


def read_cases() -> list[dict[str, Any]]:
    return [json.loads(text) for text in CASES.read_text(encoding="utf-8").splitlines()]


def judged(
    case: dict[str, Any],
) -> tuple[list[StatedRule], list[StatedRule], list[dict[str, Any]]]:
    """The rules read rightly, those read wrongly, and those of the case that were missed."""
    lost = list(case["expected"])
    found, extra = [], []
    for rule in extract_rules(case["text"], headings=case["headings"]):
        match = next((each for each in lost if is_same(rule, each)), None)
        if match is None:
            extra.append(rule)
        else:
            found.append(rule)
            lost.remove(match)
    return found, extra, lost


def is_same(rule: StatedRule, expected: dict[str, Any]) -> bool:
    if rule.kind.value != expected["kind"]:
        return False
    if rule.kind in UNVALUED:
        return True
    stated = expected.get("counted_from")
    return (
        holds_for_all(rule) is not expected.get("limited", False)
        and (rule.days, rule.months, rule.minutes)
        == tuple(expected.get(unit, 0) for unit in ("days", "months", "minutes"))
        and rule.least == expected.get("least")
        and rule.working_days is expected.get("working_days", False)
        and rule.until_dispatch is expected.get("until_dispatch", False)
        and same_figures(rule, expected)
        and (stated is None or rule.counted_from == stated)
    )


def same_figures(rule: StatedRule, expected: dict[str, Any]) -> bool:
    names = [name for name in ("amount", "percent", "points", "per_amount") if name in expected]
    values = (getattr(rule, name) for name in names)
    same = all(
        value is not None and float(value) == float(expected[name])
        for name, value in zip(names, values, strict=True)
    )
    return same and expected.get("currency", rule.currency) == rule.currency


def holds_for_all(rule: StatedRule) -> bool:
    return rule.scope.is_general and not rule.condition


def line(name: str, right: int, wrong: int, missed: int) -> None:
    precision, recall = Share(hits=right, n=right + wrong), Share(hits=right, n=right + missed)
    print(f"{name:20} precision {said(precision)}   recall {said(recall)}")


def said(share: Share) -> str:
    if share.value is None or share.interval is None:
        return "     – (n = 0)             "
    interval = f"[{share.interval.low:.2f}, {share.interval.high:.2f}]"
    return f"{share.value:5.0%} {interval} (n = {share.n:3})"


def show(case: dict[str, Any], extra: list[StatedRule], lost: list[dict[str, Any]]) -> None:
    print(f"\n{case['id']}: {case['text']}")
    for rule in extra:
        print("  read wrongly:", rule.model_dump(exclude_defaults=True, mode="json"))
    for missed in lost:
        print("  missed:", missed)


if __name__ == "__main__":
    main()
