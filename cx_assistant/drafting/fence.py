"""Fences around text from outside, which no such text can open or close."""

from __future__ import annotations

import re
import unicodedata

# Three or more angle brackets, in any script's shape, even with blanks, line breaks
# or joiners between them.
_BLANK = "[ \\t\\n\\u00a0\\u200c\\u200d]*"
_OPENING = re.compile(f"(?:[<＜﹤‹«≪⋘〈⟨《]{_BLANK}){{3,}}")
_CLOSING = re.compile(f"(?:{_BLANK}[>＞﹥›»≫⋙〉⟩》]){{3,}}")
_JOINERS = "\u200c\u200d"  # invisible, but words in Persian and Hindi and many emoji need them


def fence(label: str, text: str) -> str:
    """The text between `<<<label>>>` and `<<<end label>>>`, unable to look like either."""
    return f"<<<{label}>>>\n{neutralise(text).strip()}\n<<<end {label}>>>"


def neutralise(text: str) -> str:
    """The text without control or invisible characters, its would-be fences made round."""
    visible = strip_invisible(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _CLOSING.sub(")))", _OPENING.sub("(((", visible))


def strip_invisible(text: str) -> str:
    """The text without characters that a reader cannot see; line breaks and tabs stay."""
    return "".join(character for character in text if not is_invisible(character))


def is_invisible(character: str) -> bool:
    """True for control, format and private characters other than joiners."""
    if character in "\n\t" or character in _JOINERS:
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}


def single_line(text: str, *, limit: int) -> str:
    """The text on one line, neutralised, cut to `limit` characters."""
    return " ".join(neutralise(text).split())[:limit].strip()
