"""A report on search as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

from cx_assistant.evaluation.report import Comparison, Figures, RetrievalReport

if TYPE_CHECKING:
    from rich.console import Console

    from cx_assistant.evaluation.answerability import AnswerabilityReport
    from cx_assistant.evaluation.bootstrap import Interval
    from cx_assistant.evaluation.paired import Difference

_NAMES = {"ndcg@10": "nDCG@10", "mrr@10": "MRR@10"}
_SURE = 0.05
_BESIDE = 3  # searches that fit beside the configured one in 80 characters


def show_report(console: Console, report: RetrievalReport, *, brief: bool) -> None:
    """The figures, the comparisons, and what answerability is worth; `brief` without remarks."""
    half = "" if report.part == "all" else f", {report.part} half"
    queries, documents = report.figures.queries, report.documents
    _titled(console, f"{report.name}{half}: {queries} queries, {documents} documents")
    for start in range(0, max(len(report.compared), 1), _BESIDE):
        console.print(_figures(report, report.compared[start : start + _BESIDE]))
    if report.comparisons:
        _titled(console, f"{report.figures.name} minus the other, on the same queries")
        console.print(_comparisons(report))
    if report.answerability is not None:
        _show_answerability(console, report.answerability)
    if report.clusters.note:  # also in brief: without it the intervals would say too much
        console.print(Text(f"Caution: {report.clusters.note}.", style="yellow"))
    if not brief:
        for remark in _remarks(report):
            console.print(Text(remark, style="dim"))


def _figures(report: RetrievalReport, others: Sequence[Figures]) -> Table:
    table = _table()
    table.add_column("figure (95%)")
    each = (report.figures, *others)
    between = "\n" if len(others) == _BESIDE else " "
    for figures in each:
        table.add_column(_heading(figures, report.figures.queries), justify="right")
    for name in report.figures.values:
        label = _NAMES.get(name, name).replace("_", " ")
        table.add_row(label, *(between.join(_cell(figures, name)) for figures in each))
    return table


def _heading(figures: Figures, queries: int) -> str:
    fewer = "" if figures.queries == queries else f"\n({figures.queries} queries)"
    return f"{figures.name}{fewer}"


def _cell(figures: Figures, name: str) -> tuple[str, str]:
    interval = figures.intervals[name]
    if name.endswith("_ms"):
        return f"{figures.values[name]:.1f}", f"({interval.low:.1f}–{interval.high:.1f})"
    return f"{figures.values[name]:.3f}", f"({_short(interval.low)}–{_short(interval.high)})"


def _interval(interval: Interval) -> str:
    return f"{interval.low:.3f}–{interval.high:.3f}"


def _short(value: float) -> str:
    """Without the leading zero, so that four columns fit a terminal."""
    return f"{value:.3f}".replace("0.", ".", 1)


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("0.", ".", 1)


def _comparisons(report: RetrievalReport) -> Table:
    table = _table()
    several = len(report.comparisons) > 1
    for name in ("against", "metric"):
        table.add_column(name)
    table.add_column("difference (95%)", justify="right", no_wrap=True)
    for name in ("p", *(("p, Holm",) if several else ()), "better/\nworse"):
        table.add_column(name, justify="right")
    for comparison in report.comparisons:
        for row, style in _compared(comparison, report.figures.queries, several=several):
            table.add_row(*row, style=style)
        table.add_section()
    return table


def _compared(
    comparison: Comparison, queries: int, *, several: bool
) -> Iterator[tuple[list[str], str]]:
    fewer = "" if comparison.queries == queries else f" ({comparison.queries} queries)"
    against = f"{comparison.against}{fewer}"
    for name, difference in comparison.differences.items():
        corrected = comparison.p_holm[name]
        chances = [difference.p, corrected] if several else [difference.p]
        yield (
            [
                against,
                _NAMES.get(name, name),
                _difference(difference),
                *(_chance(each) for each in chances),
                f"{difference.wins}/{difference.losses}",
            ],
            "bold" if corrected < _SURE else "",
        )
        against = ""


def _difference(difference: Difference) -> str:
    low, high = difference.interval.low, difference.interval.high
    return f"{difference.mean:+.3f} ({_signed(low)} to {_signed(high)})"


def _chance(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _show_answerability(console: Console, report: AnswerabilityReport) -> None:
    counts = f"{report.answerable} answerable, {report.unanswerable} unanswerable"
    _titled(console, f"answerability: {counts}")
    table = _table()
    for name in ("figure", "value", "95% interval"):
        table.add_column(name, justify="left" if name == "figure" else "right")
    for name, value, interval in (
        ("AUROC", report.auroc, report.auroc_interval),
        ("calibration error", report.calibration_error, report.calibration_interval),
        ("… at even odds", report.even_calibration_error, report.even_calibration_interval),
        (
            "AURC, unanswerable",
            report.unanswerable_risk.aurc,
            report.unanswerable_risk.aurc_interval,
        ),
        ("AURC, top-5 miss", report.miss_risk.aurc, report.miss_risk.aurc_interval),
    ):
        table.add_row(name, f"{value:.3f}", _interval(interval))
    console.print(table)
    _titled(console, "risk when only the surest questions are answered")
    console.print(_risks(report))


def _risks(report: AnswerabilityReport) -> Table:
    table = _table()
    for name in ("coverage", "unanswerable", "95% interval", "top-5 miss", "95% interval"):
        table.add_column(name, justify="right")
    for first, second in zip(report.unanswerable_risk.points, report.miss_risk.points, strict=True):
        table.add_row(
            f"{first.coverage:.0%}",
            f"{first.risk:.3f}",
            _interval(first.interval),
            f"{second.risk:.3f}",
            _interval(second.interval),
        )
    return table


def _remarks(report: RetrievalReport) -> Iterator[str]:
    clusters = report.clusters
    yield (
        f"Intervals: {clusters.count} clusters by {clusters.by}, the largest with "
        f"{clusters.largest} queries, resampled whole."
    )
    if report.comparisons:
        yield (
            "p: randomisation by cluster; bold where below 0.05"
            + (
                " after Holm's correction over the comparisons of a metric."
                if len(report.comparisons) > 1
                else "."
            )
        )
    yield (
        f"Index: {report.passages} passages, {report.embedded} texts embedded, "
        f"{report.index_seconds:.1f} s."
    )


def _titled(console: Console, title: str) -> None:
    console.print(Text(title, style="bold"))


def _table() -> Table:
    return Table(box=box.SIMPLE_HEAD, pad_edge=False)
