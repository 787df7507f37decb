"""Sets are read strictly, and whatever is wrong is named with its file and line."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cx_assistant.errors import InputError
from cx_assistant.evaluation.beir import is_set, load_set
from cx_assistant.models import Author

from .sets import QUERIES, write_set


def history_read(folder: Path, history: Any) -> list[tuple[Author, str]]:
    query = {"_id": "q1", "text": "And to Ireland?", "metadata": {"history": history}}
    write_set(folder, queries=[query], qrels="q1\treturns\n")
    return [(each.author, each.text) for each in load_set(folder).queries[0].history]


def test_a_set_is_read_with_its_documents_questions_and_right_answers(tmp_path: Path) -> None:
    whole = load_set(write_set(tmp_path / "shop"))

    assert whole.name == "shop"
    assert [each.id for each in whole.documents] == ["returns", "delivery", "vouchers", "warranty"]
    assert whole.documents[0].title == "Returns"
    assert [each.id for each in whole.scored] == ["q1", "q2", "q3", "q4", "q5"]
    assert whole.gold("q2") == {"delivery"}
    assert whole.qrels["q5"] == {"returns": 2.0}
    assert whole.gold("nobody") == frozenset()


def test_gzipped_files_say_the_same(tmp_path: Path) -> None:
    plain = load_set(write_set(tmp_path / "set"))
    for name in ("corpus.jsonl", "queries.jsonl"):
        file = tmp_path / "set" / name
        (tmp_path / "set" / f"{name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()

    assert load_set(tmp_path / "set") == plain
    assert is_set(tmp_path / "set")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = load_set(write_set(tmp_path / "set"))
    for file in (tmp_path / "set").iterdir():
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))

    assert load_set(tmp_path / "set") == plain


def test_line_separators_inside_a_text_end_no_line(tmp_path: Path) -> None:
    row = json.dumps({"_id": "a", "text": "one\u2028two\u0085three"}, ensure_ascii=False)
    folder = write_set(tmp_path, documents=[], queries=QUERIES[:1], qrels="q1\ta\n")
    (folder / "corpus.jsonl").write_text(row, encoding="utf-8")

    assert load_set(folder).documents[0].text == "one\u2028two\u0085three"


def test_right_answers_may_lie_where_beir_downloads_have_them(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")

    assert load_set(folder).gold("q1") == {"returns"}


def test_a_pair_without_score_is_right_and_one_with_score_0_is_not(tmp_path: Path) -> None:
    folder = write_set(tmp_path, qrels="q1\treturns\nq2\tdelivery\t0\nq3\tvouchers\t0.5\n")

    whole = load_set(folder)

    assert whole.qrels == {"q1": {"returns": 1.0}, "q3": {"vouchers": 0.5}}
    assert [each.id for each in whole.scored] == ["q1", "q3"]


@pytest.mark.parametrize(
    ("history", "read"),
    [
        (None, []),
        ([], []),
        (
            [{"speaker": "user", "text": "Hi"}, {"speaker": "agent", "text": "Hello"}],
            [(Author.CUSTOMER, "Hi"), (Author.STAFF, "Hello")],
        ),
        (
            [{"role": "Assistant", "content": "Hello"}, {"author": "customer", "text": "Hi"}],
            [(Author.STAFF, "Hello"), (Author.CUSTOMER, "Hi")],
        ),
        (
            ["How long?", "agent: Two days.", "re: postage"],
            [
                (Author.CUSTOMER, "How long?"),
                (Author.STAFF, "Two days."),
                (Author.CUSTOMER, "re: postage"),
            ],
        ),
        ("What about returns?", [(Author.CUSTOMER, "What about returns?")]),
        (
            [{"text": "no speaker"}, {"speaker": "user", "text": "  "}],
            [(Author.CUSTOMER, "no speaker")],
        ),
    ],
)
def test_what_was_said_before_is_read_in_any_usual_form(
    tmp_path: Path, history: Any, read: list[tuple[Author, str]]
) -> None:
    assert history_read(tmp_path, history) == read


@pytest.mark.parametrize(
    ("metadata", "answerable"),
    [
        ({"answerable": True}, True),
        ({"answerable": False}, False),
        ({"answerability": "partial", "answerable": True}, True),
        ({"answerability": "UNANSWERABLE"}, False),
        ({"answerability": "underspecified", "answerable": False}, None),
        ({}, None),
    ],
)
def test_underspecified_questions_count_neither_as_answerable_nor_as_unanswerable(
    tmp_path: Path, metadata: dict[str, Any], answerable: bool | None
) -> None:
    query = {"_id": "q1", "text": "Hm?", "metadata": metadata}
    whole = load_set(write_set(tmp_path, queries=[query], qrels="q1\treturns\t1\n"))

    assert whole.queries[0].answerable is answerable


def replaced(name: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).write_text(text, "utf-8") and None


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


GOOD = '{"_id": "a", "text": "A text."}\n'


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (removed("qrels.tsv"), ["no qrels.tsv"]),
        (removed("corpus.jsonl"), ["no corpus.jsonl"]),
        (removed("queries.jsonl"), ["no queries.jsonl"]),
        (replaced("corpus.jsonl", ""), ["corpus.jsonl", "empty"]),
        (replaced("corpus.jsonl", "\n\n"), ["corpus.jsonl", "empty"]),
        (replaced("corpus.jsonl", GOOD + "{oops\n"), ["corpus.jsonl line 2", "not valid JSON"]),
        (replaced("corpus.jsonl", "[" * 100_000), ["corpus.jsonl line 1", "not valid JSON"]),
        (replaced("corpus.jsonl", "[1]\n"), ["corpus.jsonl line 1", "not a JSON object"]),
        (replaced("corpus.jsonl", GOOD + "\n" + GOOD), ["corpus.jsonl line 3", "'a' as line 1"]),
        (replaced("corpus.jsonl", '{"text": "x"}'), ["corpus.jsonl line 1", "_id"]),
        (replaced("corpus.jsonl", '{"_id": true, "text": "x"}'), ["line 1", "_id"]),
        (replaced("corpus.jsonl", '{"_id": "a"}'), ["corpus.jsonl line 1", "text"]),
        (replaced("corpus.jsonl", '{"_id": "a", "text": "\\ud83d"}'), ["line 1", "surrogate"]),
        (replaced("queries.jsonl", '{"_id": "q", "text": " "}'), ["queries.jsonl line 1", "empty"]),
        (
            replaced("queries.jsonl", '{"_id": "q", "text": "x", "metadata": [1]}'),
            ["queries.jsonl line 1", "metadata"],
        ),
        (
            replaced("queries.jsonl", '{"_id": "q", "text": "x", "metadata": {"history": 3}}'),
            ["queries.jsonl line 1", "metadata.history"],
        ),
        (
            replaced(
                "queries.jsonl",
                '{"_id": "q", "text": "x",'
                ' "metadata": {"history": [{"speaker": "dog", "text": "w"}]}}',
            ),
            ["queries.jsonl line 1", "'dog'", "user or agent"],
        ),
        (replaced("qrels.tsv", "q1\treturns\t1\nq2\tnowhere\t1\n"), ["line 2", "'nowhere'"]),
        (replaced("qrels.tsv", "q9\treturns\t1\n"), ["qrels.tsv line 1", "'q9'"]),
        (replaced("qrels.tsv", "q1 returns 1\n"), ["qrels.tsv line 1", "tabs"]),
        (replaced("qrels.tsv", "q1\treturns\thigh\n"), ["qrels.tsv line 1", "'high'"]),
        (replaced("qrels.tsv", "q1\treturns\tnan\n"), ["qrels.tsv line 1", "'nan'"]),
        (replaced("qrels.tsv", "query-id\tcorpus-id\tscore\n"), ["qrels.tsv", "no right document"]),
    ],
)
def test_a_damaged_set_is_one_sentence_with_file_and_line(
    tmp_path: Path, damage: Callable[[Path], None], told: list[str]
) -> None:
    folder = write_set(tmp_path / "set")
    damage(folder)

    with pytest.raises(InputError) as raised:
        load_set(folder)

    message = str(raised.value)
    assert all(each in message for each in told), message
    assert "\n" not in message
    assert "set" in message


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    (folder / "corpus.jsonl").write_bytes(GOOD.encode() + b'{"_id": "b", "text": "\xe9"}\n')

    with pytest.raises(InputError, match=r"corpus\.jsonl line 2 is not UTF-8"):
        load_set(folder)


def test_a_gzip_file_that_breaks_off_is_an_input_error(tmp_path: Path) -> None:
    folder = write_set(tmp_path)
    packed = gzip.compress((folder / "corpus.jsonl").read_bytes())
    (folder / "corpus.jsonl").unlink()
    (folder / "corpus.jsonl.gz").write_bytes(packed[:-12])

    with pytest.raises(InputError, match="check that it is whole"):
        load_set(folder)


def test_a_folder_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no folder"):
        load_set(tmp_path / "nowhere")
    assert not is_set(tmp_path)
