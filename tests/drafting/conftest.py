"""A request about a jacket, and a drafter that talks to a loopback server."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from cx_assistant.drafting.calling import Pace
from cx_assistant.drafting.chat_model import build_chat_model
from cx_assistant.drafting.llm import LLMDrafter
from cx_assistant.models import CleanTicket, DraftRequest, Question, QuestionEvidence
from cx_assistant.settings.schema import ModelSettings
from cx_assistant.testing.openai_server import OpenAIServer

from .jacket import RETURNS, SHIPPING, SHOP, STATUS, VOICE


@pytest.fixture
def jacket_request() -> DraftRequest:
    can_return = Question(text="Can I still return the jacket?", search_text="return jacket")
    delivery = Question(text="How long would a new one take?", search_text="delivery time")
    return DraftRequest(
        ticket=CleanTicket(
            text="Hi, can I still return the jacket? How long would a new one take?",
            questions=(can_return, delivery),
            language="en",
        ),
        findings=(
            QuestionEvidence(question=can_return, evidence=(RETURNS, STATUS)),
            QuestionEvidence(question=delivery, evidence=(SHIPPING,)),
        ),
        customer_id="c-17",
        customer_name="Anna Berg",
        language="en",
        now_text="Wednesday, 3 June 2026",
    )


class Pauses:
    """Remembers pauses instead of sleeping."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def pace(self) -> Pace:
        return Pace(sleep=self.seconds.append, jitter=lambda: 0.0)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


DrafterFor = Callable[..., LLMDrafter]


@pytest.fixture
def drafter_for(monkeypatch: pytest.MonkeyPatch, pauses: Pauses) -> DrafterFor:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-loopback")

    def build(server: OpenAIServer, **changes: object) -> LLMDrafter:
        settings = ModelSettings.model_validate(
            {
                "chat": "openai:gpt-4.1-mini",
                "base_url": server.base_url,
                "timeout_seconds": 20,
                "input_cost_per_million": Decimal(2),
                "output_cost_per_million": Decimal(8),
                **changes,
            }
        )
        return LLMDrafter(
            build_chat_model(settings),
            settings=settings,
            voice=VOICE,
            shop=SHOP,
            pace=pauses.pace(),
        )

    return build
