"""A draft on its way through the checks."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from cx_assistant.models.base import Model
from cx_assistant.models.evidence import Citation, Evidence
from cx_assistant.models.ticket import CleanTicket, Question


class SentenceRole(StrEnum):
    """What a sentence is for. Only `ANSWER` sentences make claims and need citations."""

    GREETING = "greeting"
    ANSWER = "answer"
    COURTESY = "courtesy"  # thanks, apology, acknowledgement, lead-in: no factual claim
    CLOSING = "closing"


class Sentence(Model):
    """One sentence, list item or table row of a reply. `separator` joins it to the one before."""

    text: str = Field(min_length=1)
    role: SentenceRole = SentenceRole.ANSWER
    citations: tuple[Citation, ...] = ()
    separator: str = " "


class Draft(Model):
    """A reply that nobody has checked yet."""

    sentences: tuple[Sentence, ...] = Field(min_length=1)
    language: str
    drafter: str = Field(description="'offline', or the model's name")
    unanswered: tuple[str, ...] = Field(
        default=(), description="questions the evidence leaves open"
    )

    @property
    def text(self) -> str:
        """The reply as the customer would read it."""
        first, *rest = self.sentences
        return first.text + "".join(sentence.separator + sentence.text for sentence in rest)


class QuestionEvidence(Model):
    """What was found for one of the customer's questions, best first."""

    question: Question
    evidence: tuple[Evidence, ...] = ()
    answerability: float = Field(
        default=0.0, ge=0.0, le=1.0, description="calibrated chance that the evidence answers it"
    )
    articles_answer: float = Field(
        default=0.0, ge=0.0, le=1.0, description="the same for the article passages alone"
    )


class DraftRequest(Model):
    """All a drafter may know. Nothing else about the customer may enter a prompt."""

    ticket: CleanTicket
    findings: tuple[QuestionEvidence, ...]
    customer_id: str | None = None
    customer_name: str = ""
    language: str
    offers_verification: bool = Field(
        default=False, description="more could be said to this sender once they are verified"
    )
    now_text: str = Field(default="", description="the ticket's date as people write it")

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """All evidence of all questions, each once, in order."""
        unique = {item.id: item for found in self.findings for item in found.evidence}
        return tuple(unique.values())


class ProblemKind(StrEnum):
    """What a check can find wrong with a draft."""

    UNKNOWN_CITATION = "unknown_citation"
    QUOTE_NOT_FOUND = "quote_not_found"
    MISSING_CITATION = "missing_citation"
    UNSUPPORTED_FACT = "unsupported_fact"
    UNSUPPORTED_CLAIM = "unsupported_claim"
    CONTRADICTED_CLAIM = "contradicted_claim"
    UNAUTHORISED_PROMISE = "unauthorised_promise"
    INTERNAL_TEXT = "internal_text"
    OTHER_CUSTOMER = "other_customer"
    FORBIDDEN_LINK = "forbidden_link"
    WRONG_LANGUAGE = "wrong_language"
    EMPTY_ANSWER = "empty_answer"


class Problem(Model):
    """One thing wrong with a draft, and the sentence it is wrong in (None: the whole draft)."""

    kind: ProblemKind
    sentence_index: int | None = None
    sentence: str = ""
    detail: str = Field(description="what is wrong, in one sentence a drafter can act on")
