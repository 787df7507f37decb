"""One process at a time works in a data folder; a second is refused and does no harm."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CONFIG

HOLD = """
import sys
from datetime import datetime
from pathlib import Path
from cx_assistant import Assistant, Ticket

now = datetime.fromisoformat("2026-06-10T10:00:00+02:00")
with Assistant.from_config(sys.argv[1], data=sys.argv[2]) as assistant:
    print("open", flush=True)
    for words in sys.stdin:
        print(assistant.answer(Ticket.from_text(words, now=now)).outcome, flush=True)
"""
TO_A_HUMAN = "I want to talk to a real person, please.\n"


@pytest.mark.parametrize(
    "command", [["answer", "hello"], ["ingest"], ["reindex"], ["doctor"], ["search", "returns"]]
)
def test_a_second_process_is_refused_in_one_sentence_and_the_first_goes_on(
    data: Path, command: list[str]
) -> None:
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(CONFIG), str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert first.stdin is not None
    assert first.stdout is not None
    assert first.stdout.readline() == "open\n"
    where = ["--config", str(CONFIG), "--data", str(data)]

    second = subprocess.run(
        [sys.executable, "-m", "cx_assistant", *command, *where],
        capture_output=True,
        text=True,
        check=False,
    )
    said, _ = first.communicate(TO_A_HUMAN)
    third = subprocess.run(
        [sys.executable, "-m", "cx_assistant", "doctor", "--quiet", *where],
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 3
    assert second.stdout == ""
    assert second.stderr.count("\n") == 1
    assert str(first.pid) in second.stderr
    assert "--data" in second.stderr
    assert said == "escalation\n"
    assert (third.returncode, third.stdout, third.stderr) == (0, "", "")
