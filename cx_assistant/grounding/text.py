"""Text as a reader sees it, and its pieces: segments, clauses, words."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

# Latin look-alikes, so that a Cyrillic or Greek letter cannot make two equal words differ.
_LOOKALIKES = str.maketrans(
    "аесорхуіјѕАВЕЅІКМНОРСТХΑΒΕΗΙΚΜΝΟΡΤΧο",
    "aecopxyijsABESIKMHOPCTXABEHIKMNOPTXo",
)
_DASHES = re.compile("[‐‑‒–—―−]")
_APOSTROPHES = re.compile("[‘’ʼ´`]")
_TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,300})?/?>")
_ZERO = re.compile(r"(?<=\d)[oO](?=[\d.,]|\b)|\b[oO](?=\d{2})")
_ONE = re.compile(r"(?<=\d)[lI](?=\d)")
_THREE = re.compile(r"(?<=\d)З|З(?=\d)")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]")
_SPACES = re.compile(r"\s+")

_MARKDOWN_LINK = re.compile(r"!?\[([^\]]{0,300})\]\([^)\s]{0,1000}\)")
_EMPHASIS = re.compile(r"\*+|~~|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)")
_BLOCK_START = re.compile(r"\s{0,8}(?:#{1,6}\s|[-*+•]\s|\d{1,2}[.)]\s|\|)")
_LINE_MARKER = re.compile(
    r"^\s{0,8}(?:#{1,6}\s+|>\s*)*(?:[-*+•]\s+|\d{1,2}[.)]\s+(?![^\W\d_]+\s+\d))?"
)
_TABLE_RULE = re.compile(r"^\s*\|?[\s:|-]{3,}\|?\s*$")
_SENTENCE_END = re.compile(r"(?<=[.!?…])(?<!\b\d\.)(?<!\b\d\d\.)[\"')\]]?\s+(?=[^a-zß-ÿ\s])")
_CLAUSE_END = re.compile(
    r"[,;:]\s+|\s-\s+|\s(?:but|aber|mais|pero|ma|maar|mas|sondern)\s"
    r"|\s(?:and|und)\s(?=(?:can|cannot|is|are|was|will|must|may|do|does|has|have|kann|darf|muss|"
    r"ist|sind|wird|werden|hat)\b)"
)
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")


def has_direction_tricks(text: str) -> bool:
    """True if characters reorder or hide text, so that it reads differently from what it holds."""
    return _DIRECTION.search(text) is not None


@lru_cache(maxsize=4096)
def clean_text(text: str) -> str:
    """The text without markup tags, hidden characters, look-alikes and width variants."""
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", text)
    if not text.isascii():
        text = _fold_characters(text)
    return _ONE.sub("1", _ZERO.sub("0", text))


def _fold_characters(text: str) -> str:
    text = _THREE.sub("3", unicodedata.normalize("NFKC", text))
    text = _DASHES.sub("-", _APOSTROPHES.sub("'", text)).translate(_LOOKALIKES)
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character < "\x7f":
        return character if character >= " " or character in "\n\t" else ""
    category = unicodedata.category(character)
    if category in {"Cf", "Cc", "Mn", "Me", "Co", "Cn"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    return character


def squeeze(text: str) -> str:
    """One line without Markdown marks, for comparing wording."""
    return _SPACES.sub(" ", without_markdown(clean_text(text)).replace("|", " ")).strip()


def without_markdown(text: str) -> str:
    """The words of Markdown text; a link keeps its label."""
    return _EMPHASIS.sub("", _MARKDOWN_LINK.sub(r"\1", text))


@lru_cache(maxsize=4096)
def segments(text: str) -> tuple[str, ...]:
    """Sentences, list items, headings and table cells of Markdown-like text, each on one line."""
    found: list[str] = []
    for block in _blocks(without_markdown(clean_text(text))):
        for cell in block.split("|"):
            line = _SPACES.sub(" ", cell).strip()
            if line:
                found.extend(part for part in _SENTENCE_END.split(line) if part)
    return tuple(found)


def _blocks(text: str) -> list[str]:
    """Lines, with wrapped lines joined to the one they continue."""
    blocks: list[str] = []
    continues = False
    for line in text.split("\n"):
        if not line.strip() or _TABLE_RULE.match(line):
            continues = False
            continue
        starts_block = _BLOCK_START.match(line) is not None
        if continues and not starts_block:
            blocks[-1] += " " + line.strip()
        else:
            blocks.append(_LINE_MARKER.sub("", line, count=1))
        continues = not line.lstrip().startswith(("|", "#"))
    return blocks


@lru_cache(maxsize=8192)
def clauses(segment: str) -> tuple[str, ...]:
    """The parts of a sentence between commas, colons and 'but'; the sentence if it has none."""
    parts = [part.strip() for part in _CLAUSE_END.split(segment)]
    return tuple(part for part in parts if part)


def words(text: str) -> list[str]:
    """Lower-case words without digits, in order."""
    return _WORD.findall(text.lower())


@lru_cache(maxsize=1024)
def verbatim_index(text: str) -> tuple[str, frozenset[int], frozenset[int]]:
    """The squeezed text, and the offsets in it where a sentence may start and end."""
    parts = segments(text)
    starts, ends, offset = set(), set(), 0
    for part in parts:
        starts.add(offset)
        ends.add(offset + len(part))
        ends.add(offset + len(part.rstrip(".!?:;,")))
        offset += len(part) + 1
    return " ".join(parts), frozenset(starts), frozenset(ends)


def stands_whole_in(sentence: str, text: str) -> bool:
    """True if the sentence is one or more whole sentences of the text, word for word.

    A part of a sentence does not count: what was cut away may have been its "not" or its "unless".
    """
    wanted = " ".join(segments(sentence)).rstrip(".!?:;,")
    if not wanted:
        return False
    joined, starts, ends = verbatim_index(text)
    at = joined.find(wanted)
    while at >= 0:
        if at in starts and at + len(wanted) in ends:
            return True
        at = joined.find(wanted, at + 1)
    return False
