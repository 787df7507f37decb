"""Finds the files that ship beside the code: prompts, the sample shop, evaluation sets."""

from __future__ import annotations

from pathlib import Path

from cx_assistant.errors import CxError

_PACKAGE = Path(__file__).parent


def shipped(folder: str) -> Path:
    """The folder `prompts`, `knowledge` or `evals`: inside the wheel, or in the checkout."""
    for candidate in (_PACKAGE / "_shipped" / folder, _PACKAGE.parent / folder):
        if candidate.is_dir():
            return candidate
    message = f"the shipped folder '{folder}' is missing; reinstall cx-assistant"
    raise CxError(message)
