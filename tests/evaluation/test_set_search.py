"""A set is indexed and searched as a shop's articles are, and apart from the shop."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import Document, Query, load_set
from cx_assistant.evaluation.configurations import Baselines, configured, named_searches
from cx_assistant.evaluation.set_search import SetSearch, search_over
from cx_assistant.models import Message
from cx_assistant.settings import Settings
from cx_assistant.settings.schema import SearchSettings, StorageSettings

from .sets import QUERIES, write_set

ASKED = [Query(id=each["_id"], text=each["text"]) for each in QUERIES]
RIGHT = ["returns", "delivery", "vouchers", "warranty", "returns"]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SetSearch:
    whole = load_set(write_set(tmp_path_factory.mktemp("set")))
    with search_over(whole.documents) as opened:
        yield opened


def test_the_right_documents_are_found(index: SetSearch) -> None:
    ask = configured(index, Settings(), uses_history=True)

    assert [ask(query).documents[0] for query in ASKED] == RIGHT


def test_baselines_rank_the_same_documents_by_words_by_meaning_and_by_both(
    index: SetSearch,
) -> None:
    baselines = Baselines(index)

    assert baselines.meaning(ASKED[1]).documents[0] == "delivery"
    assert set(baselines.meaning(ASKED[1]).documents) == {
        "returns",
        "delivery",
        "vouchers",
        "warranty",
    }
    assert baselines.words(ASKED[1]).documents[0] == "delivery"
    assert baselines.rrf(ASKED[1]).documents[0] == "delivery"
    # Nothing shares a word with this, and something is always near in meaning.
    strange = Query(id="x", text="xylophone quartet")
    assert baselines.words(strange).documents == ()
    assert baselines.rrf(strange).documents == baselines.meaning(strange).documents


def test_every_name_to_compare_with_is_a_search(index: SetSearch) -> None:
    for name, ask in named_searches(index, Settings()).items():
        found = ask(ASKED[2])
        assert found.documents[0] == "vouchers", name
        assert found.seconds > 0


def test_more_documents_than_passages_of_a_question_are_ranked(index: SetSearch) -> None:
    settings = Settings(search=SearchSettings(passages_per_question=1))

    found = configured(index, settings, uses_history=True)(ASKED[0])

    assert len(found.evidence) == 1
    assert found.documents[0] == found.evidence[0].source == "returns"
    assert len(found.documents) > 1
    assert len(set(found.documents)) == len(found.documents)


def test_a_question_with_history_can_be_asked_with_and_without(index: SetSearch) -> None:
    query = Query(id="q", text="And how long is that?", history=(Message(text="Gift vouchers?"),))

    for uses_history in (True, False):
        ask = configured(index, Settings(), uses_history=uses_history)
        assert ask(query).documents


def test_documents_are_found_in_their_language_and_in_the_main_one() -> None:
    documents = [
        Document(id="en", text="Returns are free within 30 days.", language="en"),
        Document(id="en2", text="Delivery takes two days.", language="en"),
        Document(id="de", text="Rücksendungen sind 30 Tage lang kostenlos.", language="de"),
    ]
    with search_over(documents) as index:
        ask = configured(index, Settings(), uses_history=True)
        german = ask(Query(id="a", text="Sind Rücksendungen kostenlos?", language="de"))
        english = ask(Query(id="b", text="Are returns free?", language="en"))

    assert index.languages == ("en", "de")
    assert german.documents[0] == "de"
    assert set(german.documents) == {"en", "en2", "de"}
    assert set(english.documents) == {"en", "en2"}


def test_documents_that_do_not_say_their_language_are_all_in_the_one_they_seem_to_be_in() -> None:
    documents = [
        Document(id="a", text="Rücksendungen sind innerhalb von dreißig Tagen kostenlos."),
        Document(id="b", text="Die Lieferung nach Österreich dauert drei bis fünf Werktage."),
        Document(id="c", text="SKU 4711"),
    ]
    with search_over(documents) as index:
        assert index.languages == ("de",)
        assert index.workspace.articles.partitions() == ["passages-public-de"]


def test_documents_without_text_are_in_no_index() -> None:
    with search_over([Document(id="a", text="Some text."), Document(id="b", text="  ")]) as index:
        assert index.workspace.articles.counts().articles == 1


def test_a_kept_index_embeds_only_what_is_new_and_forgets_what_is_gone(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path / "set"))
    kept = tmp_path / "kept"
    with search_over(whole.documents, data=kept) as first:
        assert (first.embedded, first.passages) == (4, 4)
    with search_over(whole.documents, data=kept) as again:
        assert (again.embedded, again.passages) == (0, 4)
        ask = configured(again, Settings(), uses_history=True)
        assert [ask(query).documents[0] for query in ASKED] == RIGHT
    changed = whole.documents[0].model_copy(update={"text": "Returns take 14 days."})
    with search_over([changed, *whole.documents[2:]], data=kept) as fewer:
        assert (fewer.embedded, fewer.passages) == (1, 3)
        found = configured(fewer, Settings(), uses_history=True)(ASKED[1])
        assert "delivery" not in found.documents


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    shop = tmp_path / ".cx"
    shop.mkdir()
    (shop / "cx.sqlite3").write_bytes(b"precious")

    with (
        pytest.raises(InputError, match="holds something else"),
        search_over([Document(id="a", text="b")], data=shop),
    ):
        pass

    assert [each.name for each in shop.iterdir()] == ["cx.sqlite3"]
    assert (shop / "cx.sqlite3").read_bytes() == b"precious"


def test_the_shops_own_stores_are_never_used(tmp_path: Path) -> None:
    shop = tmp_path / "shop.sqlite3"
    settings = Settings(
        folder=tmp_path,
        storage=StorageSettings(database=f"sqlite:///{shop}", chroma_host="nowhere.invalid"),
    )

    with search_over([Document(id="a", text="Some text.")], settings=settings) as index:
        assert configured(index, settings, uses_history=True)(ASKED[0]).documents == ("a",)

    assert list(tmp_path.iterdir()) == []
