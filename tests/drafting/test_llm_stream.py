from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.streaming import SentenceReader
from cx_assistant.drafting.usage import Drafted, TokenUse
from cx_assistant.models import DraftRequest, Sentence
from cx_assistant.testing.openai_script import Wire
from cx_assistant.testing.openai_server import (
    Behaviour,
    ContentFiltered,
    CutStream,
    EmptyChoices,
    HtmlPage,
    MalformedJSON,
    OpenAIServer,
    OutOfLength,
    RecordedRequest,
    Refusal,
    Success,
    WrongSchema,
    server_error,
)

from .jacket import GOOD, answer, sentence

DrafterFor = Callable[..., LLMDrafter]


def drain(stream: Generator[Sentence, None, Drafted]) -> tuple[list[Sentence], Drafted]:
    sentences = []
    while True:
        try:
            sentences.append(next(stream))
        except StopIteration as end:
            return sentences, end.value


def test_the_stream_gives_the_same_sentences_as_the_whole_draft(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD, tokens_in=70, tokens_out=9)]) as server:
        drafter = drafter_for(server)
        sentences, drafted = drain(drafter.draft_stream(jacket_request))
        whole = drafter.draft(jacket_request)
        assert server.requests[0].wants_stream

    assert drafted.draft == whole
    assert tuple(sentences) == whole.sentences
    assert (drafted.usage.tokens_in, drafted.usage.tokens_out) == (70, 9)


@dataclass(frozen=True)
class Halting:
    """Streams the first part, and the rest only once `go_on` is set."""

    content: str
    first_characters: int
    go_on: threading.Event

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        def events() -> Generator[dict[str, object]]:
            for piece, finish in (
                (self.content[: self.first_characters], None),
                (self.content[self.first_characters :], "stop"),
            ):
                choice = {
                    "index": 0,
                    "delta": {"role": "assistant", "content": piece},
                    "finish_reason": finish,
                }
                yield {
                    "id": "x",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                }
                self.go_on.wait(20)

        wire.send_events(events())


def test_a_finished_sentence_comes_before_the_answer_has_ended(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    go_on = threading.Event()
    halting = Halting(GOOD, GOOD.index("All the best"), go_on)
    with OpenAIServer(script=[halting]) as server:
        stream = drafter_for(server).draft_stream(jacket_request)
        early = [next(stream).text for _ in range(3)]
        go_on.set()
        late, _ = drain(stream)

    assert early[0] == "Hi Anna,"
    assert [item.text for item in late] == ["All the best\nNordlicht"]


@dataclass(frozen=True)
class Endless:
    """Streams one sentence after another until somebody closes the connection."""

    def respond(self, wire: Wire, request: RecordedRequest) -> None:
        def events() -> Generator[dict[str, object]]:
            piece = '{"sentences": [' + json.dumps(sentence("Hi.", role="greeting"))
            while True:
                delta = {"role": "assistant", "content": piece}
                choice = {"index": 0, "delta": delta, "finish_reason": None}
                yield {
                    "id": "x",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                }
                piece = ", " + json.dumps(sentence("And so on."))

        wire.send_events(events())


def test_a_reader_who_leaves_early_ends_the_call(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    before = set(threading.enumerate())
    with OpenAIServer(script=[Endless()]) as server:
        stream = drafter_for(server).draft_stream(jacket_request)
        assert next(stream).text == "Hi."
        calls = {t for t in threading.enumerate() if t.name == "cx-model-call"} - before
        stream.close()
        for call in calls:
            call.join(timeout=10)

        assert len(calls) == 1
        assert not any(call.is_alive() for call in calls)


def test_the_pieces_of_a_stream_do_not_add_up_their_token_counts() -> None:
    first, second = TokenUse(tokens_in=90, tokens_out=1), TokenUse(tokens_in=90, tokens_out=25)

    assert first.or_larger(second) == second


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("kept", [0, 30, 260, len(GOOD)])
def test_a_stream_cut_anywhere_ends_in_an_error(
    drafter_for: DrafterFor, jacket_request: DraftRequest, kept: int, done: bool
) -> None:
    with (
        OpenAIServer(script=[CutStream(GOOD, kept, done=done)]) as server,
        pytest.raises(ModelFailedError) as caught,
    ):
        list(drafter_for(server, retries=0).draft_stream(jacket_request))

    expected = {FailureReason.UNFINISHED, FailureReason.UNREADABLE}
    assert caught.value.reason in (expected if kept == 0 else {FailureReason.UNFINISHED})


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (OutOfLength(), FailureReason.LENGTH),
        (OutOfLength(content=GOOD), FailureReason.LENGTH),
        (ContentFiltered(), FailureReason.CONTENT_FILTER),
        (Refusal(), FailureReason.REFUSED),
        (MalformedJSON(), FailureReason.MALFORMED_JSON),
        (WrongSchema(), FailureReason.WRONG_SCHEMA),
        (WrongSchema(content='{"sentences": [{"text": 3}]}'), FailureReason.WRONG_SCHEMA),
        (Success(""), FailureReason.EMPTY),
        (Success(answer()), FailureReason.EMPTY),
        (HtmlPage(), FailureReason.UNREADABLE),
    ],
)
def test_a_streamed_answer_that_ends_badly_is_an_error(
    drafter_for: DrafterFor,
    jacket_request: DraftRequest,
    behaviour: Behaviour,
    reason: FailureReason,
) -> None:
    with OpenAIServer(script=[behaviour]) as server, pytest.raises(ModelFailedError) as caught:
        list(drafter_for(server).draft_stream(jacket_request))

    assert caught.value.reason is reason


def test_a_stream_without_choices_is_an_error(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[EmptyChoices()]) as server, pytest.raises(ModelFailedError):
        list(drafter_for(server).draft_stream(jacket_request))


def test_trouble_before_the_first_sentence_is_waited_out(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[server_error(), Success(GOOD)]) as server:
        sentences, drafted = drain(drafter_for(server).draft_stream(jacket_request))

    assert len(sentences) == 4
    assert drafted.usage.attempts == 2


def test_an_answer_with_its_keys_in_another_order_comes_whole_at_the_end(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = json.loads(GOOD)
    turned = json.dumps({"unanswered": content["unanswered"], "sentences": content["sentences"]})
    with OpenAIServer(script=[Success(turned)]) as server:
        sentences, drafted = drain(drafter_for(server).draft_stream(jacket_request))

    assert tuple(sentences) == drafted.draft.sentences
    assert len(sentences) == 4


@given(
    texts=st.lists(st.text(min_size=1, max_size=20).map(lambda text: text + "."), max_size=4),
    size=st.integers(min_value=1, max_value=30),
)
def test_sentences_are_found_wherever_the_pieces_break(texts: list[str], size: int) -> None:
    content = answer(*(sentence(text, ("E1", 'a "}]{" quote')) for text in texts))
    reader = SentenceReader()

    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    found = [item for piece in pieces for item in reader.feed(piece)]

    assert len(found) == len(texts)
    assert reader.text == content
