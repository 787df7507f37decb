"""The words for days, months and seasons in the languages customers write in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "pl")
# Abbreviations of other languages are words of these two too often.
_ABBREVIATING = ("en", "de")
_MORE_MONTHS = {
    "sept": 9, "maerz": 3, "jänner": 1, "styczniu": 1, "lutym": 2, "marcu": 3, "kwietniu": 4,
    "maju": 5, "czerwcu": 6, "lipcu": 7, "sierpniu": 8, "wrześniu": 9, "październiku": 10,
    "listopadzie": 11, "grudniu": 12,
}  # fmt: skip

NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "a couple": 2, "couple": 2, "a few": 4, "few": 4,
    "einem": 1, "einer": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6,
    "sieben": 7, "acht": 8, "neun": 9, "zehn": 10, "ein paar": 3, "einigen": 4, "un": 1, "une": 1,
    "una": 1, "deux": 2, "dos": 2, "due": 2, "twee": 2, "dois": 2, "duas": 2, "dwa": 2, "trois": 3,
    "tres": 3, "tre": 3, "drie": 3, "três": 3, "trzy": 3, "een": 1, "um": 1, "uma": 1,
}  # fmt: skip
_AGO_WORDS = {
    "day": "day days tag tagen tage jour jours día días giorno giorni dag dagen dia dias dni dzień",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken "
    "tydzień tygodnie tygodni",
    "month": "month months monat monaten monate mois mes meses mese mesi maand maanden mês "
    "miesiąc miesiące miesięcy",
    "year": "year years jahr jahren jahre an ans año años anno anni jaar ano anos rok lata lat",
}
AGO = {unit: tuple(words.split()) for unit, words in _AGO_WORDS.items()}
TODAY = {
    **dict.fromkeys(("today", "this morning", "heute", "aujourd'hui", "hoy", "oggi", "vandaag"), 0),
    **dict.fromkeys(("hoje", "dzisiaj", "dziś"), 0),
    **dict.fromkeys(("yesterday", "last night", "gestern", "hier", "ayer", "ieri", "gisteren"), 1),
    **dict.fromkeys(("ontem", "wczoraj"), 1),
    **dict.fromkeys(("day before yesterday", "vorgestern", "avant-hier", "anteayer"), 2),
    **dict.fromkeys(("eergisteren", "przedwczoraj", "anteontem", "l'altro ieri"), 2),
}
PERIODS = {
    **dict.fromkeys(("this week", "diese woche", "dieser woche"), "this week"),
    **dict.fromkeys(("last week", "letzte woche", "letzter woche", "vorige woche"), "last week"),
    **dict.fromkeys(("semaine dernière", "semana pasada", "settimana scorsa"), "last week"),
    **dict.fromkeys(("semana passada", "zeszłym tygodniu", "vorige week"), "last week"),
    **dict.fromkeys(("this month", "diesen monat", "diesem monat"), "this month"),
    **dict.fromkeys(("last month", "letzten monat", "letztem monat"), "last month"),
    **dict.fromkeys(("mois dernier", "mes pasado", "mese scorso", "vorige maand"), "last month"),
    **dict.fromkeys(("mês passado", "zeszłym miesiącu"), "last month"),
    **dict.fromkeys(("last year", "letztes jahr", "letzten jahr", "vorigen jahr"), "last year"),
    **dict.fromkeys(("l'année dernière", "año pasado", "anno scorso", "vorig jaar"), "last year"),
}
SEASONS = {
    **dict.fromkeys(("last spring", "in spring", "in the spring", "letzten frühling"), 3),
    **dict.fromkeys(("im frühling", "im frühjahr", "letztes frühjahr"), 3),
    **dict.fromkeys(
        ("last summer", "in summer", "in the summer", "letzten sommer", "im sommer"), 6
    ),
    **dict.fromkeys(("last autumn", "last fall", "in autumn", "in the autumn", "im herbst"), 9),
    **dict.fromkeys(("letzten herbst",), 9),
    **dict.fromkeys(("last winter", "in winter", "in the winter", "letzten winter"), 12),
    **dict.fromkeys(("im winter",), 12),
}
FEASTS = {
    **dict.fromkeys(("christmas", "xmas", "weihnachten", "noël", "navidad", "natale"), "christmas"),
    **dict.fromkeys(("kerst", "kerstmis", "natal", "święta", "heiligabend"), "christmas"),
    **dict.fromkeys(("black friday", "cyber monday", "black week"), "black friday"),
}
EARLY_LATE = {
    **dict.fromkeys(("early", "beginning of", "start of", "anfang", "début", "inizio"), "early"),
    **dict.fromkeys(("mid", "middle of", "mitte", "mi", "metà"), "mid"),
    **dict.fromkeys(("late", "end of", "ende", "fin", "fine"), "late"),
}


@cache
def months() -> dict[str, int]:
    """Names of the months in small letters."""
    from babel import Locale

    found = dict(_MORE_MONTHS)
    for language in _LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated")[: 1 + (language in _ABBREVIATING)]:
                found |= {name.lower().strip("."): n for n, name in context[width].items()}
    return found


@cache
def weekdays() -> dict[str, int]:
    """Names of the days of the week in small letters; Monday is 0."""
    from babel import Locale

    return {
        name.lower(): n
        for language in _LANGUAGES
        for n, name in Locale(language).days["format"]["wide"].items()
    }


def alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
