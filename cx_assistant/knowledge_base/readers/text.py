"""Plain text: headings, questions and wrapped lines found by how people lay them out."""

from __future__ import annotations

import re

from cx_assistant.knowledge_base.readers.extract import Extract
from cx_assistant.knowledge_base.readers.normalise import normalise_text

_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,3}[.)]|[a-z]\))\s")
_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*")
_MAX_HEADING = 100
_MIN_WRAP = 50


def read_text(text: str) -> Extract:
    """The article in this text (front matter already taken off)."""
    text = normalise_text(text)
    width = max((len(line) for line in text.split("\n")), default=0)
    blocks = [_block(block.split("\n"), width) for block in text.split("\n\n") if block.strip()]
    title = ""
    if blocks and blocks[0].startswith("# "):
        title = blocks[0].split("\n", 1)[0].removeprefix("# ")
    return Extract(text=_with_subheadings(blocks), title=title)


def _with_subheadings(blocks: list[str]) -> str:
    """The first heading is the title; later ones stand below it."""
    later = ["#" + block if block.startswith("# ") else block for block in blocks[1:]]
    return "\n\n".join(blocks[:1] + later)


def _block(lines: list[str], width: int) -> str:
    first, rest = lines[0].strip(), lines[1:]
    if rest and _UNDERLINE.fullmatch(rest[0]) and len(first) <= _MAX_HEADING:
        return _below(f"# {first}", rest[1:], width)
    if _is_shouted(first) and (not rest or " " in first):
        return _below(f"# {first.capitalize()}", rest, width)
    if rest and first.endswith("?") and len(first) <= _MAX_HEADING and not _ITEM.match(first):
        return _below(f"## {first}", rest, width)
    return _unwrapped(lines, width)


def _below(heading: str, lines: list[str], width: int) -> str:
    return f"{heading}\n\n{_unwrapped(lines, width)}" if lines else heading


def _is_shouted(line: str) -> bool:
    letters = [character for character in line if character.isalpha()]
    return len(letters) > 3 and len(line) <= _MAX_HEADING and line.isupper()


def _unwrapped(lines: list[str], width: int) -> str:
    pieces: list[str] = []
    for above, line in zip(["", *lines], lines, strict=False):
        if pieces:
            pieces.append(" " if _is_wrapped(above, line, width) else "\n")
        pieces.append(line.strip() if pieces[-1:] == [" "] else line.rstrip())
    return "".join(pieces)


def _is_wrapped(above: str, line: str, width: int) -> bool:
    """Was `line` cut off from the one above it only because that one was full?"""
    if _ITEM.match(line) or "\t" in line or len(above) < _MIN_WRAP:
        return False
    is_full = len(above) >= int(width * 0.8)
    return is_full or not above.rstrip().endswith((".", "!", "?", ":"))
