"""What a statement claims, a figure or a yes or no, in the forms that two are compared by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cx_assistant.grounding.text import clean_text
from cx_assistant.knowledge_base.health.figures import Figure, figures_of
from cx_assistant.knowledge_base.health.names import Names
from cx_assistant.knowledge_base.health.qualifiers import nearest_qualifiers
from cx_assistant.knowledge_base.health.statements import Statement
from cx_assistant.knowledge_base.health.vocabulary import YES_OR_NO, terms

_ROLES = {
    "lower": r"from|least|minimum|over|above|exceed\w*|starting at|ab|mindestens|über",
    "upper": r"up to|most|max|maximum|under|below|less than|more than|within|until|by|bis|bis zu"
    r"|höchstens|unter|innerhalb|binnen|no later than|spätestens",
    "after": r"after|nach|following|older than|first|last|next|past|previous|ersten|letzten"
    r"|every|alle",
}
_BEFORE = 24
_JOIN = re.compile(r"[,;]|\b(?:and|or|und|oder|but|aber)\b")
_BLANK = re.compile(r" {2,}")
_FEW = 3
# Figures of an example hold for nobody.
_EXAMPLE = re.compile(r"\b(?:examples?|e\.g\.|suppose|imagine|beispiele?|z\.\s?B\.)", re.IGNORECASE)
_CODE = re.compile(r"(?<![\w.,])[A-Za-z-]*\d[\w-]*")


class Qualifiers(NamedTuple):
    """What a claim holds for, as it says itself, below its headings, and below its title."""

    said: dict[str, frozenset[str]]
    below_headings: dict[str, frozenset[str]]
    below_title: dict[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of a statement; without one, the statement as a whole, which says yes or no.

    `frame` is the words it is said with, `around` those and all it stands under; so for `names`.
    `masked` is the statement without its figures, for the embedder.
    """

    statement: Statement
    figure: Figure | None
    role: str
    frame: frozenset[str]
    around: frozenset[str]
    codes: frozenset[str]
    qualifiers: Qualifiers
    names: frozenset[str]
    names_around: frozenset[str]
    masked: str


def claims_of(statement: Statement, names: Names, today: date) -> list[Claim]:
    """Every figure of the statement as a claim, and the statement itself."""
    if _EXAMPLE.search(f"{statement.text}\n{statement.lead}\n{statement.headings[-1:]}"):
        return []
    figures = figures_of(statement.text, statement.article.language, today)
    blank = _blanked(statement.text, figures)
    claims = [
        _claim(statement, figure, " ".join(_said_with(blank, figures, figure)), blank, names)
        for figure in figures
    ]
    return [*claims, _claim(statement, None, blank, blank, names)]


def _claim(
    statement: Statement, figure: Figure | None, said: str, blank: str, names: Names
) -> Claim:
    frame = terms(said)
    if len(frame) < _FEW:
        said = f"{statement.lead} {said}"
        frame = terms(said)
    if figure is None:
        frame -= YES_OR_NO
    return Claim(
        statement,
        figure,
        _role(statement.text, figure),
        frame,
        frame | terms(statement.context),
        frozenset(_CODE.findall(said.lower())),
        _qualifiers(statement, said),
        names.of(f"{said}\n{statement.lead}", statement.article),
        names.of(f"{said}\n{statement.context}", statement.article),
        f"{_nearest_heading(statement)}\n{_BLANK.sub(' … ', blank)}",
    )


def _qualifiers(statement: Statement, said: str) -> Qualifiers:
    lead, headings = statement.lead, tuple(reversed(statement.headings))
    return Qualifiers(
        nearest_qualifiers(said, lead),
        nearest_qualifiers(said, lead, *headings),
        nearest_qualifiers(said, lead, *headings, statement.article.title),
    )


def _nearest_heading(statement: Statement) -> str:
    return statement.lead or (*statement.headings[-1:], statement.article.title)[0]


def _said_with(blank: str, figures: Sequence[Figure], figure: Figure) -> Iterator[str]:
    """All of the text, or of several figures of one sort what stands nearest to this one."""
    rivals = sorted(
        one.mark.start for one in figures if one.mark and one.dimension == figure.dimension
    )
    if len(rivals) < 2 or figure.mark is None:
        yield blank
        return
    start, end = figure.mark.start, figure.mark.end
    yield blank[: rivals[0]]
    if start != rivals[0]:
        yield _JOIN.split(blank[:start])[-1]
    following = next((one for one in rivals if one > start), None)
    yield blank[end:] if following is None else _JOIN.split(blank[end:following])[0]


def _blanked(text: str, figures: Sequence[Figure]) -> str:
    """The text with its figures blanked out; everything else keeps its place."""
    for mark in (one.mark for one in figures if one.mark):
        text = text[: mark.start] + " " * (mark.end - mark.start) + text[mark.end :]
    return text


def _role(text: str, figure: Figure | None) -> str:
    """What the words in front make of a figure: a lower or upper bound, or a point after which."""
    if figure is None or figure.mark is None:
        return ""
    before = clean_text(text[max(0, figure.mark.start - _BEFORE) : figure.mark.start]).lower()
    for role, pattern in _ROLES.items():
        if re.search(rf"\b(?:{pattern})\b[\s(~]*(?:\w+\s)?$", before):
            return role
    return ""
