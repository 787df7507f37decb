"""Fetches one web page, with limits on time, size and where a redirect may lead."""

from __future__ import annotations

import time
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.source import too_large

TIMEOUT_SECONDS = 20.0
TOTAL_SECONDS = 60.0
_CHUNK = 64 * 1024


class _OtherHostError(Exception):
    """A redirect to another host was refused."""


class _SameHost(HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0913, PLR0917 - the signature is urllib's
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        """Follow within the host only: a page must not send us into someone's network."""
        before, after = urlsplit(req.full_url), urlsplit(newurl)
        is_weaker = before.scheme == "https" and after.scheme != "https"
        if is_weaker or before.hostname != after.hostname or _port(before) != _port(after):
            raise _OtherHostError(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def download(url: str, *, max_bytes: int, timeout_seconds: float = TIMEOUT_SECONDS) -> bytes:
    """The body at this http(s) address.

    Raises `ReadError` if the server cannot be reached, answers with an error, redirects to
    another host, sends too much, or takes longer than a minute.
    """
    if urlsplit(url).scheme not in {"http", "https"}:
        raise ReadError("is not an http(s) address; only those are fetched")
    try:
        request = Request(url, headers={"User-Agent": "cx-assistant", "Accept": "*/*"})
        opener = build_opener(_SameHost())
        with opener.open(request, timeout=timeout_seconds) as response:
            return _body(response, max_bytes)
    except HTTPError as error:
        error.close()
        message = f"was answered with status {error.code}; open the address in a browser"
        raise ReadError(message) from error
    except _OtherHostError as error:
        message = f"redirects to another host ({error}); name that address instead"
        raise ReadError(message) from error
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise ReadError(f"could not be fetched ({reason}); check address and network") from error


def _body(response: Any, max_bytes: int) -> bytes:
    deadline = time.monotonic() + TOTAL_SECONDS
    chunks: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        chunks.append(chunk)
        size += len(chunk)
        if size > max_bytes:
            raise ReadError(too_large(max_bytes))
        if time.monotonic() > deadline:
            raise ReadError("took longer than a minute to arrive; try again")
    return b"".join(chunks)


def _port(parts: Any) -> int:
    return int(parts.port or (443 if parts.scheme == "https" else 80))
