"""From nothing to a grounded reply."""

import tempfile

from cx_assistant import Assistant, Clarification, Escalation, Reply, Ticket
from cx_assistant.resources import shipped


def main() -> None:
    config = shipped("knowledge") / "cx.toml"  # your own: "cx.toml"
    with (
        tempfile.TemporaryDirectory() as data,
        Assistant.from_config(config, data=data) as assistant,
    ):
        assistant.prepare()  # reads articles and orders
        ticket = Ticket.from_text("How long can I return something from the sale?")
        outcome = assistant.answer(ticket)

    match outcome:
        case Reply():
            print(outcome.text, end="\n\n")
            for citation in outcome.citations:
                print(f"“{citation.quote[:70]}” — {citation.source}")
        case Clarification():
            print(outcome.question)
        case Escalation():
            print(f"{outcome.reason.value} → {outcome.team}: {outcome.packet.request}")


if __name__ == "__main__":
    main()
