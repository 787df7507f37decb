"""Until when a customer may cancel an order."""

from __future__ import annotations

import re

from cx_assistant.orders.rules.building import rule_in
from cx_assistant.orders.rules.durations import durations_in
from cx_assistant.orders.rules.mentions import Mention, mentions_in
from cx_assistant.orders.rules.scoping import goods_of, is_general
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.statements import Statement
from cx_assistant.orders.rules.words import pattern, speaks_of

_SUBJECT = re.compile(
    r"(?:^|[,;:(])\s*(?P<goods>(?!(?:nach|after|once|before|until|bis|within|innerhalb|up) )"
    r"[^,;:()]{2,50}?)\s+(?:can|may|kann|kannst|können|könnt|dürfen|cannot|can't)\b",
    re.IGNORECASE,
)


_NO_LONGER = re.compile(r"\bno longer\b|\bnicht mehr\b", re.IGNORECASE)


def cancelling_in(statement: Statement) -> list[StatedRule]:
    """The rule for cancelling that one statement gives: for a time, until dispatch, or both."""
    if not _is_about_cancelling(statement):
        return []
    until_dispatch = _is_until_dispatch(statement)
    minutes = next((m for each in mentions_in(statement) if (m := _minutes(each))), 0)
    if not until_dispatch and not minutes:
        return []
    return [
        rule_in(
            statement,
            RuleKind.CANCEL,
            minutes=minutes,
            until_dispatch=until_dispatch,
            counted_from=CountedFrom.ORDER if minutes else None,
            scope=_scope(statement),
        )
    ]


def _is_about_cancelling(statement: Statement) -> bool:
    text = statement.text
    asked = f"{statement.lead} \n {statement.headings[-1] if statement.headings else ''}"
    if pattern("cancelling", "other").search(f"{text} \n {statement.context}"):
        return False
    by_customer = re.search(r"\b(?:can(?:not)?|may) be\b", text)
    if speaks_of("not_the_customer", text) and not by_customer:
        return False
    if speaks_of("withdrawing", text) or speaks_of("untrue", _NO_LONGER.sub(" ", text)):
        return False
    return speaks_of("cancelling", text) or speaks_of("cancelling", asked)


def _is_until_dispatch(statement: Statement) -> bool:
    text = statement.text
    sent = pattern("concepts", "dispatching").search(text)
    if sent is None or speaks_of("refunding", text[: sent.start()]):
        return False
    named = pattern("concepts", "cancelling").search(text)
    if named is None and not re.match(r"(?:yes|ja|oui|s[ií]|sim|tak)\b", text, re.I):
        return False
    opened = [
        match
        for match in pattern("cancelling", "until").finditer(text, 0, sent.end())
        if match.end() <= sent.start() + 12
    ]
    if not opened or (
        re.search(r"\d\W*(?:\w+\W+){0,3}$", text[: opened[-1].start()]) and named is None
    ):
        return False
    if pattern("cancelling", "no_longer").fullmatch(opened[-1][0]):
        return bool(pattern("cancelling", "refused").search(text))
    return not re.search(r"\b(?:we|wir) (?:may|can|will|reserve|behalten)", text, re.I)


def _minutes(mention: Mention) -> int:
    minutes = mention.duration.minutes
    given = mention.is_granted or re.search(r"\bbis\W*$", mention.before, re.IGNORECASE)
    if not minutes or mention.duration.least is not None or not given:
        return 0
    if mention.says("refunding") or mention.says("other") or mention.says("delivering"):
        return 0
    if mention.is_anchored and mention.counted_from not in {CountedFrom.ORDER, None}:
        return 0
    of_dispatch = pattern("cancelling", "before_dispatch").search(mention.region)
    if pattern("cancelling", "other_time").search(mention.region) and not of_dispatch:
        return 0
    return minutes


def _scope(statement: Statement) -> Scope:
    text = statement.text
    titled = f"{text} \n {' '.join(statement.headings)}"
    service = pattern("scopes", "service").search(titled)
    subject = _SUBJECT.search(text)
    if subject and (durations_in(subject["goods"]) or speaks_of("cancelling", subject["goods"])):
        subject = None
    goods = subject["goods"].strip() if subject and not is_general(subject["goods"]) else ""
    for mention in mentions_in(statement):
        goods = goods or ("" if mention.is_leading else goods_of(mention))
    if service and re.search(r"\b(?:order|bestell)", goods, re.I):
        goods = ""
    return Scope(service=service[0] if service else "", goods=goods)
