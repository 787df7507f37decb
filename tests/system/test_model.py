"""The path through a language model: the real client, a loopback server, a scripted model."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from cx_assistant import Assistant, Reply, Ticket
from cx_assistant.models import Sentence
from cx_assistant.resources import shipped
from cx_assistant.testing.openai_server import (
    CutStream,
    Hang,
    HttpError,
    OpenAIServer,
    RecordedRequest,
    Success,
)
from tests.conftest import NOW

QUESTION = "How long does standard delivery to Ireland take and what does it cost?"
_EVIDENCE = re.compile(r"<<<evidence (E\d+)>>>\n(.*?)\n<<<end evidence \1>>>", re.DOTALL)

Answer = Callable[[RecordedRequest], Success]


def drafted(delivery: str, cost: str) -> Answer:
    """A model that answers the question, citing the row about Ireland."""

    def respond(request: RecordedRequest) -> Success:
        number, row = row_about_ireland(request)
        quote = row[: row.index("€8.90") + len("€8.90")] if "€8.90" in row else row
        return Success(draft(number, quote, delivery, cost), tokens_in=900, tokens_out=80)

    return respond


def row_about_ireland(request: RecordedRequest) -> tuple[str, str]:
    for number, text in _EVIDENCE.findall(request.text):
        for line in text.split("\n"):
            if "Ireland" in line and "4–6 working days" in line and "Northern" not in line:
                return number, line.strip()
    raise AssertionError("the prompt holds nothing about delivery to Ireland")


def draft(number: str, quote: str, delivery: str, cost: str) -> str:
    def sentence(role: str, text: str, layout: str, *, cites: bool = False) -> dict[str, object]:
        citations = [{"evidence": number, "quote": quote}] if cites else []
        return {"role": role, "citations": citations, "text": text, "layout": layout}

    sentences = [
        sentence("greeting", "Hello,", "same_line"),
        sentence("answer", delivery, "new_paragraph", cites=True),
        sentence("answer", cost, "same_line", cites=True),
        sentence("closing", "Happy trails,\nYour Nordlicht Outdoor team", "new_paragraph"),
    ]
    return json.dumps({"sentences": sentences, "unanswered": []}, ensure_ascii=False)


TAKES = "Standard delivery to Ireland takes 4–6 working days."
COSTS = "Standard delivery to Ireland costs €8.90."
GOOD = drafted(TAKES, COSTS)
WRONG_AMOUNT = drafted(TAKES, "Standard delivery to Ireland costs €5.50.")


@pytest.fixture
def answering(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., object]:
    """The sample shop with a model behind this server, by `cx.toml` alone."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")

    @contextmanager
    def opened(server: OpenAIServer, *, timeout_seconds: float = 20) -> Iterator[Assistant]:
        config = tmp_path / "cx.toml"
        model = f"""
[model]
chat = "openai:gpt-test"
base_url = "{server.base_url}"
timeout_seconds = {timeout_seconds}
retries = 0
input_cost_per_million = "2"
output_cost_per_million = "8"
"""
        config.write_text((shipped("knowledge") / "cx.toml").read_text("utf-8") + model, "utf-8")
        with Assistant.from_config(config, data=data) as assistant:
            yield assistant

    return opened


def ticket(text: str = QUESTION, **values) -> Ticket:
    return Ticket.from_text(text, now=NOW, **values)


def test_a_good_draft_becomes_the_reply_with_its_price_in_the_trace(answering) -> None:
    with OpenAIServer(script=[GOOD]) as server, answering(server) as assistant:
        outcome = assistant.answer(ticket())
        requests = server.requests

    assert isinstance(outcome, Reply)
    assert f"{TAKES} {COSTS}" in outcome.text
    assert {c.source for c in outcome.citations} == {"delivery/delivery-times-and-costs.csv"}
    assert (outcome.trace.drafter, outcome.trace.model) == ("gpt-test", "gpt-test")
    assert outcome.trace.prompt_hash
    assert (outcome.trace.tokens_in, outcome.trace.tokens_out) == (900, 80)
    assert outcome.trace.cost == Decimal(900 * 2 + 80 * 8) / 1_000_000
    assert len(requests) == 1
    assert requests[0].headers["authorization"] == "Bearer sk-loopback"


