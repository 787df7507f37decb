"""Does approved actions in the shop's own order store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from cx_assistant.actions.changes import State, after
from cx_assistant.actions.fingerprints import fingerprint
from cx_assistant.errors import InputError
from cx_assistant.models import (
    Action,
    ActionProposal,
    ActionReceipt,
    ActionStep,
    ApprovedAction,
    Verdict,
)
from cx_assistant.orders.embedding import embedding_text
from cx_assistant.protocols import Catalogue
from cx_assistant.store.actions import (
    append,
    customer_in,
    entry_of,
    move_to,
    order_in,
    was_executed,
)
from cx_assistant.store.database import Database
from cx_assistant.store.order_changes import write_customers, write_orders

_POSSIBLE = frozenset({Verdict.ALLOWED, Verdict.NEEDS_APPROVAL})
_NOT_SHOWN = frozenset({"as_of"})


class SqlActionExecutor:
    """An `ActionExecutor` for orders kept in this store.

    The change, the audit line and the note for the indexes are one transaction: after a crash
    either all of it is there or nothing, and a second try does what the first did not.
    """

    def __init__(self, database: Database, *, catalogue: Catalogue | None = None) -> None:
        self._database = database
        self._catalogue = catalogue

    def dry_run(self, proposal: ActionProposal, *, now: datetime) -> ActionReceipt:
        """What executing it would change; changes nothing."""
        with self._database.read() as connection:
            before, then = self._states(connection, proposal, now)
        changes = tuple(_differences(before, then))
        return ActionReceipt(
            proposal_id=proposal.id, step=ActionStep.DRY_RUN, at=now, changes=changes
        )

    def execute(self, approved: ApprovedAction, *, now: datetime) -> ActionReceipt:
        """Do it, once, and write it into the audit trail.

        Raises `InputError`, and leaves the order as it was, if that is not what was proposed on.
        """
        proposal = approved.proposal
        with self._database.write() as connection:
            done = was_executed(connection, proposal.id)
            if done is not None:
                return _receipt(proposal, at=done, message="was done before", is_repeat=True)
            before, then = self._states(connection, proposal, now)
            changes = tuple(_differences(before, then))
            _write(connection, before, then)
            told = "; ".join(changes)
            step, by = ActionStep.EXECUTED, approved.approved_by
            append(connection, entry_of(proposal, step, actor=by, now=now, detail=told))
            move_to(connection, proposal.id, ActionStep.EXECUTED)
        return _receipt(proposal, at=now, changes=changes)

    def _states(
        self, connection: Connection, proposal: ActionProposal, now: datetime
    ) -> tuple[State, State]:
        action = _action_of(proposal)
        order = None
        if proposal.order_id:
            order = order_in(connection, proposal.order_id, proposal.customer_id)
            if order is None:
                message = f"order {proposal.order_id} is not there any more; propose it again"
                raise InputError(message)
        before = State(order, customer_in(connection, proposal.customer_id))
        now_state = fingerprint(proposal.kind, before.order, before.customer)
        if proposal.order_state != now_state:
            what = proposal.order_id or "the address on file"
            message = f"{what} has changed since this was proposed; look at it and propose it again"
            raise InputError(message)
        return before, after(action, before, catalogue=self._catalogue, now=now)


def _action_of(proposal: ActionProposal) -> Action:
    if proposal.action is None or proposal.verdict not in _POSSIBLE:
        message = f"proposal {proposal.id} is {proposal.verdict.value}, so there is nothing to do"
        raise InputError(message)
    return proposal.action


def _write(connection: Connection, before: State, then: State) -> None:
    if then.order is not None and then.order != before.order:
        counts = write_orders(connection, [then.order], [embedding_text(then.order)])
        if not counts.changed:
            message = f"order {then.order.id} was written by another source meanwhile; try again"
            raise InputError(message)
    if then.customer is not None and then.customer != before.customer:
        write_customers(connection, [then.customer])


def _receipt(
    proposal: ActionProposal,
    *,
    at: datetime,
    changes: tuple[str, ...] = (),
    message: str = "",
    is_repeat: bool = False,
) -> ActionReceipt:
    return ActionReceipt(
        proposal_id=proposal.id,
        step=ActionStep.EXECUTED,
        at=at,
        changes=changes,
        message=message,
        is_repeat=is_repeat,
    )


def _differences(before: State, then: State) -> Iterator[str]:
    pairs: tuple[tuple[str, Any, Any], ...] = (
        ("", before.order, then.order),
        ("customer ", before.customer, then.customer),
    )
    for prefix, old, new in pairs:
        if old is None or new is None:
            continue
        for name in type(new).model_fields:
            was, becomes = getattr(old, name), getattr(new, name)
            if was != becomes and name not in _NOT_SHOWN:
                yield f"{prefix}{name}: {_shown(was)} → {_shown(becomes)}"


def _shown(value: Any) -> str:
    """A value in a few words: what a person checks before saying yes."""
    if isinstance(value, tuple):
        return "[" + ", ".join(_shown(each) for each in value) + "]"
    if hasattr(value, "model_dump"):
        told = value.model_dump(mode="json", exclude_defaults=True)
        return " ".join(_shown(each) for each in told.values()) or "-"
    if isinstance(value, dict):
        return " ".join(f"{name} {_shown(each)}" for name, each in value.items()) or "-"
    return "-" if value in (None, "") else str(getattr(value, "value", value))
