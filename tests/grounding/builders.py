"""Drafts, evidence and contexts for the checks, and the sample shop's articles as evidence."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.context import CheckContext
from cx_assistant.grounding.text import segments
from cx_assistant.models import (
    Citation,
    Draft,
    Evidence,
    EvidenceKind,
    Problem,
    ProblemKind,
    Sentence,
    SentenceRole,
    Visibility,
)

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)
ARTICLES = Path(__file__).parents[2] / "knowledge" / "articles"
SHOP_HOST = "nordlicht-outdoor.example"


def context(**changes: object) -> CheckContext:
    values: dict[str, object] = {
        "language": "en",
        "now": NOW,
        "customer_id": "C-1",
        "own_order_ids": ("NL-20417",),
        "allowed_link_hosts": (SHOP_HOST,),
    }
    return CheckContext.model_validate(values | changes)


def article(text: str, **changes: object) -> Evidence:
    identity = hashlib.sha256(text.encode()).hexdigest()[:12]
    values: dict[str, object] = {
        "id": f"passage-{identity}",
        "kind": EvidenceKind.ARTICLE,
        "source": "help/article.md",
        "text": text,
    }
    return Evidence.model_validate(values | changes)


def order_fact(text: str, **changes: object) -> Evidence:
    values: dict[str, object] = {
        "id": "order:NL-20417:status",
        "kind": EvidenceKind.ORDER,
        "source": "NL-20417",
        "text": text,
        "customer_id": "C-1",
    }
    return Evidence.model_validate(values | changes)


def cite(item: Evidence, quote: str | None = None) -> Citation:
    first = next((part for part in segments(item.text) if len(part) >= 8 and part in item.text), "")
    return Citation(evidence_id=item.id, source=item.source, quote=quote or first or item.text)


def answer(text: str, *cited: Evidence) -> Sentence:
    return Sentence(text=text, citations=tuple(cite(item) for item in cited))


def courtesy(text: str) -> Sentence:
    return Sentence(text=text, role=SentenceRole.COURTESY)


def draft(*sentences: Sentence, language: str = "en") -> Draft:
    return Draft(sentences=sentences, language=language, drafter="test")


def problems_of(
    text: str, item: Evidence, *, language: str = "en", **changes: object
) -> tuple[Problem, ...]:
    """The problems of a one-sentence answer that cites one piece of evidence."""
    reply = draft(answer(text, item), language=language)
    return check_draft(reply, [item], context=context(language=language, **changes))


def kinds(problems: tuple[Problem, ...]) -> set[ProblemKind]:
    return {problem.kind for problem in problems}


@cache
def shop_passages() -> tuple[Evidence, ...]:
    """The sections of the sample shop's public Markdown and text articles."""
    found: list[Evidence] = []
    for path in sorted(ARTICLES.rglob("*")):
        if path.suffix in {".md", ".txt"} and "internal" not in path.parts:
            found += _sections(path)
    return tuple(found)


def _sections(path: Path) -> list[Evidence]:
    raw = path.read_text(encoding="utf-8")
    front, body = re.match(r"(?:---\n(.*?)\n---\n)?(.*)", raw, re.DOTALL).groups()
    front = front or ""
    title = re.search(r"^title: *\"?(.*?)\"?$", front, re.MULTILINE)
    url = re.search(r"^url: *(\S+)", front, re.MULTILINE)
    source = path.relative_to(ARTICLES).as_posix()
    return [
        Evidence(
            id=f"{source}#{number}",
            kind=EvidenceKind.ARTICLE,
            source=source,
            title=title[1] if title else "",
            url=url[1] if url else None,
            text=section.strip(),
            language="de" if "language: de" in front else "en",
            visibility=Visibility.PUBLIC,
        )
        for number, section in enumerate(re.split(r"\n(?=## )", body))
        if len(section.strip()) > 20
    ]


def passage_with(quote: str) -> Evidence:
    """The section of the sample shop that holds these words."""
    return next(item for item in shop_passages() if quote in item.text)


def problems_in_shop(quote: str, said: str) -> tuple[Problem, ...]:
    """The problems of a sentence that rests on the shop's section with these words."""
    item = passage_with(quote)
    return problems_of(said, item, language=item.language)