def test_a_wrong_amount_is_repaired_once(answering) -> None:
    with OpenAIServer(script=[WRONG_AMOUNT, GOOD]) as server, answering(server) as assistant:
        outcome = assistant.answer(ticket())
        requests = server.requests

    assert isinstance(outcome, Reply)
    assert outcome.trace.drafter == "gpt-test"
    assert "€8.90" in outcome.text
    assert "€5.50" not in outcome.text
    assert len(requests) == 2
    assert "5.50" in requests[1].messages[-1]["content"]
    assert (outcome.trace.tokens_in, outcome.trace.tokens_out) == (1800, 160)
    assert any("repaired" in note for note in outcome.trace.notes)


def test_a_model_that_stays_wrong_is_replaced_by_quotation(answering) -> None:
    with OpenAIServer(script=[WRONG_AMOUNT]) as server, answering(server) as assistant:
        outcome = assistant.answer(ticket())
        asked = len(server.requests)

    assert isinstance(outcome, Reply)
    assert asked == 2
    assert outcome.trace.drafter == "offline"
    assert "€5.50" not in outcome.model_dump_json(exclude={"trace"})
    assert "4–6 working days" in outcome.text
    assert outcome.trace.tokens_in == 1800  # paid for all the same
    assert outcome.trace.notes


@pytest.mark.parametrize(
    "behaviour", [Hang(), HttpError(500), HttpError(401), Success(""), Success("{}")], ids=repr
)
def test_a_model_that_fails_is_replaced_by_quotation_in_time(answering, behaviour) -> None:
    with (
        OpenAIServer(script=[behaviour]) as server,
        answering(server, timeout_seconds=0.5) as assistant,
    ):
        assistant.answer(ticket("I want to talk to a person."))  # warm, without the model
        begun = time.monotonic()
        outcome = assistant.answer(ticket())
        seconds = time.monotonic() - begun

    assert isinstance(outcome, Reply)
    assert outcome.trace.drafter == "offline"
    assert "4–6 working days" in outcome.text
    assert any(note.startswith("model: ") for note in outcome.trace.notes)
    assert seconds < 5


def test_a_model_never_sees_what_goes_to_a_human_anyway(answering) -> None:
    with OpenAIServer(script=[GOOD]) as server, answering(server) as assistant:
        outcome = assistant.answer(ticket("My lawyer will write to you. " + QUESTION))

        assert outcome.outcome == "escalation"
        assert server.requests == ()


def test_a_stream_yields_each_sentence_after_its_check(answering) -> None:
    with OpenAIServer(script=[GOOD]) as server, answering(server) as assistant:
        *sentences, outcome = assistant.stream(ticket())

    assert isinstance(outcome, Reply)
    assert tuple(sentences) == outcome.sentences
    assert [sentence.text for sentence in sentences[1:3]] == [TAKES, COSTS]
    assert outcome.trace.drafter == "gpt-test"


def test_a_stream_never_shows_a_sentence_that_fails_its_check(answering) -> None:
    with OpenAIServer(script=[WRONG_AMOUNT]) as server, answering(server) as assistant:
        *sentences, outcome = assistant.stream(ticket())

    assert isinstance(outcome, Reply)
    assert not [each for each in sentences if "5.50" in each.text]
    assert TAKES in [each.text for each in sentences]
    assert "€5.50" not in outcome.text
    assert outcome.trace.drafter == "offline"


def test_a_stream_that_is_cut_off_ends_with_the_offline_reply(answering) -> None:
    def cut(request: RecordedRequest) -> CutStream:
        content = GOOD(request).content
        return CutStream(content, kept_characters=content.index("costs"))

    with OpenAIServer(script=[cut]) as server, answering(server) as assistant:
        *sentences, outcome = assistant.stream(ticket())

    assert isinstance(outcome, Reply)
    assert outcome.trace.drafter == "offline"
    assert all(isinstance(each, Sentence) for each in sentences)
    assert "4–6 working days" in outcome.text


def test_the_prompt_holds_the_customers_own_facts_and_nothing_internal(answering) -> None:
    with OpenAIServer(script=[HttpError(500)]) as server, answering(server) as assistant:
        assistant.answer(
            ticket("Where is my order NL-20417?", customer_id="C-1001", verification="signed_in")
        )
        prompts = [request.text for request in server.requests]

    assert prompts
    assert "NL-20417" in prompts[-1]
    for prompt in prompts:
        assert "SORRY10" not in prompt
        assert not set(re.findall(r"NL-\d{5}", prompt)) - {"NL-20417"}
