"""The readable files inside a zip archive, each within limits that a zip bomb cannot pass."""

from __future__ import annotations

import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.source import (
    Found,
    Source,
    kind_of,
    too_large,
    unknown_format,
    unreadable,
)

MAX_MEMBERS = 20_000
MAX_TOTAL_BYTES = 1024 * 1024 * 1024

_ENCRYPTED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, LZMAError, EOFError, OSError, NotImplementedError)
_DAMAGED = "is a damaged zip archive; pack it again"


def zip_members(
    file: Path, name: str, *, root: str, max_bytes: int, is_ignored: Callable[[str], bool]
) -> Iterator[Found]:
    """The files in this archive, named `archive.zip/inner/path.md`, sorted.

    The sizes in the archive's own directory bind: zipfile never gives out more than they say.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except _BROKEN:
        yield unreadable(name, _DAMAGED)
        return
    wanted = [member for member in members if not is_ignored(member.filename)]
    if len(wanted) > MAX_MEMBERS:
        yield unreadable(name, f"holds more than {MAX_MEMBERS:,} files; split it")
    elif sum(member.file_size for member in wanted) > MAX_TOTAL_BYTES:
        yield unreadable(name, "unpacks to more than 1 GB; split it")
    else:
        for member in sorted(wanted, key=lambda member: member.filename):
            yield _member_source(file, member, name, root=root, max_bytes=max_bytes)


def _member_source(
    file: Path, member: zipfile.ZipInfo, name: str, *, root: str, max_bytes: int
) -> Found:
    path = f"{name}/{unicodedata.normalize('NFC', member.filename)}"
    kind = kind_of(member.filename)
    problem = _problem(member, max_bytes)
    if problem:
        return unreadable(path, problem)
    if kind is None:
        return unknown_format(path)
    location = f"{file.resolve().as_posix()}/{member.filename}"
    return Source(
        root=root, path=path, kind=kind, location=location, load=lambda: _content(file, member)
    )


def _problem(member: zipfile.ZipInfo, max_bytes: int) -> str:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        return "has a name that leads out of its archive; pack it with plain relative names"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted; pack it without a password"
    if member.file_size > max_bytes:
        return too_large(max_bytes)
    return ""


def _content(file: Path, member: zipfile.ZipInfo) -> bytes:
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.read(member)
    except (*_BROKEN, RuntimeError) as error:
        message = "cannot be unpacked; the zip archive is damaged, pack it again"
        raise ReadError(message) from error
