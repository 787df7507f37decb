"""The assistant inside a LangChain program: as a `Runnable`, and as a tool for an agent."""

import tempfile
from datetime import datetime

from cx_assistant import Assistant, Ticket, Verification
from cx_assistant.langchain import as_runnable, as_tool
from cx_assistant.resources import shipped

NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")


def main() -> None:
    config = shipped("knowledge") / "cx.toml"
    with (
        tempfile.TemporaryDirectory() as data,
        Assistant.from_config(config, data=data) as assistant,
    ):
        assistant.prepare()

        chain = as_runnable(assistant)
        tickets = [Ticket.from_text(text, now=NOW) for text in ("Do you ship to Norway?", "Hi!")]
        for outcome in chain.batch(tickets):
            print(outcome.outcome)

        # An agent may choose the question, never the customer: that is fixed here.
        tool = as_tool(
            assistant,
            customer_id="C-1007",
            verification=Verification.SIGNED_IN,
            clock=lambda: NOW,
        )
        print(tool.invoke({"question": "When will the blue jacket turn up?"}))


if __name__ == "__main__":
    main()
