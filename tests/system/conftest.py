"""The sample shop in a data folder of its own, and its assistant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cx_assistant import Assistant
from cx_assistant.models import Outcome
from cx_assistant.resources import shipped

CONFIG = shipped("knowledge") / "cx.toml"


@pytest.fixture(scope="session")
def closed_data(shop_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ingested sample shop as a process leaves it that ended well."""
    copy = tmp_path_factory.mktemp("closed") / "data"
    shutil.copytree(shop_data, copy)
    opened(copy).close()
    return copy


@pytest.fixture
def data(closed_data: Path, tmp_path: Path) -> Path:
    """A copy of it, to do anything to."""
    copy = tmp_path / "data"
    shutil.copytree(closed_data, copy)
    return copy


def opened(data: Path) -> Assistant:
    return Assistant.from_config(CONFIG, data=data)


def told(outcome: Outcome) -> str:
    """All of an outcome but how long it took and how often the store had changed."""
    trace = outcome.trace.model_copy(update={"milliseconds": {}, "index_revision": ""})
    return outcome.model_copy(update={"trace": trace}).model_dump_json()
