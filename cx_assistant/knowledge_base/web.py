"""Pages on the web: one address, a sitemap, or a list of addresses."""

from __future__ import annotations

import gzip
import html
import re
import zlib
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urldefrag, urlsplit

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.download import download
from cx_assistant.knowledge_base.source import (
    Found,
    Source,
    SourceKind,
    kind_of,
    too_large,
    unreadable,
)

MAX_PAGES = 10_000
MAX_SITEMAPS = 100

_LOCATION = re.compile(r"<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*(.*?)\s*(?:\]\]>)?\s*</", re.DOTALL)
_SITEMAP = re.compile(r"<(?:\w+:)?(urlset|sitemapindex)[\s>]")


def is_url(argument: str) -> bool:
    """Does this argument name something on the web?"""
    return argument.lower().startswith(("http://", "https://"))


def find_pages(url: str, *, max_bytes: int) -> Iterator[Found]:
    """The page at this address, or every page its sitemap or list names on the same host."""
    try:
        content = download(url, max_bytes=max_bytes)
        listing = _as_listing(content, url, max_bytes)
        if listing is None:
            yield _page(url, root=url, max_bytes=max_bytes, content=content)
            return
        for address in _pages(listing, max_bytes):
            yield _page_on_host(address, url, max_bytes)
    except ReadError as error:
        yield unreadable(url, str(error))


def find_pages_in_list(content: bytes, name: str, *, max_bytes: int) -> Iterator[Found]:
    """Every page that a sitemap or list on this disk names, on whatever host.

    Whoever wrote the file chose those hosts; only a list from the web is held to its own.
    """
    listing = content.decode("utf-8-sig", errors="replace")
    try:
        addresses = list(_pages(listing, max_bytes))
    except ReadError as error:
        yield unreadable(name, str(error))
        return
    if not addresses:
        yield unreadable(name, "names no address; write one http(s) address on each line")
    for address in addresses:
        yield _page(address, root=name, max_bytes=max_bytes)


def _as_listing(content: bytes, url: str, max_bytes: int) -> str | None:
    if content.startswith(b"\x1f\x8b"):
        content = _unzipped(content, max_bytes)
    text = content.decode("utf-8-sig", errors="replace")
    if _SITEMAP.search(text[:5000]):
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    is_list = urlsplit(url).path.endswith((".txt", ".urls")) and bool(lines)
    return text if is_list and all(is_url(line.strip()) for line in lines) else None


def _unzipped(content: bytes, max_bytes: int) -> bytes:
    decompressor = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        unzipped = decompressor.decompress(content, max_bytes + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise ReadError("is a damaged gzip file; fetch it again") from error
    if len(unzipped) > max_bytes:
        raise ReadError(too_large(max_bytes))
    return unzipped


def _pages(listing: str, max_bytes: int) -> list[str]:
    """The addresses of pages, those in the sitemaps of an index included."""
    kind = _SITEMAP.search(listing[:5000])
    addresses = _addresses(listing, is_sitemap=kind is not None)
    if kind is None or kind[1] != "sitemapindex":
        return addresses[:MAX_PAGES]
    pages: list[str] = []
    for sitemap in addresses[:MAX_SITEMAPS]:
        if _host(sitemap) != _host(addresses[0]):
            continue
        content = _as_listing(download(sitemap, max_bytes=max_bytes), sitemap, max_bytes)
        pages += _addresses(content or "", is_sitemap=True)
    return pages[:MAX_PAGES]


def _addresses(listing: str, *, is_sitemap: bool) -> list[str]:
    found: Iterable[str] = _LOCATION.findall(listing) if is_sitemap else listing.split("\n")
    addresses = (urldefrag(html.unescape(address.strip())).url for address in found)
    return list(dict.fromkeys(address for address in addresses if is_url(address)))


def _page_on_host(address: str, listing_url: str, max_bytes: int) -> Found:
    if _host(address) != _host(listing_url):
        return unreadable(address, f"is on another host than {listing_url}; name it yourself")
    return _page(address, root=listing_url, max_bytes=max_bytes)


def _page(address: str, *, root: str, max_bytes: int, content: bytes | None = None) -> Source:
    def load() -> bytes:
        return content if content is not None else download(address, max_bytes=max_bytes)

    parts = urlsplit(address)
    name = f"{parts.netloc}{unquote(parts.path).rstrip('/')}"
    path = f"{name}?{parts.query}" if parts.query else name
    kind = kind_of(parts.path) or SourceKind.HTML
    return Source(root=root, path=path, kind=kind, load=load, location=path, url=address)


def _host(address: str) -> str:
    return urlsplit(address).netloc.lower()
