"""The sample shop's articles as evidence, and a drafter that writes in its voice."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from cx_assistant.drafting.offline import OfflineDrafter
from cx_assistant.drafting.selecting import AnswerPicker
from cx_assistant.drafting.tone import Tone
from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.context import CheckContext
from cx_assistant.knowledge_base.readers import read
from cx_assistant.knowledge_base.source import Source
from cx_assistant.knowledge_base.sources import find_sources
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.models import (
    Article,
    CleanTicket,
    Draft,
    DraftRequest,
    Evidence,
    EvidenceKind,
    Problem,
    Question,
    QuestionEvidence,
    SentenceRole,
    Visibility,
)
from cx_assistant.settings.loading import load_settings

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
NOW = datetime(2026, 6, 10, 10, tzinfo=UTC)


@cache
def articles() -> tuple[Article, ...]:
    """What customers may read."""
    found = find_sources([KNOWLEDGE / "articles"])
    read_all = [
        article for source in found if isinstance(source, Source) for article in read(source)
    ]
    return tuple(one for one in read_all if one.visibility is Visibility.PUBLIC)


@cache
def passages_of(path: str) -> tuple[Evidence, ...]:
    """The passages of the article with this path."""
    (article,) = (one for one in articles() if one.path == path)
    return tuple(
        Evidence(
            id=passage.id,
            kind=EvidenceKind.ARTICLE,
            source=passage.path,
            title=article.title,
            heading_path=passage.heading_path,
            text=passage.text,
            url=article.url,
            language=article.language,
            score=0.5,
        )
        for passage in split_article(article)
    )


def article_text(text: str, **changes: object) -> Evidence:
    """A passage with this text."""
    identity = hashlib.sha256(text.encode()).hexdigest()[:12]
    values = {"id": identity, "kind": EvidenceKind.ARTICLE, "source": "help.md", "text": text}
    return Evidence.model_validate(values | changes)


def order_fact(name: str, text: str, *, score: float = 1.0, **changes: object) -> Evidence:
    """A fact about Emma's order."""
    values = {"id": name, "kind": EvidenceKind.ORDER, "source": "NL-20417", "text": text}
    return Evidence.model_validate(values | {"score": score, "customer_id": "C-1"} | changes)


def found(
    question: str, *evidence: Evidence, sure: float = 0.9, context: str = ""
) -> QuestionEvidence:
    """What was found for a question; `context` is what the customer said before."""
    return QuestionEvidence(
        question=Question(text=question, search_text=f"{context} {question}".strip()),
        evidence=evidence,
        answerability=sure,
        articles_answer=sure,
    )


def request(
    *findings: QuestionEvidence, language: str = "en", name: str = "Emma Hill"
) -> DraftRequest:
    """Emma asks."""
    questions = tuple(one.question for one in findings)
    text = " ".join(question.text for question in questions)
    return DraftRequest(
        ticket=CleanTicket(text=text, questions=questions, language=language),
        findings=findings,
        customer_id="C-1",
        customer_name=name,
        language=language,
    )


@cache
def drafter() -> OfflineDrafter:
    """The offline drafter as the sample shop sets it up."""
    settings = load_settings(KNOWLEDGE / "cx.toml", environment={})
    return OfflineDrafter(Tone(settings.voice, settings.shop), picker=AnswerPicker())


def problems_in(
    draft: Draft, asked: DraftRequest, evidence: Sequence[Evidence]
) -> tuple[Problem, ...]:
    """What the checks find, set up as for a shop that may quote English to anyone."""
    has_own = any(item.language == asked.language for item in evidence)
    context = CheckContext(
        language=asked.language,
        allowed_languages=() if has_own else ("en",),
        now=NOW,
        customer_id="C-1",
        customer_words=asked.ticket.text,
        own_order_ids=("NL-20417",),
        allowed_link_hosts=("nordlicht-outdoor.example",),
        shop_words="Happy trails,\nYour Nordlicht Outdoor team\nViele Grüße",
    )
    return check_draft(draft, evidence, context=context)


def body(draft: Draft) -> str:
    """The reply without greeting and closing."""
    frame = {SentenceRole.GREETING, SentenceRole.CLOSING}
    kept = [sentence for sentence in draft.sentences if sentence.role not in frame]
    return "".join(sentence.separator + sentence.text for sentence in kept).strip()
