"""What was made of a case: by us, by the baseline, by anybody who wants to be compared."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cx_assistant.evaluation.orders.cases import Case, OrderSet
from cx_assistant.models import Action, ActionKind

ActionKey = tuple[ActionKind, str]  # what is done, to which order


@dataclass(frozen=True)
class Reading:
    """Who wrote, which orders are meant, and what would be done.

    `offered` are orders among which the customer would be asked to choose. `actions` could be
    done at once, `asked_back` once the customer has told what is missing, `refused` not at all.
    """

    customers: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    asked_back: tuple[ActionKey, ...] = ()
    refused: tuple[ActionKey, ...] = ()

    @property
    def proposed(self) -> frozenset[ActionKey]:
        """Everything that would be done, now or once the customer has answered."""
        return frozenset({(each.kind, each.order_id) for each in self.actions} | {*self.asked_back})


Read = Callable[[Case, OrderSet], Reading]
