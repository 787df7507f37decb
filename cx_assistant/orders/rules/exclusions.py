"""What cannot be returned, and the state in which things must come back."""

from __future__ import annotations

import re
from collections.abc import Iterator

from cx_assistant.orders.rules.building import rule_in
from cx_assistant.orders.rules.durations import durations_in
from cx_assistant.orders.rules.scoping import is_general
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import listed, pattern, speaks_of

_LONGEST = 140


def exclusions_in(statement: Statement) -> Iterator[StatedRule]:
    """Goods that cannot be returned, and conditions that all goods must meet."""
    text = statement.text
    if speaks_of("untrue", text):
        return
    if goods := _refused(statement):
        yield rule_in(statement, RuleKind.NO_RETURN, scope=Scope(goods=goods))
    elif _is_condition(statement):
        yield rule_in(statement, RuleKind.RETURN_CONDITION)


def _refused(statement: Statement) -> str:
    for each in listed("exclusions")["refused"]:
        if (match := re.search(each, statement.text, re.IGNORECASE)) and _is_goods(match["goods"]):
            return match["goods"].strip()
    titled = statement.lead if statement.lead else ""
    entry = statement.row or statement.text
    if (
        titled.endswith(":")
        and pattern("exclusions", "list_title").search(titled)
        and _is_goods(entry)
    ):
        return entry.strip(" .;")
    return _titled_row(statement)


def _titled_row(statement: Statement) -> str:
    """The first cell of a row under "What cannot be returned"."""
    title = statement.headings[-1] if statement.headings else ""
    is_first_cell = bool(statement.row) and bool(pattern("exclusions", "list_title").search(title))
    return statement.row if is_first_cell and _is_goods(statement.row) else ""


def _is_goods(words: str) -> bool:
    if (
        len(words) > _LONGEST
        or durations_in(words)
        or pattern("exclusions", "not_goods").search(words)
    ):
        return False
    return not is_general(words) or bool(pattern("scopes", "sale").search(words))


def _is_condition(statement: Statement) -> bool:
    text = statement.text
    if not (pattern("exclusions", "must").search(text) and pattern("scopes", "state").search(text)):
        return False
    about = f"{text} \n {statement.nearest} \n {' '.join(statement.headings)}"
    return speaks_of("returning", about) and not speaks_of("other", text)
