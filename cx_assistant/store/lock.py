"""Makes sure that only one process at a time works in a data folder."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from cx_assistant.errors import DataFolderInUseError, StoreError
from cx_assistant.models import Model

_LOCK = "lock"
_HOLDER = "lock-holder.json"


class _Holder(Model):
    """Who holds the lock; written for the people it turns away, never trusted for locking."""

    pid: int
    command: str


class FolderLock:
    """The exclusive right to a data folder; the operating system ends it with the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / _LOCK)

    def acquire(self) -> None:
        """Take the folder, or raise `DataFolderInUseError` at once."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire(timeout=0)
            holder = _Holder(pid=os.getpid(), command=_command())
            (self._folder / _HOLDER).write_text(holder.model_dump_json(), encoding="utf-8")
        except Timeout as error:
            raise DataFolderInUseError(self._refusal()) from error
        except OSError as error:
            self._lock.release()
            message = (
                f"cannot lock the data folder {self._folder} ({error.strerror}); make it "
                "writable, free some space, or choose another with --data"
            )
            raise StoreError(message) from error

    def release(self) -> None:
        """Let others in; releasing twice is harmless."""
        self._lock.release()

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _refusal(self) -> str:
        holder = self._holder()
        if holder is None:
            return f"another process uses the data folder {self._folder}; {_HOW_TO_SHARE}"
        if holder.pid == os.getpid():
            return (
                f"this process already has the data folder {self._folder} open; use the "
                "assistant you have, or close() it first"
            )
        return (
            f"process {holder.pid} ({holder.command}) uses the data folder {self._folder}; "
            f"{_HOW_TO_SHARE}"
        )

    def _holder(self) -> _Holder | None:
        try:
            return _Holder.model_validate_json((self._folder / _HOLDER).read_bytes())
        except (OSError, ValueError):
            return None


_HOW_TO_SHARE = (
    "wait for it or stop it, choose another folder with --data, or let several processes share "
    "a Chroma server (storage.chroma_host) and PostgreSQL (storage.database)"
)


def _command() -> str:
    # Only the program and its subcommand: further arguments may hold customer text.
    program, *arguments = sys.argv or ["python"]
    subcommand = [word for word in arguments[:1] if word.isalpha()]
    return " ".join([Path(program).name or "python", *subcommand])
