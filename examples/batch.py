"""A file of tickets, answered in threads, with what became of them."""

import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from cx_assistant import Assistant, Ticket
from cx_assistant.resources import shipped
from cx_assistant.results import result_of
from cx_assistant.tickets import read_tickets


def main() -> None:
    shop = shipped("knowledge")
    lines = read_tickets(shop / "tickets.jsonl", now=datetime.now(UTC))
    tickets = [line for line in lines if isinstance(line, Ticket)]
    with (
        tempfile.TemporaryDirectory() as data,
        Assistant.from_config(shop / "cx.toml", data=data) as assistant,
        ThreadPoolExecutor(max_workers=2) as pool,
    ):
        assistant.prepare()
        results = [result_of(outcome) for outcome in pool.map(assistant.answer, tickets)]
    for result in results:
        print(f"{result.id:40} {result.outcome:14} {result.reason or result.missing or ''}")
    print(dict(Counter(result.outcome for result in results)))


if __name__ == "__main__":
    main()
