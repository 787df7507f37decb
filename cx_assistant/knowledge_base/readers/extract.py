"""What a format's reader hands over: text, and what the file says about itself."""

from __future__ import annotations

from datetime import date, datetime

from cx_assistant.models import Model, Visibility


class Header(Model):
    """What a file says about itself; None where it says nothing."""

    title: str | None = None
    url: str | None = None
    updated: datetime | None = None
    visibility: Visibility | None = None
    language: str | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    products: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Extract(Model):
    """One article as its format gives it, before it is tidied and dated."""

    text: str
    title: str = ""
    header: Header = Header()
    part: str = ""  # tells the articles of one file apart; empty for the only one


def merged(first: Header, second: Header) -> Header:
    """Both headers in one; where both speak, the first is believed."""
    spoken = {name: value for name, value in second if value not in {None, ()}}
    spoken |= {name: value for name, value in first if value not in {None, ()}}
    if Visibility.INTERNAL in {first.visibility, second.visibility}:
        spoken["visibility"] = Visibility.INTERNAL  # the safe side wins
    return Header(**spoken)
