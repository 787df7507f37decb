"""Proposed actions as a support agent likes to read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from cx_assistant.models import (
    Action,
    ActionKind,
    ActionProposal,
    ActionStep,
    Address,
    AuditEntry,
    Verdict,
)

if TYPE_CHECKING:
    from rich.console import Console

    from cx_assistant.store.actions import RecordedAction

_COLOURS = {
    Verdict.ALLOWED: "green",
    Verdict.NEEDS_APPROVAL: "yellow",
    Verdict.DENIED: "red",
    Verdict.INCOMPLETE: "cyan",
}
_SHORT = {
    Verdict.NEEDS_APPROVAL.value: "approval",
    ActionKind.CHANGE_ADDRESS.value: "address",
    ActionKind.CHANGE_PAYMENT.value: "payment",
}  # a line has 80 columns
_SHORT_TIME = "%y-%m-%d %H:%M"
_NOT_TOLD = frozenset({"kind", "order_id", "is_partial", "currency"})


def show_proposals(console: Console, proposals: Sequence[ActionProposal]) -> None:
    """Each proposal: verdict, arguments, why, what it costs. Nothing of them has been done."""
    for proposal in proposals:
        console.print(_heading(proposal))
        console.print(_facts(proposal))


def _heading(proposal: ActionProposal) -> Text:
    told = _named(proposal.kind.value)
    order = f" {proposal.order_id}" if proposal.order_id else ""
    heading = Text(f"Proposal · {told}{order} · ", style="bold")
    colour = _COLOURS[proposal.verdict]
    return heading.append(_named(proposal.verdict.value), style=f"bold {colour}")


def _facts(proposal: ActionProposal) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", width=8, no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _rows(proposal):
        table.add_row(f"  {name}", Text(value))
    return table


def _rows(proposal: ActionProposal) -> Iterator[tuple[str, str]]:
    if proposal.action is not None:
        yield from (("with", told) for told in _arguments(proposal.action))
    yield "why", proposal.justification
    if proposal.cost is not None:
        gets = " (the shop gets it)" if proposal.cost < 0 else ""
        yield "costs", f"{abs(proposal.cost)} {proposal.currency}{gets}"
    yield "words", f"“{proposal.quote}”"
    yield "id", proposal.id


def _arguments(action: Action) -> Iterator[str]:
    for name in type(action).model_fields:
        value = getattr(action, name)
        if name not in _NOT_TOLD and value:
            yield f"{_named(name)}: {_shown(value)}"


def _shown(value: object) -> str:
    if isinstance(value, Address):
        parts = (value.name, value.street, value.postcode, value.city, value.region, value.country)
        return ", ".join(part for part in parts if part)
    if isinstance(value, tuple):
        return ", ".join(map(_shown, value))
    if hasattr(value, "new_sku"):
        return f"{value.sku} → {value.new_sku}"  # type: ignore[attr-defined]
    return str(value)


def _named(name: str) -> str:
    return name.replace("_", " ")


def show_recorded(console: Console, found: Sequence[RecordedAction]) -> None:
    """One line per recorded proposal; ids stay whole, so that they can be copied."""
    if not found:
        console.print("no proposals are recorded", style="dim")
        return
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    _add_id_column(table, [each.proposal.id for each in found], "id")
    table.add_column("what", overflow="fold")
    _add_id_column(table, [each.proposal.order_id for each in found], "order")
    for column in ("costs", "verdict", "state", "customer"):
        table.add_column(column, overflow="fold")
    for each in found:
        proposal = each.proposal
        cost = "" if proposal.cost is None else f"{proposal.cost} {proposal.currency}"
        what = (_short(proposal.kind.value), Text(proposal.order_id), cost)
        verdict = Text(_short(proposal.verdict.value), style=_COLOURS[proposal.verdict])
        table.add_row(proposal.id, *what, verdict, each.state.value, Text(proposal.customer_id))
    console.print(table)


def show_log(console: Console, entries: Sequence[AuditEntry]) -> None:
    """The audit trail, one step per line."""
    if not entries:
        console.print("nothing is in the audit trail", style="dim")
        return
    table = Table.grid(padding=(0, 1))
    table.add_column(min_width=len(f"{entries[0].at:{_SHORT_TIME}}"), no_wrap=True)
    _add_id_column(table, [entry.proposal_id for entry in entries])
    for _ in ("step", "actor", "detail"):
        table.add_column(overflow="fold")
    for entry in entries:
        by_itself = "assistant" if entry.step is ActionStep.PROPOSED else ""
        actor = Text(entry.actor or by_itself, style="dim")
        step = Text(_named(entry.step.value), style="bold")
        at = f"{entry.at:{_SHORT_TIME}}"
        table.add_row(at, entry.proposal_id, step, actor, Text(entry.detail))
    console.print(table)


def _short(name: str) -> str:
    return _SHORT.get(name, _named(name))


def _add_id_column(table: Table, ids: Sequence[str], header: str = "") -> None:
    table.add_column(header, no_wrap=True, min_width=max(map(len, ids)))
