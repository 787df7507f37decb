"""Compares the version cited with the article as it stands now."""

from __future__ import annotations

from dataclasses import dataclass

from cx_assistant.knowledge_base.citations.aligning import diff_of, standing_now
from cx_assistant.knowledge_base.citations.choosing import counterpart
from cx_assistant.knowledge_base.citations.folding import Span, says_the_same
from cx_assistant.knowledge_base.citations.places import (
    heading_path,
    surroundings,
    whole_sentences,
)
from cx_assistant.knowledge_base.citations.versions import CitedText
from cx_assistant.models import ArticleDiff, ChangedPart, CitationStatus
from cx_assistant.store.versions import ArticleVersion


@dataclass(frozen=True)
class Comparison:
    """What has become of the quote. `span` is where it, or what replaced it, stands now."""

    status: CitationStatus
    span: Span | None = None
    changed: ChangedPart | None = None
    diff: ArticleDiff | None = None
    is_edit: bool = True


def compare(quote: str, cited: CitedText, now: ArticleVersion) -> Comparison:
    """How the quote fares in the article as it stands now, which may lie under another path."""
    old, new = cited.version.text, now.text
    span = counterpart(quote, old, cited.span, new)
    if span is not None:
        return _still_there(cited, now, span)
    wanted = whole_sentences(old, cited.span)
    standing = standing_now(old, wanted, new)
    if standing is None:
        diff = diff_of(old, new, cited=wanted.of(old), found="")
        return Comparison(CitationStatus.REMOVED, changed=ChangedPart.QUOTE, diff=diff)
    if says_the_same(wanted.of(old), standing.span.of(new)):
        return _still_there(cited, now, standing.span)
    return Comparison(
        CitationStatus.CHANGED,
        span=standing.span,
        changed=ChangedPart.QUOTE,
        diff=diff_of(old, new, cited=wanted.of(old), found=standing.span.of(new)),
        is_edit=standing.is_edit,
    )


def _still_there(cited: CitedText, now: ArticleVersion, span: Span) -> Comparison:
    old, new = cited.version.text, now.text
    has_moved = span != cited.span or cited.version.path != now.path
    status = CitationStatus.MOVED if has_moved else CitationStatus.CURRENT
    if old == new:
        return Comparison(status, span=span)
    changed = ChangedPart.AROUND if _around_changed(cited, now, span) else ChangedPart.ELSEWHERE
    before, after = whole_sentences(old, cited.span), whole_sentences(new, span)
    diff = diff_of(old, new, cited=before.of(old), found=after.of(new))
    return Comparison(status, span=span, changed=changed, diff=diff)


def _around_changed(cited: CitedText, now: ArticleVersion, span: Span) -> bool:
    old = cited.version
    if surroundings(old.text, cited.span) != surroundings(now.text, span):
        return True
    before = heading_path(old.text, cited.span, old.title)
    return before != heading_path(now.text, span, now.title)
