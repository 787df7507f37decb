"""Readable text from an HTML message; plain text passes through unchanged."""

from __future__ import annotations

import re

_TAG = re.compile(
    r"<(?:html|body|div|p|br|span|table|td|a|b|i|strong|em|ul|ol|li|blockquote|font|h[1-6])"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCKS = ("p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol")


def text_of(message: str) -> str:
    """The message without markup, one line per block; quoted parts as `> ` lines."""
    if not _TAG.search(message):
        return message
    from bs4 import BeautifulSoup, Comment

    soup = BeautifulSoup(message, "lxml")
    for element in soup(["script", "style", "head", "title", "template", "noscript"]):
        element.decompose()
    for comment in soup.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _mark_quotations(soup)
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(_BLOCKS):
        block.append("\n")
    lines = (" ".join(line.split()) for line in soup.get_text().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _mark_quotations(soup: object) -> None:
    from bs4 import BeautifulSoup

    assert isinstance(soup, BeautifulSoup)
    for quotation in soup.find_all(["blockquote", "div"]):
        classes = " ".join(quotation.get("class") or [])
        if quotation.decomposed or not (quotation.name == "blockquote" or "gmail_quote" in classes):
            continue
        lines = [line.strip() for line in quotation.get_text("\n").split("\n") if line.strip()]
        quotation.replace_with("\n" + "\n".join(f"> {line}" for line in lines) + "\n")
