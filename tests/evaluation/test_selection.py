"""One language or one half of a set."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import Document, Query, RetrievalSet, load_set
from cx_assistant.evaluation.selection import Part, in_language, part_of

from .sets import write_set


def bilingual() -> RetrievalSet:
    return RetrievalSet(
        name="two",
        documents=(
            Document(id="en:a", text="Returns", language="en"),
            Document(id="de:a", text="Rückgabe", language="de"),
            Document(id="x", text="Nobody says"),
        ),
        queries=(
            Query(id="en:q", text="How?", language="en"),
            Query(id="de:q", text="Wie?", language="de"),
            Query(id="q", text="Hm?"),
        ),
        qrels={
            "en:q": {"en:a": 1.0, "de:a": 1.0},
            "de:q": {"en:a": 1.0, "de:a": 1.0},
            "q": {"en:a": 1.0},
        },
    )


def test_the_halves_are_fixed_by_the_hash_of_the_id_and_make_up_the_whole(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path))

    even, odd = part_of(whole, Part.EVEN), part_of(whole, Part.ODD)

    ids = {each.id for each in even.queries}
    assert ids == {
        each.id for each in whole.queries if hashlib.sha256(each.id.encode()).digest()[0] % 2 == 0
    }
    assert ids | {each.id for each in odd.queries} == {each.id for each in whole.queries}
    assert not ids & {each.id for each in odd.queries}
    assert even.documents == odd.documents == whole.documents
    assert part_of(whole, Part.ALL) == whole


def test_one_language_keeps_its_documents_queries_and_pairs() -> None:
    german = in_language(bilingual(), "de")

    assert [each.id for each in german.documents] == ["de:a", "x"]
    assert [each.id for each in german.queries] == ["de:q", "q"]
    assert german.qrels == {"de:q": {"de:a": 1.0}}


def test_questions_in_one_language_can_be_asked_of_documents_in_another() -> None:
    across = in_language(bilingual(), "en", "de")

    assert [each.id for each in across.documents] == ["en:a", "x"]
    assert across.qrels == {"de:q": {"en:a": 1.0}, "q": {"en:a": 1.0}}


def test_a_language_that_nothing_is_in_is_an_input_error() -> None:
    with pytest.raises(InputError, match="nothing of two is left"):
        in_language(bilingual(), "fr")
