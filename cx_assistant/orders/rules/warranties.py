"""How long the shop or the law answers for faults."""

from __future__ import annotations

import re

from cx_assistant.orders.rules.building import rule_of
from cx_assistant.orders.rules.mentions import Mention
from cx_assistant.orders.rules.scoping import countries, countries_in, first_of, is_general
from cx_assistant.orders.rules.stated import RuleKind, Scope, StatedRule
from cx_assistant.orders.rules.words import pattern, speaks_of

_FOR = re.compile(
    r"^[^,;:()]{0,40}?(?<!\w)(?:for|on|auf|für|bei|sur|pour|sobre|para|su|per|op|voor|na)\s+"
    r"(?P<goods>[^,;:().]{2,60})",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<goods>[^,;:()]{2,40}?)\s*[:–—]\s*$")
_REST = re.compile(r"\b(?:else|others?|andere\w*|übrige\w*|sonstige\w*)\b", re.IGNORECASE)


def warranties_in(mention: Mention) -> list[StatedRule]:
    """The warranty this time is given for; what only the law grants is told apart."""
    if not mention.duration.months or mention.duration.least is not None:
        return []
    if not _is_given(mention) or pattern("warranties", "other").search(mention.region):
        return []
    if speaks_of("untrue", mention.sentence):
        return []
    near = f"{mention.statement.row} \n {mention.statement.column}"
    scope = Scope(
        goods=_goods(mention),
        countries=countries_in(mention.region) or countries_in(near),
        tier=first_of(mention.region, pattern("scopes", "tier")),
    )
    kind = RuleKind.LEGAL_GUARANTEE if _is_legal(mention) else RuleKind.WARRANTY
    return [rule_of(mention, kind, scope=scope)]


def _is_given(mention: Mention) -> bool:
    if speaks_of("refunding", mention.region) or mention.says("loyalty"):
        return False
    if mention.says("warranty"):
        return True
    if mention.says("legal") and pattern("warranties", "of_faults").search(mention.sentence):
        return True
    statement = mention.statement
    if speaks_of("warranty", mention.before) and not mention.says("returning"):
        return True
    near = speaks_of("warranty", f"{statement.lead} \n {statement.column} \n {statement.row}")
    heading = statement.headings[-1] if statement.headings else ""
    return (near or speaks_of("warranty", heading)) and (mention.is_leading or mention.is_labelled)


def _is_legal(mention: Mention) -> bool:
    on_top = re.search(
        r"on top of|in addition to|besides|zusätzlich|neben|unberührt", mention.sentence, re.I
    )
    if mention.says("legal"):
        return not on_top
    return speaks_of("legal", mention.statement.nearest) and not mention.says("warranty")


def _goods(mention: Mention) -> str:
    region = mention.region
    candidates = [
        match["goods"]
        for match in (
            _FOR.match(mention.after),
            pattern("warranties", "for_some").search(region),
            pattern("warranties", "carries").search(region),
            _LABEL.match(mention.before),
        )
        if match
    ]
    if mention.statement.row:
        candidates.append(mention.statement.row)
    return next((each.strip() for each in candidates if not _is_general(each)), "")


def _is_general(words: str) -> bool:
    if _REST.search(words):
        return False
    return is_general(pattern("warranties", "nothing").sub(" ", countries().sub(" ", words)))
