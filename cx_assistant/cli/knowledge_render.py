"""A health report as a person likes to read it in a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from rich.columns import Columns
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cx_assistant.knowledge_base.health.findings import Finding, HealthReport, Severity, Side
from cx_assistant.knowledge_base.health.page import TITLES

if TYPE_CHECKING:
    from rich.console import Console

_COLOURS = {Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "blue"}
_SHOWN_CHARACTERS = 420
_SIDE_BY_SIDE_WIDTH = 76


def show_findings(console: Console, report: HealthReport, *, limit: int) -> None:
    """Every finding of each kind, up to `limit`, with its passages side by side."""
    for kind, group in groupby(report.findings, key=lambda finding: finding.kind):
        some = list(group)
        console.print(Rule(Text(f"{TITLES[kind]} ({len(some)})", style="bold"), align="left"))
        for finding in some[:limit]:
            _show(console, finding)
        if len(some) > limit:
            rest = f"… and {len(some) - limit} more; see --html, --json or --limit"
            console.print(Text(rest, style="dim"))
        console.print()


def show_summary(console: Console, report: HealthReport) -> None:
    """How many of each kind, and how to read them."""
    counts = report.counts()
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for kind in report.checked:
        style = "bold" if counts[kind] else "dim"
        table.add_row(Text(str(counts[kind]), style=style), Text(TITLES[kind], style=style))
    console.print(table)
    told = f"{report.articles} articles, {report.passages} passages, {report.seconds:.1f} s"
    console.print(Text(told, style="dim"))
    for note in report.notes:
        console.print(Text(note, style="dim"))


def _show(console: Console, finding: Finding) -> None:
    mark = Text(f"{finding.severity.value:<7}", style=_COLOURS[finding.severity])
    table = Table.grid(padding=(0, 1))
    table.add_row(mark, Text(finding.message))
    console.print(table)
    sides = [side for side in finding.sides if side.text]
    if not sides:
        console.print(Text(f"        {_places(finding)}", style="dim"))
        return
    is_wide = console.width >= _SIDE_BY_SIDE_WIDTH and len(sides) > 1
    width = (console.width - 1) // len(sides) if is_wide else console.width
    console.print(Columns([_panel(side, width) for side in sides], padding=(0, 1)))


def _places(finding: Finding) -> str:
    return ", ".join(_place(side) for side in finding.sides)


def _place(side: Side) -> str:
    return f"{side.path} (internal)" if side.is_internal else side.path


def _panel(side: Side, width: int) -> Panel:
    return Panel(
        _quoted(side),
        title=Text(_place(side), style="magenta" if side.is_internal else "cyan"),
        title_align="left",
        subtitle=Text(" › ".join(side.heading_path), style="dim"),
        subtitle_align="left",
        border_style="dim",
        width=width,
    )


def _quoted(side: Side) -> Text:
    text = Text(side.text)
    for mark in side.marks:
        text.stylize("bold reverse", mark.start, mark.end)
    if len(text) > _SHOWN_CHARACTERS:
        text = text[:_SHOWN_CHARACTERS]
        text.append(" …")
    return text
