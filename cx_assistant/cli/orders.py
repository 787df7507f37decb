"""`cx-assistant orders`: orders, customers and products from files and from the shop's systems."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import UTC, datetime
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
    parse_now,
    settings_from,
)
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from cx_assistant.settings import Settings
    from cx_assistant.settings.filling import OrdersReport
    from cx_assistant.settings.order_sync import SourceReport, SyncReport

app = typer.Typer(help="Orders and customers.", no_args_is_help=True, rich_markup_mode=None)

_LISTED = 20
_NONE = "none"
_ERASED = "left out: erased"
NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="NAME", help="Of [[orders.sources]]; default: all.")
]


@app.command("import")
def import_(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSON, JSONL or CSV; default: [orders] paths.")
    ] = None,
    customers: Annotated[
        Path | None, typer.Option("--customers", help="Customers file; default: [orders].")
    ] = None,
    products: Annotated[
        Path | None, typer.Option("--products", help="Products and variants; default: [orders].")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="ISO 8601 moment of the export; default: the file's own."),
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Add and update orders. Bad rows are listed; the good ones are imported."""
    from cx_assistant.settings.filling import OrderFiles, import_files
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    wanted = OrderFiles(tuple(files or ()), customers, products) or OrderFiles.of(settings)
    if not wanted:
        raise InputError("nothing to import; name a file or set [orders] paths in cx.toml")
    moment = parse_now(as_of) if as_of else None
    with Workspace(settings) as workspace, bars(quiet=quiet or as_json) as advance:
        report = import_files(workspace, wanted, as_of=moment, on_progress=advance)
    _show(report, as_json=as_json, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if report.failed else Exit.DONE)


@app.command()
def sync(
    names: NamesArgument = None,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Copy everything, not only what changed.")
    ] = False,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Copy what is new in the shop's systems. Killed or failed, it goes on there next time."""
    from cx_assistant.settings.order_sources import order_feeds
    from cx_assistant.settings.order_sync import sync_orders
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    _assert_sources(settings)
    with ExitStack() as opened:
        feeds = order_feeds(settings, names or (), closing=opened.callback)
        if not feeds:
            raise InputError("every source is asked live; set live = false in one to copy it")
        workspace = opened.enter_context(Workspace(settings))
        advance = opened.enter_context(bars(quiet=quiet or as_json))
        report = sync_orders(
            workspace,
            feeds,
            now=datetime.now(UTC),
            from_start=from_start,
            on_progress=advance,
        )
    _show_sync(report, as_json=as_json, quiet=quiet)
    is_sound = all(source.is_sound for source in report.sources)
    raise typer.Exit(Exit.DONE if is_sound else Exit.FAILURES)


@app.command()
def check(
    names: NamesArgument = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Orders read per source.")] = 1000,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Try the shop's systems: read orders, store nothing, list what cannot be understood."""
    from cx_assistant.settings.order_sources import checked_feeds
    from cx_assistant.settings.order_sync import SyncReport, read_without_storing

    settings = settings_from(config, None)
    _assert_sources(settings)
    with ExitStack() as opened:
        feeds = checked_feeds(settings, names or (), closing=opened.callback)
        found = [read_without_storing(feed, limit=limit) for feed in feeds]
    if as_json:
        typer.echo(SyncReport(sources=tuple(found)).model_dump_json())
    else:
        for source in found:
            _list_problems(source)
            ending = f": {source.failure}" if source.failure else ""
            told = f"{source.name}: {source.orders_unchanged} orders read{ending}"
            output().print(told, markup=False)
    raise typer.Exit(Exit.DONE if all(each.is_sound for each in found) else Exit.FAILURES)


def _assert_sources(settings: Settings) -> None:
    if not settings.orders.sources:
        raise InputError("there is no [[orders.sources]] in cx.toml; add the shop's system there")


def _show_sync(report: SyncReport, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json())
        return
    for source in report.sources:
        _list_problems(source)
        if not quiet or source.failure:
            output().print(sync_summary(source), markup=False, soft_wrap=True)


def _list_problems(source: SourceReport) -> None:
    for problem in source.problems[:_LISTED]:
        messages().print(f"{source.name}: {problem}", style="yellow", markup=False)
    if len(source.problems) > _LISTED:
        more = f"{source.name}: … and {len(source.problems) - _LISTED} more; see --json"
        messages().print(more, style="yellow", markup=False)
    if source.orders_foreign:
        told = (
            f"{source.name}: {source.orders_foreign} orders left out, because another source has "
            "orders of the same number; give each shop a data folder of its own"
        )
        messages().print(told, style="yellow", markup=False)


def sync_summary(source: SourceReport) -> str:
    """One line about a source for people."""
    orders = _named_counts(
        added=source.orders_added,
        changed=source.orders_changed,
        unchanged=source.orders_unchanged,
        deleted=source.orders_deleted,
        older=source.orders_older,
        **{_ERASED: source.orders_erased},
    )
    customers = _named_counts(
        added=source.customers_added,
        changed=source.customers_changed,
        **{_ERASED: source.customers_erased},
    )
    told = f"{source.name}: orders: {orders}; customers: {customers}"
    return f"{told}; stopped: {source.failure}" if source.failure else told


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
    output().print(summary(report), markup=False, soft_wrap=True)


def summary(report: OrdersReport) -> str:
    """One line for people."""
    orders = _named_counts(
        added=report.orders_added,
        changed=report.orders_changed,
        unchanged=report.orders_unchanged,
        older=report.orders_older,
        **{_ERASED: report.orders_erased},
    )
    customers = _named_counts(
        added=report.customers_added,
        changed=report.customers_changed,
        unchanged=report.customers_unchanged,
        **{_ERASED: report.customers_erased},
    )
    products = _counted(report.products_added, report.products_changed, report.products_unchanged)
    sold = "" if products == _NONE else f"; products: {products}"
    bad = f"; {len(report.failed)} rows with problems" if report.failed else ""
    return f"orders: {orders}; customers: {customers}{sold}{bad}; {report.seconds:.1f} s"


def _counted(added: int, changed: int, unchanged: int) -> str:
    return _named_counts(added=added, changed=changed, unchanged=unchanged)


def _named_counts(**counts: int) -> str:
    told = (f"{count} {name}" for name, count in counts.items() if count)
    return ", ".join(told) or _NONE
