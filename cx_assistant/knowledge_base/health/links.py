"""Links that lead nowhere: to files and headings that do not exist, or addresses of no article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from cx_assistant.grounding.links import links_in
from cx_assistant.knowledge_base.blocks import BlockKind, parse_blocks
from cx_assistant.knowledge_base.health.findings import (
    Finding,
    FindingKind,
    Mark,
    Severity,
    Side,
    whole_article,
)
from cx_assistant.models import Article

# Reads a file of the knowledge folder as text; None if it is gone, or no text.
ReadSource = Callable[[str], str | None]
_MARKDOWN, _HTML = (".md", ".markdown"), (".html", ".htm")
_PLAIN = re.compile(r"(?<!!)\[[^\]\n]{1,300}\]\(\s*<?([^)\s>]+)")
_REFERENCE = re.compile(r"(?m)^ {0,3}\[[^\]\n]+\]:\s*<?(\S+?)>?\s*$")
_HREF = re.compile(r"<a\s[^>]{0,500}?href\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_ANCHOR = re.compile(r"(?:\sid|<a\s[^>]{0,200}?name)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]+`|<!--.*?-->", re.DOTALL)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
_AROUND = 120


class LinkTargets:
    """Everything inside the knowledge base that a link can lead to."""

    def __init__(self, articles: Sequence[Article], files: Mapping[str, str]) -> None:
        """`files`: the location of every file read, by its path below the knowledge folder."""
        self.files = files
        self._urls = {_bare(article.url) for article in articles if article.url}
        self._covered = _covered(self._urls)
        # Tables and PDFs know no address; the site most likely shows them under their own name.
        self._names = {_stem(article.path) for article in articles if not article.url}
        self._anchors = _anchors_of(articles)

    def lacks_url(self, link: str, hosts: frozenset[str]) -> bool:
        """True for an address on a host of the shop's, among its articles, that is none of them.

        Only places with at least two articles are judged: nobody keeps the whole site here.
        """
        parts = urlsplit(link)
        if (parts.hostname or "").removeprefix("www.") not in hosts:
            return False
        bare = _bare(link)
        is_among_articles = any(bare.startswith(f"{place}/") for place in self._covered)
        is_named = any(bare.endswith(f"/{name}") for name in self._names)
        return is_among_articles and bare not in self._urls and not is_named

    def lacks_anchor(self, path: str, anchor: str) -> bool:
        """True if the file holds articles, none of which has a heading or id of this name."""
        known = self._anchors.get(path)
        return bool(anchor) and known is not None and _slug(anchor) not in known


def find_broken_links(
    articles: Sequence[Article],
    targets: LinkTargets,
    read: ReadSource,
    *,
    hosts: frozenset[str],
) -> list[Finding]:
    """Relative links without a target in the files, and addresses of articles that do not exist.

    Relative links do not survive into an article's text, so the Markdown and HTML files are read
    again; articles from web pages, archives and tables are judged by the addresses in their text.
    """
    found: list[Finding] = []
    for article in articles:
        dead = [link for link in links_in(article.text) if targets.lacks_url(link, hosts)]
        found += [_finding(article, link, "no article has this address") for link in dead]
        text = read(article.path) if article.path in targets.files else None
        if text is not None:
            found += [
                _finding(article, link, why)
                for link, why in _dead_relative_links(article.path, text, targets)
            ]
    return found


def _dead_relative_links(path: str, text: str, targets: LinkTargets) -> Iterator[tuple[str, str]]:
    own_anchors = {_slug(name) for name in _ANCHOR.findall(text)}
    for link in dict.fromkeys(_relative_links(path, text)):
        name, _, anchor = unquote(link).partition("#")
        name = name.partition("?")[0]
        target = _resolved(path, name) if name else path
        if target is None or target not in targets.files:
            if not _is_file(path, name, targets):
                yield link, "there is no such file"
        elif targets.lacks_anchor(target, anchor) and not (
            target == path and _slug(anchor) in own_anchors
        ):
            yield link, "there is no such heading"


def _relative_links(path: str, text: str) -> Iterator[str]:
    suffix = PurePosixPath(path).suffix.lower()
    patterns: tuple[re.Pattern[str], ...] = ()
    if suffix in _MARKDOWN:
        text, patterns = _CODE.sub("", text), (_PLAIN, _REFERENCE, _HREF)
    elif suffix in _HTML:
        text, patterns = _CODE.sub("", text), (_HREF,)
    for pattern in patterns:
        for link in pattern.findall(text):
            # "/help/returns" belongs to a site, not to a folder.
            if not _ABSOLUTE.match(link) and not link.startswith("/") and link.strip("#"):
                yield link


def _resolved(path: str, name: str) -> str | None:
    """Where a relative link leads, as a path below the knowledge folder; None if out of it."""
    parts: list[str] = []
    for part in (*PurePosixPath(path).parent.parts, *PurePosixPath(name).parts):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _is_file(path: str, name: str, targets: LinkTargets) -> bool:
    """True for a file or folder on disk that is no article, such as a picture or a form."""
    location = targets.files.get(path, "")
    return bool(location) and (Path(location).parent / name).exists()


def _covered(urls: Iterable[str]) -> set[str]:
    """Addresses below which at least two articles lie: there, an unknown address is a dead one."""
    parents = [url.rpartition("/")[0] for url in urls]
    return {place for place in parents if "/" in place and parents.count(place) >= 2}


def _anchors_of(articles: Iterable[Article]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for article in articles:
        names = found.setdefault(article.path.partition("#")[0], set())
        names.add(_slug(article.title))
        names |= {
            _slug(block.title)
            for block in parse_blocks(article.text)
            if block.kind is BlockKind.HEADING
        }
    return found


def _stem(path: str) -> str:
    return PurePosixPath(path.partition("#")[0]).with_suffix("").as_posix()


def _slug(heading: str) -> str:
    """The anchor of a heading, as the usual renderers make it, without their differences."""
    return re.sub(r"[^\w]+", "", heading.casefold())


def _bare(url: str) -> str:
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    return f"{host}{unquote(parts.path)}".rstrip("/")


def _finding(article: Article, link: str, why: str) -> Finding:
    message = f"“{article.title}” links to {link}, but {why}; correct or remove the link."
    at = article.text.find(link)
    side = whole_article(article, text=link)
    if at >= 0:
        side = _side_around(article, at, at + len(link))
    return Finding(kind=FindingKind.LINKS, severity=Severity.MEDIUM, message=message, sides=(side,))


def _side_around(article: Article, start: int, end: int) -> Side:
    first = max(article.text.rfind("\n", 0, start) + 1, start - _AROUND)
    line_end = article.text.find("\n", end)
    last = min(line_end if line_end >= 0 else len(article.text), end + _AROUND)
    return whole_article(article, text=article.text[first:last]).model_copy(
        update={
            "start": first,
            "end": last,
            "marks": (Mark(start=start - first, end=end - first),),
        }
    )
