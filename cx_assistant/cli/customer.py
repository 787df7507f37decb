"""`cx-assistant customer`: what is kept about one customer, to hand out or to erase."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    Exit,
    JsonOption,
    QuietOption,
    messages,
    output,
    parse_now,
    settings_from,
)
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from cx_assistant.privacy.erasure import ErasureReceipt

app = typer.Typer(
    help="Hand out or erase what is kept about a customer.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_PLACES = {
    "cx_customers": "customer record",
    "cx_orders": "orders",
    "cx_order_keys": "order and tracking numbers to look up",
    "cx_action_proposals": "proposed actions",
    "cx_action_log": "audit trail, blanked",
    "cx_vectors": "stored vectors",
    "vector index": "orders in the vector index",
}

CustomerId = Annotated[str, typer.Argument(help="The shop's id of the customer.")]
NowOption = Annotated[str, typer.Option("--now", help="ISO 8601 with offset; default: now.")]


@app.command("export")
def export(
    customer_id: CustomerId,
    out: Annotated[
        Path | None, typer.Option("--out", help="Where the JSON goes; default: stdout.")
    ] = None,
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    quiet: QuietOption = False,
) -> None:
    """Everything that is kept about a customer, as JSON: orders, index, tickets, results."""
    from cx_assistant.privacy.places import export_customer
    from cx_assistant.settings.workspace import Workspace

    with Workspace(settings_from(config, data)) as workspace:
        found = export_customer(workspace, customer_id, now=parse_now(now))
    text = found.model_dump_json(indent=2)
    if out is None:
        typer.echo(text)
        return
    _write(out, text)
    if not quiet:
        rows = sum(map(len, (*found.tables.values(), *found.files.values())))
        messages().print(f"{rows} rows about {customer_id} in {out}", markup=False)


@app.command("erase")
def erase(
    customer_id: CustomerId,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would go, remove nothing.")
    ] = False,
    receipt: Annotated[
        Path | None, typer.Option("--receipt", help="Write the receipt there, as JSON.")
    ] = None,
    now: NowOption = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Remove everything that is kept about a customer, for good, and prove it."""
    from cx_assistant.privacy.erasure import erase_customer, rehearse_erasure
    from cx_assistant.settings.workspace import Workspace

    moment = parse_now(now)
    with Workspace(settings_from(config, data)) as workspace:
        rehearsal = rehearse_erasure(workspace, customer_id, now=moment)
        if dry_run:
            _show(rehearsal, as_json=as_json, quiet=quiet)
            return
        if not yes:
            _show(rehearsal, as_json=False, quiet=quiet)
            _confirm(customer_id)
        done = erase_customer(workspace, customer_id, now=moment)
    if receipt is not None:
        _write(receipt, done.model_dump_json(indent=2))
    _show(done, as_json=as_json, quiet=quiet)
    raise typer.Exit(Exit.DONE if done.is_complete else Exit.FAILURES)


@app.command("readmit")
def readmit(
    customer_id: CustomerId,
    config: ConfigOption = None,
    data: DataOption = None,
    quiet: QuietOption = False,
) -> None:
    """Let imports and syncs take in an erased customer again, who came back or was a mistake."""
    from cx_assistant.privacy.erasure import readmit_customer
    from cx_assistant.settings.workspace import Workspace

    with Workspace(settings_from(config, data)) as workspace:
        readmit_customer(workspace, customer_id)
    if not quiet:
        told = (
            f"{customer_id} is no longer left out; run orders import, or orders sync --from-start, "
            "to have back what the files or systems still hold"
        )
        output().print(told, markup=False, soft_wrap=True)


def _confirm(customer_id: str) -> None:
    if typer.prompt(f"This cannot be undone. Type {customer_id} to go on", err=True) != customer_id:
        raise InputError("that is another id, so nothing was erased; run it again")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        message = f"cannot write {path} ({error.strerror}); choose another place"
        raise InputError(message) from error


def _show(receipt: ErasureReceipt, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        typer.echo(receipt.model_dump_json())
        return
    console = output()
    if not quiet:
        verb = "Would remove" if receipt.is_rehearsal else "Removed"
        console.print(f"{verb}, about customer {receipt.customer_id}:", markup=False)
        for removed in receipt.removed:
            place = _PLACES.get(removed.place, removed.place)
            console.print(f"  {removed.count:>6}  {place}", markup=False)
        if not receipt.is_rehearsal:
            console.print(_told(receipt), markup=False)
    for warning in receipt.warnings:
        messages().print(warning, style="yellow", markup=False, soft_wrap=True)
    for name in receipt.left:
        told = f"{name} still holds a text of theirs; remove it by hand"
        messages().print(told, style="red", markup=False, soft_wrap=True)


def _told(receipt: ErasureReceipt) -> str:
    scan = receipt.scan
    kept = f" {receipt.shared} stay, as others have them too." if receipt.shared else ""
    result = "nothing of theirs was found" if receipt.is_complete else "something was left"
    return (
        f"Searched {scan.files} raw files ({scan.bytes / 1e6:.1f} MB) for {scan.texts} texts: "
        f"{result}.{kept}"
    )
