"""What the words of a question ask for, and which words say nothing, in eight languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

# fmt: off
FILLERS = frozenset((
    # English
    "a an the and or of to in on at for from by with is are was were be been am i m my me we "
    "our us you your it its this that these those do does did can could will would should may "
    "might have has had if so as but not no any some there here what which who whom whose when "
    "where how why please hi hello hey thanks thank just also than then get got gets he she "
    "they them their his her into about up out don s t re ve ll d want need like know tell long "
    "much many "
    # German
    "der die das den dem des ein eine einen einem einer eines und oder zu zum zur im am an auf "
    "für von vom mit ist sind war waren ich mein meine meinen meinem meiner mich mir wir uns "
    "unser sie ihr es er kann können könnte will möchte würde wird werden wurde wurden habe hat "
    "haben hatte wenn aber nicht kein keine was welche welcher welches welchen wer wen wem wann "
    "wo woher wohin wie warum wieso bitte auch noch dann dass als bei nach aus um du dein deine "
    "sich man viel viele lange "
    # French
    "le la les un une des du de et ou à au aux en dans sur pour par avec est sont était être je "
    "j mon ma mes me nous notre nos vous votre vos il elle ils elles ce cet cette ces c qu que "
    "qui quel quelle quels quelles quand où comment combien pourquoi ne pas plus se si l n s t "
    "y "
    # Spanish
    "el los las unos unas del al o e lo su sus mi mis tu tus yo ha han he ser es son era fue "
    "fueron está están no sí con por para como cómo qué cuál cuáles quién quiénes cuándo dónde "
    "cuánto cuánta cuántos cuántas cuanto porque "
    # Italian, Portuguese
    "il lo gli uno nel nella dei delle della dello di da che chi è sono mio mia miei quanto "
    "quanta quanti quando dove come perché non os as um uma do dos das no na nos nas ao com em "
    "meu minha meus são foi ser quem onde quanto quantos por que não "
    # Dutch, Polish
    "het een van op voor met zijn mijn ik je jij u uw wij ons dat dit die er niet geen wat wie "
    "waar wanneer hoe hoeveel welke waarom kan i w na z ze do od dla jest są nie czy co kto "
    "kiedy gdzie jak ile który która które mój moja moje mi się to "
).split())
# fmt: on

_COSTS = (
    r"how much (?:is|are|do|does|did|will|would|for)|\bcost|\bpric|\bfees?\b|\bcharge|\bwie teuer"
    r"|\bkost|\bpreis|\bgebühr|\bwie viel (?:kostet|zahl)|\bcombien coût|\bprix|\bfrais\b|\bcoût"
    r"|\bcuánto (?:cuesta|vale|es)|\bcuesta|\bprecio|\bgastos|\bquanto cost|\bprezzo|\bspese\b"
    r"|\bcusta|\bpreço|\bkosten\b|\bprijs|\bile kosztuje|\bkoszt|\bcena\b"
)
_TIMES = (
    r"\bhow (?:long|soon|fast|quickly|late)|\bwhen\b|\b(?:what|which) (?:year|date|day|month|time)"
    r"|\btill when|\bdeadline|\bwann\b|\bwie (?:lange|schnell)|\b(?:welch|jahr)\w* jahr|\bseit wann"
    r"|\bquand\b|\bcombien de temps|\bquelle date|\bdélai|\bcuándo\b|\bcuánto (?:tiempo|tarda)"
    r"|\b(?:qué|cuál) (?:año|fecha|día)|\bplazo|\bquando\b|\bquanto tempo|\bquanto ci|\bwanneer\b"
    r"|\bhoe (?:lang|snel)|\bkiedy\b|\bjak długo|\bdo kiedy"
)
_NUMBERS = (
    r"\bhow (?:many|much|far|big|large|high|old|often|heavy)|\bwie (?:viele?|groß|hoch|weit|alt|"
    r"oft|schwer)|\bcombien|\bcuánt[oa]s?\b|\bquant[eio]\b|\bhoeveel|\bile\b|\bpercent|\bprozent"
    r"|\bporcentaje"
)
_MONEY = re.compile(
    r"[€£$¥]\s?\d|\d\s?(?:€|£|\$|zł|kr\b|eur\b|usd\b|gbp\b|chf\b|euros?\b|dollars?\b|pounds?\b)"
    r"|\b(?:free|no charge|kostenlos|kostenfrei|gratis|gratuit|bezpłatn)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b[12]\d{3}\b|\b\d{1,2}:[0-5]\d\b|\b\d{1,2}(?:\.[0-5]\d)?\s?(?:uhr|[ap]\.?m)\b"
    r"|\d[\d–-]*\.?\s?(?:working |business |banking |calendar )?"
    r"(?:minut|hour|day|week|month|year|stunde|tag|werktag|arbeitstag|banktag|woche|monat|jahr|"
    r"heure|jour|semaine|mois|an|hora|día|dia|semana|mes|año|ano|ora|giorn|settiman|anni|uur|dag|"
    r"werkdag|maand|jaar|godzin|dni|dzień|tygodn|miesi|rok|lat)"
    r"|\b(?:same|next|ein|innerhalb)\w* (?:working )?(?:day|tag|werktag)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d")


class FactKind(StrEnum):
    """What sort of fact a question wants."""

    COST = "cost"
    TIME = "time"
    NUMBER = "number"


_ASKING = {
    FactKind.COST: re.compile(_COSTS, re.IGNORECASE),
    FactKind.TIME: re.compile(_TIMES, re.IGNORECASE),
    FactKind.NUMBER: re.compile(_NUMBERS, re.IGNORECASE),
}
_HOLDING = {FactKind.COST: _MONEY, FactKind.TIME: _TIME, FactKind.NUMBER: _NUMBER}


@dataclass(frozen=True)
class Wanted:
    """The kinds of fact a question asks for."""

    kinds: tuple[FactKind, ...]

    def held_by(self, text: str) -> bool:
        """True if the text holds a fact of one of these kinds."""
        return any(holds(kind, text) for kind in self.kinds)


def holds(kind: FactKind, text: str) -> bool:
    """True if the text holds a fact of this kind."""
    return _HOLDING[kind].search(text) is not None


def wanted_facts(question: str) -> Wanted:
    """The kinds of fact the question asks for; none for most. A plain number is the last resort."""
    kinds = [kind for kind, asked in _ASKING.items() if asked.search(question)]
    return Wanted(tuple(kind for kind in kinds if kind is not FactKind.NUMBER) or tuple(kinds))
