"""Word documents: headings, paragraphs, lists and tables in the order they stand."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Extract
from cx_assistant.knowledge_base.readers.links import link_text
from cx_assistant.knowledge_base.readers.normalise import one_line
from cx_assistant.knowledge_base.readers.tables import markdown_table

MAX_UNPACKED_BYTES = 200 * 1024 * 1024

_DAMAGED = "is a damaged Word document; open it in Word and save it again"
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
_MAX_BOLD_HEADING_WORDS = 12


def read_docx(content: bytes) -> Extract:
    """The article in this Word document.

    Raises `ReadError` if it is damaged, is no Word document, or unpacks to more than 200 MB.
    """
    _check_package(content)
    from docx import Document
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        document = Document(io.BytesIO(content))
        blocks = list(_blocks(document))
        title = document.core_properties.title or ""
    except (OpcError, LxmlError, zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise ReadError(_DAMAGED) from error
    except (AttributeError, IndexError, TypeError, RecursionError) as error:
        # python-docx trusts the XML; parts that are missing in it surface as these.
        raise ReadError(_DAMAGED) from error
    heading = next((block[2:] for block in blocks if block.startswith("# ")), "")
    return Extract(text=_joined(blocks), title=heading or one_line(title))


def _check_package(content: bytes) -> None:
    """Refuse zip bombs before anything is unpacked; zipfile holds members to these sizes."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise ReadError(_DAMAGED) from error
    if not any(member.filename == "word/document.xml" for member in members):
        raise ReadError("is no Word document; save it as DOCX, or give it the extension .zip")
    if any(member.flag_bits & 1 for member in members):
        raise ReadError("is encrypted; save it without a password")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise ReadError("unpacks to more than 200 MB; shrink its pictures or split it")


def _blocks(document: Any) -> Iterator[str]:
    from docx.table import Table

    numbers: dict[tuple[str, int], int] = {}
    has_headings = any(_level(paragraph) for paragraph in document.paragraphs)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield _table(block)
            continue
        text = _paragraph_text(block)
        if not text:
            continue
        level = _level(block) or (0 if has_headings else _guessed_level(block, text))
        if level:
            numbers.clear()
            yield f"{'#' * level} {one_line(text)}"
        else:
            yield _list_marker(block, numbers) + text


def _joined(blocks: list[str]) -> str:
    """Blank lines between blocks, but none inside a list."""
    pieces: list[str] = []
    for before, block in zip(["", *blocks], blocks, strict=False):
        is_list = all(re.match(r" *(?:-|\d+\.) ", one) for one in (before, block))
        pieces += ["\n" if is_list else "\n\n", block]
    return "".join(pieces)


def _level(paragraph: Any) -> int:
    name = str(paragraph.style.name or "") if paragraph.style is not None else ""
    if name.lower() == "title":
        return 1
    heading = _HEADING.match(name)
    return min(int(heading[1]), 6) if heading else 0


def _guessed_level(paragraph: Any, text: str) -> int:
    """A short line all in bold is a heading where the writer used no heading styles."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    is_bold = bool(runs) and all(run.bold for run in runs)
    is_short = len(text.split()) <= _MAX_BOLD_HEADING_WORDS and not text.endswith((".", ":"))
    return 2 if is_bold and is_short else 0


def _paragraph_text(paragraph: Any) -> str:
    from docx.text.hyperlink import Hyperlink

    pieces = [
        link_text(piece.text, piece.url or "") if isinstance(piece, Hyperlink) else piece.text
        for piece in paragraph.iter_inner_content()
    ]
    lines = "".join(pieces).split("\n")
    return "\n".join(line for line in map(one_line, lines) if line)


def _list_marker(paragraph: Any, numbers: dict[tuple[str, int], int]) -> str:
    style = str(paragraph.style.name or "") if paragraph.style is not None else ""
    properties = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if properties is None and not style.startswith("List "):
        return ""
    depth = properties.ilvl.val if properties is not None and properties.ilvl is not None else 0
    indent = "  " * depth
    if not _is_numbered(paragraph, properties, style, depth):
        return f"{indent}- "
    key = (str(properties.numId.val) if properties is not None else style, depth)
    numbers[key] = numbers.get(key, 0) + 1
    for deeper in [other for other in numbers if other[0] == key[0] and other[1] > depth]:
        del numbers[deeper]
    return f"{indent}{numbers[key]}. "


def _is_numbered(paragraph: Any, properties: Any, style: str, depth: int) -> bool:
    if properties is None or properties.numId is None:
        return style.startswith("List Number")
    number_format = paragraph.part.numbering_part.element.xpath(
        f"//w:abstractNum[@w:abstractNumId=//w:num[@w:numId='{int(properties.numId.val)}']"
        f"/w:abstractNumId/@w:val]/w:lvl[@w:ilvl='{int(depth)}']/w:numFmt/@w:val"
    )
    return bool(number_format) and number_format[0] not in {"bullet", "none"}


def _table(table: Any) -> str:
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return ""
    if max(len(row) for row in rows) == 1:  # a box around text
        return "\n\n".join(row[0].strip() for row in rows)
    return markdown_table(rows)
