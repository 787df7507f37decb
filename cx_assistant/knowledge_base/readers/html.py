"""The article on a web page, without the page around it."""

from __future__ import annotations

import re
import warnings

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning

from cx_assistant.errors import ReadError
from cx_assistant.knowledge_base.readers.extract import Extract, Header
from cx_assistant.knowledge_base.readers.header_values import header_from
from cx_assistant.knowledge_base.readers.html_cleaning import main_content
from cx_assistant.knowledge_base.readers.html_rendering import render
from cx_assistant.knowledge_base.readers.normalise import one_line

_SEPARATOR = re.compile(r"\s+[|–—·•:»-]+\s+")
_META_NAMES = {
    "visibility": "visibility",
    "updated": "updated",
    "last-modified": "updated",
    "article:modified_time": "updated",
    "valid-from": "valid_from",
    "valid_from": "valid_from",
    "valid-until": "valid_until",
    "valid_until": "valid_until",
    "language": "language",
    "products": "products",
    "tags": "tags",
}
# Written by content systems, not by the shop: a value that cannot be read is only left out.
_LENIENT = frozenset({"last-modified", "article:modified_time", "language"})


def read_html(text: str, *, url: str | None = None) -> Extract:
    """The main text of this page as Markdown, its title, and what its head says about it.

    Raises `ReadError` if visibility or validity in its meta tags cannot be read.
    """
    page = _parsed(text)
    header = _header(page, url)
    titles = _titles(page)
    content = main_content(page)
    heading = content.find("h1")
    title = one_line(heading.get_text(" ")) if isinstance(heading, Tag) else ""
    body = render(content, base=header.url or url or "")
    return Extract(text=body, title=title or titles, header=header)


def _parsed(text: str) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            return BeautifulSoup(text, "lxml")
        except (RecursionError, ValueError, AssertionError) as error:
            raise ReadError("is HTML that cannot be parsed; save the page again") from error


def _header(page: BeautifulSoup, url: str | None) -> Header:
    values: dict[str, object] = {}
    for meta in page.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        content = str(meta.get("content") or "")
        if (
            name in _META_NAMES
            and content
            and not (name in _LENIENT and _is_unusable(name, content))
        ):
            values.setdefault(_META_NAMES[name], content)
        elif name.startswith(("visib", "valid")):
            values[name] = content  # a typo here must not publish anything
    values.setdefault("language", _page_language(page))
    values["url"] = _address(page) or url
    return header_from(values, where="meta tags")


def _is_unusable(name: str, content: str) -> bool:
    try:
        header_from({_META_NAMES[name]: content}, where="meta tags")
    except ReadError:
        return True
    return False


def _page_language(page: BeautifulSoup) -> str | None:
    root = page.find("html")
    declared = str(root.get("lang") or root.get("xml:lang") or "") if isinstance(root, Tag) else ""
    return declared if declared and not _is_unusable("language", declared) else None


def _address(page: BeautifulSoup) -> str | None:
    canonical = page.find("link", rel="canonical")
    address = str(canonical.get("href") or "") if isinstance(canonical, Tag) else ""
    if not address:
        address = _meta(page, "og:url")
    return address if address.startswith(("http://", "https://")) else None


def _titles(page: BeautifulSoup) -> str:
    """The best title outside the article itself, without the name of the site."""
    headings = page.find_all("h1")
    if len(headings) == 1:
        return one_line(headings[0].get_text(" "))
    site = _meta(page, "og:site_name")
    shared = _meta(page, "og:title")
    if shared:
        return _without_site(shared, site)
    title = page.find("title")
    return _without_suffix(one_line(title.get_text()), site) if isinstance(title, Tag) else ""


def _without_site(title: str, site: str) -> str:
    parts = _SEPARATOR.split(title)
    is_named = len(parts) > 1 and site and parts[-1].lower() == site.lower()
    return title[: title.rindex(parts[-1])].rstrip(" |–—·•:»-") if is_named else title


def _without_suffix(title: str, site: str) -> str:
    parts = _SEPARATOR.split(title)
    return _without_site(title, site or parts[-1])


def _meta(page: BeautifulSoup, name: str) -> str:
    found = page.find("meta", attrs={"property": name}) or page.find("meta", attrs={"name": name})
    return one_line(str(found.get("content") or "")) if isinstance(found, Tag) else ""
