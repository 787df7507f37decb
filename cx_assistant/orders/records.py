"""Reads a file into records, whatever it is written in: CSV, JSON or JSON lines."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from cx_assistant.errors import OrderImportError

_LARGEST_BYTES = 500_000_000
_DEEPEST = 40
_DELIMITERS = ",;\t|"
_LIST_KEYS = ("orders", "customers", "data", "results", "records")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_UNREADABLE = (ValueError, ArithmeticError, RecursionError)
_FIX = "export it again as CSV or JSON in UTF-8"


@dataclass(frozen=True)
class Record:
    """One row or one JSON value; `row` counts as an editor does for tables, else from 1."""

    row: int
    values: dict[str, object]


@dataclass(frozen=True)
class Records:
    """Everything in a file, the broken rows apart."""

    records: list[Record]
    broken: list[tuple[int, str]]
    is_table: bool


def read_records(path: Path, *, wrapped_in: tuple[str, ...] = _LIST_KEYS) -> Records:
    """The records of a CSV, JSON or JSONL file; raises `OrderImportError` for anything else.

    `wrapped_in` are the names a list may stand under: `{"orders": […]}`.
    """
    text = _decoded(path, _content(path))
    start = text.lstrip()[:1]
    if start in {"[", "{"}:
        return _json_records(path, text, wrapped_in)
    return _table_records(path, text)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_BYTES:
            message = f"{path.name} is larger than {_LARGEST_BYTES // 10**6} MB; split it"
            raise OrderImportError(message)
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        message = f"cannot read {path.name}: {error}; check the path and the permissions"
        raise OrderImportError(message) from error
    if not content.strip():
        message = f"{path.name} is empty; {_FIX}"
        raise OrderImportError(message)
    return content


def _decoded(path: Path, content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith(_UTF16_MARKS) else ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(unicodedata.category(c) == "Cc" and c not in "\t\r\n\f\v" for c in set(text)):
            break
        return text
    message = f"{path.name} is not a text file; {_FIX}"
    raise OrderImportError(message)


def _json_records(path: Path, text: str, wrapped_in: tuple[str, ...]) -> Records:
    try:
        found = _loaded(text)
    except _UNREADABLE as error:
        if "\n" in text.strip():
            lines = _json_lines(text)
            if lines.records:
                return lines
        message = f"{path.name} is not valid JSON ({str(error)[:80]}); {_FIX}"
        raise OrderImportError(message) from error
    return _numbered(_listed(found, wrapped_in))


def _json_lines(text: str) -> Records:
    records, broken = [], []
    # Only "\n" ends a line: JSON text may hold the separators that splitlines also cuts at.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = _loaded(line)
        except _UNREADABLE:
            broken.append((number, "not valid JSON"))
            continue
        if isinstance(value, dict):
            records.append(Record(number, value))
        else:
            broken.append((number, "not a JSON object"))
    return Records(records, broken, is_table=False)


def _loaded(text: str) -> object:
    value = json.loads(text, parse_float=Decimal, parse_constant=str)
    if _is_deeper_than(value, _DEEPEST):
        raise ValueError("nested too deeply")
    return value


def _is_deeper_than(value: object, limit: int) -> bool:
    level = [value]
    for _ in range(limit):
        level = [child for each in level for child in _children(each)]
        if not level:
            return False
    return True


def _children(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _listed(found: object, wrapped_in: tuple[str, ...]) -> list[object]:
    """The list in a file that may wrap it: `{"orders": […]}`, or by id: `{"#1001": {…}}`."""
    if isinstance(found, list):
        return found
    if not isinstance(found, dict):
        return [found]
    keys = (*wrapped_in, "items") if "search_criteria" in found else wrapped_in
    for key in keys:
        inner = found.get(key)
        if isinstance(inner, list | dict) and len(found) <= 3:
            return inner if isinstance(inner, list) else _by_id(inner)
    if len(found) > 1 and all(isinstance(each, dict) for each in found.values()):
        return _by_id(found)
    return [found]


def _by_id(found: dict[str, object]) -> list[object]:
    return [{"id": key} | each if isinstance(each, dict) else each for key, each in found.items()]


def _numbered(values: list[object]) -> Records:
    records, broken = [], []
    for number, value in enumerate(values, start=1):
        if isinstance(value, dict):
            records.append(Record(number, value))
        else:
            broken.append((number, "not a JSON object"))
    return Records(records, broken, is_table=False)


def _table_records(path: Path, text: str) -> Records:
    try:
        rows = list(_table_rows(text))
    except csv.Error as error:
        message = f"{path.name} is not a readable table ({error}); {_FIX}"
        raise OrderImportError(message) from error
    header = [cell.strip() for cell in rows[0][1]] if rows else []
    if len([name for name in header if name]) < 2:
        message = f"{path.name} has no header row with several columns; {_FIX}"
        raise OrderImportError(message)
    return _with_header(_unique(header), rows[1:])


def _table_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, each with the line it begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _delimiter(text: str) -> str:
    """The sign that cuts the first rows into most equally long rows."""
    sample = [line for line in text[:20_000].splitlines()[:20] if line.strip()]

    def fit(delimiter: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter)]
        first = widths[0] if widths else 0
        return (widths.count(first) if first > 1 else 0, first)

    return max(_DELIMITERS, key=fit)


def _unique(header: list[str]) -> list[str]:
    """Column names; one that is missing or there twice gets its place, so that none is lost."""
    names: list[str] = []
    for place, name in enumerate(header, start=1):
        names.append(name if name and name not in names else f"{name or 'column'} ({place})")
    return names


def _with_header(header: list[str], rows: list[tuple[int, list[str]]]) -> Records:
    records, broken = [], []
    for number, cells in rows:
        if any(cell.strip() for cell in cells[len(header) :]):
            broken.append((number, f"has {len(cells)} cells, but there are {len(header)} columns"))
            continue
        filled = {name: cell.strip() for name, cell in zip(header, cells, strict=False)}
        records.append(Record(number, {name: cell for name, cell in filled.items() if cell}))
    return Records(records, broken, is_table=True)
