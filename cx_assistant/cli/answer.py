"""`cx-assistant answer`: one ticket from the command line, or a file of them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    Exit,
    JsonOption,
    QuietOption,
    bars,
    messages,
    output,
    parse_now,
    settings_from,
)
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime

    from cx_assistant.assistant import Assistant, Parts
    from cx_assistant.models import Ticket
    from cx_assistant.settings import Settings
    from cx_assistant.tickets import BadLine


def answer(
    text: Annotated[
        str, typer.Argument(help="What the customer wrote; - reads it from stdin.")
    ] = "",
    tickets: Annotated[
        Path | None, typer.Option("--tickets", help="JSONL, one ticket per line.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where results go (JSONL); default: stdout.")
    ] = None,
    customer: Annotated[str, typer.Option("--customer", help="Customer id of the sender.")] = "",
    verified: Annotated[
        bool, typer.Option("--verified", help="The customer is signed in.")
    ] = False,
    now: Annotated[str, typer.Option(help="ISO 8601 with offset; default: now.")] = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Answer one ticket, or every ticket of a JSONL file."""
    from cx_assistant.assistant import Assistant

    if (tickets is None) == (not text):
        raise InputError("give either the customer's words or --tickets FILE")
    if tickets is None and out is not None:
        raise InputError("--out needs --tickets; use --json for one ticket")
    if verified and not customer:
        raise InputError("--verified needs --customer ID; say who is signed in")
    settings = settings_from(config, data)
    moment = parse_now(now)
    if tickets is None:
        ticket = _one_ticket(text, customer, verified=verified, now=moment)
        with Assistant(_opened_parts(settings, quiet=quiet)) as assistant:
            _answer_one(assistant, ticket, as_json=as_json)
        return
    fixed = moment if now else None
    lines = _read(tickets, now=moment, fixed_now=fixed)
    with Assistant(_opened_parts(settings, quiet=quiet)) as assistant:
        failures = _answer_all(assistant, lines, out, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if failures else Exit.DONE)


def _opened_parts(settings: Settings, *, quiet: bool) -> Parts:
    """The assistant's parts, with a word if there is nothing yet to answer from."""
    from cx_assistant.settings import open_parts

    parts = open_parts(settings)
    if not quiet and parts.workspace.articles.counts().passages == 0:
        messages().print("no articles yet; run cx-assistant ingest first", style="yellow")
    return parts


def _one_ticket(text: str, customer: str, *, verified: bool, now: datetime) -> Ticket:
    from cx_assistant.models import Ticket, Verification

    return Ticket.from_text(
        sys.stdin.read() if text == "-" else text,
        customer_id=customer or None,
        verification=Verification.SIGNED_IN if verified else Verification.NONE,
        now=now,
    )


def _answer_one(assistant: Assistant, ticket: Ticket, *, as_json: bool) -> None:
    from cx_assistant.cli.render import show_outcome
    from cx_assistant.results import result_of

    outcome = assistant.answer(ticket)
    if as_json:
        typer.echo(result_of(outcome).model_dump_json())
    else:
        show_outcome(output(), outcome)


def _read(path: Path, *, now: datetime, fixed_now: datetime | None) -> list[Ticket | BadLine]:
    from cx_assistant.tickets import read_tickets

    lines = list(read_tickets(path, now=now, fixed_now=fixed_now))
    if not lines:
        message = f"{path} holds no tickets; write one JSON object per line"
        raise InputError(message)
    return lines


def _answer_all(
    assistant: Assistant, lines: list[Ticket | BadLine], out: Path | None, *, quiet: bool
) -> int:
    """Each result is written as soon as it is there, so a stopped run keeps what it has."""
    from cx_assistant.tickets import BadLine

    bad = [line for line in lines if isinstance(line, BadLine)]
    tickets = [line for line in lines if not isinstance(line, BadLine)]
    for line in bad:
        messages().print(f"not read: {line}", style="yellow", markup=False, soft_wrap=True)
    opened = nullcontext(sys.stdout) if out is None else _opened(out)
    with opened as sink, bars(quiet=quiet) as advance:
        for done, result in enumerate(_results(assistant, tickets), start=1):
            sink.write(f"{result}\n")
            sink.flush()
            advance("Answering", done, len(tickets))
    if not quiet:
        told = f"{len(tickets)} answered, {len(bad)} not read"
        messages().print(told if out is None else f"{told}; results in {out}", markup=False)
    return len(bad)


def _opened(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        message = f"cannot write {out} ({error.strerror}); choose another --out"
        raise InputError(message) from error


def _results(assistant: Assistant, tickets: list[Ticket]) -> Iterator[str]:
    from cx_assistant.results import result_of

    for ticket in tickets:
        result = result_of(assistant.answer(ticket))
        yield json.dumps(result.model_dump(mode="json"), ensure_ascii=False)
