"""Wrong use ends with exit code 2 and one sentence that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Cx, one_sentence

COMMANDS = [
    ["demo"],
    ["init"],
    ["ingest"],
    ["orders", "import"],
    ["answer"],
    ["search"],
    ["reindex"],
    ["doctor"],
    ["eval", "retrieval"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(cx: Cx, here: Path, command: list[str]) -> None:
    done = cx(*command, "--help")

    assert done.code == 0
    assert f"cx-assistant {' '.join(command)}" in done.out
    assert "--help" in done.out
    assert len(done.out.split("\n\n")[1].split()) >= 6  # a sentence on what it does
    assert list(here.iterdir()) == []


def test_help_lists_every_command(cx: Cx, here: Path) -> None:
    listed = cx("--help").out

    for first, *_ in COMMANDS:
        assert f"\n  {first} " in listed


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["answer"], "--tickets"),
        (["answer", "hi", "--tickets", "t.jsonl"], "--tickets"),
        (["answer", "hi", "--out", "r.jsonl"], "--json"),
        (["answer", "hi", "--verified"], "--customer"),
        (["answer", "hi", "--now", "2026-06-10T10:00"], "2026-06-10T10:00+00:00"),
        (["answer", "hi", "--now", "yesterday"], "2026-06-10T10:00:00+02:00"),
        (["answer", "--tickets", "nowhere.jsonl"], "nowhere.jsonl"),
        (["search", "returns", "--now", "2026-06-10"], "UTC offset"),
        (["ingest"], "[knowledge] paths"),
        (["ingest", "nowhere"], "nowhere"),
        (["orders", "import"], "[orders] paths"),
        (["orders", "import", "nowhere.json"], "nowhere.json"),
        (["answer", "hi", "--config", "nowhere.toml"], "cx-assistant init"),
        (["demo", "--only", "no-such-ticket"], "where-is-my-order"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_wrong_use_says_what_to_do(cx: Cx, here: Path, arguments: list[str], told: str) -> None:
    done = cx(*arguments)

    assert done.code == 2
    assert told in one_sentence(done.err)
    assert done.out == "" or arguments[0] == "demo"


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["search"],
        ["search", "x", "--limit", "0"],
        ["search", "x", "--limit", "many"],
        ["ingest", "--frobnicate"],
        ["orders", "export"],
    ],
    ids=" ".join,
)
def test_an_unknown_word_is_wrong_use(cx: Cx, here: Path, arguments: list[str]) -> None:
    done = cx(*arguments)

    assert done.code == 2
    assert "-h" in done.err
    assert list(here.iterdir()) == []


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[knowlege]\npaths = []\n", "did you mean 'knowledge'"),
        ("[shop]\nnmae = 'x'\n", "did you mean 'name'"),
        ("[shop]\ntimezone = 'Mars'\n", "Europe/Berlin"),
        ("[shop\n", "not valid TOML"),
        ("[search]\npassages_per_question = 0\n", "search.passages_per_question"),
        ("[storage]\ndatabase = 'postgresql://u:secret@h/d'\n", "CX_DATABASE_URL"),
    ],
)
@pytest.mark.parametrize("command", ["doctor", "search"])
def test_a_wrong_configuration_names_the_key_and_the_fix(
    cx: Cx, here: Path, toml: str, told: str, command: str
) -> None:
    (here / "cx.toml").write_text(toml, "utf-8")

    done = cx(command, *(["returns"] if command == "search" else []))

    assert done.code == 2
    error = one_sentence(done.err)
    assert "cx.toml" in error
    assert told in error
    assert "secret" not in error
    assert not (here / ".cx").exists()


def test_a_model_without_its_key_is_refused_before_anything_is_answered(
    cx: Cx, small_shop: Path
) -> None:
    with (small_shop / "cx.toml").open("a", encoding="utf-8") as file:
        file.write('[model]\nchat = "openai:gpt-test"\n')

    done = cx("answer", "How long does delivery take?")

    assert done.code == 2
    assert "OPENAI_API_KEY" in one_sentence(done.err)
    assert done.out == ""


def test_the_doctor_names_a_missing_key_and_goes_on(cx: Cx, small_shop: Path) -> None:
    with (small_shop / "cx.toml").open("a", encoding="utf-8") as file:
        file.write('[model]\nchat = "openai:gpt-test"\n')

    done = cx("doctor", "--json")

    assert done.code == 1
    unsound = {check["subject"]: check["fix"] for check in done.json if not check["sound"]}
    assert "OPENAI_API_KEY" in unsound["model"]
    assert "cx-assistant ingest" in unsound["knowledge"]


def test_the_command_line_runs_as_a_program_and_as_a_module(here: Path) -> None:
    environment = {**os.environ, "PYTHONWARNINGS": "error::DeprecationWarning:cx_assistant"}
    script = Path(sys.executable).with_name("cx-assistant")
    commands = [[sys.executable, "-m", "cx_assistant"]]
    commands += [[str(script)]] if script.exists() else []
    for command in commands:
        helped = subprocess.run(
            [*command, "--version"], capture_output=True, text=True, env=environment, check=False
        )
        wrong = subprocess.run(
            [*command, "answer"], capture_output=True, text=True, env=environment, check=False
        )
        assert (helped.returncode, helped.stderr) == (0, "")
        assert helped.stdout.strip().count(".") == 2
        assert wrong.returncode == 2
        assert wrong.stderr.startswith("cx-assistant: ")
        assert wrong.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_under_the_results_is_one_sentence(cx: Cx, small_shop: Path) -> None:
    (small_shop / "tickets.jsonl").write_text('{"id": "a", "messages": []}\n', "utf-8")

    done = cx("answer", "--tickets", "tickets.jsonl", "--out", "/dev/full", "-q")

    assert done.code == 3
    assert "free space" in one_sentence(done.err)


def test_output_into_a_pipe_is_utf8_whatever_the_locale_says(here: Path) -> None:
    (here / "artikel").mkdir()
    (here / "artikel" / "groesse.md").write_text("# Größe\n\nDie Größe 43 fällt groß aus.", "utf-8")
    program = [sys.executable, "-m", "cx_assistant"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    subprocess.run([*program, "ingest", "artikel", "-q"], check=True, env=environment)

    found = [
        subprocess.run(
            [*program, "search", "Größe 43", *more],
            check=True,
            env=environment,
            capture_output=True,
        ).stdout.decode("utf-8")
        for more in ([], ["--json"])
    ]

    assert all("Die Größe 43 fällt groß aus." in text for text in found)
