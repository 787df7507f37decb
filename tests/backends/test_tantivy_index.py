"""The word index on real folders."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.backends.tantivy_index import TantivyIndex
from cx_assistant.errors import BackendError, IndexDamagedError
from cx_assistant.testing.contracts import Document, LexicalIndexContract

_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from cx_assistant.backends.tantivy_index import TantivyIndex
from cx_assistant.testing.contracts import Document
index = TantivyIndex(Path(sys.argv[1]))
number = 0
while True:
    index.add("alpha", [Document(f"d{number}", f"word{number} jacket")])
    number += 1
    print(number, flush=True)
"""


class TestTantivyIndex(LexicalIndexContract):
    @pytest.fixture
    def lexical_index(self, tmp_path):
        index = TantivyIndex(tmp_path / "words")
        yield index
        index.close()


def test_documents_are_still_there_after_reopening(tmp_path):
    index = TantivyIndex(tmp_path)
    index.add("alpha", [Document("a", "blue jacket")])
    index.close()

    reopened = TantivyIndex(tmp_path)

    assert [hit.id for hit in reopened.search("alpha", "jackets", limit=3)] == ["a"]
    reopened.close()


def test_a_match_in_the_title_beats_one_in_passing(tmp_path):
    index = TantivyIndex(tmp_path)
    index.add(
        "alpha",
        [
            Document("passing", "Shoes are refunded within a month.", title="Refunds"),
            Document("subject", "Shoes are returned within a month.", title="Your shoes"),
        ],
    )

    assert index.search("alpha", "shoes", limit=2)[0].id == "subject"
    index.close()


def test_accents_may_be_left_out_of_the_question(tmp_path):
    index = TantivyIndex(tmp_path)
    index.add("fr", [Document("a", "Les délais de remboursement", language="fr")])

    assert [hit.id for hit in index.search("fr", "delai", limit=3)] == ["a"]
    index.close()


def test_languages_without_spaces_are_found_by_parts_of_a_sentence(tmp_path):
    index = TantivyIndex(tmp_path)
    index.add("ja", [Document("a", "返品は三十日以内に可能です", language="ja")])

    assert [hit.id for hit in index.search("ja", "返品", limit=3)] == ["a"]
    index.close()


@given(texts=st.lists(st.text(max_size=200), min_size=1, max_size=20))
@settings(max_examples=8, deadline=None)
def test_any_text_can_be_stored_and_asked(tmp_path_factory, texts):
    index = TantivyIndex(tmp_path_factory.mktemp("words"))
    index.add("alpha", [Document(str(n), text, title=text) for n, text in enumerate(texts)])
    for text in texts:
        index.search("alpha", text, limit=3)
        index.search_exact("alpha", [text], limit=3)
    assert index.count() == len(texts)
    index.close()


def test_every_change_to_a_closed_folder_is_noticed(tmp_path):
    index = TantivyIndex(tmp_path)
    index.add("alpha", [Document(str(n), f"jacket number {n}") for n in range(200)])
    index.close()
    chance = random.Random(1)
    for path in sorted(path for path in tmp_path.iterdir() if path.stat().st_size):
        sound = path.read_bytes()
        damaged = bytearray(sound)
        damaged[chance.randrange(len(sound))] ^= 1 << chance.randrange(8)
        for content in (bytes(damaged), sound[: len(sound) // 2]):
            path.write_bytes(content)
            with pytest.raises(IndexDamagedError):
                TantivyIndex(tmp_path)
        path.write_bytes(sound)
    TantivyIndex(tmp_path).close()


def test_a_killed_writer_loses_nothing_it_had_confirmed_and_leaves_no_lock(tmp_path):
    command = [sys.executable, "-c", _WRITE_FOR_EVER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        confirmed = 0
        for line in writer.stdout:
            confirmed = int(line)
            if confirmed == 7:
                writer.send_signal(signal.SIGKILL)
                break
    index = TantivyIndex(tmp_path)

    assert index.count() >= confirmed
    index.add("alpha", [Document("after", "life goes on")])
    assert [hit.id for hit in index.search("alpha", "life", limit=2)] == ["after"]
    index.close()


def test_a_closed_index_says_so(tmp_path):
    index = TantivyIndex(tmp_path)
    index.close()

    with pytest.raises(BackendError, match="closed"):
        index.search("alpha", "jacket", limit=3)


def test_a_folder_that_cannot_be_made_is_no_damage(tmp_path):
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(BackendError) as caught:
        TantivyIndex(tmp_path / "file" / "words")

    assert not isinstance(caught.value, IndexDamagedError)
    assert Path(tmp_path / "file").read_text() == "in the way"
