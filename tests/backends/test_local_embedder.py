"""The shipped embedder, with the shipped model."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cx_assistant.backends.local_embedder import MODEL_FOLDER, LocalEmbedder
from cx_assistant.errors import BackendError, ModelFileError
from cx_assistant.testing.contracts import EmbedderContract

TEXTS = [
    "Where is my parcel?",
    "",
    "You can return unworn shoes within 30 days of delivery for a full refund.",
    "Der Versand ist ab 50 Euro kostenlos.",
    "Hold the power button for ten seconds until the lamp blinks twice. " * 12,
    "\U0001f6b2 \u4f60\u597d \x00 [SEP] [MASK]",
    "RMA-20417",
]


@pytest.fixture(scope="module")
def embedder():
    return LocalEmbedder()


@pytest.fixture(scope="module")
def alone(embedder):
    return np.vstack([embedder.embed_query(text) for text in TEXTS])


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(MODEL_FOLDER, tmp_path / "model")


class TestContract(EmbedderContract):
    @pytest.fixture
    def embedder(self):
        return LocalEmbedder()


def test_every_vector_has_length_one_and_the_empty_text_too(alone):
    assert alone.shape == (len(TEXTS), 384)
    assert alone.dtype == np.float32
    assert np.allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=6))
def test_a_text_has_exactly_one_vector_whatever_its_company(embedder, alone, rows):
    together = embedder.embed([TEXTS[row] for row in rows])

    assert np.array_equal(together, alone[rows])


def test_the_number_of_threads_changes_no_vector(alone):
    assert np.array_equal(LocalEmbedder(threads=1).embed(TEXTS), alone)
    assert np.array_equal(LocalEmbedder(threads=4).embed(TEXTS), alone)


@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "How do I send my shoes back?",
            "Returns: print the label and drop the parcel at any post office.",
            "The lamp charges in four hours by USB-C.",
        ),
        (
            "my card was refused",
            "Why a payment can be declined, and what to try next.",
            "Wash the jacket at 30 degrees and let it dry flat.",
        ),
        (
            "I can't get into my account",
            "Reset a forgotten password.",
            "Delivery to the islands takes five days.",
        ),
    ],
)
def test_the_answer_is_nearer_to_the_question_than_another_article(
    embedder, question, answer, other
):
    vectors = embedder.embed([question, answer, other])

    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.15


def test_the_vectors_are_those_of_the_original_model(embedder):
    # Cosines of the unquantised weights for these pairs, to two places.
    pairs = {
        ("Where is my parcel?", "When will my package arrive?"): 0.45,
        ("Where is my parcel?", "The shop opens at nine."): 0.19,
        ("refund for a broken lamp", "My headlamp broke, I want my money back"): 0.66,
    }
    for (left, right), original in pairs.items():
        assert embedder.embed_query(left) @ embedder.embed_query(right) == pytest.approx(
            original, abs=0.05
        )


def test_only_the_first_256_tokens_count(embedder):
    window = "word " * 254  # the model adds one token at each end

    assert np.array_equal(
        embedder.embed_query(window), embedder.embed_query(window + "refund " * 40)
    )
    assert not np.array_equal(
        embedder.embed_query(window), embedder.embed_query("word " * 253 + "refund")
    )


def test_five_megabytes_take_little_longer_than_a_page(embedder):
    page = "Where is my refund? " * 500
    seconds = {}
    for text in (page, page * 500):
        start = time.perf_counter()
        embedder.embed_query(text)
        seconds[len(text)] = time.perf_counter() - start

    # Reading all of it would take some 7 seconds.
    assert seconds[len(page) * 500] < seconds[len(page)] + 1


def test_half_a_character_does_not_stop_the_rest(embedder):
    whole = embedder.embed_query("refund for order 1001 please")
    broken = embedder.embed_query("refund for order 1001 please \ud83d")

    assert whole @ broken > 0.8


def test_model_tokens_written_by_a_customer_are_plain_text(embedder):
    assert not np.array_equal(embedder.embed_query("[SEP]"), embedder.embed_query(""))
    assert np.array_equal(embedder.embed_query("[SEP]"), embedder.embed_query("[sep]"))


def test_many_threads_may_share_one_embedder(alone):
    fresh = LocalEmbedder(threads=2)

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: fresh.embed(TEXTS), range(6)))

    assert all(np.array_equal(result, alone) for result in results)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_one_flipped_bit_is_found_and_named(folder, name):
    content = bytearray((folder / name).read_bytes())
    content[len(content) // 2] ^= 1
    (folder / name).write_bytes(content)

    with pytest.raises(ModelFileError, match=rf"{name} is damaged.*reinstall"):
        LocalEmbedder(folder=folder).embed_query("hello")


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "SHA256SUMS"])
def test_a_missing_file_is_named(folder, name):
    (folder / name).unlink()

    with pytest.raises(ModelFileError, match=rf"{name} cannot be read.*reinstall"):
        LocalEmbedder(folder=folder).embed_query("hello")


def test_a_checksum_list_without_the_model_is_refused(folder):
    (folder / "SHA256SUMS").write_text("")

    with pytest.raises(ModelFileError, match=r"does not list model.onnx, tokenizer.json"):
        LocalEmbedder(folder=folder).embed_query("hello")


def test_a_model_that_onnxruntime_cannot_run_asks_for_an_upgrade(folder):
    _replace(folder, "model.onnx", b"not a model")

    with pytest.raises(BackendError, match=r"onnxruntime .* cannot run .* upgrade"):
        LocalEmbedder(folder=folder).embed_query("hello")


def test_the_id_follows_the_files(folder, embedder):
    tokenizer = (folder / "tokenizer.json").read_bytes()
    _replace(folder, "tokenizer.json", tokenizer.replace(b'"lowercase":true', b'"lowercase":false'))

    assert embedder.id.startswith("all-minilm-l6-v2-int8:")
    assert LocalEmbedder().id == embedder.id
    assert LocalEmbedder(folder=folder).id.split(":")[1] != embedder.id.split(":")[1]


def test_constructing_loads_nothing_and_using_it_says_nothing():
    script = (
        "import sys; from cx_assistant.backends.local_embedder import LocalEmbedder as E; e = E();"
        "e.id; assert not {'onnxruntime', 'tokenizers'} & set(sys.modules); e.embed_query('hi')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def _replace(folder, name, content):
    """Swap a file and its checksum, as a new release of the model would."""
    sums = folder / "SHA256SUMS"
    old = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    sums.write_text(sums.read_text().replace(old, hashlib.sha256(content).hexdigest()))
    (folder / name).write_bytes(content)
