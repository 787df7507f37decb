"""How much of what a question says together also stands together in a text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from cx_assistant.backends.text_analysis import TextAnalysis

if TYPE_CHECKING:
    from cx_assistant.protocols import LexicalDocument

Pairs = set[tuple[str, str]]
# So many pairs that are asked for but never found are added, since one pair alone proves little.
_DOUBT = 2


def closeness(
    query: str, documents: Sequence[LexicalDocument], analysis: TextAnalysis
) -> list[float]:
    """For each document, how much of the query's neighbouring topic terms it has together.

    With n pairs of neighbours of which k stand together, k / (n + 2). Together means in this order
    with at most one term between. 0 for a query of one term.
    """
    asked: dict[str, Pairs] = {}
    shares = []
    for document in documents:
        if document.language not in asked:
            terms = analysis.topic_terms(query, document.language)
            asked[document.language] = {pair for pair in pairwise(terms) if pair[0] != pair[1]}
        pairs = asked[document.language]
        terms = analysis.terms(document.text, document.language) if pairs else []
        shares.append(len(pairs & _near(terms)) / (len(pairs) + _DOUBT))
    return shares


def _near(terms: Sequence[str]) -> Pairs:
    return {*pairwise(terms), *zip(terms, terms[2:], strict=False)}
