from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.knowledge_base.blocks import BlockKind, parse_blocks
from cx_assistant.knowledge_base.split import split_article
from cx_assistant.knowledge_base.units import count_words
from cx_assistant.models import Article, Passage


def article(text: str, *, title: str = "Returns", path: str = "returns.md") -> Article:
    return Article(path=path, title=title, text=text, content_hash="x")


def words(count: int, word: str = "word") -> str:
    return " ".join(f"{word}{number}" for number in range(count)) + "."


_line = st.one_of(
    st.sampled_from(
        ["", "", "# Returns", "## Costs", "### Germany", "## Costs", "- an item", "2. a step:"]
    ),
    st.sampled_from(
        ["| A | B |", "|---|---|", "| 1 | two words |", "```", "---", "  indented line"]
    ),
    st.text(alphabet=st.characters(codec="utf-8"), max_size=60),
    st.integers(1, 60).map(words),
    st.integers(1, 12).map(lambda n: " ".join(f"Sentence {i} ends here." for i in range(n))),
    st.just("x" * 400),
    st.just("返品は三十日以内にお願いします。" * 20),
)
_texts = st.lists(_line, min_size=1, max_size=25).map("\n".join).filter(str.strip)


def without_headings(text: str) -> set[int]:
    """Positions of all that is neither blank nor a heading."""
    covered = set()
    for block in parse_blocks(text):
        if block.kind is not BlockKind.HEADING:
            covered.update(range(block.start, block.end))
    return {position for position in covered if not text[position].isspace()}


@given(_texts, st.integers(5, 60), st.integers(0, 15))
@settings(max_examples=300, deadline=None)
def test_passages_are_exact_spans_that_leave_nothing_out(
    text: str, max_words: int, overlap_words: int
) -> None:
    overlap_words = min(overlap_words, max_words - 1)
    passages = split_article(article(text), max_words=max_words, overlap_words=overlap_words)

    assert passages
    covered: set[int] = set()
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
        last_line = passage.text.split("\n")[-1].strip()
        assert last_line in passage.embedded_text or set(last_line) <= set("|-: ")
        covered.update(range(passage.start, passage.end))
    assert without_headings(text) <= covered


@given(_texts, st.integers(5, 60))
@settings(max_examples=200, deadline=None)
def test_no_passage_is_longer_than_the_limit(text: str, max_words: int) -> None:
    for passage in split_article(article(text), max_words=max_words, overlap_words=0):
        table_header = passage.text.split("\n")[0] if passage.text.startswith("|") else ""
        heading = passage.text if passage.text.startswith("#") else ""
        allowed = max_words + count_words(table_header) + count_words(heading)
        assert count_words(passage.text) <= allowed


@given(_texts)
@settings(max_examples=100, deadline=None)
def test_ids_are_unique_and_the_same_every_time(text: str) -> None:
    first = split_article(article(text), max_words=20, overlap_words=5)
    again = split_article(article(text), max_words=20, overlap_words=5)
    elsewhere = split_article(article(text, path="other.md"), max_words=20, overlap_words=5)

    assert first == again
    assert len({passage.id for passage in first}) == len(first)
    assert not {passage.id for passage in first} & {passage.id for passage in elsewhere}


def test_an_edit_in_one_section_leaves_the_ids_of_the_others_alone() -> None:
    before = f"# Returns\n\n## One\n\n{words(60)}\n\n## Two\n\n{words(70)}"
    after = before.replace("word3 ", "changed ", 1)

    old, new = split_article(article(before)), split_article(article(after))

    assert old[0].id != new[0].id
    assert old[1].id == new[1].id


def by_path(passages: list[Passage]) -> dict[tuple[str, ...], str]:
    return {passage.heading_path: passage.text for passage in passages}


def test_each_section_becomes_a_passage_that_knows_the_headings_above_it() -> None:
    text = (
        f"# Returns\n\n{words(40, 'intro')}\n\n## Costs\n\n{words(40, 'cost')}\n\n"
        f"### Germany\n\n{words(40, 'de')}\n\n## How\n\n{words(40, 'how')}"
    )

    found = by_path(split_article(article(text)))

    assert list(found) == [(), ("Costs",), ("Costs", "Germany"), ("How",)]
    assert found["Costs", "Germany"].startswith("de0")
    assert not any("#" in text for text in found.values())


def test_the_embedder_sees_title_headings_and_text() -> None:
    text = f"# Returns\n\n## Costs\n\n### Germany\n\n{words(40)}"

    [passage] = split_article(article(text))

    assert passage.embedded_text.startswith("Returns\nCosts > Germany\nword0")


