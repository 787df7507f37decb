"""`cx-assistant ingest`: articles from files into the knowledge base."""

from __future__ import annotations

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
    from cx_assistant.models import IngestReport

_LISTED = 20


def ingest(
    paths: Annotated[
        list[str] | None,
        typer.Argument(help="Folders, files, zips, sitemaps or URLs; default: [knowledge] paths."),
    ] = None,
    allow_empty: Annotated[
        bool, typer.Option("--allow-empty", help="Let an empty folder remove its articles.")
    ] = False,
    now: Annotated[
        str, typer.Option(help="When this is, for the versions kept; default: now.")
    ] = "",
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Add, update and remove articles; what has not changed costs nothing."""
    from cx_assistant.settings.filling import ingest_paths
    from cx_assistant.settings.workspace import Workspace

    settings, moment = settings_from(config, data), parse_now(now)
    wanted = paths or [str(settings.folder / path) for path in settings.knowledge.paths]
    if not wanted:
        raise InputError("nothing to ingest; name a folder or set [knowledge] paths in cx.toml")
    with Workspace(settings) as workspace, bars(quiet=quiet or as_json) as advance:
        report = ingest_paths(
            workspace, wanted, on_progress=advance, allow_empty=allow_empty, now=moment
        )
    _show(report, as_json=as_json, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if report.failed else Exit.DONE)


def _show(report: IngestReport, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        typer.echo(report.model_dump_json())
        return
    console = messages()
    for failure in report.failed[:_LISTED]:
        console.print(f"not read: {failure.path}: {failure.reason}", style="yellow", markup=False)
    if len(report.failed) > _LISTED:
        console.print(f"… and {len(report.failed) - _LISTED} more; see --json", style="yellow")
    if not quiet:
        output().print(summary(report))


def summary(report: IngestReport) -> str:
    """One line for people."""
    counts = {
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "failed": report.failed,
    }
    told = ", ".join(f"{len(items)} {name}" for name, items in counts.items() if items)
    return f"{told or 'nothing found'}; {report.passages} passages, {report.seconds:.1f} s"
