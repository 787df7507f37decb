"""Draws a report: figures with intervals, differences per query, risk against coverage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from cx_assistant.errors import InputError
from cx_assistant.evaluation.answerability import AnswerabilityReport
from cx_assistant.evaluation.metrics import METRICS
from cx_assistant.evaluation.report import Figures, RetrievalReport
from cx_assistant.evaluation.risk import RiskCurve

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FORMATS = (".png", ".svg")
# Okabe & Ito's colours, which people with any colour vision can tell apart.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_LABELS = dict(
    zip(METRICS, ("recall@1", "recall@5", "recall@10", "nDCG@10", "MRR@10", "hit@5"), strict=True)
)


def check_plot(file: Path) -> None:
    """Raise `InputError` now if nothing could be drawn into this file later."""
    if file.suffix.lower() not in FORMATS:
        raise InputError(f"--plot {file} must end in .png or .svg; name it so")
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        message = "--plot needs matplotlib; install it with: pip install 'cx-assistant[plots]'"
        raise InputError(message) from error


def plot(report: RetrievalReport, file: Path) -> None:
    """Draw the report into a PNG or SVG file."""
    from matplotlib.figure import Figure

    panels = _panels(report)
    widths = [1.5 if number == 0 else 1.0 for number in range(len(panels))]
    figure = Figure(figsize=(2.2 + 4.2 * sum(widths), 4.8), layout="constrained")
    axes = figure.subplots(1, len(panels), width_ratios=widths, squeeze=False)[0]
    for draw, each in zip(panels, axes, strict=True):
        draw(each)
        each.spines[["top", "right"]].set_visible(False)
        each.grid(axis="y", color="#dddddd", linewidth=0.6)
        each.set_axisbelow(True)
    figure.suptitle(_title(report), fontsize=11)
    _save(figure, file)


def _save(figure: Figure, file: Path) -> None:
    from matplotlib import rc_context

    file.parent.mkdir(parents=True, exist_ok=True)
    # Text as text, so that it can be searched and read aloud, and no date, so that equal is equal.
    metadata = {"Date": None} if file.suffix.lower() == ".svg" else None
    with rc_context({"svg.fonttype": "none", "svg.hashsalt": "cx"}):
        figure.savefig(file, dpi=144, metadata=metadata)


def _title(report: RetrievalReport) -> str:
    half = "" if report.part == "all" else f", {report.part} half"
    clusters = f"{report.clusters.count} clusters by {report.clusters.by}"
    return f"{report.name}{half}: {report.figures.queries} queries, 95% intervals over {clusters}"


def _panels(report: RetrievalReport) -> list[Callable[[Axes], None]]:
    panels: list[Callable[[Axes], None]] = [
        lambda axes: _draw_figures(axes, (report.figures, *report.compared))
    ]
    if report.comparisons:
        panels.append(lambda axes: _draw_differences(axes, report))
    risks = report.answerability
    if risks is not None:
        panels.append(lambda axes: _draw_risk(axes, risks))
    return panels


def _draw_figures(axes: Axes, each: Sequence[Figures]) -> None:
    width = 0.8 / len(each)
    places = np.arange(len(METRICS))
    for number, figures in enumerate(each):
        offset = (number - (len(each) - 1) / 2) * width
        values = np.array([figures.values[name] for name in METRICS])
        lows = np.array([figures.intervals[name].low for name in METRICS])
        highs = np.array([figures.intervals[name].high for name in METRICS])
        axes.errorbar(
            places + offset,
            values,
            yerr=np.maximum([values - lows, highs - values], 0.0),
            fmt="o",
            markersize=5,
            capsize=3,
            color=_COLOURS[number % len(_COLOURS)],
            label=f"{figures.name} (p50 {figures.values['p50_ms']:.0f} ms)",
        )
    axes.set_xticks(places, [_LABELS[name] for name in METRICS])
    axes.set_ylim(0.0, 1.03)
    axes.set_title("Figures with 95% intervals", fontsize=10)
    # Below, because there may be figures anywhere between 0 and 1.
    below = (0.5, -0.08)
    axes.legend(fontsize=8, loc="upper center", bbox_to_anchor=below, ncols=3, frameon=False)


def _draw_differences(axes: Axes, report: RetrievalReport) -> None:
    """Every query's difference, sorted: where a line leaves 0 shows how many differ, and how."""
    for number, comparison in enumerate(report.comparisons, start=1):
        values = np.sort(np.array(comparison.per_query))
        better, worse = int((values > 0).sum()), int((values < 0).sum())
        axes.step(
            np.arange(len(values) + 1) / len(values),
            np.append(values, values[-1]),
            where="post",
            linewidth=1.6,
            color=_COLOURS[number % len(_COLOURS)],
            label=f"against {comparison.against}: {better} better, {worse} worse",
        )
    axes.axhline(0.0, color="#555555", linewidth=0.8)
    axes.set_xlim(0.0, 1.0)
    axes.set_ylim(-1.05, 1.05)
    axes.set_xlabel("share of queries, sorted by their difference")
    axes.set_ylabel(f"nDCG@10: {report.figures.name} minus the other")
    axes.set_title("Differences per query", fontsize=10)
    axes.legend(fontsize=8, loc="upper left", frameon=False)


def _draw_risk(axes: Axes, report: AnswerabilityReport) -> None:
    _draw_curve(axes, report.miss_risk, "no right document in the first 5", _COLOURS[1])
    _draw_curve(axes, report.unanswerable_risk, "cannot be answered", _COLOURS[0])
    axes.set_xlim(0.0, 1.02)
    axes.set_ylim(bottom=0.0)
    axes.set_xlabel("coverage: share of questions answered, the surest first")
    axes.set_ylabel("share of the answered")
    axes.set_title(f"Risk against coverage (AUROC {report.auroc:.2f})", fontsize=10)
    axes.legend(fontsize=8, loc="best", frameon=False)


def _draw_curve(axes: Axes, curve: RiskCurve, label: str, colour: str) -> None:
    coverages = np.arange(1, len(curve.risks) + 1) / len(curve.risks)
    axes.plot(
        coverages, curve.risks, color=colour, linewidth=1.4, label=f"{label}, AURC {curve.aurc:.2f}"
    )
    shares = [point.coverage for point in curve.points]
    lows = [point.interval.low for point in curve.points]
    highs = [point.interval.high for point in curve.points]
    axes.fill_between(shares, lows, highs, color=colour, alpha=0.15, linewidth=0)
