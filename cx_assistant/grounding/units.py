"""Units of money, time and measure, and what they are equal to."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Unit(NamedTuple):
    """A base unit and how many of it one of these is."""

    base: str
    factor: Decimal


CURRENCIES = {
    "€": "EUR", "£gb": "GBP", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
    "pound": "GBP", "pounds": "GBP", "quid": "GBP", "pfund": "GBP", "livres": "GBP",
    "libras": "GBP", "sterline": "GBP", "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD",
    "$us": "USD", "dollars": "USD", "dólares": "USD", "dollari": "USD", "chf": "CHF",
    "franken": "CHF",
    "francs": "CHF", "sfr": "CHF", "zł": "PLN", "zl": "PLN", "pln": "PLN", "złotych": "PLN",
    "kr": "KR", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "czk": "CZK", "kč": "CZK",
    "cad": "CAD", "aud": "AUD", "¥": "JPY", "jpy": "JPY", "yen": "JPY", "huf": "HUF", "ron": "RON",
}  # fmt: skip
CENTS = {"cent": "EUR", "cents": "EUR", "ct": "EUR", "pence": "GBP", "penny": "GBP"}

_SECOND, _MINUTE, _HOUR, _DAY = (Decimal(n) for n in (1, 60, 3600, 86400))
_TIME_WORDS = {
    "second": "second seconds sec secs sekunde sekunden secondes segundo segundos secondi seconden",
    "minute": "minute minutes min mins minuten minuto minutos minuti minuut"
    " minuta minutę minuty minut",
    "hour": "hour hours hr hrs h std stunde stunden heure heures hora horas ora ore uur uren"
    " godzina godzinę godziny godzin"
    " stündig stündige stündigen stündiger",
    "day": "day days night nights tag tage tagen tages jour jours día días dia dias giorno giorni"
    " dag dagen dni dzień nacht nächte nächten tägig tägige tägigen tägiger tägiges",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken"
    " tydzień tygodnie tygodni wöchig wöchige wöchigen",
    "fortnight": "fortnight fortnights",
    "month": "month months monat monate monaten monats mois mes meses mese mesi maand maanden mês"
    " miesiąc miesiące miesięcy monatig monatige",
    "year": "year years yr yrs jahr jahre jahren jahres an ans année années año años anno anni jaar"
    " ano anos rok lata lat jährig jährige jährigen",
}
_TIME_UNITS = {
    "second": Unit("time", _SECOND),
    "minute": Unit("time", _MINUTE),
    "hour": Unit("time", _HOUR),
    "day": Unit("time", _DAY),
    "week": Unit("time", 7 * _DAY),
    "fortnight": Unit("time", 14 * _DAY),
    "month": Unit("months", Decimal(1)),
    "year": Unit("months", Decimal(12)),
}
DURATIONS = {
    word: _TIME_UNITS[name] for name, words in _TIME_WORDS.items() for word in words.split()
}
# A working day is no day: these never equal a number of plain days.
WORKING_DAY_WORDS = (
    "werktag|werktage|werktagen|arbeitstag|arbeitstage|arbeitstagen|bankarbeitstag|bankarbeitstage|"
    "bankarbeitstagen|banktage|banktagen|bankwerktage|bankwerktagen|werkdag|werkdagen"
)
WORKING_BEFORE = "working|business|banking|bank|work|week"
WORKING_AFTER = (
    "ouvrés|ouvrables|ouvré|ouvrable|hábiles|hábil|laborables|laborable|lavorativi|lavorativo|"
    "úteis|útil|robocze|roboczych|roboczy"
)
WORKING_DAYS = Unit("working days", Decimal(1))

_G, _MM, _ML = "g", "mm", "ml"
MEASURES = {
    "kg": Unit(_G, Decimal(1000)), "kilo": Unit(_G, Decimal(1000)),
    "kilos": Unit(_G, Decimal(1000)),
    "g": Unit(_G, Decimal(1)), "gramm": Unit(_G, Decimal(1)), "grams": Unit(_G, Decimal(1)),
    "mg": Unit(_G, Decimal("0.001")), "lb": Unit("lb", Decimal(1)), "lbs": Unit("lb", Decimal(1)),
    "oz": Unit("oz", Decimal(1)), "km": Unit(_MM, Decimal(1000000)), "m": Unit(_MM, Decimal(1000)),
    "metres": Unit(_MM, Decimal(1000)), "meter": Unit(_MM, Decimal(1000)),
    "meters": Unit(_MM, Decimal(1000)), "metre": Unit(_MM, Decimal(1000)),
    "cm": Unit(_MM, Decimal(10)), "mm": Unit(_MM, Decimal(1)), "l": Unit(_ML, Decimal(1000)),
    "litre": Unit(_ML, Decimal(1000)), "litres": Unit(_ML, Decimal(1000)),
    "liter": Unit(_ML, Decimal(1000)), "liters": Unit(_ML, Decimal(1000)),
    "ml": Unit(_ML, Decimal(1)), "mah": Unit("mah", Decimal(1)), "ah": Unit("mah", Decimal(1000)),
    "wh": Unit("wh", Decimal(1)), "kwh": Unit("wh", Decimal(1000)), "w": Unit("w", Decimal(1)),
    "watt": Unit("w", Decimal(1)), "v": Unit("v", Decimal(1)), "volt": Unit("v", Decimal(1)),
    "gb": Unit("mb", Decimal(1000)), "mb": Unit("mb", Decimal(1)), "°c": Unit("°c", Decimal(1)),
    "°f": Unit("°f", Decimal(1)), "lumens": Unit("lm", Decimal(1)),
    "lumen": Unit("lm", Decimal(1)), "lm": Unit("lm", Decimal(1)), "bar": Unit("bar", Decimal(1)),
}  # fmt: skip

UNIT_WORDS = "|".join(
    sorted({*DURATIONS, *WORKING_DAY_WORDS.split("|"), *CENTS, "euro", "pound"} - {"h", "an"})
)
