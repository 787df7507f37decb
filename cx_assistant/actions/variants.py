"""The variant a customer wants instead of what they have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cx_assistant.actions.options import Wanted, values_of, wanted_from
from cx_assistant.actions.words import places_of, plain_words, says
from cx_assistant.models import OrderItem, Product, Variant

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LETTER_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_WORD_SIZES = {"small": "s", "medium": "m", "large": "l", "portable": "xs"}
_LISTED = 4

Price = Callable[[Variant], Decimal]


@dataclass(frozen=True)
class Choice:
    """The variant to swap for, or what must be asked first; `note` says what else changes."""

    variant: Variant | None = None
    missing: str = ""
    note: str = ""


def chosen_variant(product: Product, item: OrderItem, text: str) -> Choice:
    """The one available variant that has what the text asks for and keeps the rest.

    Unnamed options stay as they are unless no such variant is to be had; then it is asked. Nothing
    that cannot be delivered is ever chosen.
    """
    by_number = [v for v in product.variants if v.sku in text and v.sku != item.sku]
    if len(by_number) == 1:
        return _if_available(by_number[0])
    wanted = wanted_from(text, values_of(product), item.options)
    wanted = _with_steps(wanted, product, item, text)
    if wanted.unclear:
        return Choice(missing=f"{item.name}: what is to be {' or '.join(wanted.unclear)}")
    wants_cheapest = says(text, "cheapest")
    changes = any(values != (item.options.get(o),) for o, values in wanted.must.items())
    if not changes and not wanted.may and not wants_cheapest and not says(text, "not_dearer"):
        return _the_same(product, item, text)
    candidates = _fitting(product, item, wanted, text)
    if not candidates:
        return Choice(missing=_nothing_fits(product, item, wanted))
    if wants_cheapest:
        return Choice(min(candidates, key=_price))
    return _closest(candidates, item, wanted)


def _if_available(variant: Variant) -> Choice:
    if variant.available:
        return Choice(variant)
    return Choice(missing=f"{variant.sku} is not available; which one instead")


def _the_same(product: Product, item: OrderItem, text: str) -> Choice:
    """Another piece of the same variant, if that is what is asked for."""
    own = next((variant for variant in product.variants if variant.sku == item.sku), None)
    if own is not None and says(text, "same"):
        return _if_available(own)
    return Choice(missing=f"{item.name}: which variant instead")


def _fitting(product: Product, item: OrderItem, wanted: Wanted, text: str) -> list[Variant]:
    """Available variants with all that must be, best liked alone if some are liked."""
    fitting = [
        variant
        for variant in product.variants
        if variant.available
        and variant.sku != item.sku
        and all(variant.options.get(o) in values for o, values in wanted.must.items())
        and not (
            says(text, "not_dearer") and item.price is not None and _price(variant) > item.price
        )
    ]
    liked = [
        variant
        for variant in fitting
        if all(variant.options.get(o) in values for o, values in wanted.may.items())
    ]
    return liked or fitting


def _closest(candidates: Sequence[Variant], item: OrderItem, wanted: Wanted) -> Choice:
    named = {*wanted.must, *wanted.may, *wanted.free}
    kept = {o: v for o, v in item.options.items() if o not in named}
    counts = [sum(variant.options.get(o) == v for o, v in kept.items()) for variant in candidates]
    best = [v for v, count in zip(candidates, counts, strict=True) if count == max(counts)]
    differing = _differing(best)
    if len(best) > 1 and not set(differing) <= wanted.free:
        return Choice(missing=f"{item.name}: {_alternatives(best, differing)}")
    variant = min(best, key=_price)
    changed = [o for o, v in kept.items() if variant.options.get(o) != v]
    if changed:
        told = ", ".join(f"{o} {kept[o]} → {variant.options.get(o)}" for o in changed)
        return Choice(missing=f"{item.name}: to be had only with {told}; is that all right")
    return Choice(variant)


def _differing(variants: Sequence[Variant]) -> list[str]:
    names = dict.fromkeys(name for variant in variants for name in variant.options)
    return [n for n in names if len({variant.options.get(n) for variant in variants}) > 1]


def _alternatives(variants: Sequence[Variant], names: Iterable[str]) -> str:
    told = [
        ", ".join(f"{n} {variant.options.get(n)}" for n in names) for variant in variants[:_LISTED]
    ]
    return "; or ".join(told)


def _nothing_fits(product: Product, item: OrderItem, wanted: Wanted) -> str:
    asked = ", ".join(f"{o} {' or '.join(v)}" for o, v in wanted.must.items()) or "anything else"
    return f"{item.name}: {asked} is not available; which one instead"


def _price(variant: Variant) -> Decimal:
    return variant.price if variant.price is not None else Decimal("Infinity")


def _with_steps(wanted: Wanted, product: Product, item: OrderItem, text: str) -> Wanted:
    """Adds what is asked for by comparison: one size larger, the fewest pieces, 500 less."""
    must = dict(wanted.must)
    for option, values in values_of(product).items():
        current = item.options.get(option, "")
        found = _by_step(text, option, values, current) or _by_extreme(text, option, values)
        found = _by_difference(text, option, values, current) or found
        if found is not None:
            must[option] = (found,)
    return Wanted(must, wanted.may, wanted.free, wanted.unclear)


def _by_step(text: str, option: str, values: Sequence[str], current: str) -> str | None:
    if "size" not in option.lower() and "größe" not in option.lower():
        return None
    ranked = sorted({*values, current}, key=_rank)
    place = ranked.index(current)
    step = says(text, "larger") - says(text, "smaller")
    is_one_of = 0 <= place + step < len(ranked)
    return ranked[place + step] if step and is_one_of and ranked[place + step] in values else None


def _by_extreme(text: str, option: str, values: Sequence[str]) -> str | None:
    for kind, pick in (("fewest", min), ("most", max)):
        if _is_said_of(option, text, kind) and all(_NUMBER.search(value) for value in values):
            return pick(values, key=_rank)
    return None


def _by_difference(text: str, option: str, values: Sequence[str], current: str) -> str | None:
    """`with 500 pieces less`."""
    words = plain_words(text)
    now = _NUMBER.search(current)
    for kind, sign in (("less", -1), ("more", 1)):
        for start, _ in places_of(words, kind):
            near = words[max(0, start - 2) : start + 3]
            numbers = [word for word in near if word.isdigit()]
            if now and numbers and _says_name(option, near):
                target = float(now.group()) + sign * float(numbers[0])
                return next((v for v in values if _rank(v)[1] == target), None)
    return None


def _is_said_of(option: str, text: str, kind: str) -> bool:
    words = plain_words(text)
    return any(_says_name(option, words[end : end + 3]) for _, end in places_of(words, kind))


def _says_name(option: str, words: Iterable[str]) -> bool:
    return bool(set(plain_words(option)) & set(words))


def _rank(value: str) -> tuple[int, float]:
    """Sizes in their order: S before M, 8 before 10."""
    word = value.strip().lower()
    word = _WORD_SIZES.get(word, word)
    if word in _LETTER_SIZES:
        return (0, float(_LETTER_SIZES.index(word)))
    number = _NUMBER.search(word)
    return (1, float(number.group())) if number else (2, 0.0)


def keeps(variant: Variant, options: Mapping[str, str]) -> bool:
    """True if the variant has these options."""
    return all(variant.options.get(name) == value for name, value in options.items())
