"""CSV: questions with answers as sections, any other table as a Markdown table."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Mapping, Sequence

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Extract, Header
from cx_assistant.knowledge_base.readers.header_values import header_from
from cx_assistant.knowledge_base.readers.normalise import title_from_name
from cx_assistant.knowledge_base.readers.tables import markdown_table

logger = logging.getLogger(__name__)

_QUESTION = frozenset({"question", "questions", "q", "frage", "pregunta", "domanda", "vraag"})
_ANSWER = frozenset({"answer", "answers", "a", "antwort", "réponse", "respuesta", "risposta"})
_ABOUT_ROW = ("visibility", "language", "valid_from", "valid_until")
_DELIMITERS = ",;\t|"


def read_csv(text: str, *, name: str) -> list[Extract]:
    """One article for the table; several if its rows differ in visibility, language or validity.

    Short rows are filled up, extra cells joined to the last column; a warning says where.
    """
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    header = [cell.strip() for cell in rows[0]]
    if len(rows) < 2 or len(header) < 2:
        raise ReadError("is no table: it needs a header row, a second column and a row below")
    body = _fitted(rows[1:], len(header), delimiter, name)
    groups = _by_header(header, body)
    columns = [index for index, cell in enumerate(header) if _key(cell) not in _ABOUT_ROW]
    title = title_from_name(name)
    return [
        Extract(text=text, title=title, header=about, part=_part(about, groups))
        for about, group in groups.items()
        if (text := _rendered(header, group, columns))
    ]


def _rows(text: str, delimiter: str) -> list[list[str]]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        rows = [row for row in reader if any(cell.strip() for cell in row)]
    except csv.Error as error:
        message = f"is not valid CSV near line {reader.line_num} ({error}); check the quotes there"
        raise ReadError(message) from error
    if not rows:
        raise ReadError("holds no text; write something into it or delete it")
    return rows


def _delimiter(text: str) -> str:
    """The one that splits the header into most cells, quoted ones left alone."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    counts = {mark: len(next(csv.reader([first], delimiter=mark), [])) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=lambda mark: counts[mark])


def _fitted(
    rows: Sequence[Sequence[str]], width: int, delimiter: str, name: str
) -> list[list[str]]:
    uneven = [number for number, row in enumerate(rows, start=2) if len(row) != width]
    if uneven:
        shown = ", ".join(str(number) for number in uneven[:5])
        logger.warning("%s: %d rows do not fit the header (rows %s)", name, len(uneven), shown)
    return [_fitted_row(row, width, delimiter) for row in rows]


def _fitted_row(row: Sequence[str], width: int, delimiter: str) -> list[str]:
    extra = list(row[width - 1 :])
    while len(extra) > 1 and not extra[-1].strip():
        extra.pop()
    filled = [*row[: width - 1], delimiter.join(extra)]
    return [cell.strip() for cell in filled] + [""] * (width - len(filled))


def _by_header(header: Sequence[str], rows: list[list[str]]) -> Mapping[Header, list[list[str]]]:
    """Rows that say the same about themselves: internal and public ones never share a text."""
    about = {index: _key(cell) for index, cell in enumerate(header) if _key(cell) in _ABOUT_ROW}
    groups: dict[Header, list[list[str]]] = {}
    for number, row in enumerate(rows, start=2):
        values = {key: row[index] for index, key in about.items()}
        groups.setdefault(header_from(values, where=f"row {number}"), []).append(row)
    return groups


def _part(about: Header, groups: Mapping[Header, list[list[str]]]) -> str:
    if len(groups) == 1:
        return ""
    return "-".join(str(value) for name, value in about if name in _ABOUT_ROW and value) or "rest"


def _rendered(header: Sequence[str], rows: list[list[str]], columns: Sequence[int]) -> str:
    keys = [_key(cell) for cell in header]
    question = next((index for index in columns if keys[index] in _QUESTION), None)
    answer = next((index for index in columns if keys[index] in _ANSWER), None)
    if question is None or answer is None:
        return markdown_table([[row[index] for index in columns] for row in [header, *rows]])
    sections = [
        f"## {' '.join(row[question].split())}\n\n{row[answer]}"
        for row in rows
        if row[question] and row[answer]
    ]
    return "\n\n".join(sections)


def _key(cell: str) -> str:
    return cell.strip().lower().replace(" ", "_").replace("-", "_")
