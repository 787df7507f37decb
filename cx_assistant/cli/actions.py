"""`cx-assistant actions`: what was proposed, and what a person makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    JsonOption,
    QuietOption,
    output,
    parse_now,
    settings_from,
)

if TYPE_CHECKING:
    from cx_assistant.actions.service import ActionService
    from cx_assistant.models import ActionReceipt
    from cx_assistant.store.actions import ActionStore, RecordedAction

app = typer.Typer(
    help="Proposed actions: look at them, decide, have them done.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ProposalId = Annotated[str, typer.Argument(help="The proposal, as `actions list` shows it.")]
ByOption = Annotated[str, typer.Option("--by", help="Who decides; written into the audit trail.")]
NowOption = Annotated[str, typer.Option("--now", help="ISO 8601 with offset; default: now.")]
CustomerOption = Annotated[str, typer.Option("--customer", help="Only of this customer.")]


@app.command("list")
def list_(
    customer: CustomerOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Recorded proposals, newest first."""
    from cx_assistant.cli.render_actions import show_recorded

    with _opened(config, data) as (store, _):
        found = store.all(customer_id=customer or None)
    if as_json:
        for each in found:
            typer.echo(each.model_dump_json())
        return
    show_recorded(output(), found)


@app.command("show")
def show(
    proposal: ProposalId,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """One proposal with its arguments, its justification and its history."""
    from cx_assistant.cli.render_actions import show_log, show_proposals

    with _opened(config, data) as (store, _):
        found, entries = store.get(proposal), store.log(proposal_id=proposal)
    if as_json:
        typer.echo(found.model_dump_json())
        return
    console = output()
    show_proposals(console, [found.proposal])
    console.print()
    show_log(console, entries)


@app.command("dry-run")
def dry_run(
    proposal: ProposalId,
    by: ByOption = "",
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """What running it would change; nothing is changed."""
    with _opened(config, data) as (_, service):
        receipt = service.dry_run(proposal, by=by, now=parse_now(now))
    _tell(receipt, "Would change", as_json=as_json)


@app.command("approve")
def approve(
    proposal: ProposalId,
    by: ByOption,
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say yes. What needs approval needs it from two people."""
    with _opened(config, data) as (_, service):
        found = service.approve(proposal, by=by, now=parse_now(now))
    _tell_state(found, as_json=as_json, quiet=quiet)


@app.command("reject")
def reject(
    proposal: ProposalId,
    by: ByOption,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the audit trail.")] = "",
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Say no, for good."""
    with _opened(config, data) as (_, service):
        found = service.reject(proposal, by=by, reason=reason, now=parse_now(now))
    _tell_state(found, as_json=as_json, quiet=quiet)


@app.command("run")
def run(
    proposal: ProposalId,
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """Do what has been approved, once; running it again changes nothing."""
    with _opened(config, data) as (_, service):
        receipt = service.execute(proposal, now=parse_now(now))
    _tell(receipt, "Done", as_json=as_json)


@app.command("log")
def log(
    customer: CustomerOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
) -> None:
    """The audit trail, oldest first."""
    from cx_assistant.cli.render_actions import show_log

    with _opened(config, data) as (store, _):
        entries = store.log(customer_id=customer or None)
    if as_json:
        for entry in entries:
            typer.echo(entry.model_dump_json())
        return
    show_log(output(), entries)


@contextmanager
def _opened(config: Path | None, data: Path | None) -> Iterator[tuple[ActionStore, ActionService]]:
    from cx_assistant.actions.service import ActionService
    from cx_assistant.actions.sql_executor import SqlActionExecutor
    from cx_assistant.settings.workspace import Workspace
    from cx_assistant.store.actions import ActionStore
    from cx_assistant.store.products import ProductStore

    with Workspace(settings_from(config, data)) as workspace:
        store = ActionStore(workspace.database)
        catalogue = ProductStore(workspace.database)
        executor = SqlActionExecutor(workspace.database, catalogue=catalogue)
        yield store, ActionService(store, executor)


def _tell(receipt: ActionReceipt, verb: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(receipt.model_dump_json())
        return
    console = output()
    if receipt.is_repeat:
        console.print(f"Done before, at {receipt.at:%-d %B %Y, %H:%M %Z}; nothing was changed.")
        return
    console.print(f"{verb}:" if receipt.changes else "Nothing to change.")
    for change in receipt.changes:
        console.print(f"  {change}", markup=False, soft_wrap=True)


def _tell_state(found: RecordedAction, *, as_json: bool, quiet: bool) -> None:
    from cx_assistant.actions.service import needed_approvals

    if as_json:
        typer.echo(found.model_dump_json())
    elif not quiet:
        left = needed_approvals(found.proposal) - len(set(found.approvals))
        waits = found.state.value == "proposed" and left > 0
        more = f"; {left} more approval by somebody else is needed" if waits else ""
        told = f"{found.proposal.id} is {found.state.value}{more}"
        output().print(told, markup=False, soft_wrap=True)
