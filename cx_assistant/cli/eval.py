"""`cx-assistant eval`: how good search is, and reading of orders, on cases with known answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cx_assistant.cli import eval_orders
from cx_assistant.cli.common import (
    ConfigOption,
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
    from cx_assistant.evaluation.beir import RetrievalSet
    from cx_assistant.evaluation.report import RetrievalReport
    from cx_assistant.evaluation.selection import Part

app = typer.Typer(help="Measure search and the reading of orders.", no_args_is_help=True)
app.command("orders")(eval_orders.orders)


@app.callback()
def _group() -> None:
    """Measure search and the reading of orders, with intervals that say how sure figures are."""


@app.command("retrieval")
def retrieval(
    folder: Annotated[
        Path,
        typer.Argument(
            help="A set in BEIR form: corpus.jsonl, queries.jsonl (also .gz), qrels.tsv.",
        ),
    ],
    compare: Annotated[
        list[str] | None,
        typer.Option(
            help="words, meaning, rrf, last-turn, a cx.toml, or a file of --out; repeatable."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Keep each query's result here, to compare with later.")
    ] = None,
    plot: Annotated[Path | None, typer.Option(help="Draw the figures: .png or .svg.")] = None,
    language: Annotated[str, typer.Option(help="Only documents and queries in this one.")] = "",
    query_language: Annotated[
        str, typer.Option(help="With --language: queries in this one instead.")
    ] = "",
    part: Annotated[
        str, typer.Option(help="even (to tune on), odd (to report) or all, by sha256 of the id.")
    ] = "all",
    last_turn: Annotated[
        bool, typer.Option("--last-turn", help="Search without what was said before.")
    ] = False,
    config: ConfigOption = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Keep the index here and reuse it; default: a temporary folder."),
    ] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Measure search on a set of queries: recall, nDCG, MRR, latency, with 95% intervals.

    Runs apart from the shop: its articles, data folder and servers are neither used nor changed.
    """
    from cx_assistant.evaluation.retrieval import Options, measure_retrieval
    from cx_assistant.evaluation.runs import write_run

    options = Options(
        settings=settings_from(config, None),
        data=data,
        uses_history=not last_turn,
        compare=tuple(dict.fromkeys(compare or ())),
        part=_part(part),
    )
    _check_targets(out, plot)
    chosen = _chosen(folder, options.part, language, query_language)
    with bars(quiet=quiet or as_json) as advance:
        measured = measure_retrieval(chosen, options, advance)
    if out is not None:
        write_run(measured.run, out)
    if plot is not None:
        from cx_assistant.evaluation.plots import plot as draw

        draw(measured.report, plot)
    _show(measured.report, as_json=as_json, quiet=quiet)
    raise typer.Exit(Exit.FAILURES if measured.report.degraded else Exit.DONE)


def _part(name: str) -> Part:
    from cx_assistant.evaluation.selection import Part

    try:
        return Part(name.lower())
    except ValueError as error:
        raise InputError(f"--part {name} is unknown; write even, odd or all") from error


def _check_targets(out: Path | None, plot: Path | None) -> None:
    """Refuse, before minutes of work, what could not be written at their end."""
    if out is not None and (out.suffix != ".jsonl" or out.is_dir()):
        raise InputError(f"--out {out} must be a file that ends in .jsonl; name it so")
    if plot is not None:
        from cx_assistant.evaluation.plots import check_plot

        check_plot(plot)


def _chosen(folder: Path, part: Part, language: str, query_language: str) -> RetrievalSet:
    from cx_assistant.evaluation.beir import load_set
    from cx_assistant.evaluation.selection import in_language, part_of

    if query_language and not language:
        raise InputError("--query-language needs --language, the one of the documents; add it")
    whole = load_set(folder)
    if language:
        whole = in_language(whole, language.lower(), query_language.lower())
    return part_of(whole, part)


def _show(report: RetrievalReport, *, as_json: bool, quiet: bool) -> None:
    if report.degraded:
        told = f"search saw less than everything: {report.degraded}; run it again"
        messages().print(told, style="yellow", markup=False)
    if as_json:
        typer.echo(json.dumps(report.as_json()))
        return
    from cx_assistant.cli.eval_tables import show_report

    show_report(output(), report, brief=quiet)
