"""A link as plain text that a customer can use."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from cx_assistant.knowledge_base.readers.normalise import one_line

_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def link_text(text: str, target: str, *, base: str = "") -> str:
    """`text (address)`; the text alone where the address adds nothing or leads nowhere.

    Relative addresses are resolved against `base`, and dropped without one.
    """
    text = one_line(text)
    target = target.strip()
    if base and not re.match(r"[a-z][a-z0-9+.-]*:|#", target, re.IGNORECASE):
        target = _resolved(base, target)
    if not _SCHEME.match(target):
        return text
    address = re.sub(r"^(?:mailto|tel):(?://)?", "", target).split("?subject=")[0]
    if not text or _same_place(text, address):
        return address if target.lower().startswith("http") else text or address
    if target.lower().startswith("tel:"):
        return text
    return f"{text} ({address})"


def _resolved(base: str, target: str) -> str:
    try:
        return urljoin(base, target)
    except ValueError:
        return ""


def _same_place(text: str, address: str) -> bool:
    return _bare(text) == _bare(address)


def _bare(address: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", address.strip().lower()).rstrip("/")
