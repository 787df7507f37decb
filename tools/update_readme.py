"""Writes what the demo prints for two of its tickets into the README."""

from __future__ import annotations

import io
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console

from cx_assistant import Assistant, Ticket
from cx_assistant.cli.render import show_outcome, show_ticket
from cx_assistant.resources import shipped
from cx_assistant.tickets import read_tickets

README = Path(__file__).parent.parent / "README.md"
SHOWN = ("can-i-still-return-it", "legal-threat")
WIDTH = 88
_BLOCK = re.compile(r"(<!-- demo -->\n).*(<!-- /demo -->)", re.DOTALL)


def demo_text(assistant: Assistant) -> str:
    """The tickets and outcomes as the demo shows them, without the times."""
    lines = read_tickets(shipped("knowledge") / "tickets.jsonl", now=datetime.now(UTC))
    tickets = {line.id: line for line in lines if isinstance(line, Ticket)}
    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, color_system=None)
    for position, ticket in enumerate(tickets.values(), start=1):
        if ticket.id in SHOWN:
            show_ticket(console, ticket, position=f"{position}/{len(tickets)}")
            show_outcome(console, assistant.answer(ticket))
    shown: str = console.file.getvalue()  # type: ignore[attr-defined]
    kept = (line.rstrip() for line in shown.splitlines() if not line.startswith("Time "))
    return "\n".join(kept).strip("\n")


def with_demo(readme: str, text: str) -> str:
    """The README with this text between its marks."""
    return _BLOCK.sub(lambda found: f"{found[1]}```text\n{text}\n```\n{found[2]}", readme)


def main() -> None:
    """Answer the tickets and rewrite the README."""
    config = shipped("knowledge") / "cx.toml"
    with (
        tempfile.TemporaryDirectory() as data,
        Assistant.from_config(config, data=data) as assistant,
    ):
        assistant.prepare()
        text = demo_text(assistant)
    README.write_text(with_demo(README.read_text(encoding="utf-8"), text), encoding="utf-8")


if __name__ == "__main__":
    main()
