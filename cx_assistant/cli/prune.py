"""`cx-assistant prune`: forgets versions of articles that were replaced long ago."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from cx_assistant.cli.common import ConfigOption, DataOption, QuietOption, output, settings_from
from cx_assistant.errors import InputError


def prune(
    before: Annotated[
        str, typer.Option("--before", help="Date or moment; what was replaced before it goes.")
    ],
    cited: Annotated[
        list[Path] | None,
        typer.Option("--cited", help="Results (JSONL) whose citations must stay; repeatable."),
    ] = None,
    config: ConfigOption = None,
    data: DataOption = None,
    quiet: QuietOption = False,
) -> None:
    """Forget old versions of articles. What holds now is never touched.

    Without this, every version stays, so that every citation can be opened.
    """
    from cx_assistant.results import read_citations
    from cx_assistant.settings.workspace import Workspace

    settings = settings_from(config, data)
    moment = _moment(before, settings.shop.zone)
    keep = {
        citation.span.revision
        for path in cited or ()
        for _, citation in read_citations(path)
        if citation.span is not None
    }
    with Workspace(settings) as workspace:
        count = workspace.articles.prune_versions(before=moment, keep=keep)
    if not quiet:
        versions = "1 version" if count == 1 else f"{count} versions"
        output().print(f"{versions} forgotten, replaced before {moment:%d %b %Y}", markup=False)


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """A date begins in the shop's own zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"--before {text!r} is no date; write e.g. 2025-12-31"
        raise InputError(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
