"""PDF files: the text of all pages as one, headings and simple tables recognised."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Extract
from cx_assistant.knowledge_base.readers.normalise import normalise_text, one_line
from cx_assistant.knowledge_base.readers.pdf_lines import Line, Piece, page_lines
from cx_assistant.knowledge_base.readers.tables import markdown_table

MAX_PAGES = 2000

_MIN_TABLE_ROWS = 3
_MAX_TABLE_ROWS = 500
_ALIGNED_POINTS = 4.0

_DAMAGED = "is a damaged PDF; open it and export it again"
_ITEM = re.compile(r"(?:[-•*–▪●◦]|\d{1,3}[.)])\s")
_END = re.compile(r"[.!?:;…]['\")\]]?$")
_GENERIC_TITLE = re.compile(r"untitled|microsoft word|\.(?:docx?|pdf|indd|odt)$|^$", re.IGNORECASE)


def read_pdf(content: bytes) -> Extract:
    """The article in this PDF.

    Raises `ReadError` if it is damaged or encrypted, or holds only images.
    """
    pages, title = _pages(content)
    lines = [line for page in _without_running_heads(pages) for line in page]
    if sum(len(line.text) for line in lines) < 10:
        message = "holds only images, no text; run it through text recognition (OCR) first"
        raise ReadError(message)
    return Extract(text=_rendered(lines), title="" if _GENERIC_TITLE.search(title) else title)


def _pages(content: bytes) -> tuple[list[list[Line]], str]:
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.ERROR)
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("is encrypted; save it without a password")
        if len(reader.pages) > MAX_PAGES:
            raise ReadError(f"has more than {MAX_PAGES:,} pages; split it")
        title = str((reader.metadata and reader.metadata.title) or "")
        return [page_lines(page) for page in reader.pages], one_line(title)
    except (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise ReadError(_DAMAGED) from error  # pypdf trusts the structure, damage surfaces as these
    except (RecursionError, OSError, ArithmeticError, AssertionError) as error:
        raise ReadError(_DAMAGED) from error
    except (NotImplementedError, ImportError) as error:
        raise ReadError("is encrypted in a way that cannot be read; save it unprotected") from error


def _without_running_heads(pages: list[list[Line]]) -> list[list[Line]]:
    """Pages without the lines that stand at the top or bottom of most of them."""
    if len(pages) < 2:
        return [[line for line in page if not _is_page_number(line)] for page in pages]
    edges = Counter(key for page in pages for key in {_key(line) for line in _edge(page)})
    often = {key for key, count in edges.items() if count >= max(2, len(pages) * 0.6)}
    return [
        [
            line
            for line in page
            if not (line in _edge(page) and (_key(line) in often or _is_page_number(line)))
        ]
        for page in pages
    ]


def _edge(page: list[Line]) -> list[Line]:
    return page[:2] + page[-2:] if len(page) > 4 else page[:1] + page[-1:]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text.lower())


def _is_page_number(line: Line) -> bool:
    return bool(
        re.fullmatch(r"(?:page|seite|s\.)?\s*\d{1,4}(?:\s*(?:/|of|von)\s*\d{1,4})?", _bare(line))
    )


def _bare(line: Line) -> str:
    return line.text.strip(" -–·|").lower()


def _rendered(lines: list[Line]) -> str:
    body_size = Counter({0.0: 0})
    for line in lines:
        body_size[line.size] += len(line.text)
    common = body_size.most_common(1)[0][0]
    larger = sorted({line.size for line in lines if line.size > common * 1.1}, reverse=True)
    blocks: list[str] = []
    position = 0
    while position < len(lines):
        rows = _table_at(lines, position)
        if rows:
            blocks.append(markdown_table(rows))
            position += len(rows)
            continue
        _append(blocks, lines, position, _level(lines[position], common, larger))
        position += 1
    return normalise_text("\n\n".join(blocks))


def _level(line: Line, body_size: float, larger: list[float]) -> int:
    if len(line.text) > 100 or len(line.text.split()) > 16:
        return 0
    if line.size in larger:
        return min(larger.index(line.size) + 1, 4)
    is_heading = line.is_bold and line.size >= body_size and not _END.search(line.text)
    return min(max(len(larger), 1) + 1, 4) if is_heading else 0


def _append(blocks: list[str], lines: list[Line], position: int, level: int) -> None:
    """Add this line as a heading, a new paragraph, or the rest of the one before."""
    line = lines[position]
    above = lines[position - 1] if position else None
    if level and above and _continues_heading(above, line, blocks, level):
        blocks[-1] += f" {line.text}"
    elif level:
        blocks.append(f"{'#' * level} {line.text}")
    elif above is None or not blocks or blocks[-1].startswith(("#", "|")):
        blocks.append(line.text)
    elif _ITEM.match(line.text):
        joint = "\n" if _ITEM.match(blocks[-1].rsplit("\n", 1)[-1]) else "\n\n"
        blocks[-1] += joint + line.text
    elif _starts_paragraph(above, line):
        blocks.append(line.text)
    else:
        blocks[-1] = _hyphen_joined(blocks[-1], line.text)


def _continues_heading(above: Line, line: Line, blocks: list[str], level: int) -> bool:
    is_alike = above.size == line.size and above.is_bold == line.is_bold
    is_below = 0 < above.y - line.y < line.size * 1.6
    return is_alike and is_below and bool(blocks) and blocks[-1].startswith("#" * level + " ")


def _starts_paragraph(above: Line, line: Line) -> bool:
    gap = above.y - line.y
    is_new_page = gap < 0
    if is_new_page:
        return bool(_END.search(above.text)) or not line.text[:1].islower()
    return gap > max(above.size, line.size) * 1.75


def _hyphen_joined(before: str, after: str) -> str:
    """Joins wrapped lines; a word cut at the line's end becomes whole again."""
    if re.search(r"[a-zäöüßéèáà]{2}[-\u00ad\u2010]$", before) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _table_at(lines: list[Line], position: int) -> list[list[str]]:
    """The rows of a table that begins here: lines whose pieces begin at the same places."""
    by_run = _aligned([line.runs for line in lines[position : position + _MAX_TABLE_ROWS]])
    return by_run or _aligned([line.cells for line in lines[position : position + _MAX_TABLE_ROWS]])


def _aligned(lines: list[tuple[Piece, ...]]) -> list[list[str]]:
    rows = []
    for pieces in lines:
        if len(pieces) < 2 or not _begin_alike(pieces, lines[0]):
            break
        rows.append([piece.text for piece in pieces])
    return rows if len(rows) >= _MIN_TABLE_ROWS else []


def _begin_alike(pieces: tuple[Piece, ...], others: tuple[Piece, ...]) -> bool:
    return len(pieces) == len(others) and all(
        abs(piece.x - other.x) < _ALIGNED_POINTS
        for piece, other in zip(pieces, others, strict=True)
    )
