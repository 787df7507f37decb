"""`cx-assistant demo`: the sample shop, end to end."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import DataOption, JsonOption, QuietOption, bars, output

if TYPE_CHECKING:
    from rich.console import Console

    from cx_assistant.assistant import Assistant
    from cx_assistant.models import Outcome, Ticket
    from cx_assistant.settings import Settings


def demo(
    only: Annotated[
        str, typer.Option("--only", help="Only the ticket with this id, e.g. the-blue-jacket.")
    ] = "",
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Ingest the sample shop and answer its tickets: no key, no network."""
    started = time.perf_counter()
    console = output()
    with ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cx-demo-")))
        settings = _sample_shop(folder)
        if not (quiet or as_json):
            _introduce(console, settings)
        assistant = stack.enter_context(_filled(settings, quiet=quiet or as_json))
        outcomes = [
            _answer(console, assistant, ticket, position=position, as_json=as_json)
            for position, ticket in _tickets(settings, only)
        ]
        if not (quiet or as_json):
            _sum_up(console, outcomes, time.perf_counter() - started, kept=data)


def _sample_shop(folder: Path) -> Settings:
    from cx_assistant.resources import shipped
    from cx_assistant.settings import load_settings, with_data

    return with_data(load_settings(shipped("knowledge") / "cx.toml", environment={}), folder)


def _introduce(console: Console, settings: Settings) -> None:
    console.print(f"[bold]{settings.shop.name}[/bold], a sample shop. Nothing leaves this machine.")


def _filled(settings: Settings, *, quiet: bool) -> Assistant:
    """An assistant over the sample shop's knowledge and orders."""
    from cx_assistant.assistant import Assistant
    from cx_assistant.cli.ingest import summary as of_articles
    from cx_assistant.cli.orders import summary as of_orders
    from cx_assistant.settings.build import parts_of
    from cx_assistant.settings.filling import prepare
    from cx_assistant.settings.workspace import Workspace

    workspace = Workspace(settings)
    with ExitStack() as undo:
        undo.callback(workspace.close)
        with bars(quiet=quiet) as advance:
            prepared = prepare(workspace, on_progress=advance)
        if not quiet:
            console = output()
            console.print(f"articles: {of_articles(prepared.articles)}", style="dim")
            console.print(of_orders(prepared.orders), style="dim")
        assistant = Assistant(parts_of(workspace))
        undo.pop_all()
        return assistant


def _tickets(settings: Settings, only: str) -> list[tuple[str, Ticket]]:
    from datetime import UTC, datetime

    from cx_assistant.errors import InputError
    from cx_assistant.models import Ticket
    from cx_assistant.tickets import read_tickets

    lines = read_tickets(settings.folder / "tickets.jsonl", now=datetime.now(UTC))
    tickets = [line for line in lines if isinstance(line, Ticket)]
    numbered = [(f"{n}/{len(tickets)}", ticket) for n, ticket in enumerate(tickets, start=1)]
    chosen = [(n, ticket) for n, ticket in numbered if only in ("", ticket.id)]
    if not chosen:
        known = ", ".join(ticket.id for ticket in tickets)
        message = f"there is no ticket {only!r} in the demo; there are {known}"
        raise InputError(message)
    return chosen


def _answer(
    console: Console, assistant: Assistant, ticket: Ticket, *, position: str, as_json: bool
) -> Outcome:
    from cx_assistant.cli.render import show_outcome, show_ticket
    from cx_assistant.results import result_of

    outcome = assistant.answer(ticket)
    if as_json:
        typer.echo(result_of(outcome).model_dump_json())
    else:
        show_ticket(console, ticket, position=position)
        show_outcome(console, outcome)
    return outcome


def _sum_up(
    console: Console, outcomes: list[Outcome], seconds: float, *, kept: Path | None
) -> None:
    from rich.rule import Rule

    counts = Counter(outcome.outcome for outcome in outcomes)
    told = ", ".join(f"{count} {_plural(name, count)}" for name, count in counts.most_common())
    console.print()
    console.print(Rule(style="dim"))
    console.print(f"{len(outcomes)} tickets in {seconds:.1f} s: {told}.")
    if kept is None:
        console.print("Next: [bold]cx-assistant init[/bold] writes a configuration for your shop.")
    else:
        console.print(f"The data stayed in {kept}.")


def _plural(name: str, count: int) -> str:
    if count == 1:
        return name
    return "replies" if name == "reply" else f"{name}s"
