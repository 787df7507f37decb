"""Says in plain sentences what has become of a citation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from cx_assistant.knowledge_base.citations.comparing import Comparison
from cx_assistant.knowledge_base.citations.versions import CitedText
from cx_assistant.models import Article, ChangedPart, CitationStatus, Visibility

NOT_AN_ARTICLE = "This is a fact from order data, not a passage of an article; look at the order."
WITHHELD = "The article cited is not public, so neither its text nor its name is shown here."

_STANDS = {
    None: "The quote stands in the article as it did.",
    ChangedPart.ELSEWHERE: "The quote still stands; only other parts of the article have changed.",
    ChangedPart.AROUND: "The quote still stands, but the text right around it has changed.",
}
_MOVED = {
    None: "The quote stands in the article as it did.",
    ChangedPart.ELSEWHERE: (
        "The quote still stands, further on or further up; only other parts of the article have "
        "changed."
    ),
    ChangedPart.AROUND: (
        "The quote still stands, but in another place or under another heading, and the text "
        "right around it has changed."
    ),
}


def told(comparison: Comparison) -> str:
    """One sentence about the quote."""
    if comparison.status is CitationStatus.CURRENT:
        return _STANDS[comparison.changed]
    if comparison.status is CitationStatus.MOVED:
        return _MOVED[comparison.changed]
    if comparison.status is CitationStatus.REMOVED:
        return "The article no longer says what was quoted, nor anything like it."
    if comparison.is_edit:
        return "The text quoted has been edited since it was cited."
    return "The text quoted has gone since it was cited; other text stands in its place."


def gone(source: str) -> str:
    """For an article that was removed."""
    return f"The article {source} has been removed since it was cited."


def not_kept(source: str, revision: str | None, *, is_known: bool, times: int | None) -> str:
    """For a citation that nothing can be compared with."""
    if not is_known:
        return (
            f"This store has never held an article {source}; "
            "open the citation with the data folder it was made with."
        )
    if revision is None:
        return f"No kept version of {source} holds this quote, so it cannot be traced."
    which = f"The version of {source} that was cited ({revision[:8]})"
    if times is None:
        return f"{which} is not kept here, so the quote cannot be compared."
    if not times:
        return f"{which} is not kept here, and the quote does not stand in the article today."
    stands = "the quote stands" if times == 1 else f"the quote stands {times} times"
    return f"{which} is not kept here, so nothing is compared; {stands} in the article today."


def perhaps_internal(source: str) -> str:
    """For a version from before it was noted who might read it."""
    return f"It is not known whether the version of {source} that was cited was public."


def text_lost(source: str) -> str:
    """For an article whose text is missing from a damaged store."""
    return f"The text of {source} is missing from this store, which is damaged; use a backup."


def damaged(source: str, revision: str) -> str:
    """For a kept version that does not hold the quote."""
    return (
        f"The kept version of {source} ({revision[:8]}) does not hold this quote, so either it or "
        "the citation is damaged."
    )


def notices(
    article: Article | None, cited: CitedText | None, *, today: date | None
) -> Iterator[str]:
    """What else a reader must know of the article."""
    if cited is not None and cited.is_guess:
        yield "The citation names no version; the newest that holds the quote is shown."
    if article is None:
        return
    if cited is not None and cited.version.path != article.path:
        yield f"The article was moved from {cited.version.path} to {article.path}."
    if article.visibility is Visibility.INTERNAL:
        was_public = cited is not None and cited.version.visibility is Visibility.PUBLIC
        yield f"The article {'has become' if was_public else 'is'} internal: for staff only."
    if today and article.valid_until and article.valid_until < today:
        yield f"The article has expired: it held until {article.valid_until}."
    if today and article.valid_from and article.valid_from > today:
        yield f"The article does not hold yet: it begins on {article.valid_from}."
