"""The lines of a PDF page with their place and size, put together from runs of text."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any, NamedTuple

from cx_assistant.knowledge_base.readers.normalise import one_line

# Average width of a character as a share of the font size; only tells cells from words.
_CHARACTER_WIDTH = 0.5
_CELL_GAP = 1.2


class Piece(NamedTuple):
    """Text and where on the line it begins."""

    text: str
    x: float


@dataclasses.dataclass(frozen=True)
class Line:
    """One line of text; `runs` are its pieces as written, `cells` those with wide gaps between."""

    runs: tuple[Piece, ...]
    cells: tuple[Piece, ...]
    y: float
    size: float
    is_bold: bool

    @property
    def text(self) -> str:
        """The whole line."""
        return " ".join(cell.text for cell in self.cells)


@dataclasses.dataclass(frozen=True)
class _Run:
    text: str
    x: float
    y: float
    size: float
    is_bold: bool


def page_lines(page: Any) -> list[Line]:
    """The lines of this page in the order they are written, which is the order they are read."""
    runs: list[_Run] = []

    def collect(text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
        is_bold = "bold" in str((font or {}).get("/BaseFont", "")).lower()
        for piece in text.split("\n"):
            if piece.strip():
                runs.append(_Run(piece, x, y, round(size * scale, 1), is_bold))

    page.extract_text(visitor_text=collect)
    return [_line(group) for group in _same_height(runs)]


def _same_height(runs: list[_Run]) -> list[list[_Run]]:
    groups: list[list[_Run]] = []
    for run in runs:
        if groups and abs(groups[-1][-1].y - run.y) <= max(run.size, 1) * 0.3:
            groups[-1].append(run)
        else:
            groups.append([run])
    return groups


def _line(runs: list[_Run]) -> Line:
    cells = [Piece(runs[0].text, runs[0].x)]
    for before, run in pairwise(runs):
        end = before.x + len(before.text) * before.size * _CHARACTER_WIDTH
        if run.x - end > run.size * _CELL_GAP:
            cells.append(Piece(run.text, run.x))
        else:
            joint = "" if cells[-1].text.endswith((" ", "-")) else " "
            cells[-1] = cells[-1]._replace(text=f"{cells[-1].text}{joint}{run.text}")
    longest = max(runs, key=lambda run: len(run.text))
    return Line(
        runs=tuple(Piece(one_line(run.text), run.x) for run in runs),
        cells=tuple(Piece(one_line(cell.text), cell.x) for cell in cells),
        y=runs[0].y,
        size=longest.size,
        is_bold=all(run.is_bold for run in runs),
    )
