"""Grounded customer-support drafts: every sentence cited and checked, or handed to a human."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cx_assistant.models import (
    Clarification,
    Escalation,
    Evidence,
    Message,
    Outcome,
    Permission,
    Reply,
    Ticket,
    Verification,
)

if TYPE_CHECKING:
    from cx_assistant.assistant import Assistant

__version__ = "0.1.0"

__all__ = [
    "Assistant",
    "Clarification",
    "Escalation",
    "Evidence",
    "Message",
    "Outcome",
    "Permission",
    "Reply",
    "Ticket",
    "Verification",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Loads `Assistant` at first use, so that importing the package stays cheap."""
    if name == "Assistant":
        from cx_assistant.assistant import Assistant

        return Assistant
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
