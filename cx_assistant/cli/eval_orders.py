"""`cx-assistant eval orders`: how well orders, items and actions are read from messages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli.common import Exit, JsonOption, QuietOption, bars, output
from cx_assistant.errors import InputError

if TYPE_CHECKING:
    from cx_assistant.evaluation.selection import Part


def orders(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A set of customer cases: db.json and tasks.jsonl (also .gz); with accounts "
            "instead of orders, also queries.jsonl.",
        ),
    ],
    part: Annotated[
        str, typer.Option(help="even (to tune on), odd (to report) or all, by sha256 of the id.")
    ] = "all",
    out: Annotated[
        Path | None,
        typer.Option(help="Keep what became of each case here: ids and scores, no text."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Measure who wrote, which order and items are meant, and what may be done, with intervals.

    A baseline of regular expressions and first matches reads the same cases in the same run.
    The shop's own orders, data folder and servers are neither used nor changed.
    """
    from cx_assistant.backends.local_embedder import LocalEmbedder
    from cx_assistant.evaluation.orders.measuring import measure_orders, write_rows
    from cx_assistant.evaluation.orders.reading import load_order_set

    half = _part(part)
    if out is not None and (out.suffix != ".jsonl" or out.is_dir()):
        raise InputError(f"--out {out} must be a file that ends in .jsonl; name it so")
    whole = load_order_set(folder, half)
    with bars(quiet=quiet or as_json) as advance:
        measured = measure_orders(whole, LocalEmbedder(), part=half, on_progress=advance)
    if out is not None:
        write_rows(measured.rows, out)
    if as_json:
        typer.echo(json.dumps(measured.report.as_json()))
        raise typer.Exit(Exit.DONE)
    from cx_assistant.cli.eval_order_tables import show_orders

    show_orders(output(), measured.report, brief=quiet)


def _part(name: str) -> Part:
    from cx_assistant.evaluation.selection import Part

    try:
        return Part(name.lower())
    except ValueError as error:
        raise InputError(f"--part {name} is unknown; write even, odd or all") from error
