"""A report on orders as tables in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console

    from cx_assistant.evaluation.orders.report import Figures, KindFigures, OrdersReport
    from cx_assistant.evaluation.orders.shares import Share

_NAMES = {
    "customer": "right customer",
    "orders": "right order(s)",
    "orders_offered": "… used or offered",
    "orders_proposed": "… in proposals",
    "items": "right item(s)",
    "decision": "allowed or denied",
    "action": "right action(s)",
    "action_arguments": "… with the right arguments",
}
_UNDEFINED = "undefined"
_SURE = 0.05


def show_orders(console: Console, report: OrdersReport, *, brief: bool) -> None:
    """The figures beside the baseline, then the actions; `brief` without remarks."""
    half = "" if report.part == "all" else f", {report.part} half"
    title = f"{report.name}{half}: {report.cases} cases of {report.customers} customers"
    console.print(Text(title, style="bold"))
    console.print(_figures(report))
    if report.figures.all_kinds.recall.n or report.figures.all_kinds.precision.n:
        console.print(Text("single actions, each on its right order", style="bold"))
        console.print(_kinds(report))
    if any(share.n for each in _sides(report) for share in each.arguments.values()):
        console.print(Text("arguments of the actions found", style="bold"))
        console.print(_arguments(report))
    if not brief:
        for remark in _remarks(report):
            console.print(Text(remark, style="dim"))


def _figures(report: OrdersReport) -> Table:
    table = _table("share (95%)", report.figures.name, report.baseline.name, "difference", "p")
    for name, label in _NAMES.items():
        found = report.differences.get(name)
        sides = (report.figures.shares[name], report.baseline.shares[name])
        changed = ("", "")
        if found is not None:
            low, high = found.interval.low, found.interval.high
            changed = (f"{found.mean:+.2f}\n({low:+.2f} to {high:+.2f})", _chance(found.p))
        is_sure = found is not None and found.p < _SURE
        cells = (_cell(each) for each in sides)
        table.add_row(label, *cells, *changed, style="bold" if is_sure else "")
    times = (f"{each.p50_ms:.1f} / {each.p95_ms:.1f}" for each in _sides(report))
    table.add_row("ms a case, p50 / p95", *times, "", "")
    return table


def _kinds(report: OrdersReport) -> Table:
    ours, other = report.figures.name, report.baseline.name
    names = ("precision", "F1")
    table = _table("found (95%)", ours, *names, other, *names)
    for kind in sorted({kind for each in _sides(report) for kind in each.kinds}):
        found = (_kind(each.kinds.get(kind)) for each in _sides(report))
        table.add_row(kind.value.replace("_", " "), *(cell for cells in found for cell in cells))
    found = (_kind(each.all_kinds) for each in _sides(report))
    table.add_row("all", *(cell for cells in found for cell in cells))
    return table


def _arguments(report: OrdersReport) -> Table:
    table = _table("share (95%)", report.figures.name, report.baseline.name)
    for name in report.figures.arguments:
        cells = [each.arguments[name] for each in _sides(report)]
        if any(cell.n for cell in cells):
            table.add_row(name.replace("_", " "), *(_cell(cell) for cell in cells))
    return table


def _sides(report: OrdersReport) -> tuple[Figures, Figures]:
    return report.figures, report.baseline


def _cell(share: Share) -> str:
    if share.value is None or share.interval is None:
        return _UNDEFINED
    low, high = share.interval.low, share.interval.high
    return f"{share.value:.2f} of {share.n}\n({low:.2f}–{high:.2f})"


def _kind(found: KindFigures | None) -> tuple[str, str, str]:
    if found is None:
        return _UNDEFINED, "", ""
    precision = found.precision
    right = f"{precision.hits}/{precision.n}" if precision.n else "–"
    return _cell(found.recall), right, "" if found.f1 is None else f"{found.f1:.2f}"


def _chance(p: float) -> str:
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def _remarks(report: OrdersReport) -> Iterator[str]:
    for why in dict.fromkeys(why for _, why in report.undefined if why):
        names = ", ".join(name for name, each in report.undefined if each == why)
        yield f"Undefined, {names}: {why}."
    yield (
        "Read from each case's opening and what its customer knows; nobody is asked back. "
        "Customers are looked up by what they write, as support agents do: that is no proof of "
        "who they are."
    )
    yield (
        "Shares: Wilson's interval, as if cases were independent. Differences: ours minus the "
        "baseline, with all cases of a customer resampled together; bold where p is below 0.05."
    )
    if not report.undefined.actions:
        yield (
            "An action that lacks only what the customer must tell counts as found and as "
            "allowed, but not as having the right arguments; what needs a second person counts as "
            "denied."
        )
        yield (
            "Where the text names no payment method and several are allowed, the one the order "
            "was paid with is proposed, and counts as right only if the set expects it."
        )


def _table(*names: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for name in names:
        table.add_column(name, justify="left" if name == names[0] else "right")
    return table
