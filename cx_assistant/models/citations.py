"""What opening a citation gives: the text as it was cited, as it stands now, and what changed."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime, Field

from cx_assistant.models.base import Model


class CitationStatus(StrEnum):
    """What has become of a quote. Only `CURRENT` and `MOVED` mean that it still stands."""

    CURRENT = "current"
    MOVED = "moved"
    CHANGED = "changed"
    REMOVED = "removed"
    WITHHELD = "withheld"  # the viewer may not see the article
    NOT_AN_ARTICLE = "not_an_article"
    NOT_KEPT = "not_kept"  # nothing to compare with, so nothing is claimed


class ChangedPart(StrEnum):
    """The nearest part of the article that is not as it was when it was cited."""

    QUOTE = "quote"
    AROUND = "around"  # the same paragraph, list or table header, or the headings above it
    ELSEWHERE = "elsewhere"


class Excerpt(Model):
    """A span of one version of an article, between whole sentences before and after it.

    `start` and `end` are characters of that version's text.
    """

    path: str
    title: str
    revision: str
    heading_path: tuple[str, ...] = ()
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    before: str = ""
    text: str
    after: str = ""
    url: str | None = Field(default=None, description="opens the page at these words")
    ingested_at: AwareDatetime | None = None
    replaced_at: AwareDatetime | None = None


class Edit(Model):
    """Words that stayed, went or came, with the blanks after them."""

    kind: Literal["same", "removed", "added"]
    text: str


class ArticleDiff(Model):
    """What changed between the version cited and now."""

    words: tuple[Edit, ...] = Field(default=(), description="of the sentences cited")
    lines: tuple[str, ...] = Field(default=(), description="unified diff of the whole article")


class ResolvedCitation(Model):
    """A citation, opened. `message` says in one sentence what has become of it.

    `cited` is the text as it stood when it was cited, `found` what stands there now. For
    `CURRENT` and `MOVED`, both hold the quote; for `CHANGED`, `found` is what took its place.
    """

    status: CitationStatus
    message: str
    source: str = Field(description="article path; empty if it was withheld or is no article")
    cited: Excerpt | None = None
    found: Excerpt | None = None
    changed: ChangedPart | None = None
    diff: ArticleDiff | None = None
    renamed_to: str | None = None
    notices: tuple[str, ...] = Field(default=(), description="e.g. that the article has expired")

    @property
    def diff_is_news(self) -> bool:
        """True if the quote no longer stands and it can be seen what has become of it."""
        return self.diff is not None and not self.still_stands

    @property
    def still_stands(self) -> bool:
        """True if the article says today what was quoted."""
        return self.status in {CitationStatus.CURRENT, CitationStatus.MOVED}
