"""The words things are called by: spellings, languages, kinds of things, typing errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from cx_assistant.models import Model
from cx_assistant.order_keys import fold, is_one_slip, is_wrong_sign

SAME, SYNONYM, COMPOUND, KIND = 1.0, 0.9, 0.85, 0.8
NARROWER = 0.85  # a coat is a jacket, but who says "coat" seldom means one
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)?[^\W\d_]{0,4}")
_ARTICLE = re.compile(r"\b(?:l|d|dell|all|nell|dall|sull|un|j|m|qu)'(?=\w{3})")  # l'ordine
_PHRASE_WORD = re.compile(r"[\w']+")
_LETTERS = re.compile(r"[^\W\d_]+")
_STRANGE_PAIRS = 2
_SHORTEST_COMPOUND = 7
_SHORTEST_SLIP = 5
_SHORTEST_MENDED = 6
_SHORTEST_WITH_OTHER_LETTER = 7


class OrderWords(Model):
    """Words by which customers point at an order, by what they mean."""

    phrases: dict[str, tuple[str, ...]]
    states: dict[str, tuple[str, ...]]
    about: dict[str, tuple[str, ...]]
    payments: dict[str, tuple[str, ...]]
    same: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]
    real: dict[str, tuple[str, ...]]


@cache
def order_words() -> OrderWords:
    """The shipped words."""
    text = Path(__file__).with_name("order_words.toml").read_text(encoding="utf-8")
    return OrderWords.model_validate(tomllib.loads(text))


def spoken(text: str) -> str:
    """The words of a text for `says`: in small letters, one space apart."""
    plain = _ARTICLE.sub(" ", text.lower().replace("’", "'"))
    return f" {' '.join(_PHRASE_WORD.findall(plain))} "


def says(plain: str, phrases: Iterable[str]) -> bool:
    """True if a `spoken` text holds one of the phrases as whole words."""
    return any(f" {phrase} " in plain for phrase in phrases)


def words_of(text: str) -> list[tuple[str, int, int]]:
    """Each word in small letters, with its place."""
    return [(m[0].lower(), m.start(), m.end()) for m in _WORD.finditer(fold(text))]


@lru_cache(maxsize=16_384)
def forms_of(word: str) -> Mapping[str, float]:
    """What the word may be compared by, and how sure each is: `parka` → parka 1, jacket 0.8."""
    stem, meaning = _stem(word), _meaning(word)
    found = {stem: SAME}
    if meaning is not None:
        found.setdefault(meaning, SYNONYM)
    tail = None if meaning else _tail(word)
    if tail is not None:
        found.setdefault(tail, COMPOUND)
    for name in (word, stem, meaning, tail):
        for kind in _kinds().get(name or "", ()):
            found.setdefault(kind, KIND)
    return found


def closeness(said: Mapping[str, float], known: Mapping[str, float]) -> float:
    """How sure it is that a word that was said means a known one, both as `forms_of` gives them."""
    sure = 0.0
    for form, weight in said.items():
        if form in known:
            weighed = weight * known[form] * (NARROWER if weight == KIND else 1.0)
            sure = max(sure, weighed)
    # Two kinds of one thing are not each other: boots are no sandals.
    return sure if sure > KIND * KIND else 0.0


def is_thing(word: str) -> bool:
    """True for a noun we know: a modifier alone, such as "wireless", names nothing."""
    return (_meaning(word) or _tail(word) or "") in _things()


def mended(word: str, known: Iterable[str]) -> str | None:
    """The known word that this one is a typing slip of, if just one is."""
    if len(word) < _SHORTEST_SLIP or word in _real() or _meaning(word) is not None:
        return None
    near = {each for each in known if _may_be_meant(word, each)}
    return near.pop() if len({_stem(each) for each in near}) == 1 else None


def _may_be_meant(word: str, known: str) -> bool:
    """In a short word another letter makes another word: "steve" is no stove."""
    if len(known) < _SHORTEST_MENDED or word[0] != known[0] or not is_one_slip(word, known):
        return False
    return len(word) >= _SHORTEST_WITH_OTHER_LETTER or not is_wrong_sign(word, known)


def _stem(word: str) -> str:
    if word.endswith("ss"):
        return word
    for ending in ("'s", "’s", "ies", "es", "s", "en", "n"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


def _meaning(word: str) -> str | None:
    meanings, stem = _meanings(), _stem(word)
    known = meanings.get(word) or meanings.get(word.removesuffix("'s"))
    # Of a short word an ending is too much: "teen" is no tee.
    return known or (meanings.get(stem) if len(stem) > 3 else None)


def _tail(word: str) -> str | None:
    """The thing a compound is: `regenjacke` is a jacket."""
    if len(word) < _SHORTEST_COMPOUND or word in _no_things():
        return None
    fitting = (name for name in _meanings() if len(name) >= 4 and word.endswith(name))
    longest = max(fitting, key=len, default=None)
    return None if longest is None else _meanings()[longest]


def is_like_a_word(letters: str) -> bool:
    """False for letters that hardly follow each other in any language we know words of.

    An order number may be letters only; `hxdubj` is none of the words people write.
    """
    word = f" {letters.lower()} "
    pairs = {word[at : at + 2] for at in range(len(word) - 1)}
    return len(pairs - _letter_pairs()) < _STRANGE_PAIRS


@cache
def _letter_pairs() -> frozenset[str]:
    known = order_words()
    lists = [known.phrases, known.states, known.about, known.payments, known.same, known.real]
    words = " ".join(text for each in lists for texts in each.values() for text in texts)
    padded = " ".join(_LETTERS.findall(words.lower()))
    return frozenset(padded[at : at + 2] for at in range(len(padded) - 1))


@cache
def thing_words() -> tuple[str, ...]:
    """Every name of a thing or a colour that is shipped."""
    return tuple(_meanings())


def thing_words_like(word: str) -> tuple[str, ...]:
    """Those of them that begin as this word does, as a typing slip hardly ever is at the start."""
    return _by_first_sign().get(word[0], ())


@cache
def _by_first_sign() -> dict[str, tuple[str, ...]]:
    names = sorted(_meanings())
    return {sign: tuple(group) for sign, group in groupby(names, key=itemgetter(0))}


@cache
def _meanings() -> dict[str, str]:
    return {word: first for first, words in order_words().same.items() for word in words}


@cache
def _kinds() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for kind, names in order_words().kinds.items():
        for name in names:
            found[name] = (*found.get(name, ()), kind)
    return found


@cache
def _things() -> frozenset[str]:
    names = list(order_words().same)
    return frozenset(names[names.index("jacket") :])


@cache
def _no_things() -> frozenset[str]:
    return frozenset((*order_words().about["words"], *order_words().real["words"]))


@cache
def _real() -> frozenset[str]:
    return frozenset(order_words().real["words"])
