"""What a health report holds: findings with the passages they speak of, side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from cx_assistant.models import Article, Model, Visibility


class FindingKind(StrEnum):
    """What sort of thing is wrong; also what `--kind` and `--fail-on` are given."""

    CONTRADICTIONS = "contradictions"
    EXPIRED = "expired"
    DUPLICATES = "duplicates"
    ORPHANS = "orphans"
    LINKS = "links"
    LENGTH = "length"
    STALE = "stale"


class Severity(StrEnum):
    """How soon somebody should look."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Mark(Model):
    """A span of a side's text that differs from the other side."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)


class Side(Model):
    """A passage a finding speaks of: `start` and `end` are its span in the article's text."""

    path: str
    title: str
    heading_path: tuple[str, ...] = ()
    text: str = ""
    start: int = Field(default=0, ge=0)
    end: int = Field(default=0, ge=0)
    marks: tuple[Mark, ...] = ()
    url: str | None = None
    visibility: Visibility = Visibility.PUBLIC

    @property
    def is_internal(self) -> bool:
        """True if customers must not see this article."""
        return self.visibility is Visibility.INTERNAL


class Finding(Model):
    """One thing to mend: `message` is one sentence that says what to do."""

    kind: FindingKind
    severity: Severity
    message: str
    sides: tuple[Side, ...] = Field(min_length=1, max_length=2)


class HealthReport(Model):
    """Everything found, worst first, and the notes needed to read it rightly."""

    now: datetime
    articles: int
    passages: int
    checked: tuple[FindingKind, ...]
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0

    def counts(self) -> Counter[FindingKind]:
        """How many findings there are of each kind."""
        return Counter(finding.kind for finding in self.findings)


_URGENCY = tuple(Severity)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """By kind as listed above, then worst first, then by path."""
    kinds = list(FindingKind)
    return tuple(
        sorted(
            findings,
            key=lambda one: (
                kinds.index(one.kind),
                _URGENCY.index(one.severity),
                [(side.path, side.start) for side in one.sides],
            ),
        )
    )


def whole_article(article: Article, text: str = "") -> Side:
    """A side that stands for all of an article."""
    return Side(
        path=article.path,
        title=article.title,
        text=text,
        end=len(article.text),
        url=article.url,
        visibility=article.visibility,
    )


def quoted(articles: Sequence[Article]) -> str:
    """Titles for a message."""
    return " and ".join(f"“{article.title}”" for article in articles)
