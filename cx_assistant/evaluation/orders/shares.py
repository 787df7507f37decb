"""Shares with their count and a 95% interval that holds for few cases, too."""

from __future__ import annotations

import math

from pydantic import Field

from cx_assistant.evaluation.bootstrap import Interval
from cx_assistant.models import Model

_Z = 1.959964


class Share(Model):
    """How many of how many; nothing can be said of none at all."""

    hits: int = Field(ge=0)
    n: int = Field(ge=0)

    @property
    def value(self) -> float | None:
        """The share itself; None if it is undefined."""
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        """Wilson's 95% interval; None if the share is undefined.

        Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", Journal
        of the American Statistical Association 22(158), 1927.
        """
        if not self.n:
            return None
        share, weight = self.hits / self.n, _Z * _Z / self.n
        middle = share + weight / 2
        spread = _Z * math.sqrt((share * (1 - share) + weight / 4) / self.n)
        low, high = (middle - spread) / (1 + weight), (middle + spread) / (1 + weight)
        return Interval(low=max(0.0, low), high=min(1.0, high))
