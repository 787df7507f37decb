"""A text taken apart into statements, each with the headings, lead-in and table cells above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_HEADING = re.compile(r"#{1,6}\s+(?P<text>.+)")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•·]|\d{1,2}[.)])\s+(?=\S)")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_RULE_OF_TABLE = re.compile(r"[\s|:\-–—]+$")
_BOLD_LEAD = re.compile(r"\s*(?:\*\*|__)(?P<text>[^*_\n]{2,80}?)(?:\*\*|__)\s*(?P<colon>:?)")
_BOLD_LINE = re.compile(r"\s*(?:\*\*|__)(?P<text>[^*_\n]{2,80}?[^?:.\s])(?:\*\*|__)\s*")
_CAPITALS = re.compile(r"[A-ZÄÖÜ][A-ZÄÖÜ0-9 ,&'()/-]{5,70}$")
_SHORT_LINE = 60  # a shorter line ends where its writer ended it; a longer one was wrapped
_ENDS = re.compile(
    r"(?P<end>[.!?;][*_)\"'”“]*)(?=\s|$)|(?P<colon>:)(?=\s*$)|(?P<break>\n)", re.MULTILINE
)
_NO_END = re.compile(
    r"(?:\b(?:approx|ca|max|min|nr|incl|inkl|excl|exkl|e\.g|i\.e|z\.\s?b|d\.\s?h|u\.\s?a|bzw|"
    r"usw|etc|mind|std|vs|mon|tue|wed|thu|fri|sat|sun|env|p\.\s?ej|np|tzn|dr|st)|"
    r"\b(?:am|bis|zum|vom|ab|den|dem|zwischen|und)\s+\d{1,2})$",
    re.IGNORECASE,
)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"\*\*|__|[*`]|(?<!\w)_|_(?!\w)")
_LONG_CELL = 60  # the cell of a table of questions and answers, not of one of values


@dataclass(frozen=True)
class Statement:
    """One sentence, list item or table cell as plain words, and where it stands in the text.

    `lead` is the line a list hangs on, or the question that is being answered.
    """

    text: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    lead: str = ""
    row: str = ""
    column: str = ""

    @property
    def context(self) -> str:
        """All that stands above it, nearest last."""
        return " \n ".join(filter(None, (*self.headings, self.lead, self.row, self.column)))

    @property
    def nearest(self) -> str:
        """What stands directly above it: lead-in and cells, else the last heading."""
        near = " \n ".join(filter(None, (self.lead, self.row, self.column)))
        return near or (self.headings[-1] if self.headings else "")


def statements_of(text: str, headings: Sequence[str] = ()) -> Iterator[Statement]:
    """The statements of a text in order. Questions are context for what follows, never rules."""
    outer = tuple(headings)
    own: list[tuple[int, str]] = []
    lead = ""
    header: list[str] = []
    for start, end in _blocks(text):
        block = text[start:end]
        above = (*outer, *(each for _, each in own))
        if heading := _HEADING.match(block) or _capitals(block) or _BOLD_LINE.fullmatch(block):
            level = len(block) - len(block.lstrip("#")) or 6
            own = [*((known, each) for known, each in own if known < level)]
            own.append((level, plain(heading["text"])))
            lead, header = "", []
            continue
        if _ROW.match(block):
            cells = _cells(block)
            if not header and _RULE_OF_TABLE.match(text[end:].lstrip("\n").partition("\n")[0]):
                header = [plain(cell) for _, cell in cells]
            elif header and not _RULE_OF_TABLE.match(block):
                yield from _of_row(cells, header, Statement("", start, end, above, lead))
            continue
        header = []
        is_item = _LIST_ITEM.match(block) is not None
        if not is_item and not block.rstrip().endswith(":") and not lead.endswith("?"):
            lead = ""
        for found in _of_block(block, Statement("", start, end, above, lead)):
            if found.text.endswith(("?", ":")):
                lead = found.text
                continue
            yield replace(found, lead=lead)
        if not is_item and lead.endswith("?") and not plain(block).endswith("?"):
            lead = ""  # one paragraph answers it


def plain(text: str) -> str:
    """The words without Markdown marks, on one line."""
    return re.sub(r"\s+", " ", _MARKS.sub("", _LINK.sub(r"\1", text))).strip()


def _capitals(block: str) -> re.Match[str] | None:
    match = re.fullmatch(rf"(?P<text>{_CAPITALS.pattern})", block.strip())
    return match if match and sum(letter.isalpha() for letter in block) > 5 else None


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, list items, headings and table rows; lines that were wrapped are joined."""
    start, end, wrapped = 0, 0, False
    for match in re.finditer(r"[^\n]*\n?", text):
        line = match[0].rstrip("\n")
        if not line.strip():
            if end > start:
                yield start, end
            start = end = match.end()
            wrapped = False
            continue
        begins = _HEADING.match(line) or _LIST_ITEM.match(line) or _ROW.match(line)
        if end > start and (begins or not wrapped):
            yield start, end
            start = match.start()
        elif end <= start:
            start = match.start()
        end = match.start() + len(line)
        joins = len(line) >= _SHORT_LINE or line.rstrip().endswith(",")
        wrapped = joins and not _HEADING.match(line) and not _ROW.match(line)
    if end > start:
        yield start, end


