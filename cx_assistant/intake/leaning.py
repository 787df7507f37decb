"""What a question needs from the words before it to be understood, and no more of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cx_assistant.drafting.question_words import FILLERS

_MAX_CONTEXT_CHARACTERS = 160
_MAX_SENTENCES_BACK = 4
_MAX_NOUNS = 2
_ELLIPSIS_WORDS = 3
_MAX_CONTENT_WORDS = 8
_NOUN_WORDS = 4
_NOUN_CHARACTERS = 60
_THIN_WORDS = 2
_SELF_CONTAINED_WORDS = 3

_POINTING = re.compile(
    r"\b(?:it|its|it['’]s|this|these|that|those|they|them|their|ones?|he|she|him|her|ihn|ihm|ihnen|dies(?:e[rsnm]?)?|davon|dafür|damit|darauf|daran"
    r"|ça|cela|celui-ci|celle-ci|eso|esto|ese|esa|lo|questo|quello|dat|dit|deze|isso|isto|"
    r"tego|niego|det)\b|(?<!gibt’s\s)\bes\b",
    re.IGNORECASE,
)
# Words that often point at the story before, and sometimes at nothing.
_MAY_POINT = re.compile(
    r"\b(?:it|its|this|that|these|those|they|them|ones?|there|he|she|him|her|too|still"
    r"|es|er|sie|ihn|ihm|das|dies|diese[rsnm]?|davon|dafür|damit|noch|ça|cela|celui-ci|celle-ci"
    r"|eso|esto|esta|este|esa|ese|questo|quello|dat|dit|deze|ze|isso|isto|tego)\b",
    re.IGNORECASE,
)
_SHORT_WORDS = 6
# Capitalised in the middle of a sentence it is the polite "you".
_POINTING_AS_WRITTEN = re.compile(r"(?:\bsie|\ber)\b|^(?:Sie|Er)\s+(?=ist|sind|hat|war|wird)")
_POINTS_AT_NOTHING = re.compile(
    r"\bis\s+it\s+(?:possible|true|ok|okay|allowed)\b|\bis\s+there\b"
    r"|\bit\s+(?:take|cost)s?\s+(?:[^\s?]+\s+){0,3}?to\s+(?-i:[a-z])"
    r"|\b(?:is|was|would|will)\s+it\s+(?:be\s+)?(?:\w+\s+)?to\s+(?-i:[a-z])|\bist\s+es\s+(?:möglich|erlaubt|richtig)"
    r"|\b(?:kostet|dauert|gibt|geht|braucht)\s+es\b|\b(?:know|sure|say|said|right|true)\s+that\b"
    r"|\bthat\s+(?:i|you|we|they)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"^\W*(?:and|what\s+about|how\s+about|or|else|und|wie\s+(?:wäre|ist)\s+es\s+mit|oder|et|y|e|"
    r"en|a|i|och)\s+(?:what\s+about\s+)?"
    r"(?P<without_verb>(?:to|for|in|from|with|at|on|by|of|the|my|nach|für|mit|bei|aus|der|die|das|"
    r"pour|à|avec|para|con|per|da|do|na|till|för|voor|naar)\s)?",
    re.IGNORECASE,
)
_DETERMINER = (
    r"(?:the|my|our|your|this|that|these|those|an?|one|two|three|der|die|das|den|dem|des|"
    r"ein(?:e[rnms]?)?|mein(?:e[rnms]?)?|"
    r"unser(?:e[rnms]?)?|dies(?:e[rnms]?)|le|la|les|une?|mon|ma|mes|notre|cette?|el|los|las|"
    r"un[oa]?s?|mis?|"
    r"il|lo|gli|mio|mia|het|een|mijn|deze|o|os|as|um|uma|meu|minha|en|ett|min|mitt)"
)
_NOUNS = re.compile(rf"\b{_DETERMINER}\s+(?=\w)", re.IGNORECASE)
_NOUN_WORD = re.compile(r"\s*(\w[\w'’-]*)")
_WORD = re.compile(r"[^\W_][\w'’-]*")
# A noun and the words before it end where one of these begins what is said about it.
_SAYS_MORE = frozenset(
    """i we you he she they it is are was were has have had do does did can could will would should
    got came comes arrived arrives broke leaks leaked makes made says stopped keeps kept needs
    on in at for from to with by of since last this that which who and or but so because when if
    yesterday today ist sind war hat haben kam wurde am im für von mit bei zu und aber
    est sont a ont en dans de du pour avec que qui es está son era ha con por para è sono con per
    di da ma che is zijn was heeft van voor met é são foi tem com är var har på från
    för""".split()
)
_TIMES = frozenset(
    """time times day days week weeks month months year years bit lot couple few while way
    moment question
    questions tag tage woche wochen monat jahr frage fragen mal""".split()
)


def leans(text: str) -> bool:
    """True if the question points at something said before, or is too short to stand alone."""
    return points(text) or is_elliptic(text)


def is_thin(text: str, *, words: int = _THIN_WORDS) -> bool:
    """True for "which reference should I write?": the sentence before may say what about."""
    return len(_content_words(text)) <= words


def points(text: str) -> bool:
    """True for "can I return it?"; not for "if I order today, will it come on Friday?"."""
    pointing = _POINTS_AT_NOTHING.sub(" ", text)
    found = [_POINTING.search(pointing), _POINTING_AS_WRITTEN.search(pointing)]
    first = min((match.start() for match in found if match), default=None)
    return first is not None and not _names_something(pointing[:first])


def _names_something(before: str) -> bool:
    """True if what stands before a pointing word says itself what it points at."""
    said = _content_words(before)
    return len(said) >= _SELF_CONTAINED_WORDS or (len(said) > 1 and "," in before)


def may_lean(text: str) -> bool:
    """True if the question may be about the story before it, though it can be searched alone."""
    return bool(_MAY_POINT.search(text)) or len(text.split()) < _SHORT_WORDS


def is_elliptic(text: str) -> bool:
    """True for "and to Portugal?" and "how much?": the question before gives it its verb."""
    count = len(_WORD.findall(text))
    if count <= _ELLIPSIS_WORDS:
        return True
    goes_on = _GOES_ON.match(text)
    if goes_on is None or count > 2 * _ELLIPSIS_WORDS:
        return False
    return goes_on["without_verb"] is not None or is_thin(text, words=1)


def antecedent(earlier: Sequence[str], *, fallback: str = "") -> str:
    """The things the nearest earlier sentence names, for a question that points at one of them.

    A sentence that itself leans ("it leaks") is taken along to the one that it leans on.
    """
    taken: list[str] = []
    for sentence in reversed(earlier[-_MAX_SENTENCES_BACK:]):
        named = named_things(sentence)
        if said := named or _content(sentence):
            taken.insert(0, said)
        if named or (said and not leans(sentence)):
            break
    return _cut(" ".join(taken) or fallback)


def named_things(sentence: str) -> str:
    """`green down jacket` of "got the green down jacket on 13 May"; empty if nothing is named."""
    found: list[str] = []
    for match in _NOUNS.finditer(sentence):
        noun = _noun(sentence[match.end() :][:_NOUN_CHARACTERS])
        if noun and noun.lower() not in _TIMES | FILLERS:
            found.append(noun)
        if len(found) == _MAX_NOUNS:
            break
    return " ".join(dict.fromkeys(found))


def _noun(text: str) -> str:
    """The words up to where the noun ends; at most four."""
    kept: list[str] = []
    end = 0
    while len(kept) < _NOUN_WORDS and (match := _NOUN_WORD.match(text, end)):
        word = match[1]
        if word.lower() in _SAYS_MORE or (not kept and word.lower() in _TIMES):
            break
        kept.append(word)
        end = match.end()
    return " ".join(kept)


def _content(sentence: str) -> str:
    return " ".join(_content_words(sentence)[:_MAX_CONTENT_WORDS])


def _content_words(text: str) -> list[str]:
    words = _WORD.findall(text)
    return [word for word in words if re.split(r"['’]", word.lower())[0] not in FILLERS]


def _cut(text: str) -> str:
    return text[:_MAX_CONTEXT_CHARACTERS].strip()
