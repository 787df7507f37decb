"""The story of a ticket: clean, floor rules, evidence, draft, check, decide."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cx_assistant.checking import DraftCheck
from cx_assistant.drafting.tone import Tone
from cx_assistant.drafting.writer import ReplyWriter
from cx_assistant.errors import BackendError, CxError, InputError, LeakError, StoreError
from cx_assistant.escalation.gate import Action, Decision, GateInput, Missing, decide
from cx_assistant.finding import EvidenceFinder, Findings
from cx_assistant.intake.clean import clean_ticket
from cx_assistant.models import (
    Citation,
    CleanTicket,
    DraftRequest,
    EscalationReason,
    Outcome,
    ResolvedCitation,
    Sentence,
    Signal,
    Ticket,
    Trace,
    Visibility,
)
from cx_assistant.outcomes import Case, build_clarification, build_escalation, build_reply, pointing
from cx_assistant.settings.schema import Settings
from cx_assistant.stopwatch import Stopwatch

if TYPE_CHECKING:
    from cx_assistant.settings.filling import Prepared
    from cx_assistant.settings.workspace import Workspace


@dataclass(frozen=True)
class Parts:
    """What an assistant is made of; each part can be replaced."""

    settings: Settings
    signals: Callable[[Ticket, CleanTicket], tuple[Signal, ...]]
    finder: EvidenceFinder
    writer: ReplyWriter
    tone: Tone
    workspace: Workspace


_FAILURE = Signal(reason=EscalationReason.SYSTEM_FAILURE, score=1.0)


class Assistant:
    """Answers tickets. Safe to call from several threads; close it when done."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._settings = parts.settings

    @classmethod
    def from_config(cls, path: Path | str | None = None, *, data: Path | str | None = None) -> Self:
        """An assistant as `cx.toml` describes it; without a path, the one here or the defaults.

        `data` beats the data folder the configuration names.
        """
        from cx_assistant.settings import load_settings, open_parts

        return cls(open_parts(load_settings(path), data=data))

    def prepare(self, *, now: datetime | None = None) -> Prepared:
        """Bring articles and orders up to date with the files the configuration names.

        What has not changed costs next to nothing. `now` dates the versions of articles that are
        kept; without it, the moment of the call.
        """
        from cx_assistant.settings import prepare

        return prepare(self._parts.workspace, now=now or datetime.now(UTC))

    def answer(self, ticket: Ticket) -> Outcome:
        """A checked reply, a question back, or a handoff; an odd ticket is never an exception.

        Raises `InputError` for a ticket that names another shop.
        """
        self._check_shop(ticket)
        watch = Stopwatch()
        case = self._examined(ticket, watch)
        if self._wants_draft(case):
            with watch.step("draft"):
                case = self._drafted(case)
        return self._decided(case, watch)

    def stream(self, ticket: Ticket) -> Iterator[Sentence | Outcome]:
        """The reply's sentences, each only after its checks have passed; the outcome comes last.

        The outcome is what counts: if the model breaks off or a later sentence fails, it is the
        offline reply or a handoff, and the sentences already shown are to be replaced by it.
        """
        self._check_shop(ticket)
        watch = Stopwatch()
        case = self._examined(ticket, watch)
        if self._wants_draft(case):
            writing = self._parts.writer.stream(self._request(case), self._check(case))
            try:
                written = yield from pointing(writing, case.findings.evidence)
                case = case.with_written(written)
            except LeakError:
                case = _stopped(case)
        yield self._decided(case, watch)

    def record_proposals(self, outcome: Outcome, *, now: datetime, by: str = "") -> int:
        """Keep what the outcome proposes, for people to approve; how many were new.

        Nothing is done by it: `ActionService` takes a proposal through approval to execution.
        """
        from cx_assistant.store.actions import ActionStore

        return ActionStore(self._parts.workspace.database).record(outcome.proposals, by=by, now=now)

    def open_citation(
        self,
        citation: Citation,
        *,
        internal: bool = False,
        now: datetime | None = None,
    ) -> ResolvedCitation:
        """The text as it was cited, and whether the article says so still.

        Only with `internal` is text shown that is for staff: never pass it for a customer. `now`
        decides whether the article has expired; without it, the moment of the call.
        """
        from cx_assistant.knowledge_base.citations.resolving import resolve_citation

        moment = (now or datetime.now(UTC)).astimezone(self._settings.shop.zone)
        return resolve_citation(
            citation,
            self._parts.workspace.articles,
            visibility=frozenset(Visibility) if internal else frozenset({Visibility.PUBLIC}),
            today=moment.date(),
        )

    def close(self) -> None:
        """Release the data folder."""
        self._parts.workspace.close()

    def __enter__(self) -> Self:
        """The assistant itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_shop(self, ticket: Ticket) -> None:
        own = self._settings.shop.key
        if ticket.shop and ticket.shop != own:
            message = (
                f"ticket {ticket.id} is for shop {ticket.shop!r}, this assistant answers for "
                f"{own or 'another one'}; use Installation, which picks by shop"
            )
            raise InputError(message)

    def _examined(self, ticket: Ticket, watch: Stopwatch) -> Case:
        """Everything that is known before anything is written."""
        with watch.step("clean"):
            clean = clean_ticket(ticket, languages=self._settings.shop.languages)
        with watch.step("signals"):
            signals = self._parts.signals(ticket, clean)
        with watch.step("evidence"):
            findings = self._found(ticket, clean)
        return Case(
            ticket=ticket,
            clean=clean,
            signals=(*signals, *findings.signals),
            findings=findings,
        )

    def _drafted(self, case: Case) -> Case:
        try:
            written = self._parts.writer.write(self._request(case), self._check(case))
        except LeakError:
            return _stopped(case)
        return case.with_written(written)

    def _found(self, ticket: Ticket, clean: CleanTicket) -> Findings:
        """The evidence; if a source is down or answers wrongly, a human gets the ticket."""
        try:
            return self._parts.finder.find(ticket, clean)
        except (BackendError, StoreError, LeakError) as error:
            return Findings(signals=(_FAILURE,), notes=(f"evidence: {_told(error)}",))

    def _wants_draft(self, case: Case) -> bool:
        """True if a good draft would be used, so that writing one is not in vain."""
        hopeful = self._known(case).model_copy(update={"has_draft": True, "problems": ()})
        return decide(hopeful).action is Action.REPLY

    def _decided(self, case: Case, watch: Stopwatch) -> Outcome:
        decision = decide(self._known(case))
        trace = self._trace(case, decision, watch)
        if decision.action is Action.REPLY and case.written.draft is not None:
            return build_reply(case, case.written.draft, decision, trace)
        if decision.action is Action.CLARIFY:
            return build_clarification(case, decision, trace, tone=self._parts.tone)
        return build_escalation(case, decision, trace, settings=self._settings)

    def _known(self, case: Case) -> GateInput:
        escalation = self._settings.escalation
        draft = case.written.draft
        return GateInput(
            signals=case.signals,
            staff_replied_last=case.clean.staff_replied_last,
            missing=case.findings.missing,
            has_draft=draft is not None,
            problems=case.written.problems,
            answerabilities=tuple(found.answerability for found in case.findings.questions),
            unanswered=draft.unanswered if draft else (),
            confidence=case.findings.confidence,
            minimum_answerability=escalation.minimum_answerability,
            minimum_confidence_to_send=escalation.minimum_confidence_to_send,
            auto_send=escalation.auto_send,
        )

    def _request(self, case: Case) -> DraftRequest:
        return DraftRequest(
            ticket=case.clean,
            findings=case.findings.questions,
            customer_id=case.findings.orders.customer_id,
            customer_name=case.findings.orders.customer_name,
            language=case.clean.language,
            offers_verification=case.findings.orders.missing is Missing.VERIFICATION,
            now_text=written_date(case.ticket.now.astimezone(self._settings.shop.zone)),
        )

    def _check(self, case: Case) -> DraftCheck:
        return DraftCheck(case.ticket, case.clean, case.findings, self._settings)

    def _trace(self, case: Case, decision: Decision, watch: Stopwatch) -> Trace:
        written = case.written.with_usage_before(case.findings.usages)
        return Trace(
            drafter=written.draft.drafter if written.draft else "",
            model=written.model,
            prompt_hash=written.prompt_hash,
            index_revision=case.findings.index_revision,
            policy_hash=self._settings.policy_hash,
            tokens_in=written.tokens_in,
            tokens_out=written.tokens_out,
            cost=written.cost,
            milliseconds=watch.milliseconds,
            signals=case.signals,
            decided_by=decision.rules,
            notes=(*case.clean.notes, *case.findings.notes, *written.notes),
        )


def _stopped(case: Case) -> Case:
    """Somebody else's data was about to reach a prompt: a person takes over."""
    return replace(case, signals=(*case.signals, _FAILURE))


def _told(error: CxError) -> str:
    """An error of the store or a leak speaks our words; one of a source could hold anything."""
    if isinstance(error, StoreError | LeakError):
        return str(error)
    kind = type(error).__name__
    return f"the order source or an index failed ({kind}); look at its log, then answer by hand"


def written_date(moment: datetime) -> str:
    """`Wednesday, 10 June 2026, 10:00`, for the model."""
    return f"{moment:%A}, {moment.day} {moment:%B %Y, %H:%M}"
