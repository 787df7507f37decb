from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage

from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.parsing import evidence_number
from cx_assistant.errors import LeakError
from cx_assistant.models import Citation, DraftRequest, Problem, ProblemKind, SentenceRole
from cx_assistant.protocols import Drafter
from cx_assistant.settings.schema import ModelSettings
from cx_assistant.testing.openai_server import HttpError, OpenAIServer, RecordedRequest, Success

from .jacket import GOOD, RETURNS, SHOP, STATUS, VOICE, answer, sentence

DrafterFor = Callable[..., LLMDrafter]


def drafted_from(content: str, drafter_for: DrafterFor, request: DraftRequest) -> Any:
    with OpenAIServer(script=[Success(content)]) as server:
        return drafter_for(server).draft(request)


def test_a_good_answer_becomes_a_draft_with_its_citations(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD)]) as server:
        drafter: Drafter = drafter_for(server)
        draft = drafter.draft(jacket_request)

    assert draft.text == (
        "Hi Anna,\n\nYou can return the jacket within 30 days of delivery. "
        "It came on 13 May 2026.\n\nAll the best\nNordlicht"
    )
    assert draft.drafter == "gpt-4.1-mini"
    assert draft.language == "en"
    roles = [item.role for item in draft.sentences]
    assert roles == [SentenceRole.GREETING, SentenceRole.ANSWER, SentenceRole.ANSWER, "closing"]
    assert draft.sentences[2].citations == (
        Citation(evidence_id=STATUS.id, source="NL-20417", quote="delivered on 13 May 2026"),
    )


def test_the_model_is_asked_once_with_a_strict_schema(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD)]) as server:
        drafter_for(server, max_output_tokens=777).draft(jacket_request)
        (request,) = server.requests

    schema = request.body["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["additionalProperties"] is False
    assert set(schema["schema"]["required"]) == {"sentences", "unanswered"}
    assert request.body["max_completion_tokens"] == 777
    assert request.body["temperature"] == 0
    assert "Can I still return the jacket?" in request.text


def test_the_usage_tells_tokens_cost_tries_and_prompt(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD, tokens_in=1500, tokens_out=250)]) as server:
        drafter = drafter_for(server)
        usage = drafter.draft_with_usage(jacket_request).usage

    assert (usage.tokens_in, usage.tokens_out, usage.attempts) == (1500, 250, 1)
    assert usage.cost == Decimal("0.005")
    assert usage.model == "gpt-4.1-mini"
    assert usage.prompt_hash == drafter.prompt_hash


def test_without_prices_there_is_no_cost(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD)]) as server:
        drafter = drafter_for(server, output_cost_per_million=None)

        assert drafter.draft_with_usage(jacket_request).usage.cost is None


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (
            "return most items within 30 DAYS of delivery",
            "return most items within **30 days** of delivery",
        ),
        ("within  **30 days**\nof delivery.", "within **30 days** of delivery."),
        ('Sale items: "14 days".', "Sale items: “14 days”."),
        ('"You can return most items"', "You can return most items"),
        ("30 days", "30 days**"),
        ("return most goods within 30 days", "return most goods within 30 days"),
        ("eturn most item", "eturn most item"),
    ],
)
def test_an_inexact_quote_is_replaced_by_the_words_of_the_source(
    drafter_for: DrafterFor, jacket_request: DraftRequest, written: str, kept: str
) -> None:
    content = answer(sentence("You have 30 days.", ("E1", written)))

    draft = drafted_from(content, drafter_for, jacket_request)

    (citation,) = draft.sentences[0].citations
    assert citation == Citation(evidence_id=RETURNS.id, source="returns.md", quote=kept)


