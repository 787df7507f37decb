"""Turns what a model wrote into a draft, or says why it is none."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum

from pydantic import ValidationError, field_validator

from cx_assistant.drafting.failures import FailureReason, ModelFailedError
from cx_assistant.drafting.fence import strip_invisible
from cx_assistant.drafting.quotes import MINIMUM_CHARACTERS, verbatim
from cx_assistant.models import Citation, Draft, Evidence, Model, Sentence, SentenceRole

UNKNOWN_SOURCE = "unknown"


class Layout(StrEnum):
    """Where a sentence starts."""

    SAME_LINE = "same_line"
    NEW_LINE = "new_line"
    NEW_PARAGRAPH = "new_paragraph"


SEPARATORS = {Layout.SAME_LINE: " ", Layout.NEW_LINE: "\n", Layout.NEW_PARAGRAPH: "\n\n"}


class WrittenCitation(Model):
    """Evidence a sentence rests on: its number, and words copied from it."""

    evidence: str
    quote: str


class WrittenSentence(Model):
    """One sentence of the reply. The evidence comes first, so that it is chosen before writing."""

    role: SentenceRole
    citations: list[WrittenCitation]
    text: str
    layout: Layout

    @field_validator("text")
    @classmethod
    def _has_words(cls, text: str) -> str:
        visible = strip_invisible(text).strip()
        if not visible:
            raise ValueError("is blank")
        return visible


class WrittenReply(Model):
    """The whole reply, and the questions that the evidence does not answer."""

    sentences: list[WrittenSentence]
    unanswered: list[str]


_CODE_FENCE = re.compile(r"\A```(?:json)?\s*\n(?P<json>.*)\n\s*```\Z", re.DOTALL)


def parse_reply(text: str) -> WrittenReply:
    """The reply in the model's text: one JSON object of the agreed shape and nothing else.

    A code fence around it is tolerated. Raises `ModelFailedError` otherwise.
    """
    content = text.strip()
    if not content:
        raise ModelFailedError("the model sent an empty answer", FailureReason.EMPTY)
    fenced = _CODE_FENCE.match(content)
    try:
        reply = WrittenReply.model_validate_json(fenced["json"] if fenced else content)
    except ValidationError as error:
        raise _unusable(error) from error
    if not reply.sentences:
        raise ModelFailedError("the model sent a reply without sentences", FailureReason.EMPTY)
    return reply


def _unusable(error: ValidationError) -> ModelFailedError:
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "json_invalid":
        message = "the model's answer is not valid JSON; use a model with structured output"
        return ModelFailedError(message, FailureReason.MALFORMED_JSON)
    place = ".".join(str(part) for part in first["loc"]) or "the whole answer"
    message = f"the model's answer has the wrong shape at {place}; use a model that keeps to it"
    return ModelFailedError(message, FailureReason.WRONG_SCHEMA)


def to_draft(
    reply: WrittenReply, evidence: Mapping[str, Evidence], *, language: str, drafter: str
) -> Draft:
    """The reply as a draft; `evidence` is what the model saw, by number (`E1` …)."""
    return Draft(
        sentences=tuple(to_sentence(sentence, evidence) for sentence in reply.sentences),
        language=language,
        drafter=drafter,
        unanswered=tuple(text.strip() for text in reply.unanswered if text.strip()),
    )


def to_sentence(written: WrittenSentence, evidence: Mapping[str, Evidence]) -> Sentence:
    """The sentence with its citations resolved; each citation once."""
    citations = (to_citation(citation, evidence) for citation in written.citations)
    return Sentence(
        text=written.text,
        role=written.role,
        citations=tuple(dict.fromkeys(item for item in citations if item is not None)),
        separator=SEPARATORS[written.layout],
    )


def to_citation(written: WrittenCitation, evidence: Mapping[str, Evidence]) -> Citation | None:
    """The citation with the verbatim quote; unknown evidence and strange quotes stay visible.

    What is wrong is kept for the checks to name. None only for a quote too short to be kept.
    """
    quote = strip_invisible(written.quote).strip()
    item = evidence.get(evidence_number(written.evidence))
    if item is not None:
        quote = verbatim(written.quote, item.text) or quote
    if len(quote) < MINIMUM_CHARACTERS:
        return None
    if item is None:
        name = strip_invisible(written.evidence).strip()[:80] or UNKNOWN_SOURCE
        return Citation(evidence_id=name, source=UNKNOWN_SOURCE, quote=quote)
    return Citation(evidence_id=item.id, source=item.source, quote=quote)


def evidence_number(text: str) -> str:
    """`E7` for every way models write it: `E7`, `[E7]`, `e7`, `7`, `evidence E7`."""
    match = re.fullmatch(r"\W*(?:evidence\s+)?E?(\d{1,4})\W*", text.strip(), re.IGNORECASE)
    return f"E{int(match[1])}" if match else text


def write_out(draft: Draft, evidence: Mapping[str, Evidence]) -> str:
    """The draft in the shape the model writes, so that it can be shown its own earlier reply."""
    numbers: dict[str, str] = {item.id: number for number, item in evidence.items()}
    return WrittenReply(
        sentences=[_written(sentence, numbers) for sentence in draft.sentences],
        unanswered=list(draft.unanswered),
    ).model_dump_json()


def _written(sentence: Sentence, numbers: Mapping[str, str]) -> WrittenSentence:
    layouts: Sequence[Layout] = [
        layout for layout, separator in SEPARATORS.items() if separator == sentence.separator
    ]
    return WrittenSentence(
        role=sentence.role,
        citations=[
            WrittenCitation(
                evidence=numbers.get(item.evidence_id, item.evidence_id), quote=item.quote
            )
            for item in sentence.citations
        ],
        text=sentence.text,
        layout=layouts[0] if layouts else Layout.SAME_LINE,
    )
