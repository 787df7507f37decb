"""Several shops side by side: each ticket is answered by its own shop's assistant."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cx_assistant.assistant import Assistant
from cx_assistant.errors import InputError
from cx_assistant.models import Outcome, Ticket

if TYPE_CHECKING:
    from cx_assistant.protocols import Embedder
    from cx_assistant.settings import Settings


class Installation:
    """The assistants of several shops. Each is opened when its first ticket comes.

    They share the process and the embedder's weights, and nothing else: no assistant holds a
    connection, an index or a setting of another shop.
    """

    def __init__(self, shops: Mapping[str, Settings]) -> None:
        self._shops = dict(shops)
        self._opened: dict[str, Assistant] = {}
        self._closing = ExitStack()
        self._lock = threading.Lock()
        self._embedder: Embedder | None = None

    @classmethod
    def from_config(cls, path: Path | str | None = None) -> Self:
        """The shops that the file's `[shops]` lists, or the one shop it describes."""
        from cx_assistant.settings.installation import load_shops

        return cls(load_shops(path))

    @property
    def shops(self) -> tuple[str, ...]:
        """The keys of all shops."""
        return tuple(self._shops)

    def assistant(self, shop: str) -> Assistant:
        """This shop's assistant; raises `InputError` for a shop that is not here."""
        if shop not in self._shops:
            known = ", ".join(sorted(self._shops))
            problem = f"there is no shop {shop!r} here" if shop else "the ticket names no shop"
            message = f"{problem}; give one of: {known}"
            raise InputError(message)
        with self._lock:
            if shop not in self._opened:
                self._opened[shop] = self._closing.enter_context(self._open(shop))
            return self._opened[shop]

    def answer(self, ticket: Ticket) -> Outcome:
        """The outcome of the ticket's own shop; raises `InputError` if that is not here."""
        return self.assistant(ticket.shop).answer(ticket)

    def close(self) -> None:
        """Release every shop's data folder."""
        self._closing.close()
        self._opened.clear()

    def __enter__(self) -> Self:
        """The installation itself."""
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self, shop: str) -> Assistant:
        from cx_assistant.settings import open_parts

        parts = open_parts(self._shops[shop], local_embedder=self._embedder)
        self._embedder = parts.workspace.local_embedder
        return Assistant(parts)
