"""Reads one source into articles, whatever its format."""

from __future__ import annotations

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.article import build_article
from cx_assistant.knowledge_base.readers.decode import decode
from cx_assistant.knowledge_base.readers.extract import Extract, merged
from cx_assistant.knowledge_base.readers.front_matter import split_front_matter
from cx_assistant.knowledge_base.source import Source, SourceKind
from cx_assistant.models import Article

# Raise it when readers give other text for the same bytes: everything is then read again.
READER_VERSION = "2"

_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read(
    source: Source, content: bytes | None = None, *, default_language: str = "en"
) -> list[Article]:
    """The articles in this source: one, or several for a table with internal and public rows.

    `content` is what `source.load()` gave, for a caller that has it already. Raises `ReadError`,
    whose message reads on from the path, if there is nothing that can be read.
    """
    content = source.load() if content is None else content
    if not content.strip():
        raise ReadError("is empty; write something into it or delete it")
    extracts = _extracts(content, _kind(source, content), source)
    return [build_article(one, source, default_language=default_language) for one in extracts]


def _kind(source: Source, content: bytes) -> SourceKind:
    """What the content is, where it shows it; else what the name promises."""
    if content[:1024].lstrip().startswith(_PDF):
        return SourceKind.PDF
    if content.startswith(_ZIP):
        return SourceKind.DOCX
    if content.startswith(_OLD_OFFICE):
        message = "is an old or encrypted Office file; save it as DOCX without a password"
        raise ReadError(message)
    return source.kind


def _extracts(content: bytes, kind: SourceKind, source: Source) -> list[Extract]:
    # Each reader loads its own parser, so that a folder of Markdown never pays for PDF.
    if kind is SourceKind.PDF:
        from cx_assistant.knowledge_base.readers.pdf import read_pdf

        return [read_pdf(content)]
    if kind is SourceKind.DOCX:
        from cx_assistant.knowledge_base.readers.docx import read_docx

        return [read_docx(content)]
    text = decode(content)
    if kind is SourceKind.CSV:
        from cx_assistant.knowledge_base.readers.csv import read_csv

        return read_csv(text, name=source.path)
    return [_from_text(text, kind, source)]


def _from_text(text: str, kind: SourceKind, source: Source) -> Extract:
    header, body = split_front_matter(text.replace("\r\n", "\n"))
    if kind is SourceKind.HTML:
        from cx_assistant.knowledge_base.readers.html import read_html

        extract = read_html(body, url=source.url)
    elif kind is SourceKind.MARKDOWN:
        from cx_assistant.knowledge_base.readers.markdown import read_markdown

        extract = read_markdown(body)
    else:
        from cx_assistant.knowledge_base.readers.text import read_text

        extract = read_text(body)
    return extract.model_copy(update={"header": merged(header, extract.header)})
