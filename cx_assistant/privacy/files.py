"""Tickets, results, traces and evaluation cases in JSONL files: one row is one person's."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from cx_assistant.errors import InputError
from cx_assistant.privacy.subject import Subject

ERASED = "[erased]"


class Row(NamedTuple):
    """One line of a file. One that is another customer's only loses the words about this one."""

    file: Path
    number: int
    values: Any
    is_theirs: bool


def jsonl_files(folder: Path, globs: Iterable[str]) -> list[Path]:
    """The files these globs name below the folder, each once, sorted."""
    return sorted({path for glob in globs for path in folder.glob(glob) if path.is_file()})


def rows_about(files: Sequence[Path], subject: Subject) -> list[Row]:
    """Every row about the customer: it names them, or is the outcome of a ticket of theirs."""
    found = [row for file in files for row in _rows(file, subject)]
    tickets = {_id(row.values) for row in found if row.is_theirs and _id(row.values)}
    outcomes = [row for file in files for row in _outcomes(file, tickets)]
    known = {(row.file, row.number) for row in found}
    return found + [row for row in outcomes if (row.file, row.number) not in known]


def without_rows(rows: Sequence[Row], subject: Subject) -> dict[Path, int]:
    """Rewrite the files without what is about the customer; how many rows changed in each.

    A file is replaced at once, so that a stop in between loses nothing.
    """
    by_file: dict[Path, dict[int, Row]] = {}
    for row in rows:
        by_file.setdefault(row.file, {})[row.number] = row
    for file, changed in by_file.items():
        kept = (
            _rewritten(line, changed.get(number), subject)
            for number, line in enumerate(_lines(file), start=1)
        )
        _replace(file, "".join(f"{line}\n" for line in kept if line))
    return {file: len(changed) for file, changed in by_file.items()}


def _rewritten(line: str, row: Row | None, subject: Subject) -> str:
    if row is None:
        return line
    if row.is_theirs:
        return ""
    return json.dumps(_redacted(row.values, subject), ensure_ascii=False)


def _redacted(value: Any, subject: Subject) -> Any:
    if isinstance(value, dict):
        return {name: _redacted(each, subject) for name, each in value.items()}
    if isinstance(value, list):
        return [_redacted(each, subject) for each in value]
    if isinstance(value, str):
        return subject.redacted(value, ERASED)
    return value


def _rows(file: Path, subject: Subject) -> Iterator[Row]:
    for number, values in _read(file):
        owner = values.get("customer_id") if isinstance(values, dict) else None
        is_named = any(subject.is_named_in(text) for text in _texts(values))
        if str(owner) == subject.customer_id or (is_named and owner is None):
            yield Row(file, number, values, is_theirs=True)
        elif _redacted(values, subject) != values:
            yield Row(file, number, values, is_theirs=False)


def _outcomes(file: Path, tickets: set[str]) -> Iterator[Row]:
    """Results name the ticket and not always the customer."""
    for number, values in _read(file):
        if isinstance(values, dict) and "outcome" in values and _id(values) in tickets:
            yield Row(file, number, values, is_theirs=True)


def _read(file: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(_lines(file), start=1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError):
                yield number, line  # a broken line may still name somebody


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read {file} ({error}); correct [privacy] files or the file"
        raise InputError(message) from error


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str | int):
        yield str(value)


def _id(values: Any) -> str:
    if not isinstance(values, dict):
        return ""
    return str(values.get("ticket_id") or values.get("id") or values.get("_id") or "")


def _replace(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.erasing")
    with beside.open("w", encoding="utf-8") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    beside.replace(file)
