from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from cx_assistant.drafting.calling import MAX_HANGING_CALLS
from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.usage import UnusableAnswerError
from cx_assistant.models import DraftRequest
from cx_assistant.testing.openai_server import (
    Behaviour,
    ContentFiltered,
    CutStream,
    Drip,
    EmptyChoices,
    Hang,
    HtmlPage,
    HttpError,
    MalformedJSON,
    OpenAIServer,
    OutOfLength,
    Refusal,
    Success,
    WrongSchema,
    rate_limited,
    server_error,
    unauthorised,
)

from .conftest import Pauses
from .jacket import GOOD, answer, sentence

DrafterFor = Callable[..., LLMDrafter]

TIMEOUT = 0.3
TOLERANCE = 2.0  # busy machines; without the deadline these calls never end

USELESS = [
    (OutOfLength(), FailureReason.LENGTH, "max_output_tokens"),
    (OutOfLength(content=GOOD), FailureReason.LENGTH, "max_output_tokens"),
    (ContentFiltered(), FailureReason.CONTENT_FILTER, "content filter"),
    (ContentFiltered(content=GOOD), FailureReason.CONTENT_FILTER, "content filter"),
    (Refusal(), FailureReason.REFUSED, "refused"),
    (MalformedJSON(), FailureReason.MALFORMED_JSON, "not valid JSON"),
    (MalformedJSON(content="Sure! " + GOOD), FailureReason.MALFORMED_JSON, "not valid JSON"),
    (MalformedJSON(content="[" * 100_000), FailureReason.MALFORMED_JSON, "not valid JSON"),
    (WrongSchema(), FailureReason.WRONG_SCHEMA, "wrong shape"),
    (WrongSchema(content="[]"), FailureReason.WRONG_SCHEMA, "wrong shape"),
    (
        WrongSchema(content=answer(sentence("Hi", role="poem"))),
        FailureReason.WRONG_SCHEMA,
        r"sentences\.0\.role",
    ),
    (WrongSchema(content=answer(sentence(" \u200b "))), FailureReason.WRONG_SCHEMA, "text"),
    (Success(""), FailureReason.EMPTY, "empty"),
    (Success(" \n "), FailureReason.EMPTY, "empty"),
    (Success(answer()), FailureReason.EMPTY, "without sentences"),
    (EmptyChoices(), FailureReason.UNREADABLE, "base_url"),
    (HtmlPage(), FailureReason.UNREADABLE, "base_url"),
    (CutStream(GOOD, 90), FailureReason.UNFINISHED, "cut off"),
    (CutStream(GOOD, len(GOOD)), FailureReason.UNFINISHED, "cut off"),
    (unauthorised(), FailureReason.REJECTED, "API key"),
    (HttpError(404, "no such model"), FailureReason.REJECTED, r"model\.chat"),
    (HttpError(400, "bad temperature"), FailureReason.REJECTED, "HTTP 400"),
    (HttpError(429, "no money", "insufficient_quota"), FailureReason.RATE_LIMIT, "credit"),
    (
        HttpError(400, "too many tokens", "context_length_exceeded"),
        FailureReason.TOO_LONG,
        "max_input_tokens",
    ),
]


@pytest.mark.parametrize(("behaviour", "reason", "words"), USELESS)
def test_a_useless_answer_is_one_clear_error_and_is_not_asked_for_again(
    drafter_for: DrafterFor,
    jacket_request: DraftRequest,
    pauses: Pauses,
    behaviour: Behaviour,
    reason: FailureReason,
    words: str,
) -> None:
    with OpenAIServer(script=[behaviour]) as server:
        with pytest.raises(ModelFailedError, match=words) as caught:
            drafter_for(server).draft(jacket_request)
        assert len(server.requests) == 1

    assert caught.value.reason is reason
    assert "\n" not in str(caught.value)
    assert pauses.seconds == []


