"""All commands, put together."""

from __future__ import annotations

from typing import Annotated

import typer

from cx_assistant import __version__
from cx_assistant.cli import (
    actions,
    answer,
    cite,
    customer,
    demo,
    doctor,
    eval,
    ingest,
    init,
    knowledge,
    orders,
    prune,
    reindex,
    search,
)
from cx_assistant.cli.common import SHOP_VARIABLE, shop_named

app = typer.Typer(
    name="cx-assistant",
    help="Grounded support drafts: every sentence cited and checked, or handed to a human.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("demo")(demo.demo)
app.command("init")(init.init)
app.command("ingest")(ingest.ingest)
app.add_typer(orders.app, name="orders")
app.command("answer")(answer.answer)
app.add_typer(actions.app, name="actions")
app.command("search")(search.search)
app.command("cite")(cite.cite)
app.add_typer(customer.app, name="customer")
app.add_typer(eval.app, name="eval")
app.add_typer(knowledge.app, name="knowledge")
app.command("reindex")(reindex.reindex)
app.command("prune")(prune.prune)
app.command("doctor")(doctor.doctor)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
    shop: Annotated[
        str,
        typer.Option(
            "--shop", envvar=SHOP_VARIABLE, help="Which of several shops, see [shops] in cx.toml."
        ),
    ] = "",
) -> None:
    """Grounded customer-support drafts: every sentence cited and checked, or handed to a human."""
    if shop:
        context.with_resource(shop_named(shop))
