"""Finds a quote in a text whatever its blanks, Markdown marks, quotation marks and case.

Nothing that carries meaning is ignored: digits, signs, numbers of list items, the bars between
table cells and struck-out text must all agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from cx_assistant.drafting.fence import is_invisible

_SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "…": "...",
    }
)
_MARKS = re.compile(
    r"(?P<line>^[ \t]*(?:>[ \t]*)*(?:#{1,6}[ \t]+|[-*+•][ \t]+)?)"
    r"|!?\[(?P<label>[^\[\]\n]{0,300})\]\([^()\s]{0,1000}(?:[ \t]+\"[^\"\n]{0,200}\")?\)"
    r"|(?P<bar>\s*\|\s*)"
    r"|\\(?P<escaped>[\\`*_{}\[\]()#+.!|<>~-])"
    r"|(?P<emphasis>(?<!\d)\*+|\*+(?![\d*])|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|`+)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Folded:
    """A text as it is compared; `origin[i]` is where its character `i` stood."""

    text: str
    origin: tuple[int, ...]


@dataclass(frozen=True, order=True)
class Span:
    """Characters `start` to `end` of a text."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]

    def meets(self, other: Span) -> bool:
        """True if they share a character."""
        return self.start < other.end and other.start < self.end


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """The text in one line, in one case, without marks that only style it."""
    characters: list[str] = []
    origin: list[int] = []
    for index, character in _readable(text):
        if is_invisible(character):
            continue
        plain = " " if character.isspace() else character.translate(_SAME).casefold()
        if plain == " " and characters[-1:] in ([" "], ["|"], []):
            continue
        if plain == "|" and characters[-1:] == [" "]:
            characters.pop()
            origin.pop()
        characters.extend(plain)
        origin.extend([index] * len(plain))
    while characters[-1:] == [" "]:
        characters.pop()
        origin.pop()
    return Folded("".join(characters), tuple(origin))


def says_the_same(first: str, second: str) -> bool:
    """True if both texts differ in nothing but style."""
    return fold(first).text == fold(second).text


def occurrences(quote: str, text: str) -> list[Span]:
    """Everywhere the quote stands, in order, and never inside a word or a number."""
    exact = quote.strip()
    found = [Span(at, at + len(exact)) for at in _places(exact, text)]
    folded = fold(text)
    wanted = fold(quote).text
    for at in _places(wanted, folded.text):
        span = Span(folded.origin[at], folded.origin[at + len(wanted) - 1] + 1)
        if not any(span.meets(other) for other in found):
            found.append(span)
    return sorted(found)


def _places(needle: str, text: str) -> Iterator[int]:
    at = text.find(needle) if needle else -1
    while at >= 0:
        if _is_whole(text, at, at + len(needle)):
            yield at
            at = text.find(needle, at + len(needle))
        else:
            at = text.find(needle, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """False within a word, after a minus sign or a decimal point, before decimals."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    if text[start].isalnum() and before[-1:].isalnum():
        return False
    if text[end - 1].isalnum() and after[:1].isalnum():
        return False
    is_cut_left = text[start].isdigit() and re.search(r"(?:\d[.,:]|(?:^|\W)[-−])$", before)
    is_cut_right = text[end - 1].isdigit() and re.match(r"[.,:]\d", after)
    return not (is_cut_left or is_cut_right)


def _readable(text: str) -> Iterator[tuple[int, str]]:
    """The characters a reader sees, each with its place."""
    end = 0
    for mark in _MARKS.finditer(text):
        yield from enumerate(text[end : mark.start()], end)
        kept = next((name for name in ("label", "escaped") if mark[name] is not None), None)
        if kept:
            yield from enumerate(mark[kept], mark.start(kept))
        elif mark["bar"]:
            yield mark.start() + mark["bar"].index("|"), "|"
        end = mark.end()
    yield from enumerate(text[end:], end)
