"""Reads the lines of a set's files; every error names the file and the line."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cx_assistant.errors import InputError


@dataclass(frozen=True)
class Line:
    """One line of a file, with where it stands."""

    file: Path
    number: int
    values: Mapping[str, Any]

    def wrong(self, what: str) -> InputError:
        """The error that says what is wrong with this line."""
        return InputError(f"{self.file.name} line {self.number} {what} (in {self.file.parent})")

    def text(self, key: str, *, required: bool = True) -> str:
        """The text under this key, empty if it is not required and not there."""
        found = self.values.get(key)
        if found is None and not required:
            return ""
        if not isinstance(found, str):
            raise self.wrong(f"has no {key}, which must be a string; mend it")
        return found


def json_lines(file: Path) -> Iterator[Line]:
    """The JSON objects of a `.jsonl` or `.jsonl.gz` file; empty lines are passed over."""
    for number, text in text_lines(file):
        line = Line(file, number, {})
        try:
            values = json.loads(text)
        except (json.JSONDecodeError, RecursionError) as error:
            reason = getattr(error, "msg", "too deeply nested")
            raise line.wrong(f"is not valid JSON ({reason}); mend or remove it") from error
        if not isinstance(values, dict):
            raise line.wrong("is not a JSON object; write one object a line")
        if _has_half_characters(text, values):
            raise line.wrong("holds half a character (a lone surrogate); mend or remove it")
        yield Line(file, number, values)


def _has_half_characters(text: str, values: Mapping[str, Any]) -> bool:
    """True if an escape stands for half of a pair, which no file or index can hold."""
    if "\\ud" not in text.lower():
        return False
    try:
        json.dumps(values, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def text_lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not empty, with their numbers; any line ends, with or without a BOM."""
    number = 0
    try:
        # Binary lines: text mode would hide where a line that is not UTF-8 stands.
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            for number, raw in enumerate(lines, start=1):
                text = raw.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
                if text.strip():
                    yield number, text
    except UnicodeDecodeError as error:
        raise Line(file, number, {}).wrong("is not UTF-8; save the file as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        message = f"{file} cannot be read ({error}); check that it is whole"
        raise InputError(message) from error
