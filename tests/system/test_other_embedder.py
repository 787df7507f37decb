"""Any LangChain embeddings by one line of `cx.toml`, over a loopback OpenAI server."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cx_assistant import Assistant, Reply, Ticket
from cx_assistant.errors import BackendError
from cx_assistant.protocols import Embedder
from cx_assistant.settings import load_settings, with_data
from cx_assistant.settings.build import parts_of
from cx_assistant.settings.workspace import Workspace
from cx_assistant.testing.openai_server import OpenAIServer
from tests.cli.conftest import Cx, cx, here, one_sentence, small_shop
from tests.conftest import NOW

from .conftest import CONFIG

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors

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


class Down:
    """An embedder whose provider answers nobody."""

    def __init__(self, stored: Embedder) -> None:
        self.id, self.dimensions = stored.id, stored.dimensions

    def embed(self, texts: Sequence[str]) -> Vectors:
        raise BackendError(f"no vectors for {len(texts)} texts; try again")

    def embed_query(self, text: str) -> Vectors:
        return self.embed([text])[0]


def test_while_the_embedder_is_down_word_search_answers(data: Path) -> None:
    workspace = Workspace(with_data(load_settings(CONFIG, environment={}), data))
    workspace.__dict__["embedder"] = Down(workspace.local_embedder)
    where = "Where is my order NL-20417?"
    delivery = "How long does standard delivery to Ireland take?"

    with Assistant(parts_of(workspace)) as assistant:
        articles = assistant.answer(Ticket.from_text(delivery, now=NOW))
        order = assistant.answer(
            Ticket.from_text(where, now=NOW, customer_id="C-1001", verification="signed_in")
        )

    assert any("words alone" in note for note in articles.trace.notes), articles.trace
    assert isinstance(articles, Reply)
    assert "4–6 working days" in articles.text
    assert isinstance(order, Reply)
    assert "NL-20417" in order.text
