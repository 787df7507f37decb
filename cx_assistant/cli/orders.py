"""`cx-assistant orders import`: orders and customers from files into the store."""

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
    bars,
    messages,
    output,
    settings_from,
)
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from cx_assistant.settings.filling import OrdersReport

app = typer.Typer(help="Orders and customers.", no_args_is_help=True, rich_markup_mode=None)

_LISTED = 20


@app.command("import")
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSON, JSONL or CSV; default: [orders] paths.")
    ] = None,
    customers: Annotated[
        Path | None, typer.Option("--customers", help="Customers file; default: [orders].")
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Add and update orders. Bad rows are listed; the good ones are imported."""
    from cx_assistant.settings.filling import import_files
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    wanted = files or [settings.folder / path for path in settings.orders.paths]
    if customers is None and not files and settings.orders.customers:
        customers = settings.folder / settings.orders.customers
    if not wanted and customers is None:
        raise InputError("nothing to import; name a file or set [orders] paths in cx.toml")
    with Workspace(settings) as workspace, bars(quiet=quiet or as_json) as advance:
        report = import_files(workspace, wanted, customers, on_progress=advance)
    _show(report, as_json=as_json, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if report.failed else Exit.DONE)


def _show(report: OrdersReport, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json())
        return
    console = messages()
    for bad in report.failed[:_LISTED]:
        console.print(f"{bad.path}, {bad.row}: {bad.reason}", style="yellow", markup=False)
    if len(report.failed) > _LISTED:
        console.print(f"… and {len(report.failed) - _LISTED} more; see --json", style="yellow")
    if quiet:
        return
    for path, columns in report.unmapped.items():
        told = f"{path}: kept as they are, map them in [orders.fields]: {', '.join(columns)}"
        console.print(told, style="dim", markup=False)
    output().print(summary(report))


def summary(report: OrdersReport) -> str:
    """One line for people."""
    orders = _counted(report.orders_added, report.orders_changed, report.orders_unchanged)
    customers = _counted(
        report.customers_added, report.customers_changed, report.customers_unchanged
    )
    bad = f"; {len(report.failed)} rows with problems" if report.failed else ""
    return f"orders: {orders}; customers: {customers}{bad}; {report.seconds:.1f} s"


def _counted(added: int, changed: int, unchanged: int) -> str:
    counts = {"added": added, "changed": changed, "unchanged": unchanged}
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"
