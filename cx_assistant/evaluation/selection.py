"""Parts of a set: one language, or the half that tuning may see and the half that it may not."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import RetrievalSet


class Part(StrEnum):
    """Which queries count. The halves are fixed by the id: see `is_even`."""

    ALL = "all"
    EVEN = "even"
    ODD = "odd"


def is_even(query_id: str) -> bool:
    """True for the half of all queries that things may be tuned on: first byte of sha256 even."""
    return hashlib.sha256(query_id.encode()).digest()[0] % 2 == 0


def part_of(whole: RetrievalSet, part: Part) -> RetrievalSet:
    """The set with the queries of this part only, over all its documents."""
    if part is Part.ALL:
        return whole
    wanted = part is Part.EVEN
    return _with(whole, queries={each.id for each in whole.queries if is_even(each.id) is wanted})


def in_language(whole: RetrievalSet, documents: str, queries: str = "") -> RetrievalSet:
    """Documents in one language and queries in the same, or in another if named.

    What does not say its language counts as being in the one asked for.
    """
    asked = queries or documents
    return _with(
        whole,
        documents={d.id for d in whole.documents if (d.language or documents) == documents},
        queries={q.id for q in whole.queries if (q.language or asked) == asked},
    )


def _with(
    whole: RetrievalSet, *, queries: set[str], documents: set[str] | None = None
) -> RetrievalSet:
    kept = {d.id for d in whole.documents} if documents is None else documents
    right = {
        query: {document: gain for document, gain in gains.items() if document in kept}
        for query, gains in whole.qrels.items()
        if query in queries
    }
    smaller = RetrievalSet(
        name=whole.name,
        documents=tuple(each for each in whole.documents if each.id in kept),
        queries=tuple(each for each in whole.queries if each.id in queries),
        qrels={query: gains for query, gains in right.items() if gains},
    )
    if not smaller.qrels:
        message = f"nothing of {whole.name} is left with these options; check language and part"
        raise InputError(message)
    return smaller
