"""The sample shop, ingested once per test process."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest

from cx_assistant import Assistant, Ticket
from cx_assistant.resources import shipped
from cx_assistant.tickets import read_tickets

NOW = datetime.fromisoformat("2026-06-10T10:00:00+02:00")


@pytest.fixture(scope="session")
def shop_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample shop; copy it before changing anything."""
    data = tmp_path_factory.mktemp("sample-shop")
    with Assistant.from_config(shipped("knowledge") / "cx.toml", data=data) as assistant:
        assistant.prepare()
    return data


@pytest.fixture(scope="session")
def assistant(shop_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The sample shop's assistant, without a model, on a folder of its own."""
    data = tmp_path_factory.mktemp("assistant") / "data"
    shutil.copytree(shop_data, data)
    with Assistant.from_config(shipped("knowledge") / "cx.toml", data=data) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_ticket() -> Callable[[str], Ticket]:
    """A ticket of the demo, by its id."""
    lines = read_tickets(shipped("knowledge") / "tickets.jsonl", now=NOW)
    tickets = {line.id: line for line in lines if isinstance(line, Ticket)}
    return tickets.__getitem__
