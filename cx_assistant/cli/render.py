"""An outcome as a person likes to read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Group
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cx_assistant.models import (
    ActionProposal,
    Author,
    Citation,
    Clarification,
    Escalation,
    Evidence,
    EvidenceKind,
    Outcome,
    Permission,
    Reply,
    Ticket,
    Trace,
)

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

_TICKET_CHARACTERS = 700


def show_ticket(console: Console, ticket: Ticket, *, position: str = "") -> None:
    """The customer's side, under a rule with the ticket's name."""
    title = f"{position}  {ticket.id}".strip()
    console.print()
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
    who = f"{ticket.customer_id or 'unknown sender'}, {ticket.verification.value}"
    console.print(Text(f"{ticket.channel.value} from {who}", style="dim"))
    if ticket.subject:
        console.print(Text(f"“{ticket.subject}”", style="bold"))
    for message in ticket.messages:
        style = "default" if message.author is Author.CUSTOMER else "dim italic"
        console.print(Text(_shortened(message.text), style=style))


def show_outcome(console: Console, outcome: Outcome) -> None:
    """The outcome in a frame, then its sources, its reasons and its time."""
    console.print()
    if isinstance(outcome, Reply):
        _show_reply(console, outcome)
    elif isinstance(outcome, Clarification):
        _show_clarification(console, outcome)
    else:
        _show_escalation(console, outcome)


def _proposed(console: Console, proposals: Sequence[ActionProposal]) -> None:
    from cx_assistant.cli.render_actions import show_proposals

    if proposals:
        console.print()
        show_proposals(console, proposals)


def _show_reply(console: Console, reply: Reply) -> None:
    numbers = _numbers(reply.citations)
    may = "may be sent" if reply.permission is Permission.SEND else "for an agent to accept"
    title = f"Reply · {may} · confidence {reply.confidence:.2f}"
    console.print(_framed(_numbered_text(reply, numbers), title, "green"))
    evidence = {item.id: item for item in reply.evidence}
    rows = [("Sources", _sources(numbers, evidence)), *_why_and_time(reply.trace)]
    console.print(_facts(rows))
    _proposed(console, reply.proposals)


def _show_clarification(console: Console, clarification: Clarification) -> None:
    title = f"Question back · missing: {clarification.missing.replace('_', ' ')}"
    console.print(_framed(Text(clarification.text), title, "yellow"))
    console.print(_facts(_why_and_time(clarification.trace)))
    _proposed(console, clarification.proposals)


def _show_escalation(console: Console, escalation: Escalation) -> None:
    title = f"Handoff · {escalation.reason.value.replace('_', ' ')} · to {escalation.team}"
    body = Text(escalation.holding_reply or "(nothing: a colleague is already writing)")
    console.print(_framed(body, title, "red"))
    packet = escalation.packet
    rows: list[tuple[str, RenderableType]] = [("Wants", Text(packet.request))]
    known = [fact for fact in packet.facts if fact.kind is not EvidenceKind.ARTICLE]
    if known:
        rows.append(("Known", Text("\n".join(fact.text for fact in known))))
    articles = dict.fromkeys(_place(f) for f in packet.facts if f.kind is EvidenceKind.ARTICLE)
    if articles:
        rows.append(("Read", Text("\n".join(articles))))
    if packet.risks:
        rows.append(("Risks", Text("\n".join(packet.risks))))
    if packet.tried:
        rows.append(("Tried", Text("\n".join(packet.tried))))
    if packet.unknown:
        rows.append(("Open", Text("\n".join(packet.unknown))))
    rows.append(("Next", Text(packet.next_step, style="bold")))
    due = f", a look by {escalation.due:%a %d %b, %H:%M}" if escalation.due else ""
    rows.append(("Priority", Text(f"{escalation.priority.value}{due}")))
    console.print(_facts([*rows, *_why_and_time(escalation.trace)]))
    _proposed(console, packet.proposals)


def _framed(body: RenderableType, title: str, colour: str) -> Panel:
    heading = Text(title, style=f"bold {colour}")
    return Panel(
        body,
        title=heading,
        title_align="left",
        border_style=colour,
        box=box.ROUNDED,
        padding=(1, 2),
    )


def _facts(rows: Iterable[tuple[str, RenderableType]]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim", width=8, no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, value)
    return table


def _numbers(citations: Iterable[Citation]) -> dict[str, int]:
    """Evidence id → its number in the reply, by first use."""
    ids = dict.fromkeys(citation.evidence_id for citation in citations)
    return {evidence_id: number for number, evidence_id in enumerate(ids, start=1)}


def _numbered_text(reply: Reply, numbers: dict[str, int]) -> Text:
    text = Text()
    for position, sentence in enumerate(reply.sentences):
        text.append(sentence.separator if position else "")
        text.append(sentence.text)
        cited = sorted({numbers[citation.evidence_id] for citation in sentence.citations})
        if cited:
            text.append(f" [{', '.join(map(str, cited))}]", style="cyan")
    return text


def _sources(numbers: dict[str, int], evidence: dict[str, Evidence]) -> Group:
    lines = []
    for evidence_id, number in numbers.items():
        item = evidence[evidence_id]
        line = Text(f"[{number}] ", style="cyan").append(_place(item), style="default")
        if item.kind is not EvidenceKind.ARTICLE:
            line.append(f"  {item.text}", style="dim")
        lines.append(line)
    return Group(*lines)


def _place(item: Evidence) -> str:
    if item.kind is EvidenceKind.ARTICLE:
        path = " › ".join(dict.fromkeys((item.title, *item.heading_path)))
        return f"{path}  ({item.source})"
    return (
        f"Order {item.source}" if item.kind is EvidenceKind.ORDER else f"Worked out, {item.source}"
    )


def _why_and_time(trace: Trace) -> list[tuple[str, RenderableType]]:
    rows: list[tuple[str, RenderableType]] = [("Why", Text("; ".join(trace.decided_by)))]
    if trace.signals:
        flags = (
            f"{each.reason.value.replace('_', ' ')} {each.score:.2f}" for each in trace.signals
        )
        rows.append(("Flags", Text("; ".join(flags), style="yellow")))
    if trace.notes:
        rows.append(("Notes", Text("; ".join(trace.notes), style="dim")))
    steps = ", ".join(f"{name} {ms:.0f}" for name, ms in trace.milliseconds.items() if ms >= 1)
    total = sum(trace.milliseconds.values())
    writer = f", written by {trace.drafter}" if trace.drafter else ""
    rows.append(("Time", Text(f"{total:.0f} ms ({steps}){writer}", style="dim")))
    return rows


def _shortened(text: str) -> str:
    text = text.strip()
    if len(text) <= _TICKET_CHARACTERS:
        return text
    return text[:_TICKET_CHARACTERS].rsplit(" ", 1)[0] + " …"
