"""Finds the verbatim span of a source that an inexactly copied quote stands for."""

from __future__ import annotations

import re

from cx_assistant.drafting.fence import is_invisible

MINIMUM_CHARACTERS = 8  # as `Citation.quote` demands

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("<＜﹤‹«≪⋘〈⟨《", "("),  # as the fence shows them
        **dict.fromkeys(">＞﹥›»≫⋙〉⟩》", ")"),
        "…": "...",
    }
)
_IGNORED = "*\u200c\u200d\ufeff\u00ad"  # emphasis marks and characters nobody sees
_OUTER = " \t\n\"'.,;:-"


def verbatim(quote: str, text: str) -> str | None:
    """The span of `text` that `quote` copies, at least 8 characters long, or None.

    Only white space, quotation marks, dashes, emphasis marks and letter case may differ: a quote
    in other words is not found.
    """
    span = find_span(quote, text)
    if span is None:
        return None
    start, end = _widened(text, *span)
    found = text[start:end]
    return found if len(found) >= MINIMUM_CHARACTERS else None


def find_span(quote: str, text: str) -> tuple[int, int] | None:
    """Where in `text` the quote stands, start and end; None if it does not."""
    exact = quote.strip()
    if len(exact) >= MINIMUM_CHARACTERS and (start := text.find(exact)) >= 0:
        return start, start + len(exact)
    folded, origin = _folded(text)
    wanted, _ = _folded(quote)
    for needle in (wanted.strip(), wanted.strip(_OUTER)):
        if needle and (match := re.search(_whole_words(needle), folded)):
            return origin[match.start()], origin[match.end() - 1] + 1
    return None


def _whole_words(needle: str) -> str:
    """A pattern for the needle that does not start or end inside a word or number."""
    before = r"(?<!\w)" if needle[0].isalnum() else ""
    after = r"(?!\w)" if needle[-1].isalnum() else ""
    return before + re.escape(needle) + after


def _folded(text: str) -> tuple[str, list[int]]:
    """The text as it is compared, and for each of its characters the index it came from."""
    characters: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if character in _IGNORED or is_invisible(character):
            continue
        plain = " " if character.isspace() else character.translate(_SAME).casefold()
        if plain == " " and characters[-1:] == [" "]:
            continue
        characters.extend(plain)
        origin.extend([index] * len(plain))
    return "".join(characters), origin


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """The span grown word by word, to the right first, until it is long enough to be a quote."""
    while end - start < MINIMUM_CHARACTERS and (end < len(text) or start > 0):
        if (right := re.compile(r"\s*\S+").match(text, end)) is not None:
            end = right.end()
        elif (left := re.search(r"\S+\s*\Z", text[:start])) is not None:
            start = left.start()
        else:
            break
    return start, end
