"""The variant a customer wants instead of what they have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from cx_assistant.actions.comparing import compared
from cx_assistant.actions.options import Wanted, values_of, wanted_from
from cx_assistant.actions.words import says
from cx_assistant.models import OrderItem, Product, Variant

_LISTED = 4


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
    wanted = _with_steps(wanted_from(text, values_of(product), item.options), product, item, text)
    if wanted.unclear:
        return Choice(missing=f"{item.name}: what is to be {' or '.join(wanted.unclear)}")
    changes = any(values != (item.options.get(o),) for o, values in wanted.must.items())
    by_price = any(says(text, kind) for kind in ("cheapest", "dearest", "not_dearer"))
    if not changes and not wanted.may and not by_price:
        return _the_same(product, item, text)
    candidates = _fitting(product, item, wanted, text)
    if not candidates:
        return Choice(missing=_nothing_fits(item, wanted))
    return _by_price(candidates, text) or _closest(candidates, item, wanted)


def _by_price(candidates: Sequence[Variant], text: str) -> Choice | None:
    """The cheapest or the dearest, if that is asked for."""
    if says(text, "cheapest"):
        return Choice(min(candidates, key=_price))
    if says(text, "dearest"):
        return Choice(max(candidates, key=lambda variant: variant.price or Decimal(0)))
    return None


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


def _nothing_fits(item: OrderItem, wanted: Wanted) -> str:
    asked = ", ".join(f"{o} {' or '.join(v)}" for o, v in wanted.must.items()) or "anything else"
    return f"{item.name}: {asked} is not available; which one instead"


def _price(variant: Variant) -> Decimal:
    return variant.price if variant.price is not None else Decimal("Infinity")


def _with_steps(wanted: Wanted, product: Product, item: OrderItem, text: str) -> Wanted:
    """Adds what is asked for by comparison."""
    steps = compared(text, values_of(product), item.options)
    return replace(wanted, must={**wanted.must, **steps})
