"""Which options of a product a text asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cx_assistant.actions.words import places_of, plain_words, says, stem
from cx_assistant.models import Product

_SIZES = {"small": "s", "medium": "m", "large": "l", "klein": "s", "mittel": "m", "groß": "l"}
_NAMES_OF_SIZE = frozenset(
    "size größe grösse talla taille taglia maat tamanho rozmiar number nummer gr".split()
)
_NONE = frozenset("no none not without non nein".split())
_YES = frozenset("yes ja oui si sí sim tak true".split())
_SAME_START = 6  # letters by which resistant is resistance
_NEAR = 3

Positions = dict[tuple[str, str], int]  # (option, value) → where the text names it


@dataclass(frozen=True)
class Wanted:
    """What a text asks of a product's options.

    `must` has for each option the values that will do, `may` those only preferred; `free` options
    may change. `unclear` values belong to several options and the text does not say to which.
    """

    must: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    free: frozenset[str] = frozenset()
    unclear: tuple[str, ...] = ()


def values_of(product: Product) -> dict[str, tuple[str, ...]]:
    """Every option and its values, in the order of the variants."""
    found: dict[str, dict[str, None]] = {}
    for variant in product.variants:
        for name, value in variant.options.items():
            found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


def named_values(words: Sequence[str], options: Mapping[str, Sequence[str]]) -> Positions:
    """The values that words name, each with its place; a yes-or-no option is named by its name."""
    found: Positions = {}
    stems = [_SIZES.get(word, stem(word)) for word in words]
    for option, values in options.items():
        for value in values:
            places = _places_of(value, option, values, stems)
            if places:
                found[option, value] = _nearest(option, places, words)
        found |= _by_name(option, values, words)
    return found


def _places_of(value: str, option: str, values: Sequence[str], stems: Sequence[str]) -> list[int]:
    wanted = _stems(value)
    if len(wanted) == 1 and (wanted[0].isdigit() or len(wanted[0]) == 1):
        return _places_of_size(wanted[0], option, stems)
    starts = range(len(stems) - len(wanted) + 1)
    whole = [n for n in starts if list(stems[n : n + len(wanted)]) == wanted]
    own = _telling(value, option, values)
    return whole or [n for n, word in enumerate(stems) if word in own]


def _nearest(option: str, places: Sequence[int], words: Sequence[str]) -> int:
    """Of several places that name a value, the one beside the option's own name."""

    def closeness(place: int) -> int:
        return _named_near(option, words[max(0, place - 1) : place + _NEAR])

    return max(places, key=closeness)


def _places_of_size(wanted: str, option: str, stems: Sequence[str]) -> list[int]:
    """A bare number or letter counts only where the words before it say that it is meant."""
    before = _NAMES_OF_SIZE | {*_stems(option)}
    is_spelled = wanted in _SIZES.values()
    found = []
    for n, word in enumerate(stems):
        near = set(stems[max(0, n - 2) : n]) | set(stems[n + 1 : n + 2])
        if word == wanted and (before & near or (n and says([stems[n - 1]], "to")) or is_spelled):
            found.append(n)
    return found


def _telling(value: str, option: str, values: Sequence[str]) -> set[str]:
    """The words that this value alone has, of those of one option."""
    others = {word for other in values if other != value for word in _stems(other)}
    common = others | set(_stems(option)) | _NONE | _YES
    return {word for word in _stems(value) if word not in common and _is_a_word(word)}


def _is_a_word(word: str) -> bool:
    return len(word) >= 3 or (word.isdigit() and len(word) >= 2)


def _by_name(option: str, values: Sequence[str], words: Sequence[str]) -> Positions:
    """`waterproof` for yes, `no backlight` for none."""
    yes = next((value for value in values if value.lower() in _YES), None)
    no = next((value for value in values if set(plain_words(value)[:1]) & _NONE), None)
    if no is None:
        return {}
    last = [word[:_SAME_START] for word in plain_words(option)]
    for n in range(len(words) - len(last) + 1):
        if [word[:_SAME_START] for word in words[n : n + len(last)]] == last:
            if says(words[max(0, n - 2) : n], "without"):
                return {(option, no): n}
            return {(option, yes): n} if yes is not None else {}
    return {}


def _stems(text: str) -> list[str]:
    return [_SIZES.get(word, stem(word)) for word in plain_words(text)]


def wanted_from(
    text: str, options: Mapping[str, Sequence[str]], current: Mapping[str, str]
) -> Wanted:
    """What the text asks for, of a thing that has the `current` options now.

    Where it names the present value and another, the other is wanted: "the silicone one to metal".
    """
    words = plain_words(text)
    positions = named_values(words, options)
    kept, unclear = _told_apart(positions, words)
    away = _given_up(words)
    soft = _after_prefer(words)
    must: dict[str, tuple[str, ...]] = {}
    may: dict[str, tuple[str, ...]] = {}
    for option in options:
        named = {v: n for (o, v), n in kept.items() if o == option and n not in away}
        new = {v: n for v, n in named.items() if v != current.get(option)} or named
        hard = tuple(value for value, n in new.items() if n not in soft)
        if hard:
            must[option] = hard
        elif new:
            may[option] = tuple(new)
    free = _named_beside(words, "free", options)
    for option in _named_beside(words, "same", options) | _named_beside(words, "keep", options):
        if option in current and not any(o == option for o, _ in positions):
            must.setdefault(option, (current[option],))
    kept_must = {option: values for option, values in must.items() if option not in free}
    return Wanted(kept_must, may, free, unclear)


def _told_apart(positions: Positions, words: Sequence[str]) -> tuple[Positions, tuple[str, ...]]:
    """Each named value with one option: the one named beside it, if the word fits several."""
    kept: Positions = {}
    unclear: list[str] = []
    for (option, value), place in positions.items():
        rivals = [o for (o, v), n in positions.items() if n == place and o != option]
        if not rivals:
            kept[option, value] = place
            continue
        near = words[max(0, place - _NEAR) : place + _NEAR]
        closeness = {each: _named_near(each, near) for each in (option, *rivals)}
        best = max(closeness.values())
        if best and closeness[option] == best and list(closeness.values()).count(best) == 1:
            kept[option, value] = place
        elif not best or list(closeness.values()).count(best) > 1:
            unclear.append(value)
    return kept, tuple(dict.fromkeys(unclear))


def _named_near(option: str, words: Sequence[str]) -> int:
    own = {word[:_SAME_START] for word in plain_words(option)}
    return len(own & {word[:_SAME_START] for word in words})


def _given_up(words: Sequence[str]) -> set[int]:
    """Places right after "instead of" and the like: what is named there is not wanted."""
    return {n for _, end in places_of(words, "instead_of") for n in range(end + 1, end + 4)}


def _after_prefer(words: Sequence[str]) -> set[int]:
    return {n for start, _ in places_of(words, "prefer") for n in range(start, start + 7)}


def _named_beside(
    words: Sequence[str], kind: str, options: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """Options named by a word of this list: "do not care about waterproof", "same material"."""
    near = [
        word[:_SAME_START]
        for start, end in places_of(words, kind)
        for word in words[start if kind != "free" else max(0, start - 4) : end + 4]
    ]
    return frozenset(
        option
        for option in options
        if {word[:_SAME_START] for word in plain_words(option)} & set(near)
    )
