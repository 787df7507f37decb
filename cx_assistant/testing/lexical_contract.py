"""What every index of words must do; see `cx_assistant.testing.contracts`."""

# ruff: noqa: D102 - the name of a test is its description

from __future__ import annotations

from dataclasses import dataclass

from cx_assistant.models import Hit
from cx_assistant.protocols import LexicalIndex


@dataclass(frozen=True)
class Document:
    """Satisfies `LexicalDocument`."""

    id: str
    text: str
    title: str = ""
    language: str = "en"


class LexicalIndexContract:
    """For anything that satisfies `LexicalIndex`."""

    def test_words_find_their_documents_best_first(self, lexical_index: LexicalIndex) -> None:
        documents = [
            Document("shoes", "Shoes can be returned within thirty days."),
            Document("post", "Parcels arrive in three days."),
            Document("lamp", "The lamp needs two batteries."),
        ]
        lexical_index.add("alpha", documents)
        assert _ids(lexical_index.search("alpha", "returning shoes", limit=5))[:1] == ["shoes"]
        assert _ids(lexical_index.search("alpha", "battery", limit=5)) == ["lamp"]

    def test_words_are_stemmed_in_the_language_of_the_document(
        self, lexical_index: LexicalIndex
    ) -> None:
        text = "Die Häuser werden beliefert."
        lexical_index.add("german", [Document("de", text, language="de")])
        assert _ids(lexical_index.search("german", "Haus", limit=5)) == ["de"]

    def test_titles_are_searched(self, lexical_index: LexicalIndex) -> None:
        lexical_index.add("alpha", [Document("a", "See the table.", title="Warranty")])
        assert _ids(lexical_index.search("alpha", "warranty", limit=5)) == ["a"]

    def test_partitions_never_mix(self, lexical_index: LexicalIndex) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket")])
        lexical_index.add("alpha-two", [Document("b", "blue jacket")])
        assert _ids(lexical_index.search("alpha", "jacket", limit=5)) == ["a"]
        assert _ids(lexical_index.search_exact("alpha-two", ["blue jacket"], limit=5)) == ["b"]
        assert lexical_index.search("nowhere", "jacket", limit=5) == []

    def test_query_syntax_has_no_effect(self, lexical_index: LexicalIndex) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket"), Document("b", "red hat")])
        for query in ('jacket -blue +"', "title:jacket AND (", "jacket* NOT blue", "[jacket TO"):
            assert _ids(lexical_index.search("alpha", query, limit=5))[:1] == ["a"]

    def test_text_without_words_and_huge_text_are_valid_queries(
        self, lexical_index: LexicalIndex
    ) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket")])
        for query in ("", "   ", "?!…", "\0", "\U0001f600"):
            assert lexical_index.search("alpha", query, limit=5) == []
        long = " ".join(f"word{number}" for number in range(5000))
        assert _ids(lexical_index.search("alpha", f"jacket {long}", limit=5)) == ["a"]

    def test_exact_search_wants_every_phrase_word_for_word(
        self, lexical_index: LexicalIndex
    ) -> None:
        documents = [
            Document("a", "Error NL-20417: the tap is closed."),
            Document("b", "Error NL-204170 is another one."),
            Document("c", "Is the tap closed after NL-20417?"),
        ]
        lexical_index.add("alpha", documents)
        assert set(_ids(lexical_index.search_exact("alpha", ["nl-20417"], limit=5))) == {"a", "c"}
        both = lexical_index.search_exact("alpha", ["NL-20417", "tap is closed"], limit=5)
        assert _ids(both) == ["a"]
        assert lexical_index.search_exact("alpha", [], limit=5) == []
        assert lexical_index.search_exact("alpha", ["…"], limit=5) == []

    def test_words_of_the_context_count_as_much_as_their_weight(
        self, lexical_index: LexicalIndex
    ) -> None:
        lexical_index.add(
            "alpha", [Document("tent", "tent warranty"), Document("lamp", "lamp warranty")]
        )
        for weight, first in ((0.5, "tent"), (0.0, "lamp")):
            context = [("my tent", weight), ("a lamp", 0.1)]
            hits = lexical_index.search("alpha", "warranty", limit=5, context=context)
            assert _ids(hits)[:1] == [first]

    def test_titles_are_recognised_in_a_text_by_the_share_that_is_named(
        self, lexical_index: LexicalIndex
    ) -> None:
        documents = [
            Document("storm", "Sizes.", title="Storm Jacket"),
            Document("storm-2", "Colours.", title="Storm Jacket"),
            Document("varde", "Sizes.", title="Varde Jacket"),
            Document("tent", "Sizes.", title="Tent"),
        ]
        lexical_index.add("alpha", documents)
        hits = lexical_index.named_titles("alpha", "I like the storm jacket.", limit=5)
        assert hits[0].id in {"storm", "storm-2"}
        assert hits[0].score == 1.0
        assert [hit.id for hit in hits[1:]] == ["varde"]
        assert 0 < hits[1].score < 1
        assert lexical_index.named_titles("nowhere", "storm jacket", limit=5) == []
        assert lexical_index.named_titles("alpha", "?!", limit=5) == []

    def test_closeness_grows_with_the_neighbouring_words_that_stand_together(
        self, lexical_index: LexicalIndex
    ) -> None:
        documents = [
            Document("both", "A warm rain jacket."),
            Document("one", "A rain jacket. Keep warm."),
            Document("none", "Jacket, rain; warm."),
        ]
        both, one, none = lexical_index.closeness("warm rain jacket", documents)
        assert 1 >= both > one > none == 0.0
        assert lexical_index.closeness("jacket", documents) == [0.0, 0.0, 0.0]
        assert lexical_index.closeness("", documents) == [0.0, 0.0, 0.0]

    def test_adding_an_id_again_replaces_the_document(self, lexical_index: LexicalIndex) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket")])
        lexical_index.add("alpha", [Document("a", "red hat")])
        assert lexical_index.search("alpha", "jacket", limit=5) == []
        assert _ids(lexical_index.search("alpha", "hat", limit=5)) == ["a"]
        assert lexical_index.count() == 1

    def test_removed_documents_are_gone_and_unknown_ones_ignored(
        self, lexical_index: LexicalIndex
    ) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket"), Document("b", "blue hat")])
        lexical_index.remove("alpha", ["a", "never there"])
        lexical_index.remove("nowhere", ["b"])
        assert _ids(lexical_index.search("alpha", "blue", limit=5)) == ["b"]
        assert lexical_index.count() == 1

    def test_clearing_removes_everything_and_the_index_stays_usable(
        self, lexical_index: LexicalIndex
    ) -> None:
        lexical_index.add("alpha", [Document("a", "blue jacket")])
        lexical_index.clear()
        assert lexical_index.count() == 0
        lexical_index.add("alpha", [Document("b", "blue jacket")])
        assert _ids(lexical_index.search("alpha", "jacket", limit=5)) == ["b"]

    def test_closing_twice_is_harmless(self, lexical_index: LexicalIndex) -> None:
        lexical_index.close()
        lexical_index.close()


def _ids(hits: list[Hit]) -> list[str]:
    return [hit.id for hit in hits]
