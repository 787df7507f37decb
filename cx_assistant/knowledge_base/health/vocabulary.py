"""The telling words of a text, synonyms as one, without words that only lead in."""

from __future__ import annotations

from functools import lru_cache

from cx_assistant.grounding.lexicon import SYNONYM_GROUPS, telling_stem
from cx_assistant.grounding.text import clean_text, words

# Opposites that say yes or no; all others ("opened", "unopened") tell two cases apart.
PREDICATES = frozenset(
    "free paid chargeable charged possible impossible allowed forbidden prohibited available "
    "unavailable included excluded include exclude includes excludes refundable nonrefundable "
    "required optional mandatory valid invalid accept refuse reject always never eligible "
    "ineligible open closed möglich unmöglich erlaubt verboten kostenlos kostenlose "
    "kostenpflichtig kostenpflichtige gültig ungültig eingeschlossen ausgeschlossen inklusive "
    "exklusive immer nie geöffnet geschlossen offen".split()
)
# Openings, bounds and verbs that go with any figure: they say nothing of what it is about.
_LIGHT = frozenset(
    "reminder remember know good important information info generally usually normally "
    "currently least most more less minimum maximum up take takes taking takes need needs "
    "last lasts come comes get gets start starts begin begins amount amounts total about "
    "approximately around exactly only innerhalb binnen bis ab mindestens höchstens maximal "
    "beträgt betragen dauert dauern erhält erhalten erfolgt hinweis wichtig übrigens "
    "normalerweise etwa ungefähr".split()
)


@lru_cache(maxsize=65536)
def terms(text: str) -> frozenset[str]:
    """The telling words of a text, with synonyms as one."""
    return frozenset(
        folded
        for word in words(clean_text(text))
        if word not in _LIGHT and (folded := _folded(word))
    )


def _folded(word: str) -> str:
    one = telling_stem(word)
    groups = SYNONYM_GROUPS.get(one)
    return f"={min(groups)}" if groups else one


YES_OR_NO = frozenset().union(*map(terms, PREDICATES))
