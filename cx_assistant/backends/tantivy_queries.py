"""Queries on the word index, built from terms, so that no text is ever read as query syntax."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from cx_assistant.backends.text_analysis import TextAnalysis

if TYPE_CHECKING:
    import tantivy

_TITLE_BOOST = 0.6
_PARTS_BOOST = 0.1
_MAXIMUM_TERMS = 40
_MAXIMUM_CONTEXT_TERMS = 20
_MAXIMUM_PARTS = 120
MAXIMUM_CHARACTERS = 20_000


class TermQueries:
    """Turns texts into queries, with an index's schema and the way its texts were cut."""

    def __init__(self, schema: tantivy.Schema, analysis: TextAnalysis) -> None:
        self._schema = schema
        self._analysis = analysis

    def any_of(
        self, searcher: tantivy.Searcher, texts: Sequence[tuple[str, float]], language: str
    ) -> tantivy.Query | None:
        """Words of any of these texts, as much as each text weighs; None if nothing has one.

        Of the first text the forty rarest terms count, of each other the twenty rarest. Of the
        first, parts of words count a little too, where words are put together.
        """
        from tantivy import Occur, Query

        weights: dict[str, float] = {}
        for position, (text, weight) in enumerate(texts):
            most = _MAXIMUM_CONTEXT_TERMS if position else _MAXIMUM_TERMS
            for term in self._rarest(searcher, text, language)[:most]:
                weights[term] = weights.get(term, 0.0) + weight
        boosted = [("text", term, weight) for term, weight in weights.items()]
        boosted += [("title", term, _TITLE_BOOST * weight) for term, weight in weights.items()]
        boosted += [("parts", part, _PARTS_BOOST) for part in self._parts(texts[0][0], language)]
        if not boosted:
            return None
        return Query.boolean_query(
            [
                (Occur.Should, Query.boost_query(self.term(field, term), boost))
                for field, term, boost in boosted
            ]
        )

    def titles_with(
        self, searcher: tantivy.Searcher, text: str, language: str
    ) -> tantivy.Query | None:
        """Titles that hold a rare word of the text; None if none does."""
        from tantivy import Occur, Query

        terms = self._rarest(searcher, text, language)[:_MAXIMUM_TERMS]
        clauses = [(Occur.Should, self.term("title", term)) for term in terms]
        return Query.boolean_query(clauses) if clauses else None

    def within(self, place: str, wanted: tantivy.Query) -> tantivy.Query:
        """What is wanted, in one place only; the place itself scores nothing."""
        from tantivy import Occur, Query

        here = Query.const_score_query(self.term("place", place), 0.0)
        return Query.boolean_query([(Occur.Must, here), (Occur.Must, wanted)])

    def phrase(self, words: Sequence[str]) -> tantivy.Query:
        """These words, one after the other, as they were written."""
        from tantivy import Query

        if len(words) == 1:
            return self.term("exact", words[0])
        phrase: list[str | tuple[int, str]] = list(words)
        return Query.phrase_query(self._schema, "exact", phrase)

    def term(self, field: str, value: str) -> tantivy.Query:
        """One term in one field."""
        from tantivy import Query

        return Query.term_query(self._schema, field, value)

    def _rarest(self, searcher: tantivy.Searcher, text: str, language: str) -> list[str]:
        """The terms of a text that stand in any document, rarest first."""
        terms = self._analysis.topic_terms(text[:MAXIMUM_CHARACTERS], language)
        frequencies = {
            term: searcher.doc_freq("text", term) + searcher.doc_freq("title", term)
            for term in dict.fromkeys(terms)
        }
        known = [term for term, frequency in frequencies.items() if frequency]
        return sorted(known, key=lambda term: frequencies[term])

    def _parts(self, text: str, language: str) -> list[str]:
        return self._analysis.topic_parts(text[:MAXIMUM_CHARACTERS], language)[:_MAXIMUM_PARTS]


def share_named(searcher: tantivy.Searcher, title: Sequence[str], said: set[str]) -> float:
    """How much of a title is said, each word weighing its inverse document frequency."""
    documents = searcher.num_docs
    weights = {}
    for term in set(title):
        holding = searcher.doc_freq("title", term)
        weights[term] = math.log(1 + (documents - holding + 0.5) / (holding + 0.5))
    named = sum(weight for term, weight in weights.items() if term in said)
    return named / (sum(weights.values()) or 1.0)
