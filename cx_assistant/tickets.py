"""Reads tickets from JSONL; a bad line is reported by number and costs no other line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cx_assistant.errors import InputError
from cx_assistant.models import Ticket


@dataclass(frozen=True)
class BadLine:
    """A line that is no ticket, and why."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


def read_tickets(
    path: Path, *, now: datetime, fixed_now: datetime | None = None
) -> Iterator[Ticket | BadLine]:
    """Every line as a ticket, or as what is wrong with it.

    Tickets without their own `now` get `now`; `fixed_now` overrides it for all.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text; save it as JSONL in UTF-8"
        raise InputError(message) from error
    except OSError as error:
        message = f"cannot read {path} ({error.strerror}); check the path"
        raise InputError(message) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield _ticket(number, line, now=now, fixed_now=fixed_now)


def _ticket(
    number: int, line: str, *, now: datetime, fixed_now: datetime | None
) -> Ticket | BadLine:
    try:
        values: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        return BadLine(number, f"not JSON ({error}); write one JSON object per line")
    if not isinstance(values, dict):
        return BadLine(number, 'not a JSON object; write {"id": …, "messages": […]}')
    moment = fixed_now or values.get("now") or now
    try:
        return Ticket.model_validate({**values, "now": moment})
    except ValidationError as error:
        return BadLine(number, explained(error))


def explained(error: ValidationError) -> str:
    """The first thing wrong, in words: which field, and what it should be."""
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"])
    text = str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] in {"timezone_aware", "timezone_naive"}:
        text = "has no UTC offset; write e.g. 2026-06-10T10:00:00+00:00"
    more = len(error.errors()) - 1
    return f"{field}: {text}" + (f" (and {more} more)" if more else "")
