"""Which of a customer's orders the words of a text describe."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from cx_assistant.models import Model, Order
from cx_assistant.order_keys import fold
from cx_assistant.orders.goods import goods

_WORD = re.compile(r"[^\W\d_]+(?:[-'][^\W\d_]+)*|\d+|\w+")
_IGNORED = frozenset(
    "the and for with und mit der die das set size grösse größe colour color farbe men women "
    "standard order delivery my mein meine in of to a an on is it that this has not are you me "
    "can was from have i we ich sie er es ein eine von zu new neu one two".split()
)


class OrderWords(Model):
    """Words by which customers point at an order."""

    phrases: dict[str, tuple[str, ...]]
    same: dict[str, tuple[str, ...]]

    def has(self, text: str, kind: str) -> bool:
        """True if the text holds a phrase of this kind as whole words."""
        plain = f" {' '.join(re.findall(_PHRASE_WORD, text.lower().replace('’', chr(39))))} "
        return any(f" {phrase} " in plain for phrase in self.phrases[kind])


_PHRASE_WORD = r"[\w']+"


@cache
def order_words() -> OrderWords:
    """The shipped words."""
    text = Path(__file__).with_name("order_words.toml").read_text(encoding="utf-8")
    return OrderWords.model_validate(tomllib.loads(text))


def lexical_scores(text: str, orders: Sequence[Order]) -> dict[str, float]:
    """Per order id how much of what the text says about items fits it: 1 is all of it.

    Words that occur in no order of theirs say nothing; rare ones say more than common ones. Empty
    if no word of the text is in any item.
    """
    words = {order.id: _words_of(order) for order in orders}
    spoken = _tokens(text)
    known = {word for word in spoken if any(word in each for each in words.values())}
    if not known:
        return {}
    weights = {word: _weight(word, words) for word in known}
    whole = sum(weights.values())
    return {
        order_id: sum(weights[word] for word in known & each) / whole
        for order_id, each in words.items()
    }


def _weight(word: str, words: Mapping[str, frozenset[str]]) -> float:
    count = sum(word in each for each in words.values())
    return math.log(1 + len(words) / count)


def _words_of(order: Order) -> frozenset[str]:
    texts = [
        " ".join((item.name, item.sku, *item.options.values(), *item.tags)) for item in goods(order)
    ]
    return _tokens(" ".join(texts))


def _tokens(text: str) -> frozenset[str]:
    """Words and what they mean: "moss" is green, and still closer to moss than to pine."""
    found = {
        word
        for word in _WORD.findall(fold(text).lower())
        if word not in _IGNORED and _tells_something(word)
    }
    return frozenset(
        {_stem(word) for word in found} | {_meanings().get(w, _stem(w)) for w in found}
    )


def _tells_something(word: str) -> bool:
    return len(word) > 2 or (word.isdigit() and len(word) == 2)


def _stem(word: str) -> str:
    for ending in ("ies", "es", "s", "en", "n"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word.removesuffix(ending)
    return word


@cache
def _meanings() -> dict[str, str]:
    return {word: first for first, words in order_words().same.items() for word in words}
