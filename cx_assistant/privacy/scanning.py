"""Looks for texts in the raw bytes of files, whatever wrote them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import Field

from cx_assistant.errors import StoreError
from cx_assistant.models import Model

_CHUNK = 16 * 1024 * 1024
_OVERLAP = 4096
_AT_ONCE = 400  # alternatives of one pattern


class RawScan(Model):
    """What a scan saw. `found` has the texts each file holds: never write them into a receipt."""

    files: int = 0
    bytes: int = 0
    texts: int = Field(default=0, description="how many texts were looked for")
    found: dict[str, frozenset[str]] = Field(default_factory=dict, exclude=True, repr=False)


def scan_folder(folder: Path, texts: Sequence[str]) -> RawScan:
    """Every file below the folder, searched for every text in UTF-8 and as JSON escapes it."""
    spellings = {form: text for text in texts for form in _spellings(text)}
    patterns = list(_patterns(sorted(spellings)))
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    held = {str(path.relative_to(folder)): _held(path, patterns) for path in files}
    found = {
        name: frozenset(spellings[form] for form in forms) for name, forms in held.items() if forms
    }
    size = sum(path.stat().st_size for path in files)
    return RawScan(files=len(files), bytes=size, texts=len(set(texts)), found=found)


def _spellings(text: str) -> Iterator[bytes]:
    yield text.encode()
    yield "".join(c if c.isascii() else _escaped(c) for c in text).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def _patterns(spellings: Sequence[bytes]) -> Iterator[re.Pattern[bytes]]:
    for start in range(0, len(spellings), _AT_ONCE):
        some = spellings[start : start + _AT_ONCE]
        yield re.compile(b"|".join(re.escape(text) for text in reversed(some)))


def _held(path: Path, patterns: Sequence[re.Pattern[bytes]]) -> set[bytes]:
    """Reads in pieces that overlap, so that nothing hides on a border."""
    held: set[bytes] = set()
    rest = b""
    try:
        with path.open("rb") as opened:
            while piece := opened.read(_CHUNK):
                seen = rest + piece
                held.update(match[0] for pattern in patterns for match in pattern.finditer(seen))
                rest = seen[-_OVERLAP:]
    except OSError as error:
        message = f"cannot read {path} ({error.strerror}), so it could not be searched"
        raise StoreError(f"{message}; mend its permissions and run it again") from error
    return held
