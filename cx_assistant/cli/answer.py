"""`cx-assistant answer`: one ticket from the command line, or a file of them."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from cx_assistant.cli.common import (
    SHOP_VARIABLE,
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
    from cx_assistant.installation import Installation
    from cx_assistant.models import Outcome, Ticket
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
    record_proposals: Annotated[
        bool,
        typer.Option("--record-proposals", help="Keep proposed actions; see cx-assistant actions."),
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
    moment = parse_now(now)
    if tickets is None:
        settings = settings_from(config, data)
        ticket = _one_ticket(text, customer, verified=verified, now=moment)
        with Assistant(_opened_parts(settings, quiet=quiet)) as assistant:
            _answer_one(assistant, ticket, as_json=as_json, record=record_proposals)
        return
    lines = _read(tickets, now=moment, fixed_now=moment if now else None)
    with _answering(config, data, quiet=quiet) as answering:
        answer_one = _Answering(answering, record=record_proposals)
        failures = _answer_all(answer_one, lines, out, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if failures else Exit.DONE)


def _answering(config: Path | None, data: Path | None, *, quiet: bool) -> Assistant | Installation:
    """One shop's assistant; of several shops all, so that each ticket can name its own."""
    from cx_assistant.assistant import Assistant
    from cx_assistant.installation import Installation
    from cx_assistant.settings import load_shops, with_data

    shops = load_shops(config)
    if len(shops) == 1 or os.environ.get(SHOP_VARIABLE):
        return Assistant(_opened_parts(settings_from(config, data), quiet=quiet))
    return Installation({key: with_data(each, data) for key, each in shops.items()})


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


def _answer_one(assistant: Assistant, ticket: Ticket, *, as_json: bool, record: bool) -> None:
    from cx_assistant.cli.render import show_outcome
    from cx_assistant.results import result_of

    outcome = assistant.answer(ticket)
    if record:
        assistant.record_proposals(outcome, now=ticket.now)
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


@dataclass(frozen=True)
class _Answering:
    """Answers a ticket, and keeps what the outcome proposes if that is wanted."""

    by: Assistant | Installation
    record: bool

    def __call__(self, ticket: Ticket) -> Outcome:
        from cx_assistant.installation import Installation

        outcome = self.by.answer(ticket)
        if self.record:
            own = self.by.assistant(ticket.shop) if isinstance(self.by, Installation) else self.by
            own.record_proposals(outcome, now=ticket.now)
        return outcome


def _answer_all(
    answering: _Answering,
    lines: list[Ticket | BadLine],
    out: Path | None,
    *,
    quiet: bool,
) -> int:
    """Each result is written as soon as it is there, so a stopped run keeps what it has."""
    from cx_assistant.tickets import BadLine

    bad = [line for line in lines if isinstance(line, BadLine)]
    tickets = [line for line in lines if not isinstance(line, BadLine)]
    for line in bad:
        _warn(f"not read: {line}")
    answered = 0
    opened = nullcontext(sys.stdout) if out is None else _opened(out)
    with opened as sink, bars(quiet=quiet) as advance:
        for done, ticket in enumerate(tickets, start=1):
            result = _result(answering, ticket)
            if result is not None:
                answered += 1
                sink.write(f"{result}\n")
                sink.flush()
            advance("Answering", done, len(tickets))
    failures = len(lines) - answered
    if not quiet:
        told = f"{answered} answered, {failures} not"
        messages().print(told if out is None else f"{told}; results in {out}", markup=False)
    return failures


def _warn(text: str) -> None:
    messages().print(text, style="yellow", markup=False, soft_wrap=True)


def _opened(out: Path) -> TextIO:
    try:
        return out.open("w", encoding="utf-8")
    except OSError as error:
        message = f"cannot write {out} ({error.strerror}); choose another --out"
        raise InputError(message) from error


def _result(answering: _Answering, ticket: Ticket) -> str | None:
    """A line of the results file; None, with a warning, for a ticket of no shop that is here."""
    from cx_assistant.results import result_of

    try:
        outcome = answering(ticket)
    except InputError as error:
        _warn(f"not answered: {ticket.id}: {error}")
        return None
    return json.dumps(result_of(outcome).model_dump(mode="json"), ensure_ascii=False)
