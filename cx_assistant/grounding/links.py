"""Whether every link and image leads where the shop allows and the evidence points."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import unquote

from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.fact_patterns import URL
from cx_assistant.grounding.fact_support import text_with_context
from cx_assistant.grounding.facts import normal_url
from cx_assistant.grounding.problems import problem
from cx_assistant.grounding.text import clean_text
from cx_assistant.models import Draft, Evidence, Problem, ProblemKind, Visibility

_TARGET = re.compile(r"\]\(\s*<?([^)\s>]+)|(?:href|src)\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_REFERENCE = re.compile(r"(?m)^\s{0,3}\[[^\]]+\]:\s*<?(\S+?)>?\s*$")
_DANGEROUS = re.compile(r"\b(?:javascript|data|vbscript|file|blob|ftp)\s*:(?=\S)", re.IGNORECASE)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_WEB = frozenset({"http", "https"})
_MAY_HOLD_LINK = re.compile(r"://|\w\.\w|\]\(|\]:|href|src|:\S", re.IGNORECASE)
# Full stops of other scripts are dots to a browser, and backslashes are slashes.
_AS_BROWSERS_DO = str.maketrans("。．｡\\", ".../")


def find_forbidden_links(
    draft: Draft, evidence: Sequence[Evidence], context: CheckContext
) -> list[Problem]:
    """Links and images to hosts that are not allowed, or that no public evidence holds."""
    problems: list[Problem] = []
    for index, sentence in enumerate(draft.sentences):
        if not _MAY_HOLD_LINK.search(sentence.text):
            continue
        for link in links_in(sentence.text):
            detail = _why_forbidden(link, evidence, context)
            if detail:
                problems.append(problem(ProblemKind.FORBIDDEN_LINK, index, sentence, detail))
    return problems


def links_in(text: str) -> list[str]:
    """Every address in the text: bare, in Markdown, in HTML; in order, each once."""
    # The markup is what is looked for, so only entities and encodings are undone here.
    raw = unquote(html.unescape(text)).translate(_AS_BROWSERS_DO)
    found = [next(filter(None, groups)) for groups in _TARGET.findall(raw)]
    found += _REFERENCE.findall(raw)
    found += [match[0] for match in _DANGEROUS.finditer(raw)]
    without_emails = _EMAIL.sub(_keep_if_userinfo, clean_text(raw))
    found += [match[0] for match in URL.finditer(without_emails)]
    found += re.findall(r"(?<![:\w])//[^\s)>\"']+|\b\w+://\S+", raw)
    tidy = [link.rstrip(".,;:!?)]>*_'\"") for link in found]
    return list(dict.fromkeys(link for link in tidy if link and not link.startswith("mailto:")))


def _keep_if_userinfo(match: re.Match[str]) -> str:
    before = match.string[max(0, match.start() - 3) : match.start()]
    return match[0] if before.endswith("/") else " "


def _why_forbidden(link: str, evidence: Sequence[Evidence], context: CheckContext) -> str:
    scheme = _SCHEME.match(link)
    if scheme and scheme[0].rstrip(":").lower() not in _WEB and "." not in scheme[0]:
        return f"The link “{link}” is not a web address; remove it."
    host = host_of(link)
    if host is None or not _is_allowed(host, context.allowed_link_hosts):
        return f"The link “{link}” does not lead to a host the shop allows; remove it."
    if not any(_holds(item, link, host) for item in evidence):
        return f"The link “{link}” stands in no evidence; use an address that does."
    return ""


def host_of(link: str) -> str | None:
    """The host in lower case; None if it is hidden behind user names, escapes or other scripts."""
    rest = _SCHEME.sub("", link, count=1) if "://" in link else link
    authority = re.split(r"[/?#]", rest.lstrip("/"), maxsplit=1)[0]
    if "@" in authority or "\\" in link or "%" in authority or not authority.isascii():
        return None
    host = authority.partition(":")[0].lower().rstrip(".")
    return None if "xn--" in host or not host else host


def _is_allowed(host: str, allowed: Sequence[str]) -> bool:
    names = [name.lower().removeprefix("www.") for name in allowed]
    return any(host == name or host.removeprefix("www.") == name for name in names)


def _holds(item: Evidence, link: str, host: str) -> bool:
    if item.visibility is Visibility.INTERNAL:
        return False
    known = _addresses(text_with_context(item))
    wanted = normal_url(link)
    # The bare shop address names the shop; it is no page that could be made up.
    is_home = wanted == host.removeprefix("www.")
    return wanted in known or (is_home and any(one.split("/")[0] == wanted for one in known))


@lru_cache(maxsize=2048)
def _addresses(text: str) -> frozenset[str]:
    return frozenset(normal_url(match[0]) for match in URL.finditer(_EMAIL.sub(" ", text)))