def test_small_neighbours_under_one_heading_join_and_keep_their_headings() -> None:
    small = "### UK\n\nFree.\n\n### Germany\n\nFree too."
    text = f"## Costs\n\n{words(60)}\n\n{small}\n\n## How\n\n{words(50)}"

    passages = split_article(article(text))

    assert [passage.heading_path for passage in passages] == [("Costs",), ("How",)]
    assert small in passages[0].text


def test_small_sections_under_different_headings_stay_apart() -> None:
    text = f"## Costs\n\n### UK\n\nFree.\n\n## How\n\n### Post\n\n{words(40)}"

    assert [p.heading_path for p in split_article(article(text))] == [
        ("Costs", "UK"),
        ("How", "Post"),
    ]


def test_short_questions_with_their_answers_stay_apart() -> None:
    text = "\n\n".join(f"## May I do {n}?\n\nYes, you may do {n} whenever you like." for n in "abc")

    passages = split_article(article(text))

    assert [passage.heading_path for passage in passages] == [
        ("May I do a?",),
        ("May I do b?",),
        ("May I do c?",),
    ]


def test_a_long_table_is_cut_between_rows_and_each_part_is_embedded_with_its_header() -> None:
    rows = "\n".join(f"| Country {n} | {n} days | {n} euro |" for n in range(60))
    text = f"## Times\n\n| Country | Time | Price |\n|---|---|---|\n{rows}"

    first, *rest = split_article(article(text), max_words=100)

    assert first.text.startswith("| Country | Time | Price |\n|---|---|---|\n| Country 0 |")
    assert len(rest) >= 3
    for passage in rest:
        assert passage.text.startswith("| Country ")
        assert "| Country | Time | Price |\n| Country" in passage.embedded_text
        assert passage.text.endswith("euro |")
    assert "---" not in first.embedded_text


def test_steps_that_fit_stay_together_with_the_line_that_leads_into_them() -> None:
    steps = "\n".join(f"{n}. Do step {n} with great care." for n in range(1, 11))
    text = f"{words(100)}\n\nTo send it back:\n\n{steps}\n\n{words(80)}"

    passages = split_article(article(text), max_words=150)

    [holding] = [passage for passage in passages if "1. Do step 1" in passage.text]
    assert f"To send it back:\n\n{steps}" in holding.text


def test_a_list_too_long_for_one_passage_repeats_its_lead_in_for_the_embedder() -> None:
    items = "\n".join(f"- Item {n} can come back if it is unused and complete." for n in range(40))
    text = f"You can return:\n\n{items}"

    first, second, *_ = split_article(article(text), max_words=120)

    assert first.text.startswith("You can return:\n\n- Item 0")
    assert second.text.startswith("- Item")
    assert "You can return:" not in second.text
    assert "You can return:\n- Item" in second.embedded_text


def test_a_long_paragraph_is_cut_between_sentences_and_overlaps() -> None:
    sentences = [f"Sentence number {n} says something, e.g. about returns." for n in range(60)]
    passages = split_article(article(" ".join(sentences)), max_words=100, overlap_words=20)

    assert len(passages) > 3
    for passage in passages:
        assert passage.text.startswith("Sentence number")
        assert passage.text.endswith("about returns.")
    for before, after in pairwise(passages):
        assert after.start < before.end
        assert count_words(before.text[after.start - before.start :]) <= 20


def test_parts_of_a_long_section_are_of_about_one_size() -> None:
    text = "\n\n".join(words(20) for _ in range(19))

    sizes = [count_words(p.text) for p in split_article(article(text), overlap_words=0)]

    assert max(sizes) - min(sizes) <= 40
    assert max(sizes) <= 180


def test_an_article_of_headings_alone_still_has_a_passage() -> None:
    [passage] = split_article(article("# Returns\n\n## Closed on Sundays"))

    assert "Closed on Sundays" in passage.text


def test_a_hash_inside_code_is_no_heading() -> None:
    text = f"## Setup\n\n{words(30)}\n\n```\n# not a heading\nrun\n```\n\n{words(30)}"

    [passage] = split_article(article(text))

    assert "# not a heading" in passage.text


@pytest.mark.parametrize("text", ["返品は" * 2000, "x" * 50_000, "word " * 20_000])
def test_text_without_sentences_is_still_cut_to_size(text: str) -> None:
    passages = split_article(article(text.strip()))

    assert len(passages) > 5
    assert max(count_words(passage.text) for passage in passages) <= 180
