"""Reads every case of a set twice, as we do and as the baseline does, and says how right it was."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

from cx_assistant.evaluation.clusters import Clusters
from cx_assistant.evaluation.orders.baseline import read_plainly
from cx_assistant.evaluation.orders.cases import Case, OrderSet
from cx_assistant.evaluation.orders.ours import FullReader
from cx_assistant.evaluation.orders.readings import ActionKey, Read
from cx_assistant.evaluation.orders.report import CaseRow, OrdersReport, figures_of
from cx_assistant.evaluation.orders.scoring import FIGURES, score
from cx_assistant.evaluation.paired import Difference, differences
from cx_assistant.protocols import Embedder

OURS, BASELINE = "ours", "baseline"
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Measured:
    """The report, and what each case got."""

    report: OrdersReport
    rows: tuple[CaseRow, ...]


def nothing_shown(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def measure_orders(
    whole: OrderSet,
    embedder: Embedder,
    *,
    part: str = "all",
    on_progress: OnProgress = nothing_shown,
) -> Measured:
    """Both readings of every case, each figure with its interval, and their difference."""
    full = FullReader(embedder)
    full.prepare(whole.cases)
    return compare_readers(
        whole, {OURS: full.read, BASELINE: read_plainly}, part=part, on_progress=on_progress
    )


def compare_readers(
    whole: OrderSet,
    readers: Mapping[str, Read],
    *,
    part: str = "all",
    on_progress: OnProgress = nothing_shown,
) -> Measured:
    """The first of two readers held against the second."""
    rows: dict[str, list[CaseRow]] = {name: [] for name in readers}
    for read in readers.values():
        read(whole.cases[0], whole)  # so that no start-up time is measured
    for number, case in enumerate(whole.cases, start=1):
        for name, read in readers.items():
            rows[name].append(_row(name, case, whole, read))
        on_progress("cases", number, len(whole.cases))
    each = {name: figures_of(name, some) for name, some in rows.items()}
    (ours, other), (own, theirs) = each.values(), rows.values()
    report = OrdersReport(
        name=whole.name,
        part=part,
        cases=len(whole.cases),
        customers=len({case.cluster for case in whole.cases}),
        figures=ours,
        baseline=other,
        differences=_differences(whole.cases, own, theirs),
        undefined=whole.undefined,
    )
    return Measured(report, tuple(row for some in rows.values() for row in some))


def _row(name: str, case: Case, whole: OrderSet, read: Read) -> CaseRow:
    started = perf_counter()
    reading = read(case, whole)
    milliseconds = 1000 * (perf_counter() - started)
    return CaseRow(
        id=case.id,
        reader=name,
        ms=milliseconds,
        score=score(case, reading, whole.undefined),
        candidates=len(reading.customers),
        orders=reading.orders,
        offered=reading.offered,
        proposed=_named((each.kind, each.order_id) for each in reading.actions),
        asked_back=_named(reading.asked_back),
        refused=_named(reading.refused),
        expected=_named((each.kind, each.order_id) for each in case.expected),
    )


def _named(keys: Iterable[ActionKey]) -> tuple[str, ...]:
    return tuple(f"{kind} {order}".strip() for kind, order in sorted(keys))


def _differences(
    cases: Sequence[Case], ours: Sequence[CaseRow], others: Sequence[CaseRow]
) -> dict[str, Difference]:
    """Ours minus the baseline on the same cases; cases of one customer are resampled together."""
    names = sorted({case.cluster for case in cases})
    labels = np.array([names.index(case.cluster) for case in cases], dtype=np.int64)
    clusters = Clusters(labels, "customer")
    found: dict[str, Difference] = {}
    for figure in FIGURES:
        held = [row for row, each in enumerate(ours) if figure in each.score.figures]
        if not held:
            continue
        own, theirs = (
            np.array([[float(side[row].score.figures[figure])] for row in held])
            for side in (ours, others)
        )
        found[figure] = differences(own, theirs, clusters.only(np.array(held)))[0]
    return found


def write_rows(rows: Sequence[CaseRow], file: Path) -> None:
    """One JSON object a case and reader: what was right, with ids and nothing a customer wrote."""
    file.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(f"{row.model_dump_json()}\n" for row in rows)
    file.write_text(text, encoding="utf-8")
