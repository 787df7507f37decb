"""Draft, check, repair once, fall back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.drafting.writer import Check, ReplyWriter, Written
from cx_assistant.grounding.check import check_draft
from cx_assistant.grounding.context import CheckContext
from cx_assistant.models import (
    Draft,
    DraftRequest,
    Problem,
    ProblemKind,
    QuestionEvidence,
    Sentence,
)
from cx_assistant.testing.openai_server import (
    Behaviour,
    ContentFiltered,
    CutStream,
    EmptyChoices,
    HtmlPage,
    MalformedJSON,
    OpenAIServer,
    OutOfLength,
    Refusal,
    Success,
    WrongSchema,
    server_error,
)

from .jacket import answer, sentence
from .sample_shop import drafter

DrafterFor = Callable[..., LLMDrafter]

GOOD = answer(
    sentence("Hi Anna,", role="greeting"),
    sentence(
        "You can return most items within 30 days of delivery.",
        ("E1", "return most items within 30 days of delivery"),
        layout="new_paragraph",
    ),
    sentence("Order NL-20417 was delivered on 13 May 2026.", ("E2", "delivered on 13 May 2026")),
    sentence("All the best\nNordlicht", role="closing", layout="new_paragraph"),
)
INVENTED = answer(
    sentence("Hi Anna,", role="greeting"),
    sentence(
        "You can return the jacket within 90 days of delivery.",
        ("E1", "return most items within 30 days of delivery"),
        layout="new_paragraph",
    ),
)


@pytest.fixture
def asked(jacket_request: DraftRequest) -> DraftRequest:
    sure = [
        QuestionEvidence(
            question=found.question,
            evidence=found.evidence,
            answerability=0.9,
            articles_answer=0.9,
        )
        for found in jacket_request.findings
    ]
    return jacket_request.model_copy(update={"findings": tuple(sure)})


@pytest.fixture
def check(asked: DraftRequest) -> Check:
    context = CheckContext(
        language="en",
        now=datetime(2026, 6, 3, 10, tzinfo=UTC),
        customer_id="c-17",
        customer_words=asked.ticket.text,
        own_order_ids=("NL-20417",),
        shop_words="All the best\nNordlicht",
    )
    return lambda draft: check_draft(draft, asked.evidence, context=context)


def written_by(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check, *script: Behaviour
) -> tuple[Written, int]:
    """What came out, and how often the model was asked."""
    with OpenAIServer(script=list(script)) as server:
        writer = ReplyWriter(drafter(), model=drafter_for(server, retries=0))
        return writer.write(asked, check), len(server.requests)


def streamed_by(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check, *script: Behaviour
) -> tuple[list[Sentence], Written]:
    """The sentences in the order they were shown, and what came out."""
    with OpenAIServer(script=list(script)) as server:
        stream = ReplyWriter(drafter(), model=drafter_for(server, retries=0)).stream(asked, check)
        shown: list[Sentence] = []
        while True:
            try:
                shown.append(next(stream))
            except StopIteration as end:
                return shown, end.value


def drafted(written: Written) -> Draft:
    assert written.draft is not None
    return written.draft


def test_without_a_model_the_offline_draft_stands(asked: DraftRequest, check: Check) -> None:
    written = ReplyWriter(drafter()).write(asked, check)

    assert written.stands
    assert drafted(written).drafter == "offline"
    assert "You can return most items within 30 days of delivery." in drafted(written).text
    assert written.model is None
    assert written.tokens_out == 0


def test_a_good_model_draft_is_kept_and_its_use_reported(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    written, requests = written_by(
        drafter_for, asked, check, Success(GOOD, tokens_in=1000, tokens_out=100)
    )

    assert written.stands
    assert requests == 1
    assert drafted(written).drafter == written.model == "gpt-4.1-mini"
    assert (written.tokens_in, written.tokens_out) == (1000, 100)
    assert written.cost is not None


def test_an_invented_fact_is_repaired_in_one_more_round(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    first = Success(INVENTED, tokens_in=1000, tokens_out=100)
    second = Success(GOOD, tokens_in=1200, tokens_out=90)

    written, requests = written_by(drafter_for, asked, check, first, second)

    assert written.stands
    assert requests == 2
    assert "30 days" in drafted(written).text
    assert (written.tokens_in, written.tokens_out) == (2200, 190)
    assert any("repaired: unsupported_fact" in note for note in written.notes)


def test_a_model_that_insists_is_replaced_by_the_offline_draft(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    written, requests = written_by(
        drafter_for, asked, check, Success(INVENTED), Success(INVENTED), Success(GOOD)
    )

    assert written.stands
    assert requests == 2
    assert drafted(written).drafter == "offline"
    assert "90 days" not in drafted(written).text


def test_a_rejected_model_draft_is_kept_for_staff_if_nothing_else_stands(
    drafter_for: DrafterFor, asked: DraftRequest
) -> None:
    def nothing_stands(draft: Draft) -> tuple[Problem, ...]:
        return (Problem(kind=ProblemKind.WRONG_LANGUAGE, detail="not this"),)

    written, _ = written_by(drafter_for, asked, nothing_stands, Success(GOOD), Success(GOOD))

    assert not written.stands
    assert drafted(written).drafter == "gpt-4.1-mini"
    assert any(note.startswith("offline drafter: ") for note in written.notes)


BROKEN: list[Behaviour] = [
    ContentFiltered(),
    CutStream(GOOD, kept_characters=120),
    EmptyChoices(),
    HtmlPage(),
    MalformedJSON(),
    OutOfLength(GOOD),
    Refusal(),
    WrongSchema(),
    server_error(),
]


@pytest.mark.parametrize("behaviour", BROKEN, ids=lambda one: type(one).__name__)
def test_whatever_breaks_in_the_model_the_customer_gets_the_offline_draft(
    behaviour: Behaviour, drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    written, _ = written_by(drafter_for, asked, check, behaviour)

    assert written.stands
    assert drafted(written).drafter == "offline"
    assert any(note.startswith("model: ") for note in written.notes)


@pytest.mark.parametrize("behaviour", BROKEN, ids=lambda one: type(one).__name__)
def test_a_broken_stream_ends_in_the_offline_draft(
    behaviour: Behaviour, drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    shown, written = streamed_by(drafter_for, asked, check, behaviour)

    assert written.stands
    assert drafted(written).drafter == "offline"
    assert tuple(shown[-len(drafted(written).sentences) :]) == drafted(written).sentences


def test_a_good_stream_shows_each_sentence_once(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    shown, written = streamed_by(drafter_for, asked, check, Success(GOOD))

    assert written.stands
    assert tuple(shown) == drafted(written).sentences
    assert drafted(written).drafter == "gpt-4.1-mini"


def test_a_streamed_sentence_that_fails_its_check_is_never_shown(
    drafter_for: DrafterFor, asked: DraftRequest, check: Check
) -> None:
    shown, written = streamed_by(drafter_for, asked, check, Success(INVENTED))

    assert all("90 days" not in one.text for one in shown)
    assert drafted(written).drafter == "offline"
    assert any(note.startswith("stream stopped: ") for note in written.notes)


def test_offline_lines_the_checks_object_to_are_left_out_and_noted(
    asked: DraftRequest, check: Check
) -> None:
    def strict(draft: Draft) -> tuple[Problem, ...]:
        return check(draft) + tuple(
            Problem(kind=ProblemKind.INTERNAL_TEXT, sentence_index=n, detail="internal")
            for n, one in enumerate(draft.sentences)
            if "Sale items" in one.text
        )

    written = ReplyWriter(drafter()).write(asked, strict)

    assert written.stands
    assert "Sale items" not in drafted(written).text
    assert "1 quoted line(s) left out by the checks" in written.notes


def test_nothing_to_say_is_no_draft_and_no_exception(asked: DraftRequest, check: Check) -> None:
    empty = [QuestionEvidence(question=found.question) for found in asked.findings]

    written = ReplyWriter(drafter()).write(
        asked.model_copy(update={"findings": tuple(empty)}), check
    )

    assert written.draft is None
    assert not written.stands
    assert "offline drafter: no passage or order fact" in written.notes[-1]
