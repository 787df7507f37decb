"""Any LangChain embeddings by one line of `cx.toml`, over a loopback OpenAI server."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx_assistant import Assistant, Reply, Ticket
from cx_assistant.testing.openai_server import OpenAIServer
from tests.cli.conftest import Cx, cx, here, one_sentence, small_shop
from tests.conftest import NOW

__all__ = ["cx", "here", "small_shop"]  # fixtures

SHOP = '[knowledge]\npaths = ["articles"]\n[storage]\nembeddings = "{}"\n'
OPENAI = "openai:text-embedding-3-small"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch):
    with OpenAIServer() as running:
        monkeypatch.setenv("OPENAI_BASE_URL", running.base_url)
        yield running


def configured(shop: Path, embeddings: str) -> None:
    (shop / "cx.toml").write_text(SHOP.format(embeddings), "utf-8")


def test_an_embedder_is_switched_by_one_line_and_never_mixed(
    cx: Cx, small_shop: Path, server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured(small_shop, OPENAI)
    keyless = cx("ingest")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")
    ingested = cx("ingest", "--json")
    found = cx("search", "how long may I return items?", "--json")
    asked = len(server.requests)

    configured(small_shop, "local")
    refused = [cx(*command) for command in (["ingest"], ["search", "returns"], ["answer", "hi"])]
    ill = cx("doctor", "--json")
    mended = cx("reindex", "--embed", "--json")
    found_again = cx("search", "how long may I return items?", "--json")
    well = cx("doctor", "--quiet")

    assert keyless.code == 2
    assert "OPENAI_API_KEY" in one_sentence(keyless.err)
    assert ingested.json["embedded"] == 3
    assert found.json[0]["source"] == "returns.md"
    assert {request.path for request in server.requests} == {"/v1/embeddings"}
    for done in refused:
        assert done.code == 3
        assert "cx-assistant reindex --embed" in one_sentence(done.err)
        assert OPENAI in done.err
    assert ill.code == 1
    assert "reindex --embed" in {c["subject"]: c["fix"] for c in ill.json}["embedder"]
    assert (mended.code, mended.json) == (0, {"passages": 3, "orders": 0, "embedded": 3})
    assert found_again.json[0]["source"] == "returns.md"
    assert len(server.requests) == asked
    assert (well.code, well.out) == (0, "")


def test_while_the_embedder_is_down_word_search_answers(
    cx: Cx, small_shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")
    configured(small_shop, OPENAI)
    with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        cx("ingest", "--quiet")
        assistant = Assistant.from_config(small_shop / "cx.toml")
    question = "How long does standard delivery to Ireland take?"

    with assistant:
        outcome = assistant.answer(Ticket.from_text(question, now=NOW))

    assert isinstance(outcome, Reply)
    assert "4 to 6 working days" in outcome.text
    assert [n for n in outcome.trace.notes], outcome.trace
