"""Reads the files of a set of order cases; what is wrong is named with file and place."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from cx_assistant.errors import InputError
from cx_assistant.evaluation.rows import Line, json_lines

Row = Mapping[str, Any]


def read_tables(folder: Path) -> dict[str, dict[str, Row]]:
    """The tables of `db.json` or `db.json.gz`: name → id → row."""
    file = found_file(folder, "db.json")
    try:
        raw = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
        tables = json.loads(raw, parse_float=Decimal)
    except (OSError, EOFError, zlib.error, ValueError, RecursionError) as error:
        raise InputError(f"{file} cannot be read ({error}); check that it is whole") from error
    if not isinstance(tables, dict) or not all(isinstance(each, dict) for each in tables.values()):
        raise InputError(f"{file} is not an object of tables, name → id → row; mend it")
    return {name: _rows(table) for name, table in tables.items()}


def _rows(table: Row) -> dict[str, Row]:
    """The rows, whether they stand in the table itself or under `data`."""
    rows = table["data"] if isinstance(table.get("data"), dict) and "notes" in table else table
    return {str(key): row for key, row in rows.items() if isinstance(row, dict)}


def read_tasks(folder: Path) -> Iterator[Line]:
    """The cases of `tasks.jsonl` or `tasks.jsonl.gz`; no id twice."""
    file = found_file(folder, "tasks.jsonl")
    seen: set[str] = set()
    for line in json_lines(file):
        id_ = line.text("_id")
        if not id_ or id_ in seen:
            raise line.wrong(f"has no _id of its own ({id_!r}); give every case one")
        if not isinstance(line.values.get("expected"), dict):
            raise line.wrong("has no expected, which says what is right; add it")
        seen.add(id_)
        yield line
    if not seen:
        raise InputError(f"{file} is empty; it needs one case a line")


def found_file(folder: Path, name: str) -> Path:
    """This file or its gzipped form. Raises `InputError` if there is neither."""
    candidates = (folder / name, folder / f"{name}.gz")
    file = next((each for each in candidates if each.is_file()), None)
    if file is None:
        message = f"{folder} has no {name} and no {name}.gz; a set of order cases needs one"
        raise InputError(message)
    return file


def write_actions(line: Line) -> list[Row]:
    """What the case expects to be done, without what is only looked up."""
    found = line.values["expected"].get("write_actions") or []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise line.wrong("has write_actions that are no list of objects; mend it")
    return found


def arguments(line: Line, action: Row) -> Row:
    """What the action is called with."""
    found = action.get("arguments")
    if not isinstance(found, dict):
        raise line.wrong(f"has an action {action.get('name')!r} without arguments; add them")
    return found


def user_of(line: Line) -> str | None:
    """The customer the set names; None if it names none or several."""
    ids = line.values.get("user_ids") or []
    return str(ids[0]) if isinstance(ids, list) and len(ids) == 1 else None


def money(value: object) -> Decimal | None:
    """`$1,450.00`, 1450.0 → an amount; None if it is none."""
    try:
        return Decimal(str(value).replace("$", "").replace(",", ""))
    except InvalidOperation:
        return None
