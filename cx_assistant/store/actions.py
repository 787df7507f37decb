"""Recorded proposals, and the audit trail of what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update

from cx_assistant.errors import InputError
from cx_assistant.models import (
    ActionProposal,
    ActionStep,
    AuditEntry,
    Customer,
    Model,
    Order,
)
from cx_assistant.store.database import Database
from cx_assistant.store.order_rows import order_of, sortable
from cx_assistant.store.order_tables import action_log, action_proposals
from cx_assistant.store.statements import fetch, insert_rows
from cx_assistant.store.tables import customers, orders

_ENTRY = [column for column in action_log.columns if column.name != "id"]


class RecordedAction(Model):
    """A proposal in the store. `state` is the last step that moved it on."""

    proposal: ActionProposal
    state: ActionStep
    created_at: datetime
    approvals: tuple[str, ...] = ()


class ActionStore:
    """Proposals and the audit trail. Whoever writes into both does so in one transaction."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def record(self, proposals: Sequence[ActionProposal], *, by: str, now: datetime) -> int:
        """Keep proposals that are not kept yet; how many were new."""
        with self.database.write() as connection:
            return sum(_recorded(connection, proposal, by, now) for proposal in proposals)

    def get(self, proposal_id: str) -> RecordedAction:
        """The proposal; raises `InputError` if there is none with this id."""
        with self.database.read() as connection:
            return recorded(connection, proposal_id)

    def all(
        self, *, customer_id: str | None = None, state: ActionStep | None = None
    ) -> list[RecordedAction]:
        """Recorded proposals, newest first."""
        query = select(action_proposals.c.id)
        if customer_id is not None:
            query = query.where(action_proposals.c.customer_id == customer_id)
        if state is not None:
            query = query.where(action_proposals.c.state == state.value)
        order = (action_proposals.c.created_at.desc(), action_proposals.c.id)
        with self.database.read() as connection:
            ids = connection.scalars(query.order_by(*order)).all()
            return [recorded(connection, each) for each in ids]

    def log(
        self, *, customer_id: str | None = None, proposal_id: str | None = None
    ) -> list[AuditEntry]:
        """The audit trail, oldest first."""
        query = select(*_ENTRY).order_by(action_log.c.id)
        if customer_id is not None:
            query = query.where(action_log.c.customer_id == customer_id)
        if proposal_id is not None:
            query = query.where(action_log.c.proposal_id == proposal_id)
        with self.database.read() as connection:
            rows = fetch(connection, query)
        return [AuditEntry.model_validate(row) for row in rows]


def _recorded(connection: Connection, proposal: ActionProposal, by: str, now: datetime) -> bool:
    known = select(action_proposals.c.id).where(action_proposals.c.id == proposal.id)
    if connection.scalar(known) is not None:
        return False
    row = {
        "id": proposal.id,
        "customer_id": proposal.customer_id,
        "ticket_id": proposal.ticket_id,
        "created_at": sortable(now),
        "state": ActionStep.PROPOSED.value,
        "document": proposal.model_dump_json(),
    }
    insert_rows(connection, action_proposals, [row])
    append(connection, entry_of(proposal, ActionStep.PROPOSED, actor=by, now=now))
    return True


def recorded(connection: Connection, proposal_id: str) -> RecordedAction:
    """The proposal as it stands in this transaction; raises `InputError` if there is none."""
    query = select(action_proposals).where(action_proposals.c.id == proposal_id)
    rows = fetch(connection, query)
    if not rows:
        message = f"no proposal {proposal_id!r} is recorded; see `cx-assistant actions list`"
        raise InputError(message)
    approved = select(action_log.c.actor).where(
        action_log.c.proposal_id == proposal_id, action_log.c.step == ActionStep.APPROVED.value
    )
    row = rows[0]
    return RecordedAction(
        proposal=ActionProposal.model_validate_json(row["document"]),
        state=ActionStep(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        approvals=tuple(connection.scalars(approved.order_by(action_log.c.id))),
    )


def entry_of(
    proposal: ActionProposal, step: ActionStep, *, actor: str, now: datetime, detail: str = ""
) -> AuditEntry:
    """One line of the audit trail about this proposal."""
    return AuditEntry(
        at=now,
        proposal_id=proposal.id,
        step=step,
        actor=actor,
        customer_id=proposal.customer_id,
        detail=detail,
    )


def append(connection: Connection, entry: AuditEntry) -> None:
    """Add a line to the audit trail as part of a larger transaction."""
    row = {**entry.model_dump(), "at": sortable(entry.at), "step": entry.step.value}
    insert_rows(connection, action_log, [row])


def move_to(connection: Connection, proposal_id: str, state: ActionStep) -> None:
    """Note how far a proposal has come; a proposal nobody recorded has no state."""
    changed = update(action_proposals).where(action_proposals.c.id == proposal_id)
    connection.execute(changed.values(state=state.value))


def was_executed(connection: Connection, proposal_id: str) -> datetime | None:
    """When it was executed, if it was."""
    query = select(action_log.c.at).where(
        action_log.c.proposal_id == proposal_id, action_log.c.step == ActionStep.EXECUTED.value
    )
    at = connection.scalar(query)
    return None if at is None else datetime.fromisoformat(at)


def order_in(connection: Connection, order_id: str, customer_id: str) -> Order | None:
    """This customer's order as it stands in this transaction."""
    query = select(orders.c.document, orders.c.as_of).where(
        orders.c.id == order_id, orders.c.customer_id == customer_id
    )
    row = connection.execute(query).first()
    return None if row is None else order_of(*row)


def customer_in(connection: Connection, customer_id: str) -> Customer | None:
    """The customer as they stand in this transaction."""
    query = select(customers.c.document).where(customers.c.id == customer_id)
    document = connection.scalar(query)
    return None if document is None else Customer.model_validate_json(document)
