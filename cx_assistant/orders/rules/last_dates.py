"""A fixed last day for what was ordered in some period, as for Christmas presents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from babel import Locale

from cx_assistant.orders.rules.building import rule_in
from cx_assistant.orders.rules.scoping import first_of
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import pattern, speaks_of


def last_dates_in(statement: Statement) -> Iterator[StatedRule]:
    """The last day to return what was bought in a period: "until 31 January".

    Without a period the day says nothing about an order, so there is no rule.
    """
    text = statement.text
    until = _until().search(text)
    if until is None or not speaks_of("returning", text) or speaks_of("untrue", text):
        return
    if speaks_of("other", text) or pattern("windows", "refused").search(text):
        return
    ordered = text[: until.start()] + " ; " + text[until.end() :]
    if bought := first_of(ordered, pattern("scopes", "period")):
        scope = Scope(period=bought)
        yield rule_in(statement, RuleKind.RETURN_WINDOW, last_date=until["date"], scope=scope)


@cache
def _until() -> re.Pattern[str]:
    months = "|".join(
        name
        for language in ("en", "de")
        for name in Locale(language).months["format"]["wide"].values()
    )
    day = (
        rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:{months})|(?:{months})\s+\d{{1,2}}(?:st|nd|rd|th)?)"
    )
    return re.compile(
        rf"\b(?:until|till|up to|no later than|bis(?: zum)?|spätestens(?: am| bis zum)?)\s+"
        rf"(?:the\s+)?(?P<date>{day}(?:,?\s+\d{{4}})?)",
        re.IGNORECASE,
    )
