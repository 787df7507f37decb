"""Own order numbers of any make, `HXDUBJ` or `2024/A`, found where they are written out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from cx_assistant.orders.item_words import is_like_a_word
from cx_assistant.orders.number_context import ORDER_WORD

NUMBER_WORD = r"(?:number|numbers|no|nos|nr|nrn|nummer|nummern|id|num|num[ée]ro|n°|nº|numer)"
_CODE = re.compile(r"(?<![^\W_])[^\W_]+(?:[._/#:-]{1,3}[^\W_]+){0,11}")
_PART_END = re.compile(r"[^\W_](?![^\W_])")
_PART_START = re.compile(r"(?<![^\W_])[^\W_]")
_ORDER = rf"\b(?<!to )(?<!\bi )(?<!we ){ORDER_WORD}(?:-?(?:nummern?|nrn?))?"
_THEN = rf"[\s:.#-]*(?:{NUMBER_WORD}(?!\w)[\s:.#-]*)?(?:(?:is|was|ist|lautet)\s+)?$"
_CALLED_ORDER = re.compile(_ORDER + _THEN, re.IGNORECASE)
# Enough for an own number only: a voucher and a flight have numbers as well.
_CALLED_NUMBER = re.compile(rf"(?:{_ORDER}|#|\b{NUMBER_WORD}){_THEN}", re.IGNORECASE)
_LOOK_BACK = 40
_SHORTEST = 4
_LONGEST = 64
_MOST_PARTS = 12
_LONGEST_SIGN = 4  # each with what stands between it and the next
_SHORTEST_UNLIKE_A_WORD = 6
# What the rules for numbers of a shop's shape know already.
_REGULAR = re.compile(r"\D*\d{3,}\D*")


def written_out(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where a folded text holds one of the numbers, each a word of its own.

    Bare digits are not looked for: a postcode may be the same. Letters alone are a number if
    they are in capitals where the rest is not, are no likely word, or are called a number.
    """
    wanted = {key for key in own if _SHORTEST <= len(key) <= _LONGEST and not key.isdigit()}
    longest = max(map(len, wanted), default=0)
    is_shouted = not any(sign.islower() for sign in text)
    for code in _CODE.finditer(text) if wanted else ():
        after = 0
        for start, end in _spans(code, longest):
            if start < after or _key(text[start:end]) not in wanted:
                continue
            if _is_number(text, start, end, is_shouted=is_shouted):
                yield start, end
                after = end


def like_own(text: str, own: Collection[str]) -> Iterator[tuple[int, int]]:
    """What is called an order and is made like the numbers that are no letters and digits in a row.

    Those of `_REGULAR` shape are found by their shape.
    """
    lengths = {len(key) for key in own if _is_irregular(key)}
    for code in _CODE.finditer(text) if lengths else ():
        key = _key(code[0])
        is_made_alike = len(key) in lengths and not key.isdigit() and len(key) >= _SHORTEST
        if is_made_alike and _is_code(code[0]) and is_called_order(text, code.start()):
            yield code.span()


def codes_like(text: str, own: Iterable[str]) -> list[str]:
    """The keys of everything in a folded text that may be a number made like these."""
    lengths = {len(key) for key in own if _is_irregular(key)}
    found = []
    for code in _CODE.finditer(text) if lengths else ():
        key = _key(code[0])
        if len(key) not in lengths or len(key) < _SHORTEST or key.isdigit():
            continue
        may_be_number = _is_mixed(key) or code[0].isupper() or not is_like_a_word(key)
        if may_be_number or _is_called_number(text, code.start()):
            found.append(key)
    return found


def _spans(code: re.Match[str], longest: int) -> Iterator[tuple[int, int]]:
    """The parts of `HXDUBJ/YAX4DR` and their neighbours together, in order, the longest first."""
    starts = [m.start() for m in _PART_START.finditer(code[0])]
    ends = [m.end() for m in _PART_END.finditer(code[0])]
    for at, start in enumerate(starts):
        for end in reversed(ends[at : at + _MOST_PARTS]):
            if _SHORTEST <= end - start <= _LONGEST_SIGN * longest:
                yield code.start() + start, code.start() + end


def _is_number(text: str, start: int, end: int, *, is_shouted: bool) -> bool:
    written = text[start:end]
    key = _key(written)
    in_capitals = written.isupper() and (not is_shouted or key == _key(text))
    if _is_mixed(key) or in_capitals:
        return True
    return not is_like_a_word(key) or _is_called_number(text, start)


def is_called_order(text: str, at: int) -> bool:
    """True if what stands at this place of a text is said to be an order."""
    return _CALLED_ORDER.search(text[max(0, at - _LOOK_BACK) : at]) is not None


def _is_called_number(text: str, at: int) -> bool:
    return _CALLED_NUMBER.search(text[max(0, at - _LOOK_BACK) : at]) is not None


def _is_code(written: str) -> bool:
    key = _key(written)
    is_odd = len(key) >= _SHORTEST_UNLIKE_A_WORD and not is_like_a_word(key)
    return _is_mixed(key) or is_odd


def _key(folded: str) -> str:
    """As `key_of`, for what is folded already."""
    return "".join(filter(str.isalnum, folded)).upper()


def _is_mixed(key: str) -> bool:
    return any(sign.isdigit() for sign in key) and any(sign.isalpha() for sign in key)


def _is_irregular(key: str) -> bool:
    return _REGULAR.fullmatch(key) is None
