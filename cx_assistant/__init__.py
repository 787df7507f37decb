"""Grounded customer-support drafts: every sentence cited and checked, or handed to a human."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cx_assistant.assistant import Assistant
    from cx_assistant.errors import CxError
    from cx_assistant.installation import Installation
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

__version__ = "0.1.0"

__all__ = [
    "Assistant",
    "Clarification",
    "CxError",
    "Escalation",
    "Evidence",
    "Installation",
    "Message",
    "Outcome",
    "Permission",
    "Reply",
    "Ticket",
    "Verification",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Loads a name at its first use, so that importing the package costs next to nothing."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    homes = {
        "Assistant": "cx_assistant.assistant",
        "CxError": "cx_assistant.errors",
        "Installation": "cx_assistant.installation",
    }
    return getattr(import_module(homes.get(name, "cx_assistant.models")), name)
