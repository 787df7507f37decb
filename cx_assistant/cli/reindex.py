"""`cx-assistant reindex`: the derived indexes anew from the store."""

from __future__ import annotations

from typing import Annotated

import typer

from cx_assistant.cli.common import (
    ConfigOption,
    DataOption,
    JsonOption,
    QuietOption,
    bars,
    output,
    settings_from,
)


def reindex(
    embed: Annotated[
        bool,
        typer.Option(
            "--embed", help="Switch to the configured embedder: make the vectors it lacks."
        ),
    ] = False,
    config: ConfigOption = None,
    data: DataOption = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Rebuild the Chroma and tantivy indexes from SQL, without embedding again."""
    from cx_assistant.settings.filling import embed_again
    from cx_assistant.settings.workspace import Workspace

    embedded = 0
    with (
        Workspace(settings_from(config, data)) as workspace,
        bars(quiet=quiet or as_json) as advance,
    ):
        if embed:
            embedded = embed_again(workspace, on_progress=advance)
        workspace.rebuild_indexes(lambda done, total: advance("Rebuilding", done, total))
        passages = workspace.articles.counts().passages
        orders = workspace.orders.order_count()
    if as_json:
        typer.echo(f'{{"passages": {passages}, "orders": {orders}, "embedded": {embedded}}}')
    elif not quiet:
        output().print(f"rebuilt: {passages} passages, {orders} orders, {embedded} texts embedded")
