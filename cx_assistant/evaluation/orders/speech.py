"""Instructions to somebody who plays a customer, turned into what the customer would write."""

from __future__ import annotations

import re
from functools import partial

_OBJECT_AFTER = (
    r"to|for|with|of|at|from|by|about|give|gives|help|helps|tell|tells|let|lets|saves|gets|offer|"
    r"offers|asks|ask|between|behind|near|because of|upgrade|refund|send|sends|allow|allows|charge"
)
_CHANGES: tuple[tuple[str, str], ...] = (
    (r"\byou are\b", "I am"),
    (r"\byou're\b", "I'm"),
    (r"\byou were\b", "I was"),
    (r"\byou name is\b", "my name is"),  # a slip that stands in the sets
    (r"\bare you\b", "am I"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (rf"\b({_OBJECT_AFTER}) you\b", r"\1 me"),
    (r"\byou\b", "I"),
)


def as_written(instruction: str) -> str:
    """`You want to return your lamp` → `I want to return my lamp`.

    Sets tell whoever plays the customer what to want. No customer writes so, and nothing that
    reads real messages should be judged by how it reads that.
    """
    text = instruction
    for pattern, said in _CHANGES:
        text = re.sub(pattern, partial(_said, said), text, flags=re.IGNORECASE)
    return text


def _said(said: str, match: re.Match[str]) -> str:
    """The replacement, with a capital where the original had one."""
    text = match.expand(said)
    return text[0].upper() + text[1:] if match[0][0].isupper() else text