def _of_block(block: str, frame: Statement) -> Iterator[Statement]:
    item = _LIST_ITEM.match(block)
    offset = item.end() if item else 0
    bold = _BOLD_LEAD.match(block, offset)
    headings = frame.headings
    if (
        bold
        and block[bold.end() :].strip()
        and (bold["colon"] or bold["text"].rstrip().endswith((".", ":", "?")))
    ):
        headings = (*headings, plain(bold["text"]))
    first = True
    for start, end in _sentences(block, offset):
        words = plain(block[start:end])
        if first and bold and headings is not frame.headings and start < bold.end() >= end:
            first = False
            continue
        first = False
        if words:
            at = frame.start + start
            yield replace(frame, text=words, start=at, end=at + end - start, headings=headings)


def _sentences(block: str, offset: int) -> Iterator[tuple[int, int]]:
    start = offset
    for match in _ENDS.finditer(block, offset):
        if match["break"] and len(block) and not _ends_line(block, match.start()):
            continue
        if (
            match["end"]
            and match["end"].startswith(".")
            and _NO_END.search(block[max(start, match.start() - 16) : match.start()])
        ):
            continue
        yield from _trimmed(block, start, match.end())
        start = match.end()
    yield from _trimmed(block, start, len(block))


def _ends_line(block: str, at: int) -> bool:
    line = block[block.rfind("\n", 0, at) + 1 : at]
    return len(line) < _SHORT_LINE and not line.rstrip().endswith(",")


def _trimmed(block: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = block[start:end]
    start += len(words) - len(words.lstrip())
    end = start + len(words.strip())
    if end > start:
        yield start, end


def _cells(row: str) -> list[tuple[int, str]]:
    """The cells of a row, each with its place in it."""
    found, at = [], row.index("|") + 1
    for part in re.split(r"(?<!\\)\|", row[at : row.rindex("|")]):
        found.append((at + len(part) - len(part.lstrip()), part.strip()))
        at += len(part) + 1
    return found


def _of_row(
    cells: Sequence[tuple[int, str]], header: Sequence[str], frame: Statement
) -> Iterator[Statement]:
    label = plain(cells[0][1])
    for number, (at, cell) in enumerate(cells):
        column = header[number] if number < len(header) else ""
        if len(plain(cell)) > _LONG_CELL:
            inside = replace(frame, start=frame.start + at, lead=label if number else "")
            yield from _of_block(cell, inside)
        elif number or len(cells) == 1:
            yield replace(frame, text=plain(cell), row=label, column=column)
