"""By when money comes back, after a return has arrived or by way of payment."""

from __future__ import annotations

import re

from cx_assistant.orders.rules.building import rule_of
from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.scoping import condition_of, named_in
from cx_assistant.orders.rules.stated import CountedFrom, RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.words import listed, pattern, speaks_of

_ONCE = re.compile(
    r"\b(?:once|when|as soon as|after|upon|sobald|nachdem|wenn|nach|dès|après|una vez|tras|dopo|"
    r"zodra|nadat|na|após|po)\b(?P<what>[^.]{3,110})",
    re.IGNORECASE,
)
_TAKES = re.compile(
    r"\b(?:takes?|dauer\w*|needs?|requires?|braucht|benötigt|within|after|nach|another|further)\b",
    re.I,
)
_LIMITS = re.compile(r"\b(?:if|unless|wenn|falls|only|nur|except|lost|undeliver)\b", re.I)
_NOT_A_TERM = re.compile(r"\b(?:if|wenn|falls)\b[^,]*\b\d", re.IGNORECASE)

_FAR = 70  # characters between a time and the refund it is for


def refunds_in(mention: Mention) -> list[StatedRule]:
    """The refund times this time is given for: from the arrival of a return, or the bank's own."""
    length = mention.duration
    if length.months or (length.minutes and length.whole_days is None):
        return []
    if not _is_about_refunds(mention) or _is_other_matter(mention):
        return []
    start = _counted_from(mention)
    is_rest = pattern("refunds", "rest").search(mention.before) is not None
    scope = Scope() if is_rest else Scope(method=named_in("method", mention.statement))
    return [
        rule_of(
            mention,
            RuleKind.REFUND,
            counted_from=start,
            scope=scope,
            condition=_condition(mention),
        ).model_copy(update={"days": length.whole_days or 0, "minutes": 0})
    ]


def _is_about_refunds(mention: Mention) -> bool:
    given = (
        mention.is_granted
        or mention.is_labelled
        or _TAKES.search(mention.before[-30:]) is not None
        or _arrival(mention) is not None
    )
    if mention.says("refunding"):
        return given or mention.is_leading
    near = mention.statement.nearest
    if not speaks_of("refunding", f"{near} \n {mention.before}"):
        return False
    if mention.statement.column:
        return mention.is_leading or given
    acts = mention.says("returning") or mention.says("exchanging") or mention.says("delivering")
    return given and not (acts and _arrival(mention) is None)


def _is_other_matter(mention: Mention) -> bool:
    said = f"{mention.region} \n {mention.statement.nearest}"
    if any(speaks_of(each, said) for each in ("other", "untrue", "withdrawing")):
        return True
    if speaks_of("asked_for", mention.sentence) or _is_refused(mention):
        return True
    if _is_return_window(mention) or _NOT_A_TERM.search(
        mention.before + str(mention.duration.days)
    ):
        return True
    if mention.counted_from in {CountedFrom.ORDER, CountedFrom.DELIVERY} and not _arrival(mention):
        return True
    return mention.says("warranty") or mention.says("legal") or _is_loosely_tied(mention)


def _is_refused(mention: Mention) -> bool:
    return pattern("refunds", "refused").search(mention.sentence) is not None


def _is_loosely_tied(mention: Mention) -> bool:
    """In "we e-mail you within 24 hours to confirm your refund" the time is for the e-mail."""
    money = pattern("concepts", "refunding").search(mention.sentence)
    if money is None or money.start() < len(mention.before) or _arrival(mention) is not None:
        return False
    between = mention.after[: money.start() - len(mention.sentence) + len(mention.after)]
    return pattern("refunds", "loosening").search(between) is not None or len(between) > _FAR


def _is_return_window(mention: Mention) -> bool:
    """ "Return it within 30 days for a refund": the days are for returning it."""
    before = mention.before
    acts = list(pattern("concepts", "returning").finditer(before))
    money = list(pattern("concepts", "refunding").finditer(before))
    if not acts:
        return False
    if not money:
        return not mention.duration.working_days and _arrival(mention) is None
    return (
        acts[-1].start() > money[-1].start() and "," in before[money[-1].end() : acts[-1].start()]
    )


def _counted_from(mention: Mention) -> CountedFrom | None:
    if speaks_of("cancelling", mention.sentence):
        return CountedFrom.CANCELLATION
    if arrival := _arrival(mention):
        return arrival
    heading = " ".join(mention.statement.headings)
    after_that = re.search(r"\bafter that\b|\bdanach\b", heading, re.IGNORECASE)
    if speaks_of("bank", mention.region) or (mention.statement.column and after_that):
        return CountedFrom.REFUND
    return None


def _arrival(mention: Mention) -> CountedFrom | None:
    after = mention.after
    arrived = pattern("concepts", "anchor_return_arrival")
    for text in (after, mention.before):
        opened = _ONCE.search(text) if text is mention.before else _anchor(text)
        if opened and arrived.search(opened["what"]):
            return CountedFrom.RETURN_ARRIVAL
    return None


def _anchor(after: str) -> re.Match[str] | None:
    opener = "|".join((*_openers(), "von", "dopo", "od"))
    return re.match(
        rf"[^.]{{0,45}}?(?<!\w)(?:{opener}|once|when|sobald|nachdem)(?!\w)(?P<what>[^.]{{3,110}})",
        after,
        re.I,
    )


def _openers() -> list[str]:
    return listed("concepts")["anchor_open"]


def _condition(mention: Mention) -> str:
    """What a refund time is limited to, such as parcels that come back undeliverable."""
    limit = _LIMITS.search(mention.sentence)
    if limit is None:
        return ""
    return condition_of(mention.sentence) or mention.sentence[limit.start() :].strip()
