"""Takes menus, banners, footers and the like off a web page and finds its main content."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bs4 import BeautifulSoup, Comment, Tag

from cx_assistant.knowledge_base.readers.normalise import one_line

_NEVER_TEXT = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas",
    "video", "audio", "button", "input", "select", "textarea", "link", "meta", "head",
)  # fmt: skip
_PAGE_PARTS = ("nav", "footer", "dialog", "menu")
_PAGE_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "menu", "menubar",
     "toolbar", "tablist", "complementary"}
)  # fmt: skip
# Whole words of class names and ids; 'article-votes' is the words 'article' and 'votes'.
_BOILERPLATE = frozenset(
    {"breadcrumb", "breadcrumbs", "cookie", "cookies", "consent", "gdpr", "newsletter", "subscribe",
     "share", "sharing", "social", "related", "recommended", "announcement", "vote", "votes",
     "feedback", "helpful", "rating", "comments", "sidebar", "menu", "navbar", "nav", "navigation",
     "footer", "skip", "pagination", "pager", "toc", "byline", "meta", "popup", "modal", "promo",
     "advert", "advertisement", "ads", "masthead", "topbar", "signup", "chat", "logo"}
)  # fmt: skip
_CALLOUT = frozenset(
    {"note", "notes", "warning", "tip", "info", "important", "caution", "callout", "admonition",
     "alert", "notice", "hint"}
)  # fmt: skip
# 'has-sidebar' or 'with-menu' describe the page around, not the element itself.
_ABOUT_OTHERS = frozenset({"has", "with", "no", "is", "not", "without"})
_HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]
_CONTENT_NAMES = re.compile(
    r"^(?:(?:main-?|page-?|article-?|post-?|entry-?)?(?:content|body|text)|main|article|markdown-body)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
# Deeper than any page people write. Every look up or down the tree below is that much dearer.
_MAX_DEPTH = 120
_ENOUGH = 0.6  # of the text; a page of many small articles is an overview
_MENU_SHARE = 0.8
_MENU_WORDS_PER_LINK = 8


def main_content(page: BeautifulSoup) -> Tag:
    """The element that holds the article; everything around it is gone from the page."""
    _flatten(page)
    for comment in page.find_all(string=lambda text: isinstance(text, Comment)):
        comment.extract()
    _remove(page.find_all(_NEVER_TEXT))
    body = page.find("body") or page
    total = max(1, len(body.get_text()))
    _remove(_page_parts(body, total))
    content = _chosen(body)
    _remove(_menus(content))
    return content


def _flatten(page: BeautifulSoup) -> None:
    """Elements nested beyond the limit become the text they hold."""
    depths = {id(page): 0}
    too_deep: list[Tag] = []
    for element in page.descendants:
        depth = depths[id(element.parent)] + 1
        if isinstance(element, Tag):
            depths[id(element)] = depth
            if depth == _MAX_DEPTH:
                too_deep.append(element)
    for element in too_deep:
        element.string = element.get_text(" ")


def _remove(elements: Iterable[Tag]) -> None:
    for element in list(elements):
        if not element.decomposed:
            element.decompose()


def _page_parts(body: Tag, total: int) -> Iterable[Tag]:
    for element in body.find_all(True):
        if _is_boilerplate(element) and not _holds_the_article(element, total):
            yield element


def _is_boilerplate(element: Tag) -> bool:
    if element.name in _PAGE_PARTS or str(element.get("role", "")).lower() in _PAGE_ROLES:
        return True
    names = _names(element)
    if element.name == "aside":
        return not any(name & _CALLOUT for name in names)
    if element.name in {"header", "form"}:
        return True
    if any("header" in name for name in names) and not element.find(_HEADINGS):
        return element.find_parent(["article", "main", "table"]) is None
    return any(
        name & _BOILERPLATE and not name & _ABOUT_OTHERS and not name & _CALLOUT for name in names
    )


def _names(element: Tag) -> list[frozenset[str]]:
    """The words of each class name and of the id."""
    if element.name in {"html", "body", "main", "article", "td", "th", "tr", "a"}:
        return []
    given = [*element.get_attribute_list("class"), *element.get_attribute_list("id")]
    return [frozenset(word.lower() for word in _WORD.findall(name)) for name in given if name]


def _holds_the_article(element: Tag, total: int) -> bool:
    """Guards against themes that call the whole page a 'nav-wrapper' or put it into a form."""
    if element.find(["h1", "main", "article"]) is not None:
        is_site_header = element.name == "header" and element.find(["main", "article"]) is None
        inside = element.find_parent(["article", "main"]) is not None
        return inside or not is_site_header
    if element.name in {"nav", "footer", "aside"}:
        return False
    return len(element.get_text()) > total * 0.6


def _chosen(body: Tag) -> Tag:
    main = body.find("main") or body.find(None, {"role": "main"}) or body
    articles = [article for article in main.find_all("article") if not article.find("article")]
    if not articles and main is body:
        articles = [*body.find_all(id=_CONTENT_NAMES), *body.find_all(class_=_CONTENT_NAMES)]
    if not articles:
        return main
    largest = max(articles, key=_letters)
    return largest if _letters(largest) >= _letters(main) * _ENOUGH else main


def _letters(element: Tag) -> int:
    return len(one_line(element.get_text(" ")))


def _menus(content: Tag) -> Iterable[Tag]:
    """Blocks that are next to nothing but links, and the headings above them."""
    for block in content.find_all(["ul", "ol", "div", "section", "p"]):
        above = block.find_previous_sibling()
        is_introduced = above is not None and above.get_text().rstrip().endswith(":")
        if is_introduced or block.find_parent("table") is not None or not _is_menu(block):
            continue
        yield block
        if above is not None and above.name in _HEADINGS[1:]:
            yield above


def _is_menu(block: Tag) -> bool:
    links = block.find_all("a")
    if len(links) < 3:
        return False
    linked = sum(len(one_line(link.get_text(" "))) for link in links)
    words = sum(len(link.get_text().split()) for link in links)
    is_mostly_links = linked >= _letters(block) * _MENU_SHARE
    return is_mostly_links and words <= len(links) * _MENU_WORDS_PER_LINK
