"""LangChain embeddings as an embedder: over the real OpenAI client, and with every failure."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from langchain_core.embeddings import Embeddings

from cx_assistant.backends.langchain_embeddings import LangChainEmbedder
from cx_assistant.errors import BackendError, BackendTimeoutError, ConfigError
from cx_assistant.testing.contracts import EmbedderContract
from cx_assistant.testing.fakes import HashEmbedder
from cx_assistant.testing.openai_server import OpenAIServer


class Scripted(Embeddings):
    """Answers every request with what it was given, and remembers what was asked."""

    def __init__(self, answer=None, error=None):
        self.answer, self.error, self.asked = answer, error, []

    def embed_documents(self, texts):
        self.asked.append(list(texts))
        if self.error is not None:
            raise self.error
        if self.answer is not None:
            return self.answer
        return (3.0 * HashEmbedder().embed(texts)).tolist()

    def embed_query(self, text):
        return self.embed_documents([text])[0]


@pytest.fixture
def openai_embedder(monkeypatch):
    with OpenAIServer(script=[]) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "any")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield LangChainEmbedder.from_spec("openai:text-embedding-3-small")


class TestTheOpenAIClient(EmbedderContract):
    @pytest.fixture
    def embedder(self, openai_embedder):
        return openai_embedder


class TestVectorsOfAnyLength(EmbedderContract):
    @pytest.fixture
    def embedder(self):
        return LangChainEmbedder(Scripted(), "scripted:three-times-too-long")


def test_the_id_is_what_stands_in_the_configuration(openai_embedder):
    assert openai_embedder.id == "openai:text-embedding-3-small"


def test_a_missing_key_is_named(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        LangChainEmbedder.from_spec("openai:text-embedding-3-small")


@pytest.mark.parametrize("spec", ["openai", "openai:", ":model", ""])
def test_a_name_without_provider_or_model_is_refused_with_an_example(spec):
    with pytest.raises(ConfigError, match="openai:text-embedding-3-small"):
        LangChainEmbedder.from_spec(spec)


def test_an_unknown_provider_is_refused():
    with pytest.raises(ConfigError, match="nosuch"):
        LangChainEmbedder.from_spec("nosuch:model")


def test_a_provider_whose_package_is_missing_is_refused_with_the_package():
    with pytest.raises(ConfigError, match="langchain-huggingface"):
        LangChainEmbedder.from_spec("huggingface:any/model")


def test_whatever_a_provider_raises_becomes_one_sentence():
    embedder = LangChainEmbedder(Scripted(error=KeyError("data")), "scripted:broken")

    with pytest.raises(BackendError, match=r"scripted:broken gave no vectors \(KeyError"):
        embedder.embed_query("shoes")


def test_a_provider_that_hangs_is_given_up_on():
    released = threading.Event()

    class Hanging(Scripted):
        def embed_documents(self, texts):
            released.wait(30)
            return super().embed_documents(texts)

    embedder = LangChainEmbedder(Hanging(), "scripted:hanging", timeout_seconds=0.05)
    with pytest.raises(BackendTimeoutError, match=r"0\.05s"):
        embedder.embed(["shoes"])
    released.set()


@pytest.mark.parametrize(
    "answer",
    [[], [[1.0, 2.0], [3.0]], [[float("nan"), 1.0]], [[0.0, 0.0]], ["text"], [1.0], [[1.0]] * 2],
)
def test_an_answer_that_is_no_vector_is_never_stored(answer):
    with pytest.raises(BackendError, match="scripted:odd answered"):
        LangChainEmbedder(Scripted(answer=answer), "scripted:odd").embed(["shoes"])


def test_many_texts_are_sent_in_batches_and_keep_their_order():
    source = Scripted()
    texts = [f"text {number}" for number in range(300)]

    matrix = LangChainEmbedder(source, "scripted:batches").embed(texts)

    assert [len(batch) for batch in source.asked] == [128, 128, 44]
    assert np.allclose(matrix, HashEmbedder().embed(texts), atol=1e-5)
