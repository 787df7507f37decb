from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cx_assistant.errors import DataFolderInUseError, StoreError
from cx_assistant.store.lock import FolderLock

_HOLD = """
import sys
from pathlib import Path
from cx_assistant.store.lock import FolderLock
lock = FolderLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate()


def test_a_second_process_is_told_who_holds_the_folder_and_how_to_share_it(
    tmp_path: Path,
) -> None:
    process = holder(tmp_path)

    with pytest.raises(DataFolderInUseError) as refusal:
        FolderLock(tmp_path).acquire()

    finish(process)
    assert f"process {process.pid} " in str(refusal.value)
    assert str(tmp_path) in str(refusal.value)
    assert "Chroma server" in str(refusal.value)
    assert "--data" in str(refusal.value)


def test_the_lock_dies_with_a_killed_process(tmp_path: Path) -> None:
    process = holder(tmp_path)
    process.send_signal(signal.SIGKILL)
    finish(process)

    with (
        FolderLock(tmp_path),
        pytest.raises(DataFolderInUseError, match="this process already has"),
    ):
        FolderLock(tmp_path).acquire()


def test_a_released_folder_can_be_taken_again(tmp_path: Path) -> None:
    first = FolderLock(tmp_path / "new" / "folder")
    first.acquire()
    first.release()
    first.release()

    with FolderLock(tmp_path / "new" / "folder"):
        pass


def test_two_folders_do_not_hinder_each_other(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "one"), FolderLock(tmp_path / "two"):
        pass


def test_an_unreadable_note_about_the_holder_does_not_hide_the_refusal(tmp_path: Path) -> None:
    with FolderLock(tmp_path):
        (tmp_path / "lock-holder.json").write_bytes(b"\xff{")
        with pytest.raises(DataFolderInUseError, match="another process uses"):
            FolderLock(tmp_path).acquire()


def test_customer_text_on_the_command_line_is_not_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["/usr/bin/cx-assistant", "answer", "I am Ann, my card is 4111"]
    )

    with FolderLock(tmp_path):
        note = (tmp_path / "lock-holder.json").read_text()

    assert "cx-assistant answer" in note
    assert str(os.getpid()) in note
    assert "Ann" not in note


def test_a_folder_that_cannot_be_made_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")

    with pytest.raises(StoreError, match="cannot lock the data folder"):
        FolderLock(tmp_path / "file" / "data").acquire()
