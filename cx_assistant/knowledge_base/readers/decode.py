"""Bytes to text: the encoding is declared, plausible, or an error, never guessed wildly."""

from __future__ import annotations

import codecs
import re

from cx_assistant.errors import ReadError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?([\w-]{2,20})"
)
_UTF8_PAIR = re.compile(rb"[\xc3-\xf4][\x80-\xbf]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_NOT_TEXT = "is not text; check that its extension tells what it is"


def decode(content: bytes) -> str:
    """This text file's text.

    Raises `ReadError` if it is binary, or in no encoding that can be told.
    """
    text = _decoded(content)
    controls = len(_CONTROL.findall(text))
    if "\0" in text or controls * 100 > len(text):
        raise ReadError(_NOT_TEXT)
    return text.removeprefix("\ufeff")


def _decoded(content: bytes) -> str:
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content:
        raise ReadError(_NOT_TEXT)
    try:
        return content.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding is not None:
            raise ReadError(f"is damaged {encoding.upper()} text; save it as UTF-8") from error
        return _in_another_encoding(content, error.start)


def _in_another_encoding(content: bytes, bad_byte: int) -> str:
    declared = _DECLARED.search(content[:4096])
    if declared and declared[1].lower() not in {b"utf-8", b"utf8"}:
        try:
            return content.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError) as error:
            raise ReadError(_wrong_encoding(content, bad_byte)) from error
    if not _is_plausibly_western(content):
        raise ReadError(_wrong_encoding(content, bad_byte))
    return content.decode("cp1252")


def _is_plausibly_western(content: bytes) -> bool:
    """Mostly ASCII, with no piece that only makes sense as UTF-8."""
    high = sum(content.count(byte) for byte in range(128, 256))
    if high * 5 > len(content) or _UTF8_PAIR.search(content):
        return False
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _wrong_encoding(content: bytes, bad_byte: int) -> str:
    line = content.count(b"\n", 0, bad_byte) + 1
    return f"is not UTF-8 in line {line}; open it in an editor and save it as UTF-8"
