"""Opens Chroma: a folder of this process, or a server."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cx_assistant.backends.folder_seal import is_sealed
from cx_assistant.errors import BackendError, IndexDamagedError

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.config import Settings

_PROBE_TIMEOUT_SECONDS = 300


def open_folder(folder: Path) -> Client:
    """A client on a folder that is known not to crash this process.

    Chroma reads its files unchecked: one flipped bit can end the process with a segmentation
    fault. So a folder is opened only if it is as it was closed, or, after a crash, once
    another process has read all of it and lived.
    """
    import chromadb

    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()) and not is_sealed(folder):
        _probe(folder)
    return cast("Client", chromadb.PersistentClient(str(folder), settings=settings()))


def open_server(host: str, port: int, *, timeout_seconds: float) -> Client:
    """A client of a running server."""
    import chromadb
    import httpx

    # Chroma's client waits for ever by default, and asks its first questions while it is built.
    httpx.get(f"http://{host}:{port}/api/v2/heartbeat", timeout=timeout_seconds).raise_for_status()
    client = cast("Client", chromadb.HttpClient(host, port, settings=settings()))
    session = getattr(getattr(client, "_server", None), "_session", None)
    if isinstance(session, httpx.Client):
        session.timeout = httpx.Timeout(timeout_seconds)
    return client


def settings() -> Settings:
    """No telemetry, and nothing taken from files that are not ours."""
    from chromadb.config import Settings

    # Without `_env_file` Chroma would read a `.env` that is meant for the shop's own program.
    return Settings(_env_file=None, anonymized_telemetry=False, chroma_server_host=None)


def _probe(folder: Path) -> None:
    command = [sys.executable, "-m", "cx_assistant.backends.chroma_probe", str(folder)]
    try:
        finished = subprocess.run(
            command, capture_output=True, timeout=_PROBE_TIMEOUT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        message = f"{folder.name} was not closed properly and cannot be read; rebuild the index"
        raise IndexDamagedError(message) from error
    except OSError as error:
        message = f"cannot start {sys.executable} to check {folder.name}: {error}"
        raise BackendError(message) from error
    if finished.returncode != 0:
        message = f"{folder.name} was not closed properly and is damaged; rebuild the index"
        raise IndexDamagedError(message)