def test_a_quote_in_other_words_does_not_become_verbatim(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = answer(sentence("You have 60 days.", ("E1", "return most items within 60 days")))

    draft = drafted_from(content, drafter_for, jacket_request)

    assert draft.sentences[0].citations[0].quote not in RETURNS.text


def test_unknown_evidence_stays_visible_for_the_checks(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = answer(sentence("It is free.", ("E9", "returns are free of charge")))

    draft = drafted_from(content, drafter_for, jacket_request)

    (citation,) = draft.sentences[0].citations
    assert citation.evidence_id == "E9"
    assert citation.evidence_id not in {item.id for item in jacket_request.evidence}


def test_a_quote_too_short_to_prove_anything_is_dropped(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = answer(sentence("It is free.", ("E1", "free")))

    assert drafted_from(content, drafter_for, jacket_request).sentences[0].citations == ()


@pytest.mark.parametrize("text", ["E7", "[E7]", "e7", "7", "E07", "evidence E7", " (E7) "])
def test_evidence_numbers_are_understood_however_they_are_written(text: str) -> None:
    assert evidence_number(text) == "E7"


@pytest.mark.parametrize("text", ["F7", "E7, E8", "returns.md", ""])
def test_other_names_are_not_taken_for_evidence_numbers(text: str) -> None:
    assert evidence_number(text) == text


def test_layout_and_open_questions_are_kept(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = answer(
        sentence("Do this:", role="courtesy"),
        sentence("1. Open the app.", layout="new_line"),
        unanswered=("do you ship to Peru?", " "),
    )

    draft = drafted_from(content, drafter_for, jacket_request)

    assert draft.text == "Do this:\n1. Open the app."
    assert draft.unanswered == ("do you ship to Peru?",)


def test_invisible_characters_do_not_reach_the_customer(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    content = answer(sentence("You\u200b can\u202e return\x00 it."))

    assert drafted_from(content, drafter_for, jacket_request).text == "You can return it."


def test_json_in_a_code_fence_is_read(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    draft = drafted_from(f"```json\n{GOOD}\n```", drafter_for, jacket_request)

    assert draft.text.startswith("Hi Anna,")


def test_a_server_without_structured_output_is_asked_in_words(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    refuses = HttpError(400, "response_format is not supported here")

    def without_schema(request: RecordedRequest) -> HttpError | Success:
        return refuses if "response_format" in request.body else Success(GOOD)

    with OpenAIServer(script=[without_schema]) as server:
        drafted = drafter_for(server).draft_with_usage(jacket_request)

    assert drafted.draft.text.startswith("Hi Anna,")
    assert drafted.usage.attempts == 2


def test_a_repair_shows_the_model_its_reply_and_what_is_wrong_with_it(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    problem = Problem(
        kind=ProblemKind.UNSUPPORTED_FACT,
        sentence_index=1,
        sentence="You have 60 days.",
        detail="'60 days' stands in no cited evidence",
    )
    bad = answer(
        sentence("Hi Anna,", role="greeting"),
        sentence("You have 60 days.", ("E1", "return most items within 30 days of delivery")),
    )
    with OpenAIServer(script=[Success(bad), Success(GOOD)]) as server:
        drafter = drafter_for(server)
        first = drafter.draft(jacket_request)
        second = drafter.repair(jacket_request, first, [problem])
        _, request = server.requests

    assert "60 days" in first.text
    assert "60 days" not in second.text
    assert [message["role"] for message in request.messages] == [
        "system",
        "user",
        "assistant",
        "user",
    ]
    earlier = request.messages[2]["content"]
    assert '"evidence":"E1"' in earlier
    assert "You have 60 days." in earlier
    assert "sentence 2 ('You have 60 days.'): unsupported_fact:" in request.messages[3]["content"]


def test_another_customers_order_stops_everything_before_the_call(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    with OpenAIServer(script=[Success(GOOD)]) as server:
        drafter = drafter_for(server)
        draft = drafter.draft(jacket_request)
        foreign = jacket_request.model_copy(update={"customer_id": "c-18"})

        with pytest.raises(LeakError):
            drafter.draft(foreign)
        with pytest.raises(LeakError):
            drafter.repair(foreign, draft, [])
        with pytest.raises(LeakError):
            next(drafter.draft_stream(foreign))
        assert len(server.requests) == 1


def test_one_drafter_serves_many_threads(
    drafter_for: DrafterFor, jacket_request: DraftRequest
) -> None:
    def echo(request: RecordedRequest) -> Success:
        name = "Bea" if "Hi Bea," in request.text else "Cem"
        return Success(answer(sentence(f"Hi {name},", role="greeting")), tokens_in=len(name) * 10)

    names = ["Bea", "Cem"] * 16
    requests = [jacket_request.model_copy(update={"customer_name": name}) for name in names]
    with OpenAIServer(script=[echo]) as server, ThreadPoolExecutor(16) as pool:
        results = list(pool.map(drafter_for(server).draft_with_usage, requests))

    assert [result.draft.text for result in results] == [f"Hi {name}," for name in names]


def test_any_langchain_model_can_draft(jacket_request: DraftRequest) -> None:
    message = AIMessage(GOOD, response_metadata={"finish_reason": "stop"})
    drafter = LLMDrafter(
        GenericFakeChatModel(messages=iter([message])),
        settings=ModelSettings(chat="own"),
        voice=VOICE,
        shop=SHOP,
    )

    assert drafter.draft(jacket_request).text.startswith("Hi Anna,")
    assert drafter.name == "own"


@pytest.mark.parametrize(
    ("metadata", "tool_call"),
    [
        ({"stop_reason": "end_turn"}, False),
        ({"stop_reason": "tool_use"}, True),
        ({"finish_reason": "STOP"}, False),
        ({"done_reason": "stop"}, False),
        ({"status": "completed"}, False),
    ],
)
def test_answers_of_other_providers_are_understood(
    jacket_request: DraftRequest, metadata: dict[str, str], tool_call: bool
) -> None:
    arguments = {"sentences": [sentence("Hello.", role="greeting")], "unanswered": []}
    call = {"name": "WrittenReply", "args": arguments, "id": "1"}
    content = answer(sentence("Hello.", role="greeting"))
    message = AIMessage(
        "" if tool_call else content,
        tool_calls=[call] if tool_call else [],
        response_metadata=metadata,
    )
    drafter = LLMDrafter(
        GenericFakeChatModel(messages=iter([message])),
        settings=ModelSettings(chat="own"),
        voice=VOICE,
        shop=SHOP,
    )

    assert drafter.draft(jacket_request).text == "Hello."
