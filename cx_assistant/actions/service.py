"""Takes proposals through approval to execution, and writes down every step."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from cx_assistant.errors import CxError, InputError
from cx_assistant.models import (
    ActionProposal,
    ActionReceipt,
    ActionStep,
    ApprovedAction,
    Verdict,
)
from cx_assistant.protocols import ActionExecutor
from cx_assistant.store.actions import (
    ActionStore,
    RecordedAction,
    append,
    entry_of,
    move_to,
    recorded,
)

_POSSIBLE = frozenset({Verdict.ALLOWED, Verdict.NEEDS_APPROVAL})
_BEYOND_ONE_PERSON = 2
_OPEN = frozenset({ActionStep.PROPOSED, ActionStep.APPROVED})


class ActionService:
    """Record, try out, approve, reject, execute.

    What one support agent may decide alone needs one approval; what is beyond that needs two, by
    different people. Who recorded a proposal by hand does not approve it where two are needed.
    """

    def __init__(self, store: ActionStore, executor: ActionExecutor) -> None:
        self._store = store
        self._executor = executor

    def record(self, proposals: Sequence[ActionProposal], *, now: datetime, by: str = "") -> int:
        """Keep these proposals; how many were new. One made twice is one."""
        return self._store.record(proposals, by=by, now=now)

    def dry_run(self, proposal_id: str, *, now: datetime, by: str = "") -> ActionReceipt:
        """What executing it would change, as of now; raises `InputError` if it does not fit."""
        proposal = self._store.get(proposal_id).proposal
        receipt = self._executor.dry_run(proposal, now=now)
        with self._store.database.write() as connection:
            append(connection, entry_of(proposal, ActionStep.DRY_RUN, actor=by, now=now))
        return receipt

    def approve(self, proposal_id: str, *, by: str, now: datetime) -> RecordedAction:
        """Say yes to it; raises `InputError` if it cannot be or `by` has said so before."""
        actor = _named(by)
        with self._store.database.write() as connection:
            known = recorded(connection, proposal_id)
            _check_open(known)
            self._check_approver(known, actor)
            append(connection, entry_of(known.proposal, ActionStep.APPROVED, actor=actor, now=now))
            if len({*known.approvals, actor}) >= needed_approvals(known.proposal):
                move_to(connection, proposal_id, ActionStep.APPROVED)
            return recorded(connection, proposal_id)

    def reject(
        self, proposal_id: str, *, by: str, now: datetime, reason: str = ""
    ) -> RecordedAction:
        """Say no to it, for good."""
        actor = _named(by)
        with self._store.database.write() as connection:
            known = recorded(connection, proposal_id)
            _check_open(known)
            step = ActionStep.REJECTED
            append(connection, entry_of(known.proposal, step, actor=actor, now=now, detail=reason))
            move_to(connection, proposal_id, step)
            return recorded(connection, proposal_id)

    def execute(self, proposal_id: str, *, now: datetime) -> ActionReceipt:
        """Do what has been approved, once; raises `InputError` if it has not or no longer fits."""
        known = self._store.get(proposal_id)
        if known.state not in {ActionStep.APPROVED, ActionStep.EXECUTED}:
            missing = needed_approvals(known.proposal) - len(set(known.approvals))
            message = (
                f"proposal {proposal_id} is {known.state.value}; "
                f"{max(missing, 1)} approval(s) are missing, see `cx-assistant actions approve`"
            )
            raise InputError(message)
        approved = ApprovedAction(
            proposal=known.proposal, approved_by=", ".join(known.approvals), approved_at=now
        )
        try:
            return self._executor.execute(approved, now=now)
        except CxError as error:
            with self._store.database.write() as connection:
                step = ActionStep.FAILED
                append(
                    connection, entry_of(known.proposal, step, actor="", now=now, detail=str(error))
                )
            raise

    def _check_approver(self, known: RecordedAction, by: str) -> None:
        if by in known.approvals:
            message = f"{by} has approved {known.proposal.id} already; it needs a second person"
            raise InputError(message)
        entries = self._store.log(proposal_id=known.proposal.id)
        proposer = next((e.actor for e in entries if e.step is ActionStep.PROPOSED), "")
        if needed_approvals(known.proposal) > 1 and by == proposer:
            message = f"{by} proposed {known.proposal.id}; it needs other people's approval"
            raise InputError(message)


def needed_approvals(proposal: ActionProposal) -> int:
    """How many people must say yes."""
    return _BEYOND_ONE_PERSON if proposal.verdict is Verdict.NEEDS_APPROVAL else 1


def _check_open(known: RecordedAction) -> None:
    proposal = known.proposal
    if proposal.action is None or proposal.verdict not in _POSSIBLE:
        told = proposal.justification
        message = f"proposal {proposal.id} is {proposal.verdict.value}: {told}"
        raise InputError(message)
    if known.state not in _OPEN:
        message = f"proposal {proposal.id} is {known.state.value} already; nothing can be decided"
        raise InputError(message)


def _named(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise InputError("a decision needs a name; pass --by")
    return name
