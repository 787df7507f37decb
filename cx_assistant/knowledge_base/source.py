"""One thing to read: where it lies, what it seems to be, and how to get its bytes."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable
from enum import StrEnum
from pathlib import PurePosixPath

from cx_assistant.models import IngestFailure


class SourceKind(StrEnum):
    """A format that can be read."""

    MARKDOWN = "markdown"
    HTML = "html"
    TEXT = "text"
    CSV = "csv"
    PDF = "pdf"
    DOCX = "docx"


_KINDS = {
    ".md": SourceKind.MARKDOWN,
    ".markdown": SourceKind.MARKDOWN,
    ".mdx": SourceKind.MARKDOWN,
    ".html": SourceKind.HTML,
    ".htm": SourceKind.HTML,
    ".xhtml": SourceKind.HTML,
    ".txt": SourceKind.TEXT,
    ".text": SourceKind.TEXT,
    ".csv": SourceKind.CSV,
    ".tsv": SourceKind.CSV,
    ".pdf": SourceKind.PDF,
    ".docx": SourceKind.DOCX,
}


@dataclasses.dataclass(frozen=True)
class Source:
    """Something to read; `load` gives its bytes when called, or raises `ReadError`."""

    root: str  # the ingested folder, file, archive or address it was found in
    path: str  # stable name below the root, POSIX separators
    kind: SourceKind  # by its name; the reader believes the content more
    load: Callable[[], bytes] = dataclasses.field(repr=False, compare=False)
    is_internal: bool = False
    location: str = ""  # the whole path, for globs
    url: str | None = None

    def marked(self, *, is_internal: bool) -> Source:
        """The same source, internal or not."""
        return dataclasses.replace(self, is_internal=is_internal)

    def fingerprint(self, content: bytes) -> str:
        """Changes when the bytes change, or when globs make the source internal or public."""
        digest = hashlib.sha256(content)
        digest.update(f"\0{self.kind}\0{self.is_internal}".encode())
        return digest.hexdigest()


Found = Source | IngestFailure


def kind_of(name: str) -> SourceKind | None:
    """The format this file name promises, if it is one that can be read."""
    return _KINDS.get(PurePosixPath(name).suffix.lower())


def unreadable(path: str, reason: str) -> IngestFailure:
    """A failure; the reason reads on from the path: 'faq.md holds no text; …'."""
    return IngestFailure(path=path, reason=reason)


def unknown_format(name: str) -> IngestFailure:
    """The failure for a file of a format that has no reader."""
    suffix = PurePosixPath(name).suffix or "a file without an extension"
    known = "Markdown, HTML, text, CSV, PDF, DOCX or zip"
    reason = f"is not in a format that is read ({suffix}); save it as {known}, or exclude it"
    return unreadable(name, reason)


def too_large(max_bytes: int) -> str:
    """The reason for refusing a file above the limit."""
    megabytes = max_bytes / (1024 * 1024)
    return f"is larger than {megabytes:g} MB; split it or raise knowledge.max_file_mb"