def test_a_useless_answer_still_reports_what_it_cost(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    script = [Success("nonsense", tokens_in=900, tokens_out=3)]
    with OpenAIServer(script=script) as server, pytest.raises(UnusableAnswerError) as caught:
        drafter_for(server).draft(jacket_request)

    assert (caught.value.usage.tokens_in, caught.value.usage.tokens_out) == (900, 3)


@pytest.mark.parametrize(
    "trouble", [rate_limited(), server_error(), HttpError(503), HttpError(529)]
)
def test_trouble_that_passes_is_waited_out(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses, trouble: Behaviour
) -> None:
    with OpenAIServer(script=[trouble, trouble, Success(GOOD)]) as server:
        drafted = drafter_for(server, retries=2).draft_with_usage(jacket_request)
        assert len(server.requests) == 3

    assert drafted.usage.attempts == 3
    assert pauses.seconds == [0.5, 1.0]


def test_after_the_last_retry_the_error_stands(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[server_error()]) as server:
        with pytest.raises(ModelFailedError, match="HTTP 500") as caught:
            drafter_for(server, retries=2).draft(jacket_request)
        assert len(server.requests) == 3

    assert caught.value.reason is FailureReason.SERVER_ERROR
    assert caught.value.__cause__ is not None


def test_without_retries_there_is_one_try(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[server_error()]) as server:
        with pytest.raises(ModelFailedError):
            drafter_for(server, retries=0).draft(jacket_request)
        assert len(server.requests) == 1


def test_retry_after_is_respected_when_it_fits(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses
) -> None:
    with OpenAIServer(script=[rate_limited("3"), Success(GOOD)]) as server:
        drafter_for(server).draft(jacket_request)

    assert pauses.seconds == [3.0]


def test_a_date_in_retry_after_is_respected_too(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses
) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=9), usegmt=True)
    with OpenAIServer(script=[rate_limited(later), Success(GOOD)]) as server:
        drafter_for(server).draft(jacket_request)

    assert 6 <= pauses.seconds[0] <= 9


@pytest.mark.parametrize("wait", ["60", "20", "Fri, 31 Dec 2100 23:59:59 GMT"])
def test_a_retry_after_beyond_the_deadline_fails_at_once(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses, wait: str
) -> None:
    with OpenAIServer(script=[rate_limited(wait), Success(GOOD)]) as server:
        with pytest.raises(ModelFailedError, match="rate limited"):
            drafter_for(server, timeout_seconds=15).draft(jacket_request)
        assert len(server.requests) == 1

    assert pauses.seconds == []


@pytest.mark.parametrize("wait", ["-5", "soon", "nan", ""])
def test_nonsense_in_retry_after_is_ignored(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses, wait: str
) -> None:
    with OpenAIServer(script=[rate_limited(wait), Success(GOOD)]) as server:
        drafter_for(server).draft(jacket_request)

    assert pauses.seconds == [0.5]


def test_a_server_that_is_not_there_is_a_connection_error(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses
) -> None:
    with OpenAIServer() as server:
        drafter = drafter_for(server, retries=1)

    with pytest.raises(ModelFailedError, match="cannot be reached") as caught:
        drafter.draft(jacket_request)

    assert caught.value.reason is FailureReason.CONNECTION
    assert pauses.seconds == [0.5]


@pytest.mark.parametrize("behaviour", [Hang(), Drip()])
@pytest.mark.parametrize("streamed", [False, True])
def test_the_deadline_holds_against_servers_that_never_finish(
    drafter_for: DrafterFor, jacket_request: DraftRequest, behaviour: Behaviour, streamed: bool
) -> None:
    with OpenAIServer(script=[Success(GOOD), behaviour]) as server:
        drafter = drafter_for(server, timeout_seconds=TIMEOUT, retries=5)
        list(drafter_for(server).draft_stream(jacket_request))  # loads what the first call loads
        started = time.monotonic()
        with pytest.raises(ModelFailedError, match=r"within 0\.3 s") as caught:
            if streamed:
                list(drafter.draft_stream(jacket_request))
            else:
                drafter.draft(jacket_request)
        took = time.monotonic() - started

    assert caught.value.reason is FailureReason.TIMEOUT
    assert TIMEOUT * 0.9 <= took <= TIMEOUT + TOLERANCE


def test_all_tries_share_one_deadline(
    drafter_for: DrafterFor, jacket_request: DraftRequest, pauses: Pauses
) -> None:
    with OpenAIServer(script=[rate_limited("0"), rate_limited("0"), Hang()]) as server:
        drafter = drafter_for(server, timeout_seconds=1, retries=5)
        started = time.monotonic()
        with pytest.raises(ModelFailedError, match="within 1 s"):
            drafter.draft(jacket_request)
        took = time.monotonic() - started
        assert len(server.requests) == 3

    assert took <= 1 + TOLERANCE
    assert pauses.seconds == [0.0, 0.0]


def test_a_server_that_keeps_hanging_is_not_asked_again_and_again(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Drip()]) as server:
        drafter = drafter_for(server, timeout_seconds=0.05)
        reasons = []
        for _ in range(MAX_HANGING_CALLS + 2):
            with pytest.raises(ModelFailedError) as caught:
                drafter.draft(jacket_request)
            reasons.append(caught.value.reason)

    assert reasons[:MAX_HANGING_CALLS] == [FailureReason.TIMEOUT] * MAX_HANGING_CALLS
    assert reasons[MAX_HANGING_CALLS:] == [FailureReason.OVERLOADED] * 2
