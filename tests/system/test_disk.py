"""A data folder that cannot be written to, and a disk that is full.

Both need a mount namespace of their own, which takes root on Linux; skipped elsewhere.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DELIVERY, RETURNS

from .conftest import CONFIG

CX = f"{sys.executable} -m cx_assistant"


def mounts_are_allowed() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    command = [unshare, "-m", "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


pytestmark = pytest.mark.skipif(
    not mounts_are_allowed(), reason="mounting needs root on Linux, so full disks stay untested"
)


def run(script: str, folder: Path) -> list[tuple[int, str, str]]:
    """Runs the lines in a mount namespace; for each that starts with `cx`: code, out, err."""
    lines = ["set +e", f"cd {folder}"]
    for line in script.strip().split("\n"):
        if line.startswith("cx "):
            lines += [f"{CX} {line[3:]} >out 2>err; echo $? >code", "cat code out; printf '\\0'"]
            lines += ["cat err; printf '\\0'"]
        else:
            lines.append(line)
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", "\n".join(lines)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not done.stderr, done.stderr
    parts = done.stdout.split("\0")
    pairs = zip(parts[0::2], parts[1::2], strict=False)
    return [(int(out.split("\n")[0]), out.split("\n", 1)[1], err) for out, err in pairs]


def assert_one_sentence(err: str, *words: str) -> None:
    assert err.startswith("cx-assistant: ")
    assert err.count("\n") == 1
    for word in words:
        assert word in err


def test_a_read_only_data_folder_is_refused_in_one_sentence(data: Path, tmp_path: Path) -> None:
    where = f"--config {CONFIG} --data data"
    results = run(
        f"""
mount --bind data data
mount -o remount,bind,ro data
cx answer "Where is my order?" {where}
cx ingest {where}
cx doctor {where}
umount data
cx doctor --quiet {where}
""",
        tmp_path,
    )

    for code, out, err in results[:3]:
        assert (code, out) == (3, "")
        assert_one_sentence(err, "data", "writable")
    assert results[3] == (0, "", "")


@pytest.mark.parametrize("kilobytes", [64, 200, 400])
def test_a_full_disk_stops_an_ingest_in_one_sentence_and_loses_nothing(
    tmp_path: Path, kilobytes: int
) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "returns.md").write_text(RETURNS)
    (articles / "delivery.md").write_text(DELIVERY)
    (tmp_path / "data").mkdir()
    ask = 'search "How long does delivery to Ireland take?" --json --quiet --data data'

    full, *later = run(
        f"""
mount -t tmpfs -o size={kilobytes}k none data
cx ingest articles --data data
mount -o remount,size=50m data
cx ingest articles --json --data data
cx {ask}
cx doctor --quiet --data data
""",
        tmp_path,
    )

    assert (full[0], full[1]) == (3, "")
    assert_one_sentence(full[2], "disk", "free")
    assert [code for code, _, _ in later] == [0, 0, 0]
    assert "4 to 6 working days" in later[1][1]
    assert later[2] == (0, "", "")
