"""Which version of an article a citation was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cx_assistant.knowledge_base.citations.choosing import cited_span
from cx_assistant.knowledge_base.citations.folding import Span, says_the_same
from cx_assistant.models import Citation
from cx_assistant.store.versions import ArticleVersion


@dataclass(frozen=True)
class CitedText:
    """The version cited and where in it the quote stands."""

    version: ArticleVersion
    span: Span
    is_guess: bool = False


def cited_text(citation: Citation, history: Sequence[ArticleVersion]) -> CitedText | None:
    """The version the citation names; without a name, the newest that says what was quoted.

    None if it is not kept, or does not hold the quote.
    """
    pointer = citation.span
    for version in history:
        if pointer is not None and version.content_hash != pointer.revision:
            continue
        span = _span(citation, version.text)
        if span is not None:
            return CitedText(version, span, is_guess=pointer is None)
    return None


def _span(citation: Citation, text: str) -> Span | None:
    pointer = citation.span
    if pointer is None:
        return cited_span(citation.quote, text, None)
    hint = Span(pointer.start, pointer.end)
    if says_the_same(hint.of(text), citation.quote):
        return hint
    return cited_span(citation.quote, text, hint)
