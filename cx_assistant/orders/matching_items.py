"""The things a clause names, and which of the orders have them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from cx_assistant.models import Order, OrderItem
from cx_assistant.order_keys import fold
from cx_assistant.orders.goods import is_delivery_line
from cx_assistant.orders.item_words import (
    COMPOUND,
    KIND,
    SAME,
    SYNONYM,
    closeness,
    forms_of,
    is_thing,
    mended,
    thing_words,
    thing_words_like,
    words_of,
)
from cx_assistant.orders.matching_clauses import Clause
from cx_assistant.orders.matching_comparing import compared

_IGNORED = frozenset(
    "the and for with und mit der die das den dem set size grösse größe colour color farbe men "
    "women standard order orders delivery my mein meine in of to a an on is it that this has not "
    "are you me can was from have i we ich sie er es ein eine von zu new neu one two "
    "these those pack pair pairs pcs pieces inch cm mm ml l".split()
)
_SIZES = {"s": "small", "m": "medium", "l": "large", "xs": "small", "xl": "large"}
_PARTS = re.compile(
    r"[,;|/(\[]|\s[-–—]\s|\s(?:with|for|mit|für|de|à|aux?|da|di|en|per|para|met|voor|z|do)\s", re.I
)
_CODE = re.compile(r"[a-z0-9][\w./-]{3,}")
_ENOUGH = 0.35
_AS_GOOD = 0.29  # an exact name is hardly more than a kind of it
_MODIFIER = 0.5
_THING = 1.0
_ALL = re.compile(
    r"\b(?:all|both|every|alle|beide|beiden|sämtliche|tous|toutes|todos|todas|tutti|tutte)"
    r"(?:\s+of)?(?:\s+(?:my|your|the|our|these|those|meine|die|mes|mis|i|le))?(?:\s+[\w-]+)?\s+$"
)
_TWO = re.compile(r"\b(?:two|2|both|pair of|zwei|beide|beiden|deux|dos|due|twee)\s+(?:\w+\s+)?$")
_POINTED_AT = frozenset(
    "the my this that your our der die das den dem mein meine meinen meiner dieser diese le la les "
    "mon ma mes el los las mi mis il lo i gli il mio mia de het mijn o os minha meu".split()
)
_ONES = frozenset("one ones order bestellung".split())


class Thing(NamedTuple):
    """A thing that a clause names: what orders it may be in, and how surely it is named."""

    orders: frozenset[str]
    is_sure: bool
    is_all: bool
    names: frozenset[str]


class _Word(NamedTuple):
    word: str
    forms: Mapping[str, float]
    weight: float


class _Name(NamedTuple):
    words: tuple[_Word, ...]
    forms: frozenset[str]


@dataclass(frozen=True)
class Wares:
    """The goods of the orders, by what they are called."""

    by_name: Mapping[str, tuple[tuple[str, OrderItem], ...]]
    names: Mapping[str, _Name]

    def things(self, clause: Clause) -> list[Thing]:
        """Everything the clause names that is in an order, those named surely first if any are."""
        spoken = _spoken_forms(clause, self.names)
        said = frozenset(form for _, _, forms in spoken for form in forms)
        names = [(name, each) for name, each in self.names.items() if said & each.forms]
        hits = [_hits(names, forms) for _, _, forms in spoken]
        found = [self._thing(clause, spoken, hits, group) for group in _groups(hits)]
        things = [thing for thing in found if thing is not None]
        sure = [thing for thing in things if thing.is_sure]
        return sure or things

    def skus(self, text: str) -> frozenset[str]:
        """The orders with an article number that the text holds."""
        said = {code.rstrip(".") for code in _CODE.findall(fold(text).lower())}
        pairs = (pair for pairs in self.by_name.values() for pair in pairs)
        return frozenset(order_id for order_id, item in pairs if item.sku.lower() in said)

    def with_options(self, clause: Clause, among: frozenset[str]) -> frozenset[str]:
        """Of these orders, those whose goods have most of the options the clause names."""
        spoken = [forms for word, _, forms in _spoken_forms(clause, {}) if word not in _IGNORED]
        scores: dict[str, float] = {}
        for pairs in self.by_name.values():
            for order_id, item in pairs:
                if order_id in among:
                    score = _option_score(spoken, tuple(item.options.values()), item.name)
                    scores[order_id] = max(scores.get(order_id, 0.0), score)
        best = max(scores.values(), default=0.0)
        if best < _ENOUGH:
            return frozenset()
        return frozenset(order_id for order_id, score in scores.items() if score > best - 0.01)

    def compared(
        self, clause: Clause, names: frozenset[str], among: frozenset[str]
    ) -> frozenset[str]:
        """Of these orders, the one with the bigger or the cheaper thing, if that is asked for."""
        pairs = (pair for name in names for pair in self.by_name[name])
        return compared(clause.kept, (pair for pair in pairs if pair[0] in among))

    def _thing(
        self,
        clause: Clause,
        spoken: Sequence[tuple[str, int, Mapping[str, float]]],
        hits: Sequence[Mapping[str, Mapping[int, float]]],
        group: Sequence[int],
    ) -> Thing | None:
        scores = {name: self._score(name, hits, group) for at in group for name in hits[at]}
        best = max(scores.values())
        first = spoken[group[0]][1]
        is_sure = best >= _THING * SYNONYM * KIND - 1e-9 or len(group) > 1
        is_said = is_sure or best >= _THING * 0.6 or _is_pointed_at(clause, first)
        if not is_said:
            return None
        near = {name for name, score in scores.items() if score >= best - _AS_GOOD}
        near_orders = self._orders(near)
        two = _TWO.search(clause.kept[: clause.words[first][1]].lower())
        if two:
            near_orders = self._with_several(near) or near_orders
        is_all = bool(_ALL.search(clause.kept[: clause.words[first][1]].lower()))
        sure = is_sure and not clause.is_indefinite(first) and not clause.is_in_condition(first)
        return Thing(near_orders, sure, is_all, frozenset(near))

    def _score(
        self, name: str, hits: Sequence[Mapping[str, Mapping[int, float]]], group: Sequence[int]
    ) -> float:
        best: dict[int, float] = {}
        for at in group:
            for n, sure in hits[at].get(name, {}).items():
                best[n] = max(best.get(n, 0.0), sure)
        words = self.names[name].words
        return sum(sure * words[n].weight for n, sure in best.items())

    def _orders(self, names: set[str]) -> frozenset[str]:
        return frozenset(order_id for name in names for order_id, _ in self.by_name[name])

    def _with_several(self, names: set[str]) -> frozenset[str]:
        counts: dict[str, int] = {}
        for name in names:
            for order_id, item in self.by_name[name]:
                counts[order_id] = counts.get(order_id, 0) + item.quantity
        return frozenset(order_id for order_id, count in counts.items() if count > 1)


def _hits(
    names: Sequence[tuple[str, _Name]], forms: Mapping[str, float]
) -> dict[str, dict[int, float]]:
    """By name: which of its words this is, and how surely."""
    found: dict[str, dict[int, float]] = {}
    for name, known in names:
        if known.forms.isdisjoint(forms):
            continue
        sure = {n: closeness(forms, word.forms) for n, word in enumerate(known.words)}
        sure = {n: each for n, each in sure.items() if each > 0}
        if sure:
            found[name] = sure
    return found


def wares_of(orders: Sequence[Order]) -> Wares:
    """The goods of these orders. What a view withholds has no name, and so cannot be found."""
    by_name: dict[str, list[tuple[str, OrderItem]]] = {}
    for order in orders:
        for item in order.items:
            if item.name and not _is_delivery(item.name, item.sku):
                by_name.setdefault(item.name, []).append((order.id, item))
    names = {name: _name(name) for name in by_name}
    return Wares({name: tuple(pairs) for name, pairs in by_name.items()}, names)


@lru_cache(maxsize=16_384)
def _is_delivery(name: str, sku: str) -> bool:
    return is_delivery_line(OrderItem(name=name, sku=sku))


@lru_cache(maxsize=16_384)
def _name(name: str) -> _Name:
    words = [word for word, _, _ in words_of(name[:200]) if word not in _IGNORED]
    thing = _thing_in(name)
    made = tuple(
        _Word(word, forms_of(word), _THING if word == thing else _MODIFIER) for word in words
    )
    return _Name(made, frozenset(form for word in made for form in word.forms))


def _thing_in(name: str) -> str:
    """What is sold: the case of "Phone Case, black", the jacket of "Veste de pluie"."""
    first = next((part for part in _PARTS.split(name[:200]) if part.strip()), "")
    words = [word for word, _, _ in words_of(first) if not word[0].isdigit()]
    words = [word for word in words if word not in _IGNORED]
    things = [word for word in words if is_thing(word)]
    return (things or words or [""])[-1]


def _spoken_forms(
    clause: Clause, names: Mapping[str, _Name]
) -> list[tuple[str, int, Mapping[str, float]]]:
    """Each word of the clause with its place among them; slips mended, split words joined."""
    known = {word.word for name in names.values() for word in name.words}
    found: list[tuple[str, int, Mapping[str, float]]] = []
    words = clause.words
    for at, (word, _, _) in enumerate(words):
        joined = f"{word}{words[at + 1][0]}" if at + 1 < len(words) else ""
        if joined and (joined in known or joined in _all_things()) and joined not in _IGNORED:
            found.append((joined, at, forms_of(joined)))
        elif word in _IGNORED or (word == "hat" and clause.is_german):
            found.append((word, at, {}))
        else:
            found.append((word, at, _forms(word, known, is_german=clause.is_german)))
    return found


def _forms(word: str, known: set[str], *, is_german: bool) -> Mapping[str, float]:
    forms = forms_of(word)
    if not is_german and COMPOUND in forms.values():
        forms = {form: weight for form, weight in forms.items() if weight == SAME}
    if word in known or not known or len(forms) > 1:
        return forms
    meant = mended(word, known) or mended(word, thing_words_like(word))
    if meant is None:
        return forms
    return {form: min(weight, SYNONYM) for form, weight in forms_of(meant).items()}


@cache
def _all_things() -> frozenset[str]:
    return frozenset(thing_words())


def _groups(hits: Sequence[Mapping[str, Mapping[int, float]]]) -> Iterator[list[int]]:
    """Runs of words that name one thing together: "wireless earbuds"."""
    group: list[int] = []
    for at, each in enumerate(hits):
        if not each:
            continue
        if group and at - group[-1] <= 2 and _go_together(hits, group, each):
            group.append(at)
            continue
        if group:
            yield group
        group = [at]
    if group:
        yield group


def _go_together(
    hits: Sequence[Mapping[str, Mapping[int, float]]],
    group: Sequence[int],
    each: Mapping[str, Mapping[int, float]],
) -> bool:
    for name, places in each.items():
        taken = {n for at in group for n in hits[at].get(name, {})}
        if taken and set(places) - taken:
            return True
    return False


def _is_pointed_at(clause: Clause, at: int) -> bool:
    words = [word for word, _, _ in clause.words]
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    return before in _POINTED_AT or after in _ONES


def _option_score(
    spoken: Sequence[Mapping[str, float]], values: tuple[str, ...], name: str
) -> float:
    forms = _option_forms(values, name)
    return sum(max((closeness(each, form) for form in forms), default=0.0) for each in spoken)


@lru_cache(maxsize=16_384)
def _option_forms(values: tuple[str, ...], name: str) -> tuple[Mapping[str, float], ...]:
    words = [word for value in values for word, _, _ in words_of(value[:100])]
    words += [word for word, _, _ in words_of(name[:100]) if not is_thing(word)]
    known = [forms_of(word) for word in dict.fromkeys(words) if word not in _IGNORED]
    sizes = [_SIZES[value.strip().lower()] for value in values if value.strip().lower() in _SIZES]
    return (*known, *(forms_of(size) for size in sizes))
