"""Points earned on what is spent, and when they expire."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from cx_assistant.orders.rules.building import rule_in, rule_of
from cx_assistant.orders.rules.mentions import mentions_in
from cx_assistant.orders.rules.scoping import first_of
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import pattern, speaks_of

_POINTS = r"(?P<points>\d{1,3}(?:[.,]\d)?|one|two|three|five|ten|an?|eine?n?|zwei|drei|fünf|zehn)"
_NAME = (
    r"(?:[\w-]+ )?(?:points?|miles?|stars?|coins?|punkte?|treuepunkte?|bonuspunkte?|meilen?|miles?)"
)
_MONEY = (
    r"(?:(?:€|£|\$)\s?(?P<before>\d{1,4})|(?P<after>\d{1,4})\s?(?:€|£|\$|euros?|pounds?|dollars?|eur|usd|gbp)|"
    r"(?P<unit>euro|pound|dollar)s?)"
)
_PER = (
    r"(?:for |per |pro |je |für |on )+(?:every |each |full |whole |vollen |ganzen |jeden |spent )*"
)
_EARNED = re.compile(
    rf"(?<![\d.,]){_POINTS} {_NAME}\b[^.;]{{0,25}}?\b{_PER}{_MONEY}(?!\w)", re.IGNORECASE
)
_SPENT = re.compile(rf"\b{_PER}{_MONEY}(?!\w)[^.;]{{0,60}}?\b{_POINTS} {_NAME}\b", re.IGNORECASE)
_SMALL = {
    **dict.fromkeys(("a", "an", "one", "ein", "eine", "einen"), 1),
    **{"two": 2, "three": 3, "five": 5, "ten": 10, "zwei": 2, "drei": 3, "fünf": 5, "zehn": 10},
}


def loyalty_in(statement: Statement) -> Iterator[StatedRule]:
    """How many points money earns, and after how many months they expire."""
    text = statement.text
    if not speaks_of("loyalty", text) or speaks_of("untrue", text):
        return
    yield from _earned(statement)
    yield from _expiry(statement)


def _earned(statement: Statement) -> Iterator[StatedRule]:
    text = statement.text
    found = _EARNED.search(text) or _SPENT.search(text)
    if found is None or pattern("loyalty", "redeeming").search(text):
        return
    about = f"{text} \n {statement.nearest}"
    if not (
        pattern("loyalty", "earning").search(about) and pattern("loyalty", "spending").search(about)
    ):
        return
    yield rule_in(
        statement,
        RuleKind.LOYALTY,
        points=_number(found["points"]),
        per_amount=Decimal(found["before"] or found["after"] or 1),
        scope=Scope(
            tier=_tier(text),
            period=first_of(text, pattern("scopes", "period")),
        ),
    )


def _expiry(statement: Statement) -> Iterator[StatedRule]:
    for mention in mentions_in(statement):
        in_front = mention.before
        if not mention.duration.months or not pattern("loyalty", "expires").search(mention.region):
            continue
        points = [match.end() for match in pattern("concepts", "loyalty").finditer(in_front)]
        others = [match.end() for match in pattern("concepts", "other_money").finditer(in_front)]
        if points and not others:
            inactive = pattern("loyalty", "inactive").search(mention.sentence)
            yield rule_of(
                mention,
                RuleKind.LOYALTY,
                counted_from=None,
                condition=mention.sentence if inactive else "",
            )


def _tier(text: str) -> str:
    return first_of(text, pattern("loyalty", "tier"))


def _number(word: str) -> Decimal:
    return Decimal(_SMALL.get(word.lower(), 0)) or Decimal(word.replace(",", "."))
