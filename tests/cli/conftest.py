"""Runs the real commands, in this process, as a shell would."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cx_assistant.cli import main
from cx_assistant.resources import shipped

NOW = ("--now", "2026-06-10T10:00:00+02:00")

RETURNS = """---
title: Returns
---
# Returns

You can return most items within 30 days of delivery. Items must be unused, with their tags on.
"""
DELIVERY = """# Delivery

Standard delivery to Ireland takes 4 to 6 working days and costs 8.90 EUR.
"""
STAFF = """# Goodwill

The code NORD-SORRY10 gives 10% off after a mistake of ours.
"""


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def json_lines(self) -> list[Any]:
        return [json.loads(line) for line in self.out.splitlines()]


Cx = Callable[..., Done]


@pytest.fixture
def cx(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Cx:
    """`cx-assistant` with these arguments."""
    for variable in ("CX_DATA", "CX_DATABASE_URL", "CX_MODEL", "CX_EMBEDDINGS", "OPENAI_API_KEY"):
        monkeypatch.delenv(variable, raising=False)

    def run(*arguments: object, stdin: str = "") -> Done:
        monkeypatch.setattr(sys, "argv", ["cx-assistant", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            main()
            code: object = 0
        except SystemExit as ended:
            code = ended.code
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Done(int(str(code or 0)), said.out, said.err)

    return run


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def small_shop(here: Path) -> Path:
    """Three articles and a configuration, nothing ingested."""
    (here / "articles" / "internal").mkdir(parents=True)
    (here / "articles" / "returns.md").write_text(RETURNS, "utf-8")
    (here / "articles" / "delivery.md").write_text(DELIVERY, "utf-8")
    (here / "articles" / "internal" / "goodwill.md").write_text(STAFF, "utf-8")
    (here / "cx.toml").write_text('[knowledge]\npaths = ["articles"]\n', "utf-8")
    return here


@pytest.fixture
def sample(shop_data: Path, here: Path) -> tuple[str, ...]:
    """Options that name the sample shop, its data ingested already. Do not change the data."""
    return ("--config", str(shipped("knowledge") / "cx.toml"), "--data", str(shop_data))


def one_sentence(err: str) -> str:
    """The error, if it is one line that names the program and ends in what to do."""
    lines = err.strip().split("\n")
    assert len(lines) == 1, err
    assert lines[0].startswith("cx-assistant: ")
    return lines[0]
