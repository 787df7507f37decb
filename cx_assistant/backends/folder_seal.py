"""Notices damage to a folder between two runs: sizes and checksums written when it was closed."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from cx_assistant.errors import IndexDamagedError

SEAL_NAME = "cx-seal.json"
_BLOCK = 1 << 20


def seal(folder: Path) -> None:
    """Record what every file holds; call it when nothing writes to the folder any more."""
    temporary = folder / f"{SEAL_NAME}.tmp"
    temporary.write_text(json.dumps(_fingerprints(folder)), encoding="utf-8")
    temporary.replace(folder / SEAL_NAME)


def break_seal(folder: Path) -> None:
    """Say that the folder is about to change; until it is sealed again nothing vouches for it."""
    (folder / SEAL_NAME).unlink(missing_ok=True)


def is_sealed(folder: Path) -> bool:
    """True if the folder was closed properly and every byte is as it was then.

    False after a crash, when there is no seal. Raises `IndexDamagedError` if a file was
    changed, cut, lost or added behind the seal.
    """
    try:
        recorded = json.loads((folder / SEAL_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return False
    except ValueError as error:
        message = f"the seal of {folder.name} is unreadable, so the index may be damaged"
        raise IndexDamagedError(message) from error
    found = _fingerprints(folder)
    if recorded != found:
        changed = sorted(
            name for name in {*recorded, *found} if recorded.get(name) != found.get(name)
        )
        message = f"{changed[0]} in {folder.name} changed since it was closed; rebuild the index"
        raise IndexDamagedError(message)
    return True


def _fingerprints(folder: Path) -> dict[str, list[int]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {
        path.relative_to(folder).as_posix(): [path.stat().st_size, _checksum(path)]
        for path in files
        if not path.name.startswith(SEAL_NAME)
    }


def _checksum(path: Path) -> int:
    checksum = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            checksum = zlib.crc32(block, checksum)
    return checksum
