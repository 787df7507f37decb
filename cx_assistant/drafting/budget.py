"""Chooses the evidence that fits into a prompt."""

from __future__ import annotations

from collections.abc import Callable

from cx_assistant.drafting.boundary import may_be_shown
from cx_assistant.models import DraftRequest, Evidence, EvidenceKind


def shown_evidence(request: DraftRequest) -> tuple[Evidence, ...]:
    """The request's evidence that a model may see, each once, in order."""
    return tuple(item for item in request.evidence if may_be_shown(item))


def fitting_evidence(
    request: DraftRequest, limit_tokens: int, cost: Callable[[Evidence], int]
) -> tuple[Evidence, ...]:
    """The most valuable evidence within the limit, in the request's order.

    Articles with the lowest score go first; then each question's best article; order facts and
    computed facts last of all, latest first.
    """
    items = shown_evidence(request)
    ranked = sorted(items, key=_value(request, items))
    total = sum(cost(item) for item in ranked)
    while ranked and total > limit_tokens:
        total -= cost(ranked.pop())
    kept = {item.id for item in ranked}
    return tuple(item for item in items if item.id in kept)


def _value(
    request: DraftRequest, items: tuple[Evidence, ...]
) -> Callable[[Evidence], tuple[int, float]]:
    """Sorts the most valuable evidence to the front."""
    best = {
        next((e.id for e in found.evidence if _is_article(e) and may_be_shown(e)), "")
        for found in request.findings
    }
    places = {item.id: place for place, item in enumerate(items)}

    def value(item: Evidence) -> tuple[int, float]:
        if not _is_article(item):
            return 0, places[item.id]
        return (1 if item.id in best else 2), -item.score

    return value


def _is_article(item: Evidence) -> bool:
    return item.kind is EvidenceKind.ARTICLE
