"""Rules as a number of days, read from the sentences of an article."""

from __future__ import annotations

import re
from enum import StrEnum

from cx_assistant.models import Model

_DAYS = re.compile(
    r"(?P<days>\d{1,3})[\s-]+(?P<working>(?:working|business|banking|weekdays?|week)[\s-]+)?"
    r"(?P<unit>(?:calendar[\s-]+)?days?\b|Kalendertag\w*|Tag(?:e|en)?\b|(?P<werk>Werktag\w*|"
    r"Arbeitstag\w*|Bankarbeitstag\w*)|weeks?\b|Wochen?\b)",
    re.IGNORECASE,
)
_RETURN = re.compile(
    r"\breturn(?:s|ed|ing)?\b|\bsen[dt]\b[^.]{0,30}\bback\b|\bgive\b[^.]{0,30}\bback\b|"
    r"zurück(?:geben|gegeben|senden|schicken|zugeben|zusenden|zuschicken|gesendet|geschickt)|"
    r"rückgabe|retour|umtausch|rücksend",
    re.IGNORECASE,
)
_REFUND = re.compile(r"\brefund|money back|erstatt|rückzahl|geld zurück", re.IGNORECASE)
_SALE = re.compile(
    r"\bsales?\b|\bon offer\b|\breduced\b|\bclearance\b|\bsale-\w|reduziert|aktionsware|"
    r"angebot|ausverkauf",
    re.IGNORECASE,
)
# "within 30 days", "30 days to return", "window: 14 days": the days the rule grants.
_GRANTS = re.compile(
    r"(?:within|for|up to|have|has|window(?: is|:| of)?|period(?: is|:| of)?|innerhalb(?: von)?|"
    r"binnen|bis zu|frist(?: beträgt| von|:)?|hast du|haben sie|sind|is|are|in)\s+\W{0,3}$",
    re.IGNORECASE,
)
# Days counted for something else than returning what was bought, or not any more.
_OTHER_MATTER = re.compile(
    r"\bfaulty\b|\bwrong\b|\bdefekt|\bfalsch|withdraw|widerruf|exchange|umtausch|warrant|garantie|"
    r"instead of \W{0,3}$|\bstatt \W{0,3}$|legal|on top of|reserve|price match|late|verspät|lost|"
    r"cancel|stornier|delivery cost|store credit|standard delivery",
    re.IGNORECASE,
)
_START_OF_REFUND = re.compile(
    r"arriv|receiv|reach|return|eingang|eingetroffen|rücksend|retour|erhalt", re.IGNORECASE
)
_SALE_TOO = re.compile(
    r"sale (?:items? )?included|includ\w+ sale|(?:auch|einschließlich|inklusive|samt) sale|"
    r"sale-artikel (?:eingeschlossen|inklusive)",
    re.IGNORECASE,
)
_NOT_SALE = re.compile(r"\bnot (?:bought )?(?:in|on) (?:a |the )?sale|nicht im sale", re.IGNORECASE)
_BORDER = re.compile(r"[,;:()]|\b(?:and|but|und|aber|or|oder)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")
_CONDITION = re.compile(r"\b(?:if|unless|wenn|falls|except|außer)\b", re.IGNORECASE)


class RuleKind(StrEnum):
    """What the days are for."""

    RETURN_WINDOW = "return_window"
    SALE_RETURN_WINDOW = "sale_return_window"
    REFUND = "refund"


class DayRule(Model):
    """A number of days an article grants, and the sentence that says so."""

    kind: RuleKind
    days: int
    working_days: bool = False
    quote: str


def extract_day_rules(text: str, *, heading: str = "") -> tuple[DayRule, ...]:
    """The return windows and refund times a text states, in order.

    `heading` is what stands above the text; so are headings in it: "14 days" under "Sale items"
    is a rule for sale items. Rather nothing is found than the days of another matter.
    """
    found: list[DayRule] = []
    for sentence in _sentences(text):
        if sentence.startswith("#"):
            heading = sentence
            continue
        for match in _DAYS.finditer(sentence):
            found += _rules(sentence, match, heading)
    return tuple(found)


def _sentences(text: str) -> list[str]:
    plain = re.sub(r"[*_`]+", "", text)
    return [part.strip() for part in _SENTENCE_END.split(plain) if part.strip()]


def _rules(sentence: str, match: re.Match[str], heading: str) -> list[DayRule]:
    in_weeks = match["unit"].lower().startswith(("week", "woche"))
    is_working = bool(match["working"] or match["werk"])
    if in_weeks and is_working:
        return []
    days = int(match["days"]) * (7 if in_weeks else 1)
    return [
        DayRule(kind=kind, days=days, working_days=is_working, quote=sentence)
        for kind in _kinds(sentence, match, heading, is_working=is_working)
    ]


def _kinds(
    sentence: str, match: re.Match[str], heading: str, *, is_working: bool
) -> tuple[RuleKind, ...]:
    before, after = sentence[: match.start()], sentence[match.end() :]
    if not _GRANTS.search(before) and not _follows_return(after):
        return ()
    if _OTHER_MATTER.search(sentence) and not _only_after(sentence, match):
        return ()
    if _REFUND.search(sentence) and (is_working or not _RETURN.search(before)):
        return (RuleKind.REFUND,) if _START_OF_REFUND.search(sentence) else ()
    if is_working or not _RETURN.search(sentence) or _CONDITION.search(sentence):
        return ()
    return _windows(_clause(sentence, match), sentence, heading)


def _windows(clause: str, sentence: str, heading: str) -> tuple[RuleKind, ...]:
    if _SALE_TOO.search(sentence):
        return (RuleKind.RETURN_WINDOW, RuleKind.SALE_RETURN_WINDOW)
    if _NOT_SALE.search(clause):
        return (RuleKind.RETURN_WINDOW,)
    is_sale = _SALE.search(clause) or _SALE.search(heading)
    return (RuleKind.SALE_RETURN_WINDOW,) if is_sale else (RuleKind.RETURN_WINDOW,)


def _clause(sentence: str, match: re.Match[str]) -> str:
    """The part of the sentence these days belong to, where it names several."""
    if len(_DAYS.findall(sentence)) == 1:
        return sentence
    ends = [border.start() for border in _BORDER.finditer(sentence)]
    start = max((end for end in ends if end < match.start()), default=0)
    stop = min((end for end in ends if end >= match.end()), default=len(sentence))
    return sentence[start:stop]


def _follows_return(after: str) -> bool:
    return bool(re.match(r"\s+(?:to|für|zum|zur)\s", after) and _RETURN.search(after[:60]))


def _only_after(sentence: str, match: re.Match[str]) -> bool:
    """True if the other matter comes after the days, as in "14 days instead of 30"."""
    other = _OTHER_MATTER.search(sentence[: match.end()])
    after = sentence[match.end() :]
    return other is None and bool(re.match(r"[^.]*\b(?:instead of|statt)\b", after))
