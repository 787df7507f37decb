"""How rows of figures are printed: quality in one table, cost in another, 114 columns at most."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.figures import METRICS, Figure, Row

FORMS = {"history": "with history", "last": "last turn", "turns": "all turns"}
TITLES = {"recall@5": "recall@5", "ndcg@10": "nDCG@10"}


def printed(rows: Sequence[Row], *, forms_differ: bool) -> str:
    """Both tables; `forms_differ` says how each row was asked."""
    names = [_name(row, forms_differ) for row in rows]
    width = max(24, *(len(name) + 2 for name in names))
    titles = _titles(compared=any(row.ahead for row in rows))
    quality = [f"{'':{width}}{''.join(titles)}".rstrip()]
    cost = [f"{'':{width}}passages   index s   query p50 ms   p95 ms   peak MB"]
    for name, row in zip(names, rows, strict=True):
        quality.append(f"{name:{width}}{_quality(row)}".rstrip())
        cost.append(f"{name:{width}}{_cost(row)}")
    return "\n".join([*quality, "", *cost])


def _titles(*, compared: bool) -> list[str]:
    plain = [f"{TITLES[each]:17}" for each in METRICS]
    ahead = [f"{f'ours ahead, {TITLES[each]}':24}" for each in METRICS]
    return plain + ahead if compared else plain


def _quality(row: Row) -> str:
    plain = [f"{_plain(row.quality[each]):17}" for each in METRICS]
    return "".join(plain + [f"{_signed(row.ahead.get(each)):24}" for each in METRICS])


def _cost(row: Row) -> str:
    return (
        f"{row.passages:8}{row.index_seconds:10.1f}{row.p50_ms:15.1f}"
        f"{row.p95_ms:9.1f}{row.peak_megabytes:10.0f}"
    )


def _name(row: Row, forms_differ: bool) -> str:
    asked = f", {FORMS[row.form]}" if forms_differ else ""
    return f"{row.label}{asked}{' †' if row.kept else ''}"


def _plain(value: Figure) -> str:
    return f"{value.mean:.3f} {value.low:.2f}–{value.high:.2f}"


def _signed(value: Figure | None) -> str:
    if value is None:
        return ""
    mark = "*" if value.excludes_zero else " "
    return f"{value.mean:+.3f}{mark} {value.low:+.2f} to {value.high:+.2f}"
