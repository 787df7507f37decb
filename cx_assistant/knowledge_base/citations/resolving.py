"""Opens a citation: the text as it was cited, and what the article says today."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from cx_assistant.knowledge_base.citations import telling
from cx_assistant.knowledge_base.citations.comparing import Comparison, compare
from cx_assistant.knowledge_base.citations.folding import Span, occurrences
from cx_assistant.knowledge_base.citations.links import link_to
from cx_assistant.knowledge_base.citations.places import context, heading_path
from cx_assistant.knowledge_base.citations.successors import successor_of
from cx_assistant.knowledge_base.citations.versions import CitedText, cited_text
from cx_assistant.models import (
    Article,
    Citation,
    CitationStatus,
    Excerpt,
    ResolvedCitation,
    Visibility,
)
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.versions import ArticleVersion

PUBLIC = frozenset({Visibility.PUBLIC})
_ORDER_FACT = re.compile(r"(?:order|computed):")


@dataclass(frozen=True)
class _Known:
    """What the store holds about a citation."""

    history: Sequence[ArticleVersion]
    cited: CitedText | None
    article: Article | None  # today's, under whatever path
    now: ArticleVersion | None  # its text
    is_damaged: bool = False  # it is there, its text is not

    def may_be_seen(self, allowed: frozenset[Visibility]) -> bool:
        """Today's article decides; of one that is gone, all its versions do.

        Where nobody noted who might read a version, it counts as internal.
        """
        if _is_staff(allowed):
            return True
        if self.cited is not None and self.cited.version.visibility is Visibility.INTERNAL:
            return False
        if self.article is not None:
            return self.article.visibility in allowed
        return all(version.visibility in allowed for version in self.history)


def resolve_citation(
    citation: Citation,
    articles: ArticleStore,
    *,
    visibility: frozenset[Visibility] = PUBLIC,
    today: date | None = None,
) -> ResolvedCitation:
    """What has become of this citation.

    Text of articles outside `visibility` is never shown, whatever it was when it was cited. With
    `today`, in the shop's own zone, it is said if the article does not hold on that day. Raises
    `StoreError` if the store cannot be read.
    """
    if _ORDER_FACT.match(citation.evidence_id):
        return ResolvedCitation(
            status=CitationStatus.NOT_AN_ARTICLE, message=telling.NOT_AN_ARTICLE, source=""
        )
    known = _known(citation, articles)
    if not known.may_be_seen(visibility):
        return ResolvedCitation(status=CitationStatus.WITHHELD, message=telling.WITHHELD, source="")
    resolved = _resolved(citation, known, visibility)
    said = tuple(telling.notices(known.article, known.cited, today=today))
    return resolved.model_copy(update={"notices": said})


def _known(citation: Citation, articles: ArticleStore) -> _Known:
    history = articles.versions(citation.source)
    if not history and citation.span is not None:  # a shop with its files in other folders
        history = articles.versions_like(citation.span.revision)
    cited = cited_text(citation, history)
    now = next((version for version in history if version.is_current), None)
    if now is None and articles.passages_of(citation.source):
        return _Known((), None, None, None, is_damaged=True)
    if now is None and (cited or history):
        now = successor_of(cited.version if cited else history[0], articles)
    article = articles.article(now.path) if now else None
    return _Known(history, cited, article, now if article else None)


def _resolved(
    citation: Citation, known: _Known, visibility: frozenset[Visibility]
) -> ResolvedCitation:
    cited, now, article = known.cited, known.now, known.article
    if cited is None:
        return _not_compared(citation, known)
    if cited.version.visibility is None and not _is_staff(visibility):
        return _not_compared(citation, known, telling.perhaps_internal(citation.source))
    shown = _excerpt(cited.version, cited.span)
    if now is None or article is None:
        return ResolvedCitation(
            status=CitationStatus.REMOVED,
            message=telling.gone(citation.source),
            source=citation.source,
            cited=shown,
        )
    comparison = compare(citation.quote, cited, now)
    return ResolvedCitation(
        status=comparison.status,
        message=telling.told(comparison),
        source=citation.source,
        cited=shown,
        found=_found(comparison, now, article),
        changed=comparison.changed,
        diff=comparison.diff,
        renamed_to=now.path if now.path != citation.source else None,
    )


def _found(comparison: Comparison, now: ArticleVersion, article: Article) -> Excerpt | None:
    if comparison.span is None:
        return None
    return _excerpt(now, comparison.span, url=article.url)


def _not_compared(
    citation: Citation, known: _Known, message: str | None = None
) -> ResolvedCitation:
    """Claims nothing; shows today's text only if the quote stands in one place of it."""
    places = occurrences(citation.quote, known.now.text) if known.now else None
    found = None
    if known.now and known.article and places and len(places) == 1:
        found = _excerpt(known.now, places[0], url=known.article.url)
    times = None if places is None else len(places)
    return ResolvedCitation(
        status=CitationStatus.NOT_KEPT,
        message=message or _why_not_compared(citation, known, times),
        source=citation.source,
        found=found,
    )


def _why_not_compared(citation: Citation, known: _Known, times: int | None) -> str:
    source, revision = citation.source, citation.span.revision if citation.span else None
    if known.is_damaged:
        return telling.text_lost(source)
    if any(version.content_hash == revision for version in known.history):
        return telling.damaged(source, revision or "")
    return telling.not_kept(source, revision, is_known=bool(known.history), times=times)


def _is_staff(allowed: frozenset[Visibility]) -> bool:
    return Visibility.INTERNAL in allowed


def _excerpt(version: ArticleVersion, span: Span, *, url: str | None = None) -> Excerpt:
    before, after = context(version.text, span)
    return Excerpt(
        path=version.path,
        title=version.title,
        revision=version.content_hash,
        heading_path=heading_path(version.text, span, version.title),
        start=span.start,
        end=span.end,
        before=before,
        text=span.of(version.text),
        after=after,
        url=link_to(url, span.of(version.text)),
        ingested_at=version.ingested_at,
        replaced_at=version.replaced_at,
    )
