"""The results format: one flat JSON object per answered ticket, for files and scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from cx_assistant.errors import InputError
from cx_assistant.models import (
    ActionProposal,
    Citation,
    Clarification,
    Escalation,
    Model,
    Outcome,
    Permission,
    Reply,
    Trace,
)


class CitedPassage(Model):
    """`source` is an article path or an order id.

    Only a citation of an article has the rest: its content hash, and where the quote stood.
    """

    source: str
    quote: str
    passage_id: str
    revision: str | None = None
    start: int | None = None
    end: int | None = None

    @model_serializer(mode="wrap")
    def _without_what_is_missing(
        self, serialise: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        told: dict[str, object] = serialise(self)
        return {name: value for name, value in told.items() if value is not None}


class Result(Model):
    """What scripts may rely on. `text` is what the customer would read."""

    id: str
    outcome: str = Field(description="reply | clarification | escalation")
    permission: Permission | None = None
    text: str
    language: str
    reason: str | None = None
    reasons: tuple[str, ...] = ()
    team: str | None = None
    priority: str | None = None
    confidence: float | None = None
    missing: str | None = None
    citations: tuple[CitedPassage, ...] = ()
    problems: tuple[str, ...] = ()
    proposals: tuple[ActionProposal, ...] = ()
    trace: Trace


def result_of(outcome: Outcome) -> Result:
    """The outcome in the results format."""
    if isinstance(outcome, Reply):
        return _of_reply(outcome)
    if isinstance(outcome, Clarification):
        return _of_clarification(outcome)
    return _of_escalation(outcome)


def _of_reply(reply: Reply) -> Result:
    return Result(
        id=reply.ticket_id,
        outcome=reply.outcome,
        permission=reply.permission,
        text=reply.text,
        language=reply.language,
        confidence=round(reply.confidence, 4),
        citations=tuple(_cited(citation) for citation in reply.citations),
        proposals=reply.proposals,
        trace=reply.trace,
    )


def _of_clarification(clarification: Clarification) -> Result:
    return Result(
        id=clarification.ticket_id,
        outcome=clarification.outcome,
        permission=clarification.permission,
        text=clarification.text,
        language=clarification.language,
        missing=clarification.missing,
        proposals=clarification.proposals,
        trace=clarification.trace,
    )


def _of_escalation(escalation: Escalation) -> Result:
    return Result(
        id=escalation.ticket_id,
        outcome=escalation.outcome,
        text=escalation.holding_reply,
        language=escalation.language,
        reason=escalation.reason.value,
        reasons=tuple(reason.value for reason in escalation.reasons),
        team=escalation.team,
        priority=escalation.priority.value,
        problems=tuple(problem.detail for problem in escalation.problems),
        proposals=escalation.proposals,
        trace=escalation.trace,
    )


def citation_of(passage: CitedPassage) -> Citation:
    """The citation that a result holds; raises `ValidationError` if it cannot be one."""
    has_place = passage.revision and passage.start is not None and passage.end is not None
    span = passage.model_dump(include={"revision", "start", "end"}) if has_place else None
    return Citation.model_validate(
        {
            "evidence_id": passage.passage_id,
            "source": passage.source,
            "quote": passage.quote,
            "span": span,
        }
    )


def read_citations(path: Path) -> Iterator[tuple[str, Citation]]:
    """Ticket id and citation, for every citation in a file of results, in order.

    Keys that are not known are ignored. Raises `InputError` for anything but a file of results.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"cannot read {path}; name a file that cx-assistant answer --out wrote"
        raise InputError(message) from error
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield from _citations_in(line, f"line {number} of {path}")


def _citations_in(line: str, place: str) -> Iterator[tuple[str, Citation]]:
    try:
        row = json.loads(line)
        for each in row.get("citations") or ():
            known = {name: each[name] for name in CitedPassage.model_fields if name in each}
            yield str(row["id"]), citation_of(CitedPassage.model_validate(known))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"{place} is no result of an answer; give the file that --out wrote"
        raise InputError(message) from error


def _cited(citation: Citation) -> CitedPassage:
    span = citation.span
    return CitedPassage(
        source=citation.source,
        quote=citation.quote,
        passage_id=citation.evidence_id,
        revision=span.revision if span else None,
        start=span.start if span else None,
        end=span.end if span else None,
    )
