"""Markdown as people read it: emphasis, link and HTML marks resolved, structure kept."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from cx_assistant.knowledge_base.readers.extract import Extract
from cx_assistant.knowledge_base.readers.links import link_text

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_REFERENCE = re.compile(
    r"^ {0,3}\[([^\]^\n]+)\]:[ \t]*<?(\S+?)>?(?:[ \t]+[\"'(].*)?$", re.MULTILINE
)
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})")
_STARTS_BLOCK = re.compile(r"[ \t]*(?:[-*+•][ \t]|\d{1,9}[.)][ \t]|#{1,6}[ \t]|\||>|:::|$)")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]")
_HARD_BREAK = re.compile(r"(?: {2,}|\\|<br ?/?>)$")
_CODE = re.compile(r"(`+)(.+?)\1")
_IMAGE = re.compile(r"!\[([^\]\n]{0,300})\](?:\([^)\n]{0,500}\)|\[[^\]\n]{0,200}\])?")
_LINK = re.compile(
    r"\[([^\[\]\n]{1,500})\]\(\s*<?([^\s)>]{0,500})>?(?:\s+[\"'][^\n]{0,200}?[\"'])?\s*\)"
)
# A heading with nothing but links below it ("See also") leads readers on and says nothing itself.
_LINK_SECTION = re.compile(
    r"^#{2,6}[ \t][^\n]*\n+"
    r"(?:[ \t]*(?:[-*+][ \t]+)?(?:\[[^\[\]\n]{1,200}\]\([^()\n]{1,500}\)[ \t]*[·•|,;]?[ \t]*)+\n+)+"
    r"(?=#|\Z)",
    re.MULTILINE,
)
_REF_LINK = re.compile(r"\[([^\[\]\n]{1,500})\]\[([^\[\]\n]{0,200})\]")
_AUTO_LINK = re.compile(r"<((?:https?://|mailto:)[^\s<>]{1,2000}|[^\s<>@]{1,200}@[^\s<>@]{1,200})>")
_TAG = re.compile(r"</?[a-zA-Z][\w-]{0,30}(?:\s[^<>]{0,1000})?/?>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.{1,2000}?)(?<=\S)\1")
_EMPHASIS = re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{0,500}?[^\s*\\])\*(?![\w*])")
_UNDERLINED = re.compile(r"(?<![\w\\])_(?=[^\s_])([^_\n]{0,500}?[^\s_\\])_(?!\w)")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~])")


def read_markdown(text: str) -> Extract:
    """The article in this Markdown (front matter already taken off)."""
    text = _HTML_COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    references = {name.strip().lower(): url for name, url in _REFERENCE.findall(text)}
    text = _REFERENCE.sub("", text)
    text = _LINK_SECTION.sub("", text + "\n")
    return Extract(text="\n".join(_lines(text, references)))


def _lines(text: str, references: dict[str, str]) -> Iterator[str]:
    """The lines, with wrapped ones joined and code left alone."""
    fence = ""
    pending = ""  # a line that the next one may continue
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if fence or mark:
            if pending:
                yield _inline(pending, references)
                pending = ""
            yield line.rstrip()
            fence = _fence_after(fence, mark, line)
        elif pending and _SETEXT.fullmatch(line) and not _STARTS_BLOCK.match(pending):
            level = "#" if "=" in line else "##"
            yield f"\n{level} {_inline(pending.strip(), references)}\n"
            pending = ""
        elif _RULE.fullmatch(line):
            yield from _flushed(pending, references)
            pending = ""
            yield ""
        elif pending and _continues(pending, line):
            pending = _joined(pending, line)
        else:
            yield from _flushed(pending, references)
            pending = line
    yield from _flushed(pending, references)


def _fence_after(fence: str, mark: re.Match[str] | None, line: str) -> str:
    if not fence:
        return mark[1] if mark else ""
    closes = mark is not None and mark[1].startswith(fence) and not line.strip(" `~")
    return "" if closes else fence


def _flushed(pending: str, references: dict[str, str]) -> Iterator[str]:
    yield _inline(pending, references) if pending.strip() else ""


def _continues(pending: str, line: str) -> bool:
    if _STARTS_BLOCK.match(line):
        return False
    return not re.match(r"[ \t]*(?:#{1,6}[ \t]|\|)", pending) and bool(pending.strip())


def _joined(pending: str, line: str) -> str:
    broken = _HARD_BREAK.search(pending)
    if broken is None:
        return f"{pending.rstrip()} {line.strip()}" + ("  " if line.endswith("  ") else "")
    indent = "  " if _LIST_ITEM.match(pending) else ""
    return f"{pending[: broken.start()].rstrip()}\n{indent}{line.strip()}"


def _inline(line: str, references: dict[str, str]) -> str:
    """The line without inline marks; what stands in backticks is left as it is."""
    pieces: list[str] = []
    position = 0
    for code in _CODE.finditer(line):
        pieces += [_plain(line[position : code.start()], references), code[2].strip()]
        position = code.end()
    return "".join([*pieces, _plain(line[position:], references)])


def _plain(text: str, references: dict[str, str]) -> str:
    text = _IMAGE.sub(lambda image: image[1], text)
    text = _LINK.sub(lambda link: link_text(link[1], link[2]), text)
    text = _REF_LINK.sub(lambda link: _referred(link, references), text)
    text = _AUTO_LINK.sub(lambda link: link[1].removeprefix("mailto:"), text)
    text = _TAG.sub("", re.sub(r"<br ?/?>", " ", text))
    for mark in (_STRONG, _STRONG):
        text = mark.sub(lambda strong: strong[2], text)
    text = _UNDERLINED.sub(lambda word: word[1], _EMPHASIS.sub(lambda word: word[1], text))
    return html.unescape(_ESCAPED.sub(lambda escaped: escaped[1], text))


def _referred(link: re.Match[str], references: dict[str, str]) -> str:
    target = references.get((link[2] or link[1]).strip().lower())
    return link_text(link[1], target) if target else link[0]
