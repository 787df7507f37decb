"""One spelling for what looks the same, so that quotes, hashes and searches agree."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphens, zero-width and direction marks, tag characters: unseen by people, read by models.
_INVISIBLE = re.compile(
    "[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACE = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_ACRONYMS = {word.lower(): word for word in ("FAQ", "FAQs", "VAT", "UK", "EU", "USA", "PDF")}
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n{3,}")


def normalise_text(text: str) -> str:
    """The text in NFC, with `\\n` line ends and plain spaces, without invisible characters."""
    text = _LINE_END.sub("\n", unicodedata.normalize("NFC", text))
    text = _CONTROL.sub("", _INVISIBLE.sub("", text))
    text = _TRAILING.sub("", _SPACE.sub(" ", text))
    return _BLANK_LINES.sub("\n\n", text).strip()


def one_line(text: str) -> str:
    """The text on one line, with single spaces."""
    return " ".join(text.split())


def title_from_name(name: str) -> str:
    """A title for 'delivery-times_and-costs.csv': 'Delivery times and costs'."""
    stem = name.rstrip("/").rsplit("/", 1)[-1]
    stem = re.sub(r"\.\w{1,8}$", "", stem)
    words = [_ACRONYMS.get(word, word) for word in re.sub(r"[-_.+]+", " ", stem).split()]
    title = " ".join(words)
    return title[:1].upper() + title[1:] or name
