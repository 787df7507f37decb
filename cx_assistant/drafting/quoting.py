"""Turns a picked block into the sentences of a reply, each with its citation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cx_assistant.drafting.columns import columns_asked
from cx_assistant.drafting.plain import plain, plain_heading, plain_item, plain_row
from cx_assistant.drafting.scoring import stems_of
from cx_assistant.drafting.units import SHORTEST_QUOTE, Unit, UnitKind, cells_of
from cx_assistant.models import Citation, Question, Sentence, SentenceRole

PARAGRAPH = "\n\n"
_LINE = "\n"
_HEADING_IS_KNOWN = 0.75  # share of its words the customer or the quotation uses already
_PAIR = 2


def quoted(
    blocks: Sequence[Sequence[Unit]], question: Question, *, without: frozenset[str]
) -> list[Sentence]:
    """The blocks as the customer reads them, without the lines whose text is in `without`."""
    sentences: list[Sentence] = []
    for block in blocks:
        said = {sentence.text for sentence in sentences}
        sentences += [s for s in _quoted(block, question, without) if s.text not in said]
    return sentences


def _quoted(block: Sequence[Unit], question: Question, without: frozenset[str]) -> list[Sentence]:
    """What the block is about, its lead-in, its lines.

    Nothing of it if a line it cannot do without is in `without`: one step of several, or the
    words a list begins with.
    """
    lines = [sentence for unit in block if (sentence := _line(unit, block, question))]
    opening = _opening(block)
    kept = [line for line in lines if line.text not in without]
    is_whole = len(kept) == len(lines) and not any(line.text in without for line in opening)
    if not kept or not (is_whole or block[0].kind is UnitKind.SENTENCE):
        return []
    label = [line for line in _label(block, question) if line.text not in without]
    runs_on = block[0].kind is UnitKind.SENTENCE or (len(kept) == 1 and not opening)
    return list(_laid_out([*label, *opening, *kept], " " if runs_on else _LINE))


def _laid_out(sentences: Sequence[Sentence], separator: str) -> Iterator[Sentence]:
    first, *rest = sentences
    yield first.model_copy(update={"separator": PARAGRAPH})
    for sentence in rest:
        yield sentence.model_copy(update={"separator": separator})


def _label(block: Sequence[Unit], question: Question) -> Iterator[Sentence]:
    """The heading, where the quotation cannot be understood without it.

    "Please wait." is an answer only under "Up to 3 working days after the estimated date", and
    "No." only below its question.
    """
    heading = plain_heading(block[0].heading)
    if block[0].header and len(block[0].header.names) > _PAIR:
        return  # its columns tell what a row is about
    if not heading or heading.casefold() == plain_heading(block[0].evidence.title).casefold():
        return
    said = " ".join([question.search_text, *(f"{unit.lead_in} {unit.text}" for unit in block)])
    telling = set(stems_of(heading))
    if telling and len(telling & set(stems_of(said))) < _HEADING_IS_KNOWN * len(telling):
        text = heading if re.search(r"[?!:.…]$", heading) else f"{heading}:"
        yield Sentence(text=text, role=SentenceRole.COURTESY)


def _opening(block: Sequence[Unit]) -> list[Sentence]:
    """The sentence that opens the list; a table of two columns is opened by their names."""
    first = block[0]
    if len(first.lead_in) >= SHORTEST_QUOTE:
        return [Sentence(text=plain(first.lead_in), citations=(_citation(first, first.lead_in),))]
    if _is_pair(block) and first.header:
        text = f"{' – '.join(plain(name, links=False) for name in first.header.names)}:"
        return [Sentence(text=text, role=SentenceRole.COURTESY)]
    return []


def _is_pair(block: Sequence[Unit]) -> bool:
    """True for several rows of a table that has only two columns."""
    header = block[0].header
    return len(block) > 1 and header is not None and len(header.names) == _PAIR


def _line(unit: Unit, block: Sequence[Unit], question: Question) -> Sentence | None:
    text = _text(unit, block, question)
    if not text or not any(character.isalnum() for character in text):
        return None
    return Sentence(text=text, citations=tuple(_citations(unit)))


def _text(unit: Unit, block: Sequence[Unit], question: Question) -> str:
    if unit.kind is UnitKind.ROW:
        names = unit.header.names if unit.header and not _is_pair(block) else ()
        row = plain_row(cells_of(unit.text), names, columns_asked(question, unit))
        return f"- {row}" if len(block) > 1 else row
    if unit.kind is UnitKind.SENTENCE:
        return plain(unit.text)
    item = plain_item(unit.text)
    return item.removeprefix("- ") if len(block) == 1 and not unit.lead_in else item


def _citations(unit: Unit) -> Iterator[Citation]:
    yield _citation(unit, unit.text)
    if unit.header and unit.header.evidence is not unit.evidence:
        source = unit.header.evidence
        yield Citation(evidence_id=source.id, source=source.source, quote=unit.header.line)


def _citation(unit: Unit, quote: str) -> Citation:
    return Citation(evidence_id=unit.evidence.id, source=unit.evidence.source, quote=quote)
