"""Finds what an ingest should read: files, folders, zip archives, pages on the web.

What cannot be opened comes out as an `IngestFailure` in its place, so that one bad file never
stops the rest.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.archives import zip_members
from cx_assistant.knowledge_base.globs import matcher
from cx_assistant.knowledge_base.source import (
    Found,
    Source,
    SourceKind,
    kind_of,
    too_large,
    unknown_format,
    unreadable,
)
from cx_assistant.knowledge_base.web import find_pages, find_pages_in_list, is_url
from cx_assistant.models import IngestFailure

__all__ = ["Source", "SourceKind", "find_sources"]

INTERNAL_BY_DEFAULT = ("**/internal/**",)
DEFAULT_MAX_BYTES = 25 * 1024 * 1024

# Files that stand beside articles and are no articles; to report them would only be noise.
_ASSETS = frozenset(
    {
        *(
            ".png",
            ".jpg",
            ".jpeg",
            ".gif",
            ".svg",
            ".webp",
            ".ico",
            ".bmp",
            ".mp3",
            ".mp4",
            ".webm",
        ),
        *(".css", ".js", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".py", ".db", ".tmp"),
        *(".toml", ".yaml", ".yml", ".ini", ".cfg", ".lock", ".bak"),
    }
)
_SYSTEM_NAMES = frozenset({"__macosx", "thumbs.db", "desktop.ini", "__pycache__"})


def find_sources(
    paths: Sequence[Path | str],
    *,
    exclude: Sequence[str] = (),
    internal: Sequence[str] = INTERNAL_BY_DEFAULT,
    max_bytes: int = DEFAULT_MAX_BYTES,
) -> Iterator[Source | IngestFailure]:
    """Everything to read below these folders, files, archives and URLs, in a stable order.

    A URL is a page, a sitemap or a list of pages. `internal` globs are held against the whole
    path, so a folder named `internal` stays internal even when it is ingested on its own.
    Two sources of one name: the first is given, the second is a failure.
    """
    is_excluded, is_internal = matcher(exclude), matcher(internal)
    seen: dict[str, str] = {}
    for argument in paths:
        for item in _found_in(argument, max_bytes):
            if is_excluded(item.path):
                continue
            if isinstance(item, IngestFailure):
                yield item
            elif item.path in seen:
                yield _name_taken(item, seen[item.path])
            else:
                seen[item.path] = item.root
                yield item.marked(is_internal=is_internal(item.location))


def _name_taken(item: Source, other_root: str) -> IngestFailure:
    reason = f"is also the name of an article in {other_root}; rename one of the two"
    return unreadable(item.path, reason)


def _found_in(argument: Path | str, max_bytes: int) -> Iterator[Found]:
    if is_url(str(argument)):
        yield from find_pages(str(argument), max_bytes=max_bytes)
        return
    path = Path(argument)
    if path.is_dir():
        yield from _found_in_folder(path, max_bytes)
    elif path.exists():
        yield from _found_in_file(path, path.name, root=path, max_bytes=max_bytes)
    else:
        yield IngestFailure(path=str(argument), reason="does not exist; check the path")


def _found_in_folder(root: Path, max_bytes: int) -> Iterator[Found]:
    top = root.resolve()
    for file in _files_below(top, top, frozenset()):
        if isinstance(file, IngestFailure):
            yield file
            continue
        name = file.relative_to(top).as_posix()
        if not _is_storable(name):
            yield unreadable(ascii(name), "has a name that is not valid Unicode; rename it")
        elif not _is_ignored(name):
            name = unicodedata.normalize("NFC", name)
            yield from _found_in_file(file, name, root=top, max_bytes=max_bytes)


def _files_below(
    folder: Path, top: Path, parents: frozenset[Path]
) -> Iterator[Path | IngestFailure]:
    try:
        entries = sorted(folder.iterdir(), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(folder.relative_to(top).as_posix(), _os_reason(error))
        return
    for entry in entries:
        if entry.name.startswith((".", "~$")):
            continue
        name = entry.relative_to(top).as_posix()
        target = entry.resolve() if entry.is_symlink() else entry
        if not target.is_relative_to(top):
            yield unreadable(name, "is a link that leads out of the folder; copy the file instead")
        elif not target.exists():
            yield unreadable(name, "is a link to nothing; mend or remove it")
        elif not target.is_dir():
            yield entry
        elif target not in parents:  # a link back up would never end
            yield from _files_below(entry, top, parents | {folder.resolve()})


def _found_in_file(file: Path, name: str, *, root: Path, max_bytes: int) -> Iterator[Found]:
    suffix = file.suffix.lower()
    top = str(root.resolve())
    try:
        if not file.is_file():
            yield unreadable(name, "is not a regular file; leave it out with knowledge.exclude")
        elif suffix == ".zip":
            yield from zip_members(
                file, name, root=top, max_bytes=max_bytes, is_ignored=_is_ignored
            )
        elif suffix == ".urls" or file.name.lower() == "sitemap.xml":
            listing = _content(file, max_bytes)
            yield from find_pages_in_list(listing, name, max_bytes=max_bytes)
        elif file.stat().st_size > max_bytes:
            yield unreadable(name, too_large(max_bytes))
        else:
            yield _file_source(file, name, root=top, max_bytes=max_bytes)
    except OSError as error:
        yield unreadable(name, _os_reason(error))
    except ReadError as error:
        yield unreadable(name, str(error))


def _file_source(file: Path, name: str, *, root: str, max_bytes: int) -> Found:
    kind = kind_of(name)
    if kind is None:
        return unknown_format(name)
    location = file.absolute().as_posix()
    return Source(
        root=root,
        path=name,
        kind=kind,
        location=location,
        load=lambda: _content(file, max_bytes),
    )


def _content(file: Path, max_bytes: int) -> bytes:
    try:
        with file.open("rb") as stream:
            content = stream.read(max_bytes + 1)
    except OSError as error:
        raise ReadError(_os_reason(error)) from error
    if len(content) > max_bytes:
        raise ReadError(too_large(max_bytes))
    return content


def _os_reason(error: OSError) -> str:
    return f"cannot be opened ({error.strerror or error}); check its permissions"


def _is_ignored(name: str) -> bool:
    parts = PurePosixPath(name).parts
    is_hidden = any(
        (part.startswith((".", "~$")) and part != "..") or part.lower() in _SYSTEM_NAMES
        for part in parts
    )
    return is_hidden or PurePosixPath(name).suffix.lower() in _ASSETS


def _is_storable(name: str) -> bool:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
