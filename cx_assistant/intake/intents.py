"""What a question is about, whether it needs the customer's own data, and if it says enough."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import Field

from cx_assistant.intake.linear import LinearModel
from cx_assistant.intake.question_features import feature_names, features_of
from cx_assistant.models import Model, Question

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cx_assistant.protocols import Embedder, Vectors

WEIGHTS = Path(__file__).with_name("intents.npz")
OWN_ORDER_LABEL = "about_own_order"
VAGUE_LABEL = "is_vague"


class Topic(StrEnum):
    """What a customer can ask a shop about."""

    ORDER_STATUS = "order_status"  # where is it, when will it come, tracking
    RETURN_ITEM = "return_item"  # may I return or exchange it, until when, how
    REFUND = "refund"  # where is my money, when
    PAYMENT = "payment"  # what was charged, how to pay, invoices
    CHANGE_ORDER = "change_order"  # cancel, another address, other items
    ORDER_CONTENTS = "order_contents"  # what did I order, which size
    DAMAGED_OR_MISSING = "damaged_or_missing"  # broken, wrong, incomplete, never came
    PRODUCT = "product"  # fit, care, use, stock
    POLICY = "policy"  # delivery areas and costs, vouchers, shops: the shop in general
    ACCOUNT = "account"  # signing in, newsletter, profile, points
    OTHER = "other"  # thanks, small talk, offers, and what fits nowhere


class TopicScore(Model):
    """How likely a question is about this topic; every topic is judged by itself."""

    topic: Topic
    score: float = Field(ge=0.0, le=1.0)


class Reading(Model):
    """What a question was understood to want. Scores are probabilities."""

    topics: tuple[TopicScore, ...] = Field(min_length=1, description="every topic, best first")
    about_own_order: float = Field(ge=0.0, le=1.0, description="needs this customer's order data")
    is_vague: float = Field(ge=0.0, le=1.0, description="says too little to search for")

    @property
    def topic(self) -> Topic:
        """The likeliest topic."""
        return self.topics[0].topic


class QuestionReader:
    """Reads questions with small classifiers over the shipped embedder's vectors."""

    def __init__(self, embedder: Embedder) -> None:
        """Raises `EmbedderMismatchError` if the classifiers were trained on another embedder."""
        self._embedder = embedder
        self._model = _shipped_model()
        self._model.check_embedder(embedder.id)

    @property
    def embedder_id(self) -> str:
        """Whose vectors it reads."""
        return self._embedder.id

    def read(
        self, questions: Sequence[Question], *, vectors: Vectors | None = None
    ) -> list[Reading]:
        """One reading per question, in order.

        `vectors` are those of the questions' `search_text`, if a search already has them.
        """
        if not questions:
            return []
        # "Where is it" says little by itself; with what was said before, it is read as meant.
        texts = [question.search_text for question in questions]
        if vectors is None:
            vectors = self._embedder.embed(texts)
        features = [features_of(text) for text in texts]
        rows = self._model.probabilities(texts, vectors, features)
        return [
            _reading(dict(zip(self._model.labels, map(float, row), strict=True))) for row in rows
        ]


def _reading(scores: dict[str, float]) -> Reading:
    topics = (TopicScore(topic=topic, score=scores[topic]) for topic in Topic)
    return Reading(
        topics=tuple(sorted(topics, key=lambda scored: -scored.score)),
        about_own_order=scores[OWN_ORDER_LABEL],
        is_vague=scores[VAGUE_LABEL],
    )


@cache
def _shipped_model() -> LinearModel:
    model = LinearModel.load(WEIGHTS)
    if model.features != feature_names():
        message = "intents.npz was trained with other features; run tools/train_intents.py"
        raise ValueError(message)
    return model
