"""Notes in a citation which version of the article it was taken from, and where in it."""

from __future__ import annotations

from cx_assistant.knowledge_base.citations.choosing import cited_span
from cx_assistant.models import Citation, Evidence, SourceSpan


def with_span(citation: Citation, item: Evidence) -> Citation:
    """The citation of this evidence with its place in the article; order facts have none."""
    passage = item.span
    if passage is None:
        return citation
    found = cited_span(citation.quote, item.text, None)
    if found is None:
        return citation.model_copy(update={"span": passage})
    span = SourceSpan(
        start=passage.start + found.start,
        end=passage.start + found.end,
        revision=passage.revision,
    )
    return citation.model_copy(update={"span": span})
