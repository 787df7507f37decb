"""Whatever is done to an article, no other text is ever taken for the one cited."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cx_assistant.knowledge_base.citations.resolving import resolve_citation
from cx_assistant.models import Article, Citation, CitationStatus, SourceSpan
from cx_assistant.store.articles import ArticleStore
from cx_assistant.store.database import open_database
from tests.store.builders import article, content

# Few sentences, so that most stand in several sections at once.
SENTENCES = (
    "You can return it within 30 days.",
    "You can return it within 14 days.",
    "Delivery is free.",
    "We refund **5.90 EUR** on the same day!",
    "Sale items are excluded.",
    "- Bring the parcel to any shop",
    "| Ireland | 4–6 days | 8.90 |",
    "It costs -5 points, or 15 points.",
)
HEADINGS = ("Returns", "Sale", "Gift cards", "Members", "Abroad")
WORDS = ("not", "never", "21", "60 days.", "unless", "–", "**", "members", "1", "")
OPENED = settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Section:
    heading: str
    sentences: tuple[str, ...]

    def __str__(self) -> str:
        return f"## {self.heading}\n\n" + "\n".join(self.sentences)


sections = st.lists(
    st.builds(
        Section,
        st.sampled_from(HEADINGS),
        st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4).map(tuple),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda section: section.heading,
)


@st.composite
def edits(draw: st.DrawFn, before: list[Section]) -> list[Section]:
    """Sections dropped, reordered, added to and edited."""
    after = [section for section in before if draw(st.integers(0, 4))]
    after = draw(st.permutations(after)) if draw(st.booleans()) else after
    return [_edited(draw, section) for section in after]


def _edited(draw: st.DrawFn, section: Section) -> Section:
    sentences = list(section.sentences)
    for _ in range(draw(st.integers(0, 2))):
        at = draw(st.integers(0, len(sentences) - 1))
        kind = draw(st.sampled_from(["word", "insert", "delete"]))
        if kind == "insert":
            sentences.insert(at, draw(st.sampled_from(SENTENCES)))
        elif kind == "delete" and len(sentences) > 1:
            del sentences[at]
        else:
            words = sentences[at].split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(WORDS))
            sentences[at] = " ".join(words)
    return Section(section.heading, tuple(sentences))


def plain(text: str) -> str:
    """The words a reader sees; written apart from the code under test."""
    text = re.sub(r"(?m)^\s*(?:#+|[-*])\s+", "", text).replace("*", "")
    return re.sub(r"\s+", "", text).replace("–", "-").casefold()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleStore]:
    database = open_database(None, tmp_path_factory.mktemp("edits"))
    yield ArticleStore(database)
    database.close()


_NUMBERS = itertools.count()


def saved(store: ArticleStore, path: str, parts: list[Section]) -> Article:
    version = article(path, *(str(part) for part in parts), title="Help")
    store.save([content(version)])
    return version


@OPENED
@given(st.data())
def test_what_still_stands_is_the_quote_and_all_else_is_called_changed(
    store: ArticleStore, data: st.DataObject
) -> None:
    path = f"{next(_NUMBERS)}.md"
    before = data.draw(sections)
    section = data.draw(st.sampled_from(before))
    quote = data.draw(st.sampled_from(section.sentences))
    old = saved(store, path, before)
    start = old.text.index(quote, old.text.index(str(section)))
    span = SourceSpan(start=start, end=start + len(quote), revision=old.content_hash)
    after = data.draw(edits(before))
    new = saved(store, path, after or [Section("Nothing", ("Nothing is left of it.",))])

    citation = Citation(evidence_id="", source=path, quote=quote, span=span)
    opened = resolve_citation(citation, store)

    assert opened.cited is not None
    assert opened.cited.text == quote
    if opened.still_stands:
        assert opened.found is not None
        assert new.text[opened.found.start : opened.found.end] == opened.found.text
        assert plain(opened.found.text) == plain(quote)
    else:
        assert opened.status in {CitationStatus.CHANGED, CitationStatus.REMOVED}
    if section in after:  # not a letter of it has changed
        assert opened.still_stands
        assert opened.found is not None
        assert opened.found.heading_path == (section.heading,)


@OPENED
@given(text=st.text(max_size=300), quote=st.text(min_size=8, max_size=40))
def test_any_text_can_be_searched_for_any_quote(store: ArticleStore, text: str, quote: str) -> None:
    path = f"{next(_NUMBERS)}.md"
    clean = (text + "\n" + quote).replace("\0", "").encode("utf-8", "ignore").decode()
    saved_article = article(path, clean, title="Help")
    store.save([content(saved_article)])

    opened = resolve_citation(Citation(evidence_id="", source=path, quote=quote), store)

    if opened.still_stands:
        assert opened.found is not None
        assert saved_article.text[opened.found.start : opened.found.end] == opened.found.text
