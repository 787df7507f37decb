"""What it costs to send something back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from cx_assistant.orders.amounts import parse_amount
from cx_assistant.orders.rules.building import rule_in
from cx_assistant.orders.rules.scoping import countries_in, first_of
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import pattern, speaks_of

AMOUNT = re.compile(
    r"(?<![\w.,])(?:(?:€|£|\$|EUR|USD|GBP|CHF)\s?\d{1,4}(?:[.,]\d{2})?(?![\d%])|"
    r"\d{1,4}(?:[.,]\d{2})?\s?(?:€|£|\$|EUR|USD|GBP|CHF|euros?\b|pounds?\b|dollars?\b))"
)
_PERCENT = re.compile(
    r"(?<![\w.,])(?P<share>\d{1,2}(?:[.,]\d)?)\s?(?:%|percent|per cent|prozent)", re.I
)


def costs_in(statement: Statement) -> Iterator[StatedRule]:
    """The return cost or restocking fee that one statement names."""
    if pattern("costs", "restocking").search(statement.text):
        yield from _restocking(statement)
        return
    titled = f"{' '.join(statement.headings)} \n {statement.column} \n {statement.row}"
    if statement.column:
        if pattern("costs", "cost_column").match(statement.column) and speaks_of(
            "returning", titled
        ):
            yield from _cell(statement)
        return
    text = statement.text
    if pattern("costs", "other").search(f"{text} \n {statement.lead}") or not speaks_of(
        "returning", text
    ):
        return
    if pattern("costs", "free").search(text):
        yield _cost(statement, Decimal(0))
    elif pattern("costs", "fee").search(text) and len(found := set(AMOUNT.findall(text))) == 1:
        yield from _priced(statement, found.pop())


def _cell(statement: Statement) -> Iterator[StatedRule]:
    if pattern("costs", "other").search(statement.row):
        return
    if pattern("costs", "free_cell").match(statement.text):
        yield _cost(statement, Decimal(0), countries_named=statement.row)
    elif len(found := AMOUNT.findall(statement.text)) == 1:
        yield from _priced(statement, found[0], countries_named=statement.row)


def _restocking(statement: Statement) -> Iterator[StatedRule]:
    text = statement.text
    if pattern("costs", "no_fee").search(text):
        return
    shares, amounts = _PERCENT.findall(text), AMOUNT.findall(text)
    goods = _condition(text)
    if len(shares) == 1 and not amounts:
        yield rule_in(
            statement,
            RuleKind.RESTOCKING_FEE,
            percent=Decimal(shares[0].replace(",", ".")),
            condition=goods,
        )
    elif len(amounts) == 1 and not shares:
        amount = parse_amount(amounts[0], decimal_sign=None)
        yield rule_in(
            statement,
            RuleKind.RESTOCKING_FEE,
            amount=amount.value,
            currency=amount.currency or "",
            condition=goods,
        )


def _condition(text: str) -> str:
    """A fee is never for everybody: what it is charged on stands in the same sentence."""
    limit = re.search(
        r"\b(?:on|for|to|if|when|unless|auf|für|bei|wenn|sofern)\b[^.;]{3,100}", text, re.I
    )
    if limit is None:
        limit = re.match(
            r"[^.;:]{3,80}?(?=\s(?:carry|carries|incurs?|(?:is|are) subject|ha(?:s|ve))\b)", text
        )
    return limit[0].strip(" .") if limit else ""


def _priced(
    statement: Statement, written: str, *, countries_named: str = ""
) -> Iterator[StatedRule]:
    try:
        amount = parse_amount(written, decimal_sign=None)
    except ValueError:
        return
    yield _cost(statement, amount.value, amount.currency or "", countries_named)


def _cost(
    statement: Statement, amount: Decimal, currency: str = "", countries_named: str = ""
) -> StatedRule:
    where = countries_named or countries_in(statement.text)
    period = pattern("scopes", "period")
    scope = Scope(
        countries=where,
        period=first_of(statement.text, period) or first_of(statement.context, period),
        tier=first_of(statement.text, pattern("scopes", "tier")),
    )
    return rule_in(statement, RuleKind.RETURN_COST, amount=amount, currency=currency, scope=scope)
