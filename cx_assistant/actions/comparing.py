"""What is asked for by comparison: one size larger, a brighter one, the fewest pieces, 500 less."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cx_assistant.actions.words import places_of, plain_words, says

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_SCALES = (
    ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"),
    ("portable", "small", "medium", "large"),
    ("low", "medium", "high"),
    ("beginner", "intermediate", "expert"),
    ("basic", "standard", "professional"),
)
_SIZE_LIKE = (
    "size", "größe", "capacity", "length", "height", "diameter", "volume", "piece", "storage",
    "weight", "width", "thickness", "länge", "höhe", "volumen", "taille", "talla", "taglia", "maat",
)  # fmt: skip
_SAME_START = 6


def compared(
    text: str, options: Mapping[str, Sequence[str]], current: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """For each option that is compared, the values that will do; "a larger one" leaves several."""
    found: dict[str, tuple[str, ...]] = {}
    size = _size_option(options)
    for option, values in options.items():
        now = current.get(option, "")
        direction = _direction(text, option, is_size=option == size)
        target = _by_difference(text, option, values, now) or _by_extreme(text, option, values)
        if target is not None:
            found[option] = (target,)
        elif direction:
            beyond = _beyond(values, now, direction)
            found |= {option: beyond[:1] if says(text, "one_step") else beyond} if beyond else {}
    return found


def _size_option(options: Mapping[str, Sequence[str]]) -> str | None:
    """The option that "larger" is about."""
    for word in _SIZE_LIKE:
        for option in options:
            if word in option.lower():
                return option
    return None


def _direction(text: str, option: str, *, is_size: bool) -> int:
    """1 for more of it, -1 for less, 0 if nothing is said."""
    if is_size and says(text, "larger") != says(text, "smaller"):
        return 1 if says(text, "larger") else -1
    if option.lower().startswith("difficulty") and says(text, "easier"):
        return -1
    words = plain_words(text)
    for kind, sign in (("less", -1), ("more", 1)):
        if any(_says_name(option, words[end + 1 : end + 3]) for _, end in places_of(words, kind)):
            return sign
    return 0


def _beyond(values: Sequence[str], now: str, direction: int) -> tuple[str, ...]:
    """The values on that side of the present one, nearest first."""
    rank = _ranks(values, now)
    if now not in rank:
        return ()
    found = [value for value in values if (rank[value] - rank[now]) * direction > 0]
    return tuple(sorted(found, key=lambda value: abs(rank[value] - rank[now])))


def _ranks(values: Sequence[str], now: str) -> dict[str, float]:
    """Where each value stands on the scale that all of them are on; empty if they are on none."""
    every = list(dict.fromkeys((*values, now)))
    plain = {value: value.strip().lower() for value in every}
    for scale in _SCALES:
        if all(word in scale for word in plain.values()):
            return {value: float(scale.index(word)) for value, word in plain.items()}
    numbers = {value: _NUMBER.search(word) for value, word in plain.items()}
    return {
        value: float(number.group()) * _factor(plain[value])
        for value, number in numbers.items()
        if number
    }


def _factor(value: str) -> float:
    """Terabytes beside gigabytes, litres beside millilitres."""
    if re.search(r"\d\s?tb\b", value):
        return 1000.0
    return 1000.0 if re.search(r"\d\s?(?:l|liters?|litres?|kg)\b", value) else 1.0


def _by_extreme(text: str, option: str, values: Sequence[str]) -> str | None:
    words = plain_words(text)
    rank = _ranks(values, values[0])
    if len(rank) < len(values):
        return None
    for kind, pick in (("fewest", min), ("most", max)):
        if any(_says_name(option, words[end : end + 3]) for _, end in places_of(words, kind)):
            return pick(values, key=rank.__getitem__)
    if option.lower().startswith("difficulty") and "easiest" in words:
        return min(values, key=rank.__getitem__)
    return None


def _by_difference(text: str, option: str, values: Sequence[str], now: str) -> str | None:
    """`with 500 pieces less`."""
    words, rank = plain_words(text), _ranks(values, now)
    for kind, sign in (("less", -1), ("more", 1)):
        for start, _ in places_of(words, kind):
            near = words[max(0, start - 2) : start + 3]
            numbers = [word for word in near if word.isdigit()]
            if numbers and now in rank and _says_name(option, near):
                target = rank[now] + sign * float(numbers[0])
                return next((value for value in values if rank.get(value) == target), None)
    return None


def _says_name(option: str, words: Sequence[str]) -> bool:
    own = {word[:_SAME_START] for word in plain_words(option)}
    return bool(own & {word[:_SAME_START] for word in words})
