"""Passages and whole articles that say the same in nearly the same words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from cx_assistant.grounding.text import words
from cx_assistant.knowledge_base.health.figures import figures_of
from cx_assistant.knowledge_base.health.findings import Finding, FindingKind, Severity, Side
from cx_assistant.models import StoredPassage

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

Advance = Callable[[str, int, int], None]
_NEAR = 0.8
_SAME_WORDS = 0.75
_MOSTLY = 0.8
_SHINGLE = 3
_FEWEST_SHINGLES = 8  # below that, a line such as "See also" repeats itself everywhere
_BLOCK = 1024
_STEP = "Looking for copies"
Twins = list[tuple[int, int, float]]


def find_duplicates(
    passages: Sequence[StoredPassage], vectors: Vectors, *, today: date, on_progress: Advance
) -> list[Finding]:
    """Copies among these passages; row i of `vectors` is the vector of passage i.

    Passages with different figures are no copies, nor are two of one article. Candidates come from
    blocked matrix products, so that 10,000 passages take seconds.
    """
    shingles = [_shingles(one.passage.text) for one in passages]
    figures = [_figures(one, today) for one in passages]
    twins = [
        (first, second, alike)
        for first, second in _near(passages, vectors, on_progress)
        if figures[first] == figures[second]
        and (alike := _overlap(shingles[first], shingles[second])) >= _SAME_WORDS
    ]
    return [*_whole_articles(passages, twins), *_single_passages(passages, twins)]


def _near(
    passages: Sequence[StoredPassage], vectors: Vectors, on_progress: Advance
) -> Iterator[tuple[int, int]]:
    paths = np.unique([one.passage.path for one in passages], return_inverse=True)[1]
    for start in range(0, len(passages), _BLOCK):
        on_progress(_STEP, start, len(passages))
        block = vectors[start : start + _BLOCK] @ vectors[start:].T
        rows, columns = np.nonzero(block >= _NEAR)
        ahead = (columns > rows) & (paths[start + rows] != paths[start + columns])
        for row, column in zip(rows[ahead], columns[ahead], strict=True):
            yield start + int(row), start + int(column)
    on_progress(_STEP, len(passages), len(passages))


def _shingles(text: str) -> frozenset[tuple[str, ...]]:
    said = words(text)
    return frozenset(tuple(said[at : at + _SHINGLE]) for at in range(len(said) - _SHINGLE + 1))


def _figures(stored: StoredPassage, today: date) -> frozenset[object]:
    found = figures_of(stored.passage.text, stored.language, today)
    return frozenset((figure.dimension, figure.value) for figure in found)


def _overlap(one: frozenset[object], other: frozenset[object]) -> float:
    if min(len(one), len(other)) < _FEWEST_SHINGLES:
        return 0.0
    return len(one & other) / len(one | other)


def _by_articles(
    passages: Sequence[StoredPassage], twins: Twins
) -> Mapping[tuple[str, str], Twins]:
    found = defaultdict[tuple[str, str], Twins](list)
    for first, second, alike in twins:
        found[passages[first].passage.path, passages[second].passage.path].append(
            (first, second, alike)
        )
    return found


def _is_whole(passages: Sequence[StoredPassage], path: str, copied: set[int]) -> bool:
    sizes = {
        number: len(one.passage.text)
        for number, one in enumerate(passages)
        if one.passage.path == path
    }
    return sum(sizes[number] for number in copied) >= _MOSTLY * sum(sizes.values())


def _copied_whole(passages: Sequence[StoredPassage], twins: Twins) -> set[tuple[str, str]]:
    """Pairs of articles of which one is copied in nearly all of its text."""
    return {
        paths
        for paths, some in _by_articles(passages, twins).items()
        if _is_whole(passages, paths[0], {first for first, _, _ in some})
        or _is_whole(passages, paths[1], {second for _, second, _ in some})
    }


def _whole_articles(passages: Sequence[StoredPassage], twins: Twins) -> Iterator[Finding]:
    whole = _copied_whole(passages, twins)
    for paths, some in _by_articles(passages, twins).items():
        if paths in whole:
            first, second, _ = max(some, key=lambda one: one[2])
            sides = _side(passages[first]), _side(passages[second])
            message = (
                f"“{sides[0].title}” and “{sides[1].title}” are nearly the same article; "
                "keep one and let the other go."
            )
            yield _finding(message, Severity.MEDIUM, sides)


def _single_passages(passages: Sequence[StoredPassage], twins: Twins) -> Iterator[Finding]:
    whole = _copied_whole(passages, twins)
    for first, second, alike in twins:
        sides = _side(passages[first]), _side(passages[second])
        if (sides[0].path, sides[1].path) not in whole:
            message = (
                f"“{sides[0].title}” and “{sides[1].title}” share a passage ({alike:.0%} the same "
                "words); keep it in one and link to it."
            )
            yield _finding(message, Severity.LOW, sides)


def _finding(message: str, severity: Severity, sides: tuple[Side, Side]) -> Finding:
    return Finding(kind=FindingKind.DUPLICATES, severity=severity, message=message, sides=sides)


def _side(stored: StoredPassage) -> Side:
    passage = stored.passage
    return Side(
        path=passage.path,
        title=stored.title,
        heading_path=passage.heading_path,
        text=passage.text,
        start=passage.start,
        end=passage.end,
        url=stored.url,
        visibility=stored.visibility,
    )
