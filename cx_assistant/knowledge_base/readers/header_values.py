"""Turns what people write in front matter, meta tags and columns into typed header fields."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Header
from cx_assistant.models import Visibility

# A typo in one of these would publish what must not be seen, so it is an error, not ignored.
_GUARDED = ("visibility", "valid_from", "valid_until")


def header_from(values: Mapping[str, object], *, where: str) -> Header:
    """The header these values spell; unknown keys are ignored.

    Raises `ReadError` naming the key, the value and what may stand there.
    """
    named = {_key(name): value for name, value in values.items() if not _is_blank(value)}
    _refuse_typos(named, where)
    fields = {
        name: _parsed(name, parse, named[name], where)
        for name, parse in _PARSERS.items()
        if name in named
    }
    header = Header.model_validate(fields)
    if header.valid_from and header.valid_until and header.valid_until < header.valid_from:
        raise ReadError(f"has a valid_until before its valid_from in its {where}; correct one")
    return header


def _key(name: str) -> str:
    return str(name).strip().lower().replace("-", "_").replace(" ", "_")


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _refuse_typos(named: Mapping[str, object], where: str) -> None:
    for name in named:
        close = difflib.get_close_matches(name, _GUARDED, n=1, cutoff=0.85)
        if close and name not in _GUARDED:
            raise ReadError(f"has '{name}' in its {where}; write '{close[0]}'")


def _parsed(name: str, parse: Callable[[object], object], value: object, where: str) -> object:
    try:
        return parse(value)
    except ValueError as error:
        raise ReadError(f"has {name} = {value!s:.60} in its {where}; write {error}") from error


def _text(value: object) -> str:
    if isinstance(value, list | dict):
        raise ValueError("plain text")
    return " ".join(str(value).split())


def _visibility(value: object) -> Visibility:
    try:
        return Visibility(_text(value).lower())
    except ValueError:
        raise ValueError("public or internal") from None


def _language(value: object) -> str:
    code = _text(value).replace("_", "-").split("-")[0].lower()
    if not (code.isascii() and code.isalpha() and len(code) in {2, 3}):
        raise ValueError("a language code such as en or de")
    return code


def _day(value: object) -> date:
    return _moment(value).date()


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        moment = value
    elif isinstance(value, date):
        moment = datetime.combine(value, time())
    else:
        try:
            moment = datetime.fromisoformat(_text(value))
        except ValueError:
            raise ValueError("a date such as 2026-05-31") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _names(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else _text(value).split(",")
    if any(isinstance(item, list | dict) for item in items):
        raise ValueError("a list of names")
    return tuple(str(item).strip() for item in items if str(item).strip())


_PARSERS: Mapping[str, Callable[[object], object]] = {
    "title": _text,
    "url": _text,
    "updated": _moment,
    "visibility": _visibility,
    "language": _language,
    "valid_from": _day,
    "valid_until": _day,
    "products": _names,
    "tags": _names,
}
