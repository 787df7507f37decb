"""A question made ready for search."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cx_assistant.protocols import Vectors


@dataclass(frozen=True)
class Asked:
    """What is searched for: the question, and what counts beside it.

    `direction` is the question's vector plus those of the turns before it, weighted; its length
    is how much meaning counts in all. `named` says how surely the talk is about a title, `exact`
    which passages hold what share of its codes and quoted phrases.
    """

    question: str
    direction: Vectors | None = None
    context: tuple[tuple[str, float], ...] = ()
    named: Mapping[str, float] = field(default_factory=dict)
    exact: Mapping[str, float] = field(default_factory=dict)

    @property
    def length(self) -> float:
        """Length of the direction, 0 if meaning is not searched."""
        return 0.0 if self.direction is None else float(self.direction @ self.direction) ** 0.5

    @property
    def unit(self) -> Vectors | None:
        """The direction at length 1, as the vector index wants it."""
        return None if self.direction is None else self.direction / self.length
