"""Faults that a drafter could make when it retells a fact: one figure off, a "not" too many."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

from babel.dates import get_month_names

from cx_assistant.orders.formats import day
from tests.orders.builders import BERLIN

YES = {"en": "Yes, ", "de": "Ja, ", "fr": "Oui, ", "es": "Sí, ", "it": "Sì, ", "nl": "Ja, "} | {
    "pt": "Sim, ",
    "pl": "Tak, ",
}
OTHER_ORDER = "NL-20418"
_AMOUNT = re.compile(r"\d+(?=[.,]\d\d\b)")
_COUNT = re.compile(r"(?<![\w.,:-])\d{1,3}(?= [^\W\d]{3,})")
# What says the opposite, for the sentences where getting it wrong would cost somebody something.
_OPPOSITE = {
    "en": (
        (r"^You can (?!not)", "You cannot "),
        (r"cannot be cancelled any more", "can still be cancelled"),
        (r"has not been dispatched(?: yet)?(?=[.])", "has been dispatched"),
        (r"has been (?=delivered|refunded)", "has not been "),
    ),
    "de": (
        (r" möglich:", " nicht möglich:"),
        (r"nicht mehr stornieren", "noch stornieren"),
        (r"noch nicht verschickt", "schon verschickt"),
        (r"ist (?=zugestellt|erstattet)", "ist nicht "),
    ),
    "fr": (
        (r"^Vous pouvez (\w+)", r"Vous ne pouvez pas \1"),
        (r"ne peut pas être annulée", "peut encore être annulée"),
        (r"n'est pas encore expédiée", "est déjà expédiée"),
        (r"a été (?=livrée|remboursée)", "n'a pas été "),
    ),
    "es": (
        (r"^Puede (\w+)", r"No puede \1"),
        (r"no se puede cancelar", "todavía se puede cancelar"),
        (r"todavía no se ha enviado", "ya se ha enviado"),
        (r"se ha (?=entregado|reembolsado)", "no se ha "),
    ),
    "it": (
        (r"^Può (\w+)", r"Non può \1"),
        (r"non si può annullare", "si può ancora annullare"),
        (r"non è ancora stato spedito", "è già stato spedito"),
        (r"è stato (?=consegnato|rimborsato)", "non è stato "),
    ),
    "nl": (
        (r"^U kunt (.*?) (terugsturen|ruilen|annuleren)", r"U kunt \1 niet \2"),
        (r"kan niet meer worden", "kan nog worden"),
        (r"nog niet verzonden", "al verzonden"),
        (r"is (?=bezorgd|terugbetaald)", "is niet "),
    ),
    "pt": (
        (r"^Pode (\w+)", r"Não pode \1"),
        (r"não pode ser cancelada", "ainda pode ser cancelada"),
        (r"ainda não foi expedida", "já foi expedida"),
        (r"foi (?=entregue|reembolsada)", "não foi "),
    ),
    "pl": (
        (r"(?<!nie )można (?=zwrócić|wymienić|anulować)", "nie można "),
        (r"nie można już anulować", "można jeszcze anulować"),
        (r"nie jest jeszcze wysłane", "jest już wysłane"),
        (r"jest już dostarczone", "nie jest jeszcze dostarczone"),
    ),
}


def reworded(text: str, language: str) -> str:
    """The sentence as an answer that does not quote it."""
    return YES[language] + text[:1].lower() + text[1:]


def with_other_date(text: str, language: str) -> Iterator[str]:
    """Every date of the text one day later, one at a time."""
    for written, later in _days(language).items():
        if written not in text:
            continue
        for match in re.finditer(rf"(?<!\d){re.escape(written)}", text):
            yield text[: match.start()] + later + text[match.end() :]


def with_other_amount(text: str) -> Iterator[str]:
    """Every amount one more, one at a time."""
    return _one_more(_AMOUNT, text) if "https:" not in text else iter(())


def with_other_count(text: str, language: str) -> Iterator[str]:
    """Every number of days, points, pieces one more, one at a time; days of a month are dates."""
    names = "|".join(re.escape(name) for name in get_month_names("wide", locale=language).values())
    is_day = re.compile(rf"\d+ (?:de )?(?:{names})", re.IGNORECASE)
    for match in _COUNT.finditer(text):
        if not is_day.match(text, match.start()):
            yield text[: match.start()] + str(int(match[0]) + 1) + text[match.end() :]


def opposites(text: str, language: str) -> Iterator[str]:
    """The text with what it affirms denied, and the other way round."""
    for pattern, turned in _OPPOSITE[language]:
        if re.search(pattern, text):
            yield re.sub(pattern, turned, text, count=1)


def _one_more(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield text[: match.start()] + str(int(match[0]) + 1) + text[match.end() :]


@cache
def _days(language: str) -> dict[str, str]:
    first = date(2024, 2, 1)
    days = [first + timedelta(days=number) for number in range(1700)]
    written = [day(each, language, BERLIN) for each in days]
    return dict(pairwise(written))
