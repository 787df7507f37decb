"""Builds the vector index anew in a process that has never seen what must not be in it.

Chroma writes parts of its files from memory it has not cleared. In a process that has just read an
order, its number can end up in them; seen in one of three builds after an erasure.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cx_assistant.errors import StoreError

if TYPE_CHECKING:
    from cx_assistant.settings.workspace import Workspace

_PROGRAM = "from cx_assistant.privacy.rebuilding import main; main()"


def rebuild_vectors_afresh(workspace: Workspace) -> None:
    """Replace the vector index; both indexes are closed meanwhile and open when this returns.

    Stopped on the way, the next opening of the folder does it.
    """
    indexes = workspace.indexes
    indexes.vector_side.distrust("somebody was erased from it")
    indexes.word_side.close()
    try:
        _in_a_process_of_its_own(workspace)
    finally:
        indexes.vector_side.open()
        indexes.word_side.open()


def _in_a_process_of_its_own(workspace: Workspace) -> None:
    settings = workspace.settings
    finished = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(settings.folder)],
        input=settings.model_dump_json(),  # not an argument: it may hold a database password
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode != 0:
        reason = (finished.stderr.strip().splitlines() or ["it was stopped"])[-1]
        message = f"the vector index could not be rebuilt ({reason}); run the erasure again"
        raise StoreError(message)


def main() -> None:
    """What the process does: settings from stdin, their folder as its argument."""
    from cx_assistant.settings import Settings
    from cx_assistant.settings.workspace import Workspace

    settings = Settings.model_validate_json(sys.stdin.read())
    settings = settings.model_copy(update={"folder": Path(sys.argv[1])})
    with Workspace(settings, is_locked=True) as workspace:
        workspace.indexes.wait_for_rebuild()
