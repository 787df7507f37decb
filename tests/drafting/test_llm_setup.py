from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest
from langchain_openai import ChatOpenAI, OpenAIEmbeddings

from cx_assistant.drafting.chat_model import build_chat_model, with_schema
from cx_assistant.errors import ConfigError
from cx_assistant.settings.schema import ModelSettings
from cx_assistant.testing.openai_server import Drip, HttpError, OpenAIServer, Success

from .jacket import GOOD

HERE = Path(__file__).parent


def test_a_missing_key_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)

    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        build_chat_model(ModelSettings(chat="openai:gpt-4.1-mini"))


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROQ_API_KEY", "x")
    monkeypatch.setitem(sys.modules, "langchain_groq", None)

    with pytest.raises(ConfigError, match="pip install langchain-groq"):
        build_chat_model(ModelSettings(chat="groq:llama"))


@pytest.mark.parametrize("chat", ["nonsense", "nobody:model-1", ":"])
def test_an_unknown_model_is_named(chat: str) -> None:
    with pytest.raises(ConfigError, match=r"provider:model"):
        build_chat_model(ModelSettings(chat=chat))


def test_the_client_gets_the_settings_and_no_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")

    model = build_chat_model(
        ModelSettings(
            chat="openai:gpt-4.1-mini", base_url="http://127.0.0.1:9/v1", temperature=None
        )
    )

    assert isinstance(model, ChatOpenAI)
    assert model.max_retries == 0
    assert model.request_timeout == 30
    assert model.max_tokens == 1200
    assert model.temperature is None
    assert model.openai_api_base == "http://127.0.0.1:9/v1"
    assert with_schema(model) is not None


def test_an_environment_variable_cannot_reroute_customer_text(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "x")
    monkeypatch.setenv("LANGSMITH_GATEWAY", "true")
    named = ModelSettings(chat="openai:gpt-4.1-mini", base_url="http://127.0.0.1:9/v1")

    with pytest.raises(ConfigError, match="LANGSMITH_GATEWAY"):
        build_chat_model(ModelSettings(chat="openai:gpt-4.1-mini"))
    model = build_chat_model(named)
    assert isinstance(model, ChatOpenAI)
    assert model.openai_api_base == "http://127.0.0.1:9/v1"


DRAFT_IN_A_PROCESS = """
    import sys
    sys.path.insert(0, {here!r})
    from jacket import GOOD, SHOP, VOICE, RETURNS
    from cx_assistant.drafting.chat_model import build_chat_model
    from cx_assistant.drafting.llm import LLMDrafter
    from cx_assistant.errors import DraftError
    from cx_assistant.models import CleanTicket, DraftRequest, Question, QuestionEvidence
    from cx_assistant.settings.schema import ModelSettings

    question = Question(text="Can I return it?", search_text="return")
    request = DraftRequest(
        ticket=CleanTicket(text="Can I return it?", questions=(question,), language="en"),
        findings=(QuestionEvidence(question=question, evidence=(RETURNS,)),),
        language="en",
    )
    settings = ModelSettings(
        chat="openai:gpt-4.1-mini", base_url={base_url!r}, timeout_seconds={timeout}
    )
    drafter = LLMDrafter(build_chat_model(settings), settings=settings, voice=VOICE, shop=SHOP)
    try:
        print("drafted", len(drafter.draft(request).sentences))
    except DraftError as error:
        print("failed", error.reason.value)
"""


def run_draft(base_url: str, *, timeout: float, more: str = "", **env: str) -> str:
    code = DRAFT_IN_A_PROCESS.format(here=str(HERE), base_url=base_url, timeout=timeout)
    environment = {**os.environ, "OPENAI_API_KEY": "x", **env}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code) + textwrap.dedent(more)],
        capture_output=True,
        text=True,
        timeout=60,
        env=environment,
        check=True,
    )
    return done.stdout


def test_tracing_variables_send_nothing_anywhere() -> None:
    flush = """
        from langchain_core.tracers.langchain import wait_for_all_tracers
        wait_for_all_tracers()
    """
    with OpenAIServer(script=[Success(GOOD)]) as server, OpenAIServer() as langsmith:
        printed = run_draft(
            server.base_url,
            timeout=30,
            more=flush,
            LANGSMITH_TRACING="true",
            LANGCHAIN_TRACING_V2="true",
            LANGSMITH_API_KEY="x",
            LANGSMITH_ENDPOINT=langsmith.base_url,
        )
        assert langsmith.requests == ()

    assert printed == "drafted 4\n"


def test_a_call_that_hangs_does_not_hold_up_the_end_of_the_program() -> None:
    with OpenAIServer(script=[Drip()]) as server:
        stamp = "\nimport time; print(time.time())\n"
        printed = run_draft(server.base_url, timeout=0.3, more=stamp)
        ended = time.time()

    first, last = printed.split("\n")[:2]
    assert first == "failed timeout"
    assert ended - float(last) < 3


def test_the_scripted_server_serves_embeddings_to_the_real_client() -> None:
    with OpenAIServer(dimensions=64) as server:
        embeddings = OpenAIEmbeddings(
            model="text-embedding-3-small",
            base_url=server.base_url,
            api_key="x",  # type: ignore[arg-type]
            check_embedding_ctx_length=False,
        )
        near, same, far = embeddings.embed_documents(
            ["return the blue jacket", "the blue jacket", "gift cards never expire"]
        )

    def cosine(one: list[float], two: list[float]) -> float:
        return sum(a * b for a, b in zip(one, two, strict=True))

    assert len(near) == 64
    assert cosine(near, near) == pytest.approx(1, abs=1e-6)
    assert cosine(near, same) > 0.7 > cosine(near, far)


def test_the_scripted_server_repeats_its_last_entry_and_knows_no_other_path() -> None:
    with OpenAIServer(script=[HttpError(500), Success("fine")]) as server:
        model = ChatOpenAI(model="m", base_url=server.base_url, api_key="x", max_retries=1)  # type: ignore[arg-type]
        assert [model.invoke("hello").content for _ in range(2)] == ["fine", "fine"]
        assert [request.path for request in server.requests] == ["/v1/chat/completions"] * 3
        assert server.requests[0].headers["authorization"] == "Bearer x"
        assert server.requests[0].text == "hello"
