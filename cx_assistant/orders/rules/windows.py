"""How long goods may be returned or exchanged, and the withdrawal the law grants anyway."""

from __future__ import annotations

from collections.abc import Iterator

from cx_assistant.orders.rules.building import rule_of
from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.scoping import condition_of, scope_of
from cx_assistant.orders.rules.stated import RuleKind, StatedRule
from cx_assistant.orders.rules.words import pattern, speaks_of


def windows_in(mention: Mention) -> Iterator[StatedRule]:
    """The return, sale return, exchange and withdrawal windows this time is given for."""
    length = mention.duration
    if length.minutes or length.least is not None or not _is_given(mention):
        return
    if _is_of_the_law(mention):
        yield rule_of(mention, RuleKind.WITHDRAWAL)
        return
    if _is_other_matter(mention):
        return
    condition = condition_of(mention.region)
    if condition is None:
        return
    scope = scope_of(mention)
    for kind in _kinds(mention):
        yield rule_of(mention, kind, scope=scope, condition=condition)


def _is_given(mention: Mention) -> bool:
    before = mention.before
    if any(pattern("windows", each).search(before) for each in ("instead", "after", "lasting")):
        return False
    refused = pattern("windows", "refused").search(mention.region)
    if refused or speaks_of("untrue", mention.sentence):
        return False
    in_front = _acts(before) or speaks_of("withdrawing", before)
    if _follows(mention) or (mention.is_labelled and in_front):
        return True
    near = f"{mention.statement.nearest} \n {_last(mention)}"
    asked = speaks_of("window_word", near) and (_acts(near) or speaks_of("withdrawing", near))
    if mention.is_leading and near.strip():
        return asked
    here = _acts(mention.region) or speaks_of("withdrawing", mention.sentence) or in_front
    return mention.is_granted and (here or asked)


def _follows(mention: Mention) -> bool:
    """ "30 days to return it", "30-day returns"."""
    after = mention.after
    if pattern("windows", "to_return").match(after) and _acts(after[:70]):
        return True
    rest = after[pattern("windows", "compound").match(after).end() :]  # type: ignore[union-attr]
    return any(
        pattern("concepts", each).match(rest) is not None
        for each in ("returning", "exchanging", "withdrawing")
    )


def _acts(text: str) -> bool:
    return speaks_of("returning", text) or speaks_of("exchanging", text)


def _is_of_the_law(mention: Mention) -> bool:
    if speaks_of("withdrawing", mention.sentence):
        return True
    return speaks_of("withdrawing", mention.statement.nearest) and not _acts(mention.region)


def _is_other_matter(mention: Mention) -> bool:
    region, near = mention.region, mention.statement.nearest
    said = f"{region} \n {near}"
    if any(speaks_of(each, said) for each in ("other", "by_the_shop")):
        return True
    if any(speaks_of(each, region) for each in ("cancelling", "legal", "other_money")):
        return True
    if mention.says("warranty") or (mention.says("dispatching") and not mention.is_anchored):
        return True
    if speaks_of("other", " \n ".join(mention.statement.headings)) and not _acts(near):
        return True
    if mention.is_anchored and mention.counted_from is None and not _follows(mention):
        return True  # days of a request, an e-mail, a label …
    return _is_about_money(mention) or _is_about_delivery(mention)


def _is_about_money(mention: Mention) -> bool:
    """ "Refunds take 14 days" and "request a refund within 14 days" are no return windows."""
    if speaks_of("asked_for", mention.region):
        return True
    money = pattern("concepts", "refunding").search(mention.region)
    if money is None:
        near = mention.statement.nearest
        return speaks_of("refunding", near) and not _acts(mention.region + near)
    at = len(mention.region) - len(mention.after) - (mention.duration.end - mention.duration.start)
    acted = _first_act(mention.region)
    if acted is None or money.start() < acted:
        return (
            acted is None
            or acted > at
            or not pattern("windows", "to_get_a_refund").search(mention.region[: money.start()])
        )
    return (
        money.start() < at or pattern("windows", "of_delivery").search(mention.region) is not None
    )


def _first_act(text: str) -> int | None:
    found = [pattern("concepts", each).search(text) for each in ("returning", "exchanging")]
    return min((match.start() for match in found if match), default=None)


def _is_about_delivery(mention: Mention) -> bool:
    """ "Delivered within 3 days", though returns are spoken of in the same breath."""
    delivered = pattern("concepts", "delivering").search(mention.region)
    acted = _first_act(mention.region)
    in_front = delivered is not None and delivered.end() <= len(mention.before)
    return in_front and acted is None and not _acts(mention.statement.nearest)


def _kinds(mention: Mention) -> Iterator[RuleKind]:
    where = next(
        (
            text
            for text in (mention.region, mention.before, mention.statement.nearest)
            if _acts(text)
        ),
        "",
    )
    if speaks_of("returning", where):
        yield from _return_kinds(mention)
    if speaks_of("exchanging", where):
        yield RuleKind.EXCHANGE_WINDOW


def _return_kinds(mention: Mention) -> tuple[RuleKind, ...]:
    sentence, region = mention.sentence, mention.region
    if pattern("scopes", "sale_too").search(sentence):
        return (RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW)
    if pattern("scopes", "not_sale").search(region):
        return (RuleKind.RETURN_WINDOW,)
    near = f"{mention.statement.row} {mention.statement.column} {_last(mention)}"
    is_sale = any(pattern("scopes", "sale").search(text) for text in (region, near))
    return (RuleKind.SALE_RETURN_WINDOW,) if is_sale else (RuleKind.RETURN_WINDOW,)


def _last(mention: Mention) -> str:
    return mention.statement.headings[-1] if mention.statement.headings else ""
