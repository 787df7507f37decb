"""What a reply may rest on: passages of articles, order facts, computed facts."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model


class Visibility(StrEnum):
    """Who may read an article. Internal text never reaches a customer."""

    PUBLIC = "public"
    INTERNAL = "internal"


class EvidenceKind(StrEnum):
    """Where a piece of evidence comes from."""

    ARTICLE = "article"
    ORDER = "order"
    COMPUTED = "computed"


class SourceSpan(Model):
    """Characters `start` to `end` of the extracted text of `source`, at one revision of it."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    revision: str = Field(description="content hash of the source the span was taken from")


class Evidence(Model):
    """One thing that is known, with a stable id and the way back to its source."""

    id: str = Field(description="passage id, or e.g. 'order:NL-20417:status'")
    kind: EvidenceKind
    source: str = Field(description="article path, or order id")
    title: str = ""
    heading_path: tuple[str, ...] = ()
    text: str = Field(min_length=1)
    url: str | None = None
    span: SourceSpan | None = None
    visibility: Visibility = Visibility.PUBLIC
    language: str = "en"
    score: float = Field(default=0.0, description="fused relevance; comparable within one search")
    similarity: float = Field(
        default=0.0, description="cosine to the question, 0 when not measured"
    )
    updated: AwareDatetime | None = None
    customer_id: str | None = Field(default=None, description="the owner of an order fact")
    basis: tuple[str, ...] = Field(
        default=(), description="ids a computed fact was worked out from"
    )


class Citation(Model):
    """A verbatim span of evidence that a sentence rests on.

    `span` is where the quote stood in an article, so that it can be found again after the article
    has changed; order facts have none.
    """

    evidence_id: str
    source: str
    quote: str = Field(min_length=8)  # shorter spans match by accident
    span: SourceSpan | None = None
