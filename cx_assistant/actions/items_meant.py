"""Which items of an order a request means."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cx_assistant.actions.words import Word, places_of, says, stem, words_of
from cx_assistant.models import Order, OrderItem
from cx_assistant.orders.goods import goods

_LEFT, _RIGHT = 4, 8  # words around a noun that may describe it
_SHORTEST_PART = 4  # letters of a word that ends a compound: lamp in desklamp
_SHORTEST_REST = 3  # and of what is before it: a chair has nothing to do with hair


@dataclass(frozen=True)
class Place:
    """An item of an order."""

    order: Order
    number: int  # among all of its items
    item: OrderItem

    @property
    def key(self) -> tuple[str, int]:
        """What tells it from every other."""
        return (self.order.id, self.number)


@dataclass(frozen=True)
class Mention:
    """Words of a text that name an item, and those they fit equally well."""

    start: int  # of the naming words, among the words of the text
    end: int
    places: tuple[Place, ...]
    is_plural: bool = False  # "both shoes", "all t-shirts", "the tablets"


def places_in(orders: Iterable[Order]) -> list[Place]:
    """All goods of these orders."""
    return [
        Place(order, number, item)
        for order in orders
        for number, item in enumerate(order.items)
        if item in goods(order)
    ]


class ItemFinder:
    """Finds in texts what one customer has ordered."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._places = places_in(orders)
        self._names = {place.key: _name_words(place.item) for place in self._places}
        self._options = {place.key: _option_words(place.item) for place in self._places}
        self._kinds = {self._names[place.key] for place in self._places}
        said_of_goods = (
            text
            for place in self._places
            for option, value in place.item.options.items()
            for text in (option, value)
        )
        self._describing = {stem(word.text) for text in said_of_goods for word in words_of(text)}

    def mentions(self, text: str) -> list[Mention]:
        """What of theirs the text names, in order; a description without a noun names nothing."""
        words = words_of(text)
        runs = list(_runs(self._hits(words), words, text))
        found = []
        for position, run in enumerate(runs):
            before = runs[position - 1][-1] + 1 if position else 0
            after = runs[position + 1][0] if position + 1 < len(runs) else len(words)
            around = _around(words, run, (before, after))
            places = self._best(words, run, around)
            found.append(Mention(run[0], run[-1], places, _is_plural(words, run, places)))
        return [mention for mention in found if mention.places]

    def _hits(self, words: Sequence[Word]) -> list[int]:
        return [
            number
            for number in range(len(words))
            if any(_has(self._names[place.key], words, number) for place in self._places)
        ]

    def _best(self, words: Sequence[Word], run: list[int], around: set[int]) -> tuple[Place, ...]:
        """The items that fit the naming words best, then those that fit the words around."""
        named = {place.key: self._name_score(place, words, run) for place in self._places}
        most = max(named.values(), default=0.0)
        if most < 0.3:  # only a word that half of the goods have in their names
            return ()
        fitting = [place for place in self._places if named[place.key] >= most - 1e-9]
        described = {
            place.key: sum(_has(self._options[place.key], words, n) for n in around)
            for place in fitting
        }
        best = max(described.values(), default=0)
        return tuple(place for place in fitting if described[place.key] == best)

    def _name_score(self, place: Place, words: Sequence[Word], run: Sequence[int]) -> float:
        """More for rare words than for those in many names, and for the noun that ends a name."""
        names = self._names[place.key]
        spoken = [n for n in run if _has(names, words, n)]
        is_noun = any(_has(names[-1:], words, n) for n in spoken)
        if not is_noun and all(stem(words[n].text) in self._describing for n in spoken):
            return 0.0  # "wireless" and "water" describe more than earbuds and bottles
        return sum(self._weight(words, n) for n in spoken) + (0.5 if is_noun else 0.0)

    def _weight(self, words: Sequence[Word], number: int) -> float:
        count = sum(_has(kind, words, number) for kind in self._kinds)
        return math.log(1 + len(self._kinds) / max(count, 1))


def _name_words(item: OrderItem) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem(word.text) for word in words_of(item.name)))


def _option_words(item: OrderItem) -> set[str]:
    texts = [*item.options.values(), *item.tags, item.sku]
    return {stem(word.text) for text in texts for word in words_of(text)}


def _has(names: Iterable[str], words: Sequence[Word], number: int) -> bool:
    """True if the word there, or it and the next as one, is among the names."""
    word = words[number].text
    own = stem(word)
    joined = stem(word + words[number + 1].text) if number + 1 < len(words) else own
    return any(_is_same(own, name) or (joined == name != own) for name in names)


def _is_same(word: str, name: str) -> bool:
    if word == name:
        return True
    if word.isdigit() or name.isdigit():
        return False
    long, short = (word, name) if len(word) > len(name) else (name, word)
    rest = len(long) - len(short)
    return len(short) >= _SHORTEST_PART and rest >= _SHORTEST_REST and long.endswith(short)


def _runs(hits: Sequence[int], words: Sequence[Word], text: str) -> Iterator[list[int]]:
    """Neighbouring positions together, unless a comma stands between."""
    run: list[int] = []
    for hit in hits:
        if run and (hit - run[-1] > 1 or _is_apart(words[run[-1]], words[hit], text)):
            yield run
            run = []
        run.append(hit)
    if run:
        yield run


def _is_apart(left: Word, right: Word, text: str) -> bool:
    return any(mark in text[left.end : right.start] for mark in ",;:.()")


def _around(words: Sequence[Word], run: list[int], limits: tuple[int, int]) -> set[int]:
    """Positions of the words that describe a noun: right before it, and after it up to "to"."""
    texts = [word.text for word in words]
    left = range(max(limits[0], run[0] - _LEFT), run[0])
    end = min(limits[1], run[-1] + 1 + _RIGHT)
    turns = [start for start, _ in places_of(texts, "to") if start > run[-1]]
    return {*left, *range(run[-1] + 1, min([end, *turns]))}


def narrowed(text: str, places: Sequence[Place]) -> list[Place]:
    """Those among several equal ones that "the more expensive one" and the like leave."""
    prices = [place.item.price or Decimal(0) for place in places]
    if len(places) > 1 and says(text, "dearer"):
        return [place for place, p in zip(places, prices, strict=True) if p == max(prices)]
    if len(places) > 1 and says(text, "cheaper"):
        return [place for place, p in zip(places, prices, strict=True) if p == min(prices)]
    return list(places)


def _is_plural(words: Sequence[Word], run: Sequence[int], places: Iterable[Place]) -> bool:
    noun = words[run[-1]].text
    near = [word.text for word in words[max(0, run[0] - _LEFT) : run[0]]]
    own = {word.text for place in places for word in words_of(place.item.name)}
    if says(near, "one_of"):
        return False
    return (
        says(near, "both") or says(near, "everything") or (noun.endswith("s") and noun not in own)
    )
