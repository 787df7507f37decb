"""How long a delivery takes, by service and country."""

from __future__ import annotations

import re

from cx_assistant.orders.rules.building import rule_of
from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.scoping import (
    countries,
    countries_in,
    first_of,
    is_general,
    named_in,
)
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.words import listed, pattern, speaks_of


def deliveries_in(mention: Mention) -> list[StatedRule]:
    """The delivery time this time is given for, with its service and country."""
    length = mention.duration
    days = length.whole_days
    if days is None or length.months or days > 90 or not _is_given(mention):
        return []
    if _is_other_matter(mention):
        return []
    least = length.least if length.days or length.least is None else length.least // 1440
    return [
        rule_of(
            mention,
            RuleKind.DELIVERY,
            scope=_scope(mention),
            counted_from=_counted_from(mention),
        ).model_copy(update={"days": days, "minutes": 0, "least": least})
    ]


def _is_given(mention: Mention) -> bool:
    statement = mention.statement
    if statement.column:
        titled = f"{statement.column} \n {statement.row} \n {' '.join(statement.headings[-1:])}"
        times = pattern("deliveries", "time").search(statement.column) or pattern(
            "scopes", "service"
        ).search(f"{statement.column} \n {statement.row}")
        return mention.is_leading and bool(times) and speaks_of("delivering", titled)
    if mention.is_leading:
        near = f"{statement.lead or ' '.join(statement.headings[-1:])}"
        return bool(pattern("deliveries", "time").search(near)) and speaks_of("delivering", near)
    if not pattern("deliveries", "takes").search(mention.before):
        return False
    in_front = speaks_of("delivering", mention.before)
    service = pattern("scopes", "service").search(mention.before)
    heading = statement.lead or " ".join(statement.headings[-1:])
    return in_front or (bool(service) and speaks_of("delivering", heading))


def _is_other_matter(mention: Mention) -> bool:
    said = f"{mention.region} \n {mention.statement.nearest}"
    if any(speaks_of(each, said) for each in ("other", "untrue", "withdrawing", "warranty")):
        return True
    titled = f"{mention.sentence} \n {' '.join(mention.statement.headings)}"
    if any(speaks_of(each, titled) for each in ("other_money", "loyalty")):
        return True
    if pattern("deliveries", "other").search(said) or speaks_of(
        "refunding", " ".join(mention.statement.headings)
    ):
        return True
    if mention.is_anchored and mention.counted_from is CountedFrom.DELIVERY:
        return True
    in_front = pattern("concepts", "preparing").search(mention.before)
    return in_front is not None or _is_prepared(mention)


def _is_prepared(mention: Mention) -> bool:
    near = f"{mention.statement.row} \n {mention.statement.column} \n {mention.statement.lead}"
    return bool(
        re.search(
            r"\bprocess|\bhandling|\bdispatch|bearbeitung|\bpre-?order|vorbestell", near, re.I
        )
    )


def _goods(mention: Mention) -> str:
    for each in listed("deliveries")["goods"]:
        match = re.search(each, mention.region, re.IGNORECASE)
        if match and not _is_usual(match["goods"]):
            return match["goods"]
    return ""


def _is_usual(goods: str) -> bool:
    words = pattern("scopes", "service").sub(" ", countries().sub(" ", goods))
    return is_general(words) or speaks_of("delivering", words)


def _counted_from(mention: Mention) -> CountedFrom | None:
    return mention.counted_from


def _scope(mention: Mention) -> Scope:
    statement = mention.statement
    service = named_in("service", statement) if statement.column else ""
    service = service or first_of(mention.region, pattern("scopes", "service"))
    where = countries_in(mention.region)
    if statement.row:
        is_service = pattern("scopes", "service").search(statement.row)
        where = where or ("" if is_service else statement.row)
    heading = " ".join(statement.headings[-1:])
    service = service or (
        first_of(heading, pattern("scopes", "service")) if not statement.row else ""
    )
    if service.lower() == "standard":
        service = ""  # the usual one
    return Scope(
        goods=_goods(mention),
        service=service,
        countries=where or countries_in(heading),
        tier=first_of(mention.region, pattern("scopes", "tier")),
    )
