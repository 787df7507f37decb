"""Words with a job: fillers, negations, opposites, modal verbs, conditions, synonyms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from cx_assistant.grounding.numbers import NUMBER_WORDS
from cx_assistant.grounding.text import clean_text, words
from cx_assistant.grounding.units import DURATIONS

FILLERS = frozenset(
    # English
    "a an the and or of to in on at for from by with as is are was were be been being am it its "
    "this that these those there here i we you he she they me us him her them my our your their "
    "his if when then than so also just simply please can could will would shall should may might "
    "must do does did done have has had having not yes any some each every into about over up down "
    "out off once other such both same own who which what where how why while because until unless "
    "through during before after above below between against don doesn didn won isn aren wasn hasn "
    "haven cannot couldn ll ve re let need needs note kindly however therefore make within without "
    "get gets unfortunately afraid time one course still sì sí oui "
    # German
    "der die das den dem des ein eine einem einen einer eines und oder aber nicht kein keine "
    "keinen keinem keiner ist sind war waren wird werden wurde wurden sein bin bist hat haben habe "
    "hast hatte hatten kann kannst können könnt könnte könnten muss musst müssen müsst darf darfst "
    "dürfen soll sollte sollten will willst wollen möchte möchten ich du er sie es wir ihr mich "
    "dich sich uns euch ihm ihn ihnen mein dein deine deinen deiner deinem unser unsere unserem "
    "unseren unserer ihre ihren ihrem ihrer seine in im an am auf aus bei beim von vom zu zum zur "
    "mit nach für über unter um durch gegen ohne bis seit wenn dann als wie so auch nur noch schon "
    "sehr hier da dort dies diese dieser dieses diesem diesen das dass weil ob bitte einfach gerne "
    "gern ja nein jede jeder jedes jeden alle allen man mehr immer nun mal doch etwa danach damit "
    "dazu daran darauf dafür davon zeit leider schließlich natürlich unfortunately afraid time "
    # French, Spanish, Italian, Dutch, Portuguese
    "le la les un une des du de et ou est sont vous nous votre vos notre nos que qui dans pour sur "
    "avec par pas ne encore ce cette ces il elle au aux si se sa son ses d l n s c qu j m t "
    "el los las una unos unas y o es son su sus usted nuestro nuestra con por para como lo al del "
    "en se si no un aún todavía "
    "il lo gli i uno e è sono che di da per nel nella con su non si suo sua nostro nostra "
    "ancora "
    "het een van op voor met dat niet je jouw uw wij we onze zijn wordt worden kan kunt "
    "nog "
    "os as um uma uns umas do dos da das no na nos nas com não seu sua nosso nossa para ainda "
    # Polish
    "i a w z na do o że nie jest są jeszcze".split()
)

# One token each; multi-word forms are found through one of their words.
_NEGATIONS: dict[str, str] = {
    "en": "not no never cannot none neither nobody nothing nowhere",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts weder",
    "fr": "pas jamais aucun aucune rien ni",
    "es": "no nunca jamás ningún ninguno ninguna tampoco",
    "it": "non mai nessun nessuno nessuna neanche",
    "nl": "niet geen nooit niemand niets",
    "pt": "não nunca jamais nenhum nenhuma nem",
    "pl": "nie nigdy żaden żadna żadne",
}
NEGATIONS = {language: frozenset(words.split()) for language, words in _NEGATIONS.items()}
# Where two negations mean one.
DOUBLE_NEGATION = frozenset({"fr", "es", "it", "pt", "pl"})
# Words that negate without a "not": where one stands, a missing "not" proves nothing.
INDIRECT_NEGATION = re.compile(
    r"\b(?:unable|impossible|exclud\w*|exclusion\w*|except\w*|unless|without|only|until|refus\w*|"
    r"declin\w*|reject\w*|forbid\w*|prohibit\w*|unavailable|fail\w*|instead|rather|longer|nor|lack\w*|"
    r"otherwise|before|limit\w*|enough|"
    r"ausgeschlossen\w*|ausgenommen|außer|ausser|ohne|nur|unmöglich|erst|bevor|statt|verboten|"
    r"untersagt|sonst|sauf|sans|seulement|sin|salvo|sólo|solo|senza|tranne|zonder|behalve|alleen|sem|exceto)\b"
)

_OPPOSITES = (
    "before|after", "open|closed", "opened|unopened", "opened|sealed", "used|unused",
    "free|paid", "free|chargeable", "free|charged", "included|excluded", "include|exclude",
    "includes|excludes", "including|excluding", "more|less", "more|fewer", "earlier|later",
    "minimum|maximum", "first|last", "accept|reject", "accept|refuse", "allowed|forbidden",
    "allowed|prohibited", "always|never", "always|sometimes", "with|without", "possible|impossible",
    "available|unavailable", "valid|invalid", "refundable|nonrefundable", "above|below",
    "over|under", "inside|outside", "eligible|ineligible", "cheap|expensive", "easy|difficult",
    "full|partial", "early|late", "increase|decrease", "increases|decreases", "buyer|seller",
    "sender|recipient", "on|off", "safe|unsafe", "safe|dangerous", "required|optional",
    "mandatory|optional", "automatic|manual", "online|offline", "indoors|outdoors",
    "same|different",
    "higher|lower", "larger|smaller", "longer|shorter", "warm|cold", "all|no", "both|neither",
    "vor|nach", "offen|geschlossen", "geöffnet|geschlossen", "geöffnete|ungeöffnete",
    "geöffnet|ungeöffnet", "kostenlos|kostenpflichtig", "kostenlose|kostenpflichtige", "mit|ohne",
    "immer|nie", "mehr|weniger", "mindestens|höchstens", "gültig|ungültig", "möglich|unmöglich",
    "erlaubt|verboten", "inklusive|exklusive", "früher|später", "über|unter", "früh|spät",
    "eingeschlossen|ausgeschlossen", "benutzt|unbenutzt", "erste|letzte", "ersten|letzten",
    "avant|après", "gratuit|payant", "avec|sans", "ouvert|fermé", "antes|después", "con|sin",
    "gratis|pago", "abierto|cerrado", "prima|dopo", "con|senza", "aperto|chiuso", "voor|na",
    "met|zonder", "open|gesloten", "antes|depois", "com|sem", "aberto|fechado",
)  # fmt: skip


def _pairs(written: Sequence[str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for pair in written:
        one, other = pair.split("|")
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {word: frozenset(others) for word, others in found.items()}


OPPOSITES = _pairs(_OPPOSITES)
_RELATIONS = (
    "within|after", "before|after", "with|without", "above|below", "over|under", "until|after",
    "innerhalb|nach", "binnen|nach", "vor|nach", "mit|ohne", "über|unter", "bis|nach",
    "avant|après", "avec|sans", "antes|después", "con|sin", "prima|dopo", "con|senza",
    "voor|na", "met|zonder", "binnen|na", "antes|depois", "com|sem",
)  # fmt: skip
RELATIONS = _pairs(_RELATIONS)
LIST_WORDS = frozenset("or oder nor ou o".split())
FINITE_VERBS = frozenset(
    "is are was were can can't cannot could will won't would must may might should has have had do "
    "does did don't doesn't be ist sind war kann kannst können muss musst müssen darf wird werden "
    "wurde hat haben hast soll you we they du wir sie".split()
)

DUTY = frozenset(
    "must required mandatory muss musst müssen müsst verpflichtet doit devez debe deben deve "
    "devono moet moeten musi".split()
)
LEAVE = frozenset(
    "may can could allowed optional kann kannst können könnt darf darfst dürfen dürft peut pouvez "
    "puede pueden può puoi kan kunt mag pode podem może możesz".split()
)

CONDITION = re.compile(
    r"\b(?:unless|except(?:\s(?:for|if|when))?|only\s(?:if|when|with)|as\slong\sas|provided(?:\sthat)?|"
    r"on\scondition\sthat|but\sonly|"
    r"außer|ausser|sofern|solange|nur\s(?:wenn|mit|bei)|vorausgesetzt|es\ssei\sdenn|ausgenommen|"
    r"sauf|à\scondition\sque|seulement\ssi|salvo|excepto|siempre\sque|a\smenos\sque|solo\ssi|tranne|"
    r"a\smeno\sche|purché|tenzij|behalve|mits|exceto|desde\sque|a\snão\sser)\b",
    re.IGNORECASE,
)

_SYNONYMS = (
    "refund reimburse reimbursement repay money",
    "send sent ship dispatch post mail forward leave go",
    "parcel package shipment delivery deliver", "buy purchase bought order",
    "uk kingdom britain british england", "item product article goods piece", "shop store branch",
    "start begin commence", "cost charge price fee pay costs paid", "receive arrive reach come got",
    "choose pick select", "press click tap button", "repair fix mend",
    "faulty defective broken defect fault damaged", "contact write email reach tell message",
    "exchange swap", "change alter modify amend edit", "keep retain kept", "run last runs",
    "find found", "tell told inform", "cancel call-off", "free complimentary gratis",
    "collect collection pickup fetch", "show display see find", "return bring back hand",
    "valid last hold", "state country", "address location", "guarantee warranty", "large big",
    "last final", "use apply redeem", "possible allowed", "invoice bill receipt",
    "customs duty import",
    "zurückgeben rückgabe retoure zurücksenden "
    "rücksendung zurückschicken retournieren retourportal",
    "erstatten erstattung rückerstattung zurückzahlen geld",
    "versenden verschicken schicken senden versand liefern lieferung", "paket sendung",
    "kaufen bestellen kauf bestellung", "artikel produkt ware teil",
    "kosten preis gebühr betrag zahlen bezahlen", "kostenlos gratis kostenfrei umsonst",
    "wählen aussuchen auswählen", "defekt kaputt mangel",
    "umtauschen umtausch tauschen austausch tauscht", "laden geschäft filiale", "ändern änderung",
    "stornieren stornierung storno", "reparieren reparatur",
)  # fmt: skip


_SUFFIXES = (
    "ierung", "ungen", "ments", "ment", "ation", "ings", "ung", "ing", "ies", "ied", "ern", "est",
    "ed", "es", "en", "er", "em", "ly", "e", "s", "n", "y", "t",
)  # fmt: skip
_FOLDED = str.maketrans("äöüßéèêáàâíìóòôúùûçñ", "aouseeeaaaiiooouuucn")


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """The word without accents and common endings of several languages."""
    folded = word.translate(_FOLDED).replace("'", "")
    for _ in range(2):
        for suffix in _SUFFIXES:
            kept = 3 if suffix == "s" else 4
            if folded.endswith(suffix) and len(folded) - len(suffix) >= kept:
                folded = folded[: -len(suffix)]
                break
    if len(folded) > 4 and folded[-1] == folded[-2]:
        folded = folded[:-1]
    return folded


def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, group in enumerate(_SYNONYMS):
        for word in group.split():
            found.setdefault(stem(word), set()).add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


SYNONYM_GROUPS = _groups()


@lru_cache(maxsize=16384)
def telling_stem(word: str) -> str:
    """The stem of a lower-case word that carries meaning; '' for fillers, numbers and units."""
    longest = max(word.split("'"), key=len)
    if len(longest) < 2 or longest in FILLERS or longest in NUMBER_WORDS or longest in DURATIONS:
        return ""
    return stem(longest)


@lru_cache(maxsize=16384)
def telling_stems(text: str) -> frozenset[str]:
    """The stems of all words of a text that carry meaning."""
    return frozenset(filter(None, map(telling_stem, words(clean_text(text)))))
