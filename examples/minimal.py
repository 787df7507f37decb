"""From nothing to a grounded reply."""

import tempfile
from pathlib import Path

from cx_assistant import Assistant, Clarification, Escalation, Reply, Ticket
from cx_assistant.resources import shipped
from cx_assistant.setup import prepare

with tempfile.TemporaryDirectory() as data:
    config = shipped("knowledge") / "cx.toml"
    prepare(config, data=Path(data))  # reads articles and orders; again costs next to nothing
    with Assistant.from_config(config, data=Path(data)) as assistant:
        outcome = assistant.answer(Ticket.from_text("How long does delivery to Ireland take?"))

match outcome:
    case Reply():
        print(outcome.text)
        for citation in outcome.citations:
            print(f"  “{citation.quote[:70]}” — {citation.source}")
    case Clarification():
        print(outcome.question)
    case Escalation():
        print(f"{outcome.reason.value} → {outcome.team}: {outcome.packet.request}")
