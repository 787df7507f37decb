"""Whether the goods a rule is limited to are the ones that were ordered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cx_assistant.models import OrderItem
from cx_assistant.orders.item_words import COMPOUND, forms_of, is_thing, words_of
from cx_assistant.orders.rules.words import whole_words

_HEAD_ENDS = re.compile(
    r"[,;(\[/|–—]|\s-\s|\b(?:for|with|in|of|by|from|without|für|mit|in|von|aus|ohne|zum|zur|pour|de|"
    r"para|con|per|voor|met|do|z)\b",
    re.IGNORECASE,
)
_ENUMERATES = re.compile(
    r"[,;/&+]|\b(?:and|or|as well as|und|oder|sowie|et|ou|y|e|o|en|of|i|lub)\b", re.IGNORECASE
)
_REST = re.compile(
    r"\b(?:else|others?|remaining|rest|andere\w*|übrige\w*|sonstige\w*|autres?|otros?|altri|overige)\b",
    re.IGNORECASE,
)
_SHORTEST_WORD = 3


def is_about_the_rest(goods: str) -> bool:
    """True for "everything else" and "other brands": what no rule names."""
    return _REST.search(goods) is not None


def covers(goods: str, item: OrderItem) -> bool | None:
    """Whether the item is one of the goods that a rule's own words name; None if nobody can say.

    A tent peg is no tent: the thing a name is about stands last in it. "Clothing" names no things,
    so that only a tag of the item can tell.
    """
    found = [_is_one(phrase, item) for phrase in _phrases(goods)]
    if any(found):
        return True
    return None if None in found or not found else False


def _is_one(phrase: tuple[str, ...], item: OrderItem) -> bool | None:
    tags = [tuple(_things_in(tag)) for tag in item.tags]
    if any(_same_words(phrase, tag) for tag in tags):
        return True
    of_name = _things_in(_HEAD_ENDS.split(item.name, maxsplit=1)[0])
    if not of_name:
        return None
    *told, last = of_name
    *limits, head = phrase
    if _is_same(head, last):
        every = [*told, *_things_in(item.name), *_things_in(" ".join(item.options.values()))]
        return True if all(any(_is_same(each, word) for word in every) for each in limits) else None
    is_apart = not any(_may_be(head, word) for word in of_name)
    return False if is_apart and _is_known(head) and _is_known(last) else None


def _same_words(phrase: tuple[str, ...], tag: tuple[str, ...]) -> bool:
    return len(phrase) == len(tag) and all(map(_is_same, phrase, tag))


@lru_cache(maxsize=256)
def _phrases(goods: str) -> tuple[tuple[str, ...], ...]:
    """`(("tent",), ("gas", "stove"))` for "All our tents and gas stoves"."""
    split = (tuple(_things_in(part)) for part in _ENUMERATES.split(goods))
    return tuple(phrase for phrase in split if phrase)


def _things_in(text: str) -> list[str]:
    return list(_spoken(text))


def _spoken(text: str) -> Iterator[str]:
    for word, start, end in words_of(text):
        is_general = whole_words("scopes", "goods_general").fullmatch(text[start:end])
        is_small = whole_words("scopes", "function_words").fullmatch(text[start:end])
        if len(word) >= _SHORTEST_WORD and word[0].isalpha() and not is_general and not is_small:
            yield word


def _is_same(one: str, other: str) -> bool:
    """The same word, another word for it, or a compound with it: a rain jacket is a jacket."""
    return not _forms(one, COMPOUND).isdisjoint(_forms(other, COMPOUND))


def _is_known(word: str) -> bool:
    return is_thing(word) or is_thing(word.removesuffix("s"))


def _may_be(one: str, other: str) -> bool:
    return not _forms(one, 0).isdisjoint(_forms(other, 0))


@lru_cache(maxsize=4096)
def _forms(word: str, least: float) -> frozenset[str]:
    """What a word may be compared by, in the singular too: `stoves` → stove."""
    spelled = [word, *(word.removesuffix(ending) for ending in ("s", "es") if len(word) > 4)]
    forms = (form for each in spelled for form, sure in forms_of(each).items() if sure >= least)
    return frozenset((*spelled, *forms))
